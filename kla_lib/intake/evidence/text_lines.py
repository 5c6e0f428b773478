"""The lines of text on a page of paper, as bands of ink: which way they run, and how high they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[Any]
STRIPS = 12  # a page is cut into as many, so that a little tilt does not wash its lines out
INKED = 0.02  # of a row of a strip is ink where a line of text is
FOOT = 0.02  # of a line's ink: heads that much heavier than feet are upside down


@dataclass(frozen=True, slots=True)
class Bands:
    """Lines of text as bands of ink: how many, how high, how clearly apart, and how much heavier their foot is than their head."""

    count: int
    height: float
    strength: float
    foot: float


def lines(ink: npt.NDArray[np.bool_]) -> tuple[int, float]:
    """How many degrees clockwise the text seems turned, and how high its lines are; 0 where there are none.

    Upright and upside down are told apart by the weight of a line, which is at its foot: few letters hang below it.
    """
    eights = np.ascontiguousarray(
        np.bitwise_count(np.packbits(ink, axis=1)).T
    )  # ink in eight columns beside each other
    across, down = _bands(eights, 8), _bands(ink.view(np.uint8), 1)
    if not across.count and not down.count:
        return 0, 0.0
    if down.strength > across.strength:
        return (270 if down.foot > 0 else 90), down.height
    return (180 if across.foot < -FOOT else 0), across.height


def _bands(counts: npt.NDArray[np.uint8], most: int) -> Bands:
    """The stretches with ink in every row, of all strips at once: strips are laid end to end with a gap between them.

    A column of ``counts`` is a row of the page as it is read, each count up to ``most``. Of all that a strip can hold
    one byte is enough: a picture as `viewed` is less than 1500 pixels wide.
    """
    whole = len(counts) // STRIPS
    if not whole:
        return Bands(0, 0.0, 0.0, 0.0)
    profiles = counts[: whole * STRIPS].reshape(STRIPS, whole, -1).sum(axis=1, dtype=np.uint8)
    apart = np.pad(profiles, ((0, 0), (1, 1))).ravel()
    edges = np.flatnonzero(np.diff((apart > INKED * whole * most).view(np.int8))) + 1
    first, last = edges[::2], edges[1::2]
    lengths = last - first
    found = (lengths >= 3) & (lengths <= profiles.shape[1] // 12)
    if np.count_nonzero(found) < STRIPS:
        return Bands(0, 0.0, 0.0, 0.0)
    middle = float(np.median(lengths[found]))
    usual = found & (lengths >= max(4, 0.6 * middle)) & (lengths <= 1.6 * middle)
    height = float(lengths[usual].mean()) if usual.any() else middle
    foot = _foot(apart, first[usual], last[usual])
    strength = float(profiles.var(axis=1, dtype=np.float32).mean()) / (whole * most) ** 2
    return Bands(int(np.count_nonzero(usual)), height, strength, foot)


def _foot(apart: Floats, first: npt.NDArray[np.intp], last: npt.NDArray[np.intp]) -> float:
    """How much more ink the last quarter of a band has than the first, as a share of all of it."""
    if not first.size:
        return 0.0
    sums = np.concatenate([[0], apart.cumsum(dtype=np.int64)])
    quarter = np.maximum(1, (last - first) // 4)
    more = (sums[last] - sums[last - quarter]) - (sums[first + quarter] - sums[first])
    return float((more / (sums[last] - sums[first])).mean())
