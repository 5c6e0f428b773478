"""The colours read on their page and stay apart for colour-blind eyes."""

from itertools import combinations

import numpy as np
import pytest

from kla_lib.display.palette import BLOCKS, COLOURS, PAGE, accent, variables

SEES = {
    "everything": np.eye(3),
    "no green (deuteranopia)": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    "no red (protanopia)": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
}  # fmt: skip  (Machado, Oliveira and Fernandes 2009, severity 1)
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])
APART = 15


def linear(colour):
    encoded = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def contrast(first, second):
    low, high = sorted(float(TO_XYZ[1] @ linear(colour)) for colour in (first, second))
    return (high + 0.05) / (low + 0.05)


def lab(rgb):
    ratio = TO_XYZ @ np.clip(rgb, 0, 1) / WHITE
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("role", ["ink", "muted", PAGE, *BLOCKS])
def test_whatever_is_written_in_a_colour_can_be_read(role, scheme):
    assert contrast(COLOURS[role][scheme], COLOURS["paper"][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("role", [PAGE, *BLOCKS])
def test_a_bar_stands_out_from_its_track(role, scheme):
    assert contrast(COLOURS[role][scheme], COLOURS["track"][scheme]) >= 3


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("eyes", SEES)
def test_blocks_stay_apart(eyes, scheme):
    seen = {code: lab(np.array(SEES[eyes]) @ linear(COLOURS[code][scheme])) for code in BLOCKS}
    nearest = min((np.linalg.norm(seen[a] - seen[b]), a, b) for a, b in combinations(BLOCKS, 2))
    assert nearest[0] >= APART, nearest


def test_every_role_has_a_colour_of_its_own():
    for scheme in (0, 1):
        assert len({pair[scheme] for pair in COLOURS.values()}) == len(COLOURS)


def test_blocks_of_other_editions_take_the_pages_accent():
    assert accent("K2") == "K2"
    assert accent("X9") == accent("") == PAGE
    assert f"--accent:{COLOURS['K2'][1]}" in variables(1, "K2")
