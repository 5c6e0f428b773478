"""How clear a picture is: sharpness, brightness, ink on its ground, and the lines of text on a page of paper.

All is measured on the picture as a screen shows it, at most `VIEW` pixels long: what is unclear there is unclear to who
verifies. Sharpness is the share of change between neighbours that is lost when the picture is blurred a little more
(after Crete and others, 2007): a sharp picture loses much of it, a blurred one little. Grain is change too, so what is
grainy all over counts as less sharp.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

Floats = npt.NDArray[Any]
VIEW = 1024  # pixels of the longer side
TILE, TILES = 64, 16  # the most detailed tiles are looked at: what stands before or behind may be out of focus
BLUR = 9  # pixels of the second blur
GRAIN = 14.0  # grey levels between neighbours in the plainest tenth; photographs of grass have 10
GROUND = 16  # pixels of the squares whose brightest part is the paper
DARKER = 41  # fiftieths of the paper's shade: less is ink
STRIPS = 12  # a page is cut into as many, so that a little tilt does not wash its lines out
PAPER, PLAIN, EVEN = 0.45, 0.6, 0.08  # least median shade of a page, and least share of it as near to the paper's
FOOT = 0.02  # of a line's ink: heads that much heavier than feet are upside down
SCANNER = 0.85  # the shade of paper from a scanner
SOFT, SHARP = 0.25, 0.4  # edges for each pixel of ink: letters have 0.6, blurred ones 0.3, things on photographs 0.2
DENSE, FINE = 0.3, 0.5  # least share of paper of a page full of small print, and edges for each pixel of its ink
DARK, BLANK = 0.7, 0.002  # most shade of ink beside its paper, and the ink that dust and the edge of a scanner leave


@dataclass(frozen=True, slots=True)
class Quality:
    """As `rules.evidence.Picture` names them."""

    sharpness: float
    brightness: float
    ink: float
    turned: int
    text_px: float
    scan: bool


def quality(grey: Image.Image, scale: float) -> Quality:
    """Of a grey picture of at most `VIEW` pixels that is shown at ``scale`` of its stored size."""
    seen, paper = np.asarray(grey), ground(grey)
    ink = inked(seen, paper)
    share = float(ink.mean())
    scan = _is_page(seen, paper, ink)
    turned, height = lines(ink) if scan else (0, 0.0)
    return Quality(
        sharpness=round(sharpness(seen), 4),
        brightness=round(float(seen.mean()) / 255, 4),
        ink=round(share if scan else 1 - _plain(seen), 4),
        turned=turned,
        text_px=round(height / scale, 1),
        scan=scan,
    )


def sharpness(seen: npt.NDArray[np.uint8]) -> float:
    """0 to 1 of the most detailed tiles, in the direction in which it is least.

    Less where another direction has much more (shaken), and where there is grain all over.
    """
    tiles, grain = _tiles(seen)
    smooth = (tiles[:, :-1, :-1] + tiles[:, 1:, :-1] + tiles[:, :-1, 1:] + tiles[:, 1:, 1:]) / 4
    ways = [smooth, smooth.transpose(0, 2, 1), _slanted(smooth), _slanted(smooth[:, ::-1])]
    lost = [_lost(way) for way in ways]
    return min(lost) ** 2 / max(*lost, 1e-6) * min(1.0, GRAIN / (grain + 1e-6))


def _slanted(tiles: Floats) -> Floats:
    """Lines of the tiles from the upper left to the lower right."""
    along, aside = np.arange(tiles.shape[1] * 3 // 4), np.arange(tiles.shape[1] // 4)
    return np.asarray(tiles[:, along[None, :], along[None, :] + aside[:, None]])


def ground(grey: Image.Image) -> npt.NDArray[np.uint8]:
    """The shade of the paper around every pixel, however the light falls on it."""
    brightest = grey.reduce(GROUND // 2).filter(ImageFilter.MaxFilter(3)).filter(ImageFilter.BoxBlur(1))
    return np.asarray(brightest.resize(grey.size, Image.Resampling.BILINEAR))


def inked(seen: npt.NDArray[np.uint8], paper: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Where a picture is darker than its paper."""
    return np.multiply(seen, 50, dtype=np.uint16) < np.multiply(paper, DARKER, dtype=np.uint16)


def lines(ink: npt.NDArray[np.bool_]) -> tuple[int, float]:
    """How many degrees clockwise the text seems turned, and how high its lines are; 0 where there are none.

    Upright and upside down are told apart by the weight of a line, which is at its foot: few letters hang below it.
    """
    across, down = _bands(ink), _bands(ink.T)
    if not across.count and not down.count:
        return 0, 0.0
    if down.strength > across.strength:
        return (270 if down.foot > 0 else 90), down.height
    return (180 if across.foot < -FOOT else 0), across.height


