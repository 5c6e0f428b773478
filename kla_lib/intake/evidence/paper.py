"""Whether a picture is a page of paper, and the ink on it.

What can be told from the shades alone, or from a part of the pixels, is told first: a photograph costs next to nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

Floats = npt.NDArray[Any]
GROUND = 8  # pixels: the paper is the brightest of the squares of this side around
DARKER = 0.82  # of the paper: less is ink
PAPER, PLAIN, EVEN = 0.45, 0.6, 0.08  # least median shade of a page, and least share of it as near to the paper's
SCANNER = 0.85  # the shade of paper from a scanner
SOFT, SHARP = 0.25, 0.4  # edges for each pixel of ink: letters have 0.6, blurred ones 0.3, things on photographs 0.2
MARGIN = 10  # of a side one part in so many may be a frame
DENSE, FINE = 0.3, 0.5  # least share of paper of a page full of small print, and edges for each pixel of its ink
DARK, BLANK = 0.7, 0.002  # most shade of ink beside its paper, and the ink that dust and the edge of a scanner leave
SOME = 4  # rows are many enough to tell edges by, from one in so many
FAINT, WRITTEN, DUST, EDGE = (
    0.92,
    5,
    2,
    0.02,
)  # of the paper; pixels of a square with ink; squares of a speck; of a side
ROWS, COLUMNS = 5, 3  # of as many one is looked at where a share is asked for; lines of text repeat at no such distance


def page_ink(grey: Image.Image, seen: npt.NDArray[np.uint8], shade: float) -> npt.NDArray[np.bool_] | None:
    """Where a page of paper with this median ``shade`` (0 to 1) has ink, None where the picture is no page.

    A page is plain ground with thin strokes: bright as from a scanner, or darker with dark sharp strokes; or blank paper.
    """
    if shade < PAPER or min(grey.size) < 2 * GROUND:
        return None
    paper = ground(grey)
    beside = _beside(seen, paper)
    plain = np.count_nonzero(np.abs(beside - 1) <= EVEN) / beside.size
    if plain < DENSE or (plain < PLAIN and shade < SCANNER):
        return None
    ink = inked(seen, paper)
    share = np.count_nonzero(ink) / ink.size
    if share < BLANK:
        return ink if 1.3 <= max(grey.size) / min(grey.size) <= 1.6 else None
    if _is_written(ink, share, shade, beside, bool(plain < PLAIN)):
        return ink
    return _inside_frame(ink) if plain >= PLAIN and shade >= SCANNER else None


def ground(grey: Image.Image) -> npt.NDArray[np.uint8]:
    """The shade of the paper around every square of `GROUND` pixels, however the light falls on it."""
    inside = np.asarray(grey.reduce(GROUND))
    down, across = (np.clip(np.arange(-2, side + 2), 0, side - 1) for side in inside.shape)
    around = inside[down][:, across]
    rows = np.maximum(np.maximum(around[:-2], around[1:-1]), around[2:])
    brightest = np.maximum(np.maximum(rows[:, :-2], rows[:, 1:-1]), rows[:, 2:]).astype(np.uint16)
    rows = brightest[:-2] + brightest[1:-1] + brightest[2:]
    return np.asarray((rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]) // 9).astype(np.uint8)


def _beside(seen: npt.NDArray[np.uint8], paper: npt.NDArray[np.uint8]) -> Floats:
    """Some of the pixels as a share of the shade of their paper."""
    rows, columns = (np.arange(0, n, step) // GROUND for n, step in zip(seen.shape, (ROWS, COLUMNS), strict=True))
    under = np.maximum(paper, 1).astype(np.float32)[rows][:, columns]
    return np.asarray(seen[::ROWS, ::COLUMNS] / under)


def inked(seen: npt.NDArray[np.uint8], paper: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Every pixel that is clearly darker than its paper, but for the last rows where they fill no square."""
    whole, width = len(seen) // GROUND, seen.shape[1]
    limits = np.repeat(np.ceil(DARKER * paper[:whole]).astype(np.uint8), GROUND, axis=1)[:, :width]
    rows = seen[: whole * GROUND].reshape(whole, GROUND, width)
    return np.asarray((rows < limits[:, None]).reshape(whole * GROUND, width))


def is_written_on(grey: Image.Image, seen: npt.NDArray[np.uint8]) -> bool:
    """True if a page with next to no ink shows a word, a line or a stamp, however faint: adjacent squares with ink.

    Specks of dust are smaller, and the shadow of a scanner's edge is not counted.
    """
    paper = ground(grey)
    down, across = len(seen) // GROUND, seen.shape[1] // GROUND
    cut = seen[: down * GROUND, : across * GROUND].reshape(down, GROUND, across, GROUND)
    faint = cut < np.floor(FAINT * paper[:down, :across]).astype(np.uint8)[:, None, :, None]
    marked = faint.sum(axis=(1, 3)) >= WRITTEN
    top, left = (1 + int(EDGE * side) for side in marked.shape)
    marked = marked[top:-top, left:-left]
    return bool(np.count_nonzero(marked[:, 1:] & marked[:, :-1]) + np.count_nonzero(marked[1:] & marked[:-1]) > DUST)


def _inside_frame(ink: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_] | None:
    """The ink of a page within its broad frame, as certificates have one; None where its strokes are not thin either."""
    top, left = (side // MARGIN for side in ink.shape)
    inside = np.zeros_like(ink)
    inside[top:-top, left:-left] = ink[top:-top, left:-left]
    share = np.count_nonzero(inside) / inside.size
    return inside if share >= BLANK and min(_edges(inside, share)) >= SHARP else None


def _edges(ink: npt.NDArray[np.bool_], share: float) -> tuple[float, float]:
    """How many edges there are for each pixel of ink, across and down."""
    some, below = ink[::SOME], ink[1::SOME]
    across = np.count_nonzero(some[:, 1:] != some[:, :-1]) / some[:, 1:].size / share
    return across, np.count_nonzero(some != below) / some.size / share


def _is_written(ink: npt.NDArray[np.bool_], share: float, shade: float, beside: Floats, dense: bool) -> bool:
    """Whether the ink stands in thin strokes, and is dark where the paper is not bright; finer ones on a dense page."""
    across, down = _edges(ink, share)
    if dense:
        return bool(min(across, down) >= FINE)
    if shade >= SCANNER:
        return bool(max(across, down) >= SOFT)
    inked = beside[beside < DARKER]
    return bool(min(across, down) >= SHARP and inked.size and np.median(inked) <= DARK)
