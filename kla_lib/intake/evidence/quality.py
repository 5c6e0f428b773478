"""How clear a picture is: sharpness, brightness, ink on its ground, and the lines of text on a page of paper.

All is measured on the picture as a screen shows it, about `VIEW` pixels long: what is unclear there is unclear to who
verifies. Sharpness is the share of change between neighbours that is lost when the picture is blurred a little more
(after Crete and others, 2007): a sharp picture loses much of it, a blurred one little. Grain is change too, so what is
grainy all over counts as less sharp.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from kla_lib.intake.evidence.paper import BLANK, GROUND, ground, inked, is_written_on, page_ink
from kla_lib.intake.evidence.text_lines import lines

Whole = npt.NDArray[Any]
TILE, TILES = 64, 16  # the most detailed tiles are looked at: what stands before or behind may be out of focus
BLUR = 9  # pixels of the second blur
COUNTED = 128  # rows whose shades are counted, of a picture with more of them
GRAIN = 14.0  # grey levels between neighbours in the plainest tenth; photographs of grass have 10


@dataclass(frozen=True, slots=True)
class Quality:
    """As `rules.evidence.Picture` names them."""

    sharpness: float
    brightness: float
    ink: float
    turned: int
    text_px: float
    scan: bool


def quality(grey: Image.Image, seen: npt.NDArray[np.uint8], scale: float) -> Quality:
    """Of a grey picture as `viewed`, and the same as an array, that is shown at ``scale`` of its stored size."""
    counts = np.array(Image.fromarray(seen[:: max(1, len(seen) // COUNTED)]).histogram())
    ink = page_ink(grey, seen, _median(counts) / 255)
    turned, height = lines(ink) if ink is not None else (0, 0.0)
    share = float(np.count_nonzero(ink) / ink.size) if ink is not None else 1 - _plain(counts)
    if ink is not None and share < BLANK and is_written_on(grey, seen):
        share = BLANK
    return Quality(
        sharpness=round(sharpness(seen), 4),
        brightness=round(float(counts @ np.arange(256)) / counts.sum() / 255, 4),
        ink=round(share, 4),
        turned=turned,
        text_px=_stored(height, scale),
        scan=ink is not None,
    )


def line_height(cut: Image.Image) -> float:
    """How high the lines of text are on a part of a page in its stored size, in pixels; 0 where none are seen."""
    grey = cut.convert("L")
    return lines(inked(np.asarray(grey), ground(grey)))[1] if min(grey.size) >= 2 * GROUND else 0.0


def _stored(height: float, scale: float) -> float:
    """The height of lines in stored pixels: made smaller, a line keeps a row more, which its ink fills in part."""
    return round((height - (1 - scale)) / scale, 1) if height else 0.0


def _median(counts: Whole) -> int:
    return int(np.searchsorted(counts.cumsum(), counts.sum() / 2))


def _plain(counts: Whole) -> float:
    """The share of the most common shade and those near it."""
    return float(np.convolve(counts, np.ones(13), "same").max() / counts.sum())


def sharpness(seen: npt.NDArray[np.uint8]) -> float:
    """0 to 1 of the most detailed tiles, in the direction in which it is least.

    Less where another direction has much more (shaken), and where there is grain all over.
    """
    tiles, grain = _tiles(seen)
    smooth = tiles[:-1, :-1] + tiles[1:, :-1] + tiles[:-1, 1:] + tiles[1:, 1:]  # four times as much
    lost = [_lost(way) for way in (smooth, smooth.transpose(1, 0, 2), _slanted(smooth), _slanted(smooth[::-1]))]
    return min(lost) ** 2 / max(*lost, 1e-6) * min(1.0, GRAIN / (grain + 1e-6))


def _slanted(tiles: Whole) -> Whole:
    """Lines of the tiles from the upper left to the lower right."""
    along, aside = np.arange(tiles.shape[1] * 3 // 4)[:, None], np.arange(tiles.shape[1] // 4)
    return np.asarray(tiles[along, along + aside])


def _tiles(seen: npt.NDArray[np.uint8]) -> tuple[Whole, float]:
    """The tiles with the most change between neighbours (row, column, tile), and the grain of those with the least."""
    side = min(TILE, *seen.shape)
    down, across = (length // side for length in seen.shape)
    cut = seen[: down * side, : across * side].reshape(down, side, across, side)
    change = _change(cut)
    order = np.argsort(-change, kind="stable")
    rows, columns = np.divmod(order[:TILES], across)
    tiles = np.ascontiguousarray(cut[rows, :, columns].transpose(1, 2, 0))
    return tiles.astype(np.int16), float(change[order[-1 - len(order) // 10]])


def _change(cut: npt.NDArray[np.uint8]) -> Whole:
    """The mean change from pixel to pixel in every fourth row of each tile."""
    down, side, across, _ = cut.shape
    rows = cut.reshape(down, side, -1)[:, ::4]
    steps = np.zeros(rows.shape, dtype=np.uint8)
    steps[:, :, 1:] = np.maximum(rows[:, :, 1:], rows[:, :, :-1]) - np.minimum(rows[:, :, 1:], rows[:, :, :-1])
    sums = steps.sum(axis=1, dtype=np.uint32).reshape(down, across, side)[:, :, 1:].sum(axis=2)
    return np.asarray(sums.ravel() / max(1, rows.shape[1] * (side - 1)))


def _lost(tiles: Whole) -> float:
    """The share of change down the rows that a further blur down the rows takes; ``tiles`` are four times too bright.

    The change that a box blur leaves is that between the pixels at either end of its box.
    """
    if len(tiles) <= BLUR + 2:
        return 0.0
    edge = BLUR // 2
    middle = tiles[edge : edge - BLUR + 1 or None]
    change = BLUR * np.abs(middle[1:] - middle[:-1])
    lost = np.maximum(change - np.abs(tiles[BLUR:] - tiles[:-BLUR]), 0)
    whole = change.sum(dtype=np.int64) + 4 * BLUR * tiles.shape[2]
    return float(lost.sum(dtype=np.int64) / whole)