def line_height(cut: Image.Image) -> float:
    """How high the lines of text are on a part of a page in its stored size, in pixels; 0 where none are seen."""
    grey = cut.convert("L")
    return lines(inked(np.asarray(grey), ground(grey)))[1]


@dataclass(frozen=True, slots=True)
class Bands:
    """Lines of text as bands of ink: how many, how high, how clearly apart, and how much heavier their foot is than their head."""

    count: int
    height: float
    strength: float
    foot: float


def _bands(ink: npt.NDArray[np.bool_]) -> Bands:
    width = ink.shape[1] // STRIPS
    profiles = ink[:, : width * STRIPS].reshape(len(ink), STRIPS, width).mean(axis=2).T
    found = [band for profile in profiles for band in _runs(profile)]
    if len(found) < STRIPS:
        return Bands(0, 0.0, 0.0, 0.0)
    heights = np.array([len(band) for band in found])
    height = float(np.median(heights))
    usual = [band for band in found if 0.6 * height <= len(band) <= 1.6 * height and len(band) >= 4]
    foot = float(np.mean([_foot(band) for band in usual])) if usual else 0.0
    return Bands(len(usual), height, float(profiles.var(axis=1).mean()), foot)


def _runs(profile: Floats) -> list[Floats]:
    """The stretches of a strip with ink in every row."""
    filled = np.concatenate([[0], (profile > 0.02).astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(filled))
    return [profile[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True) if 3 <= b - a <= len(profile) // 12]


def _foot(band: Floats) -> float:
    quarter = max(1, len(band) // 4)
    return float((band[-quarter:].sum() - band[:quarter].sum()) / band.sum())


def _tiles(seen: npt.NDArray[np.uint8]) -> tuple[Floats, float]:
    """The tiles with the most change between neighbours, and the grain of those with the least."""
    side = min(TILE, *seen.shape)
    down, across = (length // side for length in seen.shape)
    tiles = (
        seen[: down * side, : across * side].reshape(down, side, across, side).swapaxes(1, 2).reshape(-1, side, side)
    )
    change = np.abs(np.diff(tiles[:, ::2].astype(np.int16), axis=2)).mean(axis=(1, 2))
    order = np.argsort(-change, kind="stable")
    return tiles[order[:TILES]].astype(np.float32), float(change[order[-1 - len(order) // 10]])


def _lost(tiles: Floats) -> float:
    """The share of change along the rows that a further blur along the rows takes."""
    if tiles.shape[2] <= BLUR + 2:
        return 0.0
    sums = np.pad(tiles, ((0, 0), (0, 0), (1, 0))).cumsum(axis=2)
    blurred = (sums[:, :, BLUR:] - sums[:, :, :-BLUR]) / BLUR
    edge = BLUR // 2
    change = np.abs(np.diff(tiles[:, :, edge:-edge], axis=2))
    lost = np.maximum(0, change - np.abs(np.diff(blurred, axis=2)))
    return float(lost.sum() / (change.sum() + len(tiles)))


def _plain(seen: npt.NDArray[np.uint8]) -> float:
    """The share of the most common shade and those near it."""
    counts = np.bincount(seen[::2, ::2].ravel(), minlength=256)
    return float(np.convolve(counts, np.ones(13), "same").max() / counts.sum())


def _is_page(seen: npt.NDArray[np.uint8], paper: npt.NDArray[np.uint8], ink: npt.NDArray[np.bool_]) -> bool:
    """Plain ground with thin strokes: bright as from a scanner, or darker with dark sharp strokes; or blank paper."""
    some, under = seen[::2, ::2].astype(np.int16), paper[::2, ::2]
    shade = float(np.median(some)) / 255
    plain = float((np.abs(some - under) <= EVEN * under).mean())
    if shade < PAPER or plain < DENSE or (plain < PLAIN and shade < SCANNER):
        return False
    share = float(ink.mean())
    if share < BLANK:
        return bool(1.3 <= max(seen.shape) / min(seen.shape) <= 1.6)
    across, down = (
        float((ink[n:, m:] != ink[: len(ink) - n, : ink.shape[1] - m]).mean()) / share for n, m in ((0, 1), (1, 0))
    )
    if plain < PLAIN:
        return min(across, down) >= FINE
    dark = float(np.median(seen[ink] / np.maximum(paper[ink], 1))) <= DARK
    return max(across, down) >= SOFT if shade >= SCANNER else dark and min(across, down) >= SHARP
