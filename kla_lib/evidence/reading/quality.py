"""How clear a picture is: sharpness, brightness, ink on its ground, and on a page of paper its lines of text.

Whether a picture is a page is decided first from the shades alone, or from a part of the pixels: a photograph costs next to
nothing. Lines of text are bands of ink: which way they run, and how high they are. All is measured on the picture as a screen shows it, about `VIEW` pixels long: what is unclear there is unclear to who
verifies. Sharpness is the share of change between neighbours that is lost when the picture is blurred a little more
(after Crete and others, 2007): a sharp picture loses much of it, a blurred one little. Grain is change too, so what is
grainy all over counts as less sharp.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
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
SOME_ROWS = 4  # rows are many enough to tell edges by, from one in so many
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
    some, below = ink[::SOME_ROWS], ink[1::SOME_ROWS]
    across = np.count_nonzero(some[:, 1:] != some[:, :-1]) / some[:, 1:].size / share
    return across, np.count_nonzero(some != below) / some.size / share


def _is_written(ink: npt.NDArray[np.bool_], share: float, shade: float, beside: Floats, dense: bool) -> bool:
    """True if the ink stands in thin strokes, and is dark where the paper is not bright; finer ones on a dense page."""
    across, down = _edges(ink, share)
    if dense:
        return bool(min(across, down) >= FINE)
    if shade >= SCANNER:
        return bool(max(across, down) >= SOFT)
    inked = beside[beside < DARKER]
    return bool(min(across, down) >= SHARP and inked.size and np.median(inked) <= DARK)


STRIPS = 12  # a page is cut into as many, so that a little tilt does not wash its lines out
INKED = 0.02  # of a row of a strip is ink where a line of text is
SOME_BANDS = 3  # bands of a strip from which on it has lines
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
        strips=int(np.count_nonzero(np.bincount(first[usual] // padded.shape[1], minlength=STRIPS) >= SOME_BANDS)),
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


Whole = npt.NDArray[Any]
TILE, TILES = 64, 16  # the most detailed tiles are looked at: what stands before or behind may be out of focus
BLUR = 9  # pixels of the second blur
COUNTED = 128  # rows whose shades are counted, of a picture with more of them
GRAIN = 14.0  # grey levels between neighbours in the plainest tenth; photographs of grass have 10


@dataclass(frozen=True, slots=True)
class Quality:
    """As `evidence.model.Picture` names them."""

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
