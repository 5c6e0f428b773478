"""Align two sketches as well as possible, then compare them in detail: do they show the same picture?

Many pairs at a time: ``copies`` and ``originals`` are grey squares (pairs, side, side), ``maps`` the affine map of each
pair from a point of the copy to the point of the original (`kla_lib.evidence.reading.prints`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[Any]
STEPS, LAST_STEPS = 6, 5  # of aligning at a fourth of the size, and at the whole: then true pairs no longer change
DAMP = 2e-3  # keeps pictures without texture where they are
FINE, COARSE = 3, 9  # sides of the boxes whose difference is the detail that is compared
DARKEST, LIGHTEST = 3, 251  # of 255
LARGE = 32  # pixels of a side: of smaller squares every pixel is needed
BLOCKS = 4  # by as many blocks: likeness must be all over, not of a letterhead alone


def align(copies: Floats, originals: Floats, maps: Floats, steps: int = STEPS) -> Floats:
    """The maps, improved until each original lies over its copy as well as it goes (Gauss and Newton, with gain)."""
    target = _flat(copies)
    clear = _flat(_eroded(_clear(copies)))
    places = _places(copies.shape[-1])
    for _ in range(steps):
        values, inside, slopes = sampled(originals, maps)
        x, y = places
        inside = inside * clear
        columns = [slopes[0] * x, slopes[0] * y, slopes[0], slopes[1] * x, slopes[1] * y, slopes[1], values]
        design = np.stack([*columns, np.ones_like(values)], axis=2) * inside[:, :, None]
        normal = design.transpose(0, 2, 1) @ design
        steady = DAMP * np.trace(normal[:, :6, :6], axis1=1, axis2=2) / 6 + 1e-3
        normal += np.eye(8, dtype=np.float32) * steady[:, None, None]
        found = np.linalg.solve(normal, design.transpose(0, 2, 1) @ (target * inside)[:, :, None])[:, :, 0]
        gain = np.where(np.abs(found[:, 6:7]) < 0.1, np.float32(1), found[:, 6:7])
        maps = maps + np.clip(found[:, :6] / gain, -0.1, 0.1)
    return maps


@dataclass(frozen=True, slots=True)
class Likeness:
    """For each pair: how alike its detail is (-1 to 1), the share of its blocks that are alike, the share that could be
    compared, how much detail there is (standard deviation in grey levels, of the one with less), and how far it all runs
    one way (0 to 1): straight edges can be aligned with any others."""

    whole: Floats
    all_over: Floats
    overlap: Floats
    strength: Floats
    one_way: Floats


def chosen(first: npt.NDArray[np.bool_], one: Likeness, other: Likeness) -> Likeness:
    """Of each pair the one likeness or the other."""
    return Likeness(*(np.where(first, getattr(one, f.name), getattr(other, f.name)) for f in fields(Likeness)))


def likeness(copies: Floats, originals: Floats, maps: Floats) -> Likeness:
    """How alike the pairs are under these maps.

    Where the shade is cut off at white or black there is no detail left, or it is a bar or a corner: not counted.
    """
    values, inside, _ = sampled(originals, maps)
    shown = values.reshape(copies.shape)
    clear = _eroded(_clear(copies) * _clear(shown) * inside.reshape(copies.shape))
    mine, theirs = (_flat(_detail(squares, clear) * clear) for squares in (copies, shown))
    product, first, second, seen = (_blocks(part) for part in (mine * theirs, mine**2, theirs**2, _flat(clear)))
    whole = product.sum(1) / np.sqrt(first.sum(1) * second.sum(1) + 1e-9)
    each = product / np.sqrt(first * second + 1e-9)
    weight = np.sqrt(np.sqrt(first * second))
    alike = (weight * (each > 0.5)).sum(1) / (weight.sum(1) + 1e-9)
    strength = np.sqrt(np.minimum(first.sum(1), second.sum(1)) / (seen.sum(1) + 1e-3))
    return Likeness(whole, alike, seen.mean(1), strength, _one_way(mine.reshape(copies.shape)))


def _one_way(squares: Floats) -> Floats:
    """How far all slopes of the squares have one direction: 1 is a single straight edge."""
    across, down = np.diff(squares, axis=2)[:, :-1], np.diff(squares, axis=1)[:, :, :-1]
    xx, yy, xy = ((one * other).sum(axis=(1, 2)) for one, other in ((across, across), (down, down), (across, down)))
    return np.asarray(np.sqrt((xx - yy) ** 2 + 4 * xy**2) / (xx + yy + 1e-6))


def stretch(maps: Floats, originals: Floats, copies: Floats) -> tuple[Floats, Floats]:
    """How unevenly each map stretches (1 not at all), and the share of the original's area that the copy shows.

    ``originals`` and ``copies`` are shapes, width over height. People cut, turn and scale a picture as it is or squeeze
    it along a side; a slanted or one-sided map lays one straight edge over another.
    """
    squeezed = maps[:, [0, 1, 3, 4]].reshape(-1, 2, 2)
    true = squeezed.copy()
    true[:, 0, :] *= originals[:, None]
    true[:, :, 0] /= copies[:, None]
    sides = [np.linalg.svd(each, compute_uv=False) for each in (squeezed, true)]
    uneven = np.minimum(*(side[:, 0] / np.maximum(side[:, 1], 1e-6) for side in sides))
    return uneven, np.abs(np.linalg.det(squeezed))


def _detail(squares: Floats, clear: Floats) -> Floats:
    """What stands out from its clear surroundings, without the finest grain."""
    near, wide = (boxed(squares * clear, size) / (boxed(clear, size) + 1e-6) for size in (FINE, COARSE))
    return near - wide


def _clear(squares: Floats) -> Floats:
    """Where the shade says something."""
    return ((squares > DARKEST) & (squares < LIGHTEST)).astype(np.float32)


def _eroded(clear: Floats) -> Floats:
    """Without the pixels beside those that are not clear, nor the very edge: they may hold a sliver of a bar or corner."""
    if clear.shape[1] < LARGE:
        return clear
    inner = (boxed(clear, FINE) > 0.99).astype(np.float32)
    inner[:, [0, 1, -2, -1], :] = inner[:, :, [0, 1, -2, -1]] = 0
    return inner


def _blocks(flat: Floats) -> Floats:
    """Means over blocks."""
    side = round(flat.shape[1] ** 0.5)
    step = side // BLOCKS
    return np.asarray(flat.reshape(-1, BLOCKS, step, BLOCKS, step).mean(axis=(2, 4)).reshape(-1, BLOCKS**2))


def boxed(squares: Floats, size: int) -> Floats:
    """Means over a box around every pixel, the edge continued."""
    edge = size // 2
    wide = np.pad(squares, ((0, 0), (edge + 1, edge), (edge + 1, edge)), mode="edge").cumsum(1).cumsum(2)
    rows = wide[:, size:] - wide[:, :-size]
    return np.asarray((rows[:, :, size:] - rows[:, :, :-size]) / size**2)


@cache
def _places(side: int) -> tuple[Floats, Floats]:
    middle = ((np.arange(side, dtype=np.float32) + 0.5) * 2 / side) - 1
    return np.tile(middle, side)[None, :], np.repeat(middle, side)[None, :]


def _flat(squares: Floats) -> Floats:
    return squares.reshape(len(squares), squares.shape[1] * squares.shape[2])


def sampled(squares: Floats, maps: Floats) -> tuple[Floats, Floats, tuple[Floats, Floats]]:
    """Values of the squares under the maps, which are inside, and the slopes there."""
    side = squares.shape[-1]
    x, y = _places(side)
    across, down = (
        (maps[:, n, None] * x + maps[:, n + 1, None] * y + maps[:, n + 2, None] + 1) * (side / 2) - 0.5 for n in (0, 3)
    )
    edge = 0.5 if side >= LARGE else -0.5
    inside = (np.minimum(across, down) >= edge) & (np.maximum(across, down) <= side - 1 - edge)
    across, down = np.clip(across, 0, side - 1.001), np.clip(down, 0, side - 1.001)
    left, top = across.astype(np.intp), down.astype(np.intp)
    flat, first = _flat(squares), top * side + left
    a, b, c, d = (np.take_along_axis(flat, first + step, axis=1) for step in (0, 1, side, side + 1))
    u, v = across - left, down - top
    over, under = a + (b - a) * u, c + (d - c) * u
    slopes = ((b - a) * (1 - v) + (d - c) * v) * (side / 2), ((c - a) * (1 - u) + (d - b) * u) * (side / 2)
    return over + (under - over) * v, inside.astype(np.float32), slopes
