"""Perceptual prints: 64 bits that stay nearly the same when a picture is recompressed, scaled or made brighter.

A print is the signs of the 64 lowest frequencies of the picture squeezed to a small square. A picture has one for every
way in which it may come back (`VARIANTS`); the sketch is the square itself, with which a likeness of prints is verified.
"""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image

from kla_lib.evidence.variants import INNER, SIDE, VARIANTS, WHOLE, affine

__all__ = ["SIDE", "VARIANTS", "WHOLE", "prints", "sketch"]
Grey = npt.NDArray[np.float32]
BITS, BLOCK = 64, 32  # of a print, and the side of the square whose frequencies it is made of


def sketch(grey: Image.Image) -> Image.Image:
    """The picture squeezed to a square of `SIDE` pixels."""
    return grey.resize((SIDE, SIDE), Image.Resampling.BOX, reducing_gap=None)  # a faster one loses filled-in forms


def prints(whole: Image.Image, inner: Image.Image | None, shape: float) -> tuple[int, ...]:
    """The print of every variant, from the sketches of a picture of this ``shape`` (width over height)."""
    half, inside = (_half(square) for square in (whole, inner or whole))
    squares = np.empty((len(VARIANTS), BLOCK, BLOCK), dtype=np.float32)
    squares[WHOLE], squares[INNER] = half, inside
    for numbers, map_ in ((_FIXED, _points(_FIXED)), (_TILTED, _points(_TILTED, shape))):
        squares[numbers,] = _moved(half, map_)
    rising = np.sort(half, axis=None)
    for number in _BURNT:
        squares[number] = np.minimum(half, rising[int(half.size * (1 - VARIANTS[number].burnt))])
    return tuple(map(int, _hashes(squares)))


def _half(square: Image.Image) -> Grey:
    return np.asarray(square.reduce(SIDE // BLOCK), dtype=np.float32)


_BURNT = tuple(number for number, variant in enumerate(VARIANTS) if variant.burnt)
_TILTED = tuple(number for number, variant in enumerate(VARIANTS) if variant.tilt)
_FIXED = tuple(n for n in range(len(VARIANTS)) if n not in (WHOLE, INNER, *_BURNT, *_TILTED))
Points = tuple[npt.NDArray[np.intp], Grey]


@lru_cache(maxsize=32)
def _points(numbers: tuple[int, ...], shape: float = 1.0) -> Points:
    """For every point of some variants the four pixels of half the sketch around where it comes from, and their weights.

    Only what is tilted depends on the ``shape``. A point from outside comes from a white pixel behind the last.
    """
    steps = (np.arange(BLOCK, dtype=np.float32) + 0.5) * (2 / BLOCK) - 1
    a, b, c, d, e, f = np.array([affine(VARIANTS[n], shape) for n in numbers], dtype=np.float32).T[:, :, None, None]
    x = (a * steps + b * steps[:, None] + c + 1) * (BLOCK / 2)
    y = (d * steps + e * steps[:, None] + f + 1) * (BLOCK / 2)
    outside = (x < 0) | (x >= BLOCK) | (y < 0) | (y >= BLOCK)
    left, right, beside = _between(x)
    above, below, under = _between(y)
    pixels = np.stack([row * BLOCK + column for row in (above, below) for column in (left, right)])
    weights = np.stack([down * across for down in (1 - under, under) for across in (1 - beside, beside)])
    return np.where(outside, BLOCK * BLOCK, pixels), weights.astype(np.float32)


def _between(places: Grey) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Grey]:
    """The pixels before and after some places along a side, and how far these are from the first to the second."""
    first = np.floor(places - 0.5).astype(np.intp)
    return first.clip(0, BLOCK - 1), (first + 1).clip(0, BLOCK - 1), np.asarray(places - 0.5 - first)


def _moved(square: Grey, points: Points) -> Grey:
    pixels, weights = points
    return np.asarray((np.append(square, np.float32(255))[pixels] * weights).sum(axis=0))


def _hashes(squares: Grey) -> npt.NDArray[np.uint64]:
    waves = _waves()
    found = waves @ squares @ waves.T
    rows, columns = _lowest()
    bits = found[:, rows, columns] > 0
    return np.ascontiguousarray(np.packbits(bits, axis=1)).view(">u8")[:, 0].astype(np.uint64)


@cache
def _waves() -> Grey:
    """The cosines of the eleven lowest frequencies."""
    places = (np.arange(BLOCK) + 0.5) / BLOCK
    return np.cos(np.pi * np.arange(11)[:, None] * places[None, :]).astype(np.float32)


@cache
def _lowest() -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The 64 lowest frequencies without the mean, the lowest first."""
    order = sorted(((u, v) for u in range(11) for v in range(11) if u + v), key=lambda p: (p[0] ** 2 + p[1] ** 2, p))
    rows, columns = np.array(order[:BITS]).T
    return rows, columns
