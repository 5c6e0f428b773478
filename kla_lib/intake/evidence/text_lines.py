"""The lines of text on a page of paper, as bands of ink: which way they run, and how high they are."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[Any]
STRIPS = 12  # a page is cut into as many, so that a little tilt does not wash its lines out
INKED = 0.02  # of a row of a strip is ink where a line of text is
SOME = 3  # bands of a strip from which on it has lines
EVEN_SHARE = 0.5  # least share of bands of the usual height: of handwriting and drawings it is less

# Evidence without which a page counts as upright. Measured on 601 upright receipts (SROIE), 20 pages of Indonesian
# regulations and 600 other pages, each turned by quarters: none of the upright ones is called turned.
SIDEWAYS_BANDS, UPSIDE_BANDS = 40, 60  # least number of lines
SIDEWAYS_STRIPS = 6  # of the strips hold some lines each: of one short line none but one or two do
SIDEWAYS_STRENGTH = 1.5  # times as clearly apart as in the other direction
NARROW = 0.4  # width over height of a receipt, whose columns of figures look like lines
SHORT, UPRIGHT_STROKES = 24, 1.4  # pixels of a stroke; as many more across than down are only in upright text
LEAST_FOOT = 0.01  # of lines of letters: columns have neither head nor foot
LIGHT_FOOT, HANGING, SURE = 0.02, 0.01, 3.0  # shares of a line's ink, and times their standard error
LOW_LETTERS = 0.75  # most height of the letters without ascenders: capitals fill the line and look alike upside down


@dataclass(frozen=True, slots=True)
class Bands:
    """Lines of text as bands of ink.

    ``count`` and ``height`` are of the bands of the usual height, ``share`` is theirs among all bands, ``strips`` the
    number of strips with some of them; ``strength`` is how clearly they are apart; ``foot`` is how much more ink their
    last quarter has than their first.
    """

    count: int = 0
    height: float = 0.0
    strength: float = 0.0
    foot: float = 0.0
    share: float = 0.0
    strips: int = 0
    rows: Floats = field(default_factory=lambda: np.zeros(0, np.uint8))
    first: npt.NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, np.intp))
    last: npt.NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, np.intp))


def lines(ink: npt.NDArray[np.bool_]) -> tuple[int, float]:
    """How many degrees clockwise the text is turned, 0 where there is too little evidence, and how high its lines are.

    Upright and upside-down text differ in the weight of a line, which is at its foot, and in what rises above
    its small letters: few letters hang below them.
    """
    eights = np.ascontiguousarray(
        np.bitwise_count(np.packbits(ink, axis=1)).T
    )  # ink in eight columns beside each other
    across, down = _bands(eights, 8), _bands(ink.view(np.uint8), 1)
    if _is_sideways(across, down, ink):
        return (270 if down.foot > 0 else 90), down.height
    return (180 if _is_upside_down(across, down) else 0), across.height


def _is_sideways(across: Bands, down: Bands, ink: npt.NDArray[np.bool_]) -> bool:
    """True if there are enough lines from top to bottom, and clearly fewer from left to right."""
    return (
        down.count >= SIDEWAYS_BANDS
        and down.strips >= SIDEWAYS_STRIPS
        and down.share >= EVEN_SHARE
        and across.strips > 0
        and down.strength >= SIDEWAYS_STRENGTH * across.strength
        and abs(down.foot) >= LEAST_FOOT
        and min(ink.shape) >= NARROW * max(ink.shape)
        and _strokes(ink) <= UPRIGHT_STROKES * _strokes(ink.T)
    )


def _is_upside_down(across: Bands, down: Bands) -> bool:
    """True if the lines are heavier at their head, and more of their letters reach below than above."""
    few = across.count < UPSIDE_BANDS or across.strips < SIDEWAYS_STRIPS or across.strength < down.strength
    return not few and _is_below(_feet(across), LIGHT_FOOT) and _hangs_down(across)


def _is_below(values: Floats, least: float) -> bool:
    """True if the mean of the values is surely negative, and by more than ``least``."""
    mean, error = values.mean(), values.std() / np.sqrt(len(values))
    return bool(mean < -least and mean < -SURE * error)


def _hangs_down(found: Bands) -> bool:
    """True if more ink is below the small letters of the lines than above them, and there are small letters."""
    more, heights = [], []
    for first, last in zip(found.first.tolist(), found.last.tolist(), strict=True):
        rows = found.rows[max(0, first - 1) : last + 1].astype(np.int64)
        letters = np.flatnonzero(2 * rows >= rows.max())
        more.append((rows[: letters[0]].sum() - rows[letters[-1] + 1 :].sum()) / rows.sum())
        heights.append((letters[-1] - letters[0] + 1) / (last - first))
    return float(np.median(heights)) <= LOW_LETTERS and _is_below(np.array(more), HANGING)


def _strokes(ink: npt.NDArray[np.bool_]) -> int:
    """The number of short stretches of ink along the rows: rules of tables are longer."""
    apart = np.pad(ink, ((0, 0), (1, 1))).ravel()
    edges = np.flatnonzero(apart[1:] != apart[:-1])
    return int(np.count_nonzero(edges[1::2] - edges[::2] <= SHORT))


def _bands(counts: npt.NDArray[np.uint8], most: int) -> Bands:
    """The stretches with ink in every row, of all strips at once: strips are laid end to end with a gap between them.

    A column of ``counts`` is a row of the page as it is read, each count up to ``most``. Of all that a strip can hold
    one byte is enough: a picture as `viewed` is less than 1500 pixels wide.
    """
    whole = len(counts) // STRIPS
    if not whole:
        return Bands()
    profiles = counts[: whole * STRIPS].reshape(STRIPS, whole, -1).sum(axis=1, dtype=np.uint8)
    padded = np.pad(profiles, ((0, 0), (1, 1)))
    rows = padded.ravel()
    edges = np.flatnonzero(np.diff((rows > INKED * whole * most).view(np.int8))) + 1
    first, last = edges[::2], edges[1::2]
    lengths = last - first
    found = (lengths >= 3) & (lengths <= profiles.shape[1] // 12)
    if np.count_nonzero(found) < STRIPS:
        return Bands()
    middle = float(np.median(lengths[found]))
    usual = found & (lengths >= max(4, 0.6 * middle)) & (lengths <= 1.6 * middle)
    count = int(np.count_nonzero(usual))
    bands = Bands(
        count=count,
        height=float(lengths[usual].mean()) if count else middle,
        strength=float(profiles.var(axis=1, dtype=np.float32).mean()) / (whole * most) ** 2,
        share=count / len(lengths),
        strips=int(np.count_nonzero(np.bincount(first[usual] // padded.shape[1], minlength=STRIPS) >= SOME)),
        rows=rows,
        first=first[usual],
        last=last[usual],
    )
    return replace(bands, foot=float(_feet(bands).mean())) if count else bands


def _feet(found: Bands) -> Floats:
    """How much more ink the last quarter of each band has than the first, as a share of all of it."""
    first, last = found.first, found.last
    sums = np.concatenate([[0], found.rows.cumsum(dtype=np.int64)])
    quarter = np.maximum(1, (last - first) // 4)
    more = (sums[last] - sums[last - quarter]) - (sums[first + quarter] - sums[first])
    return np.asarray(more / (sums[last] - sums[first]))
