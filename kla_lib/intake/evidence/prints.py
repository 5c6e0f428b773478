"""Perceptual prints: 64 bits that stay nearly the same when a picture is recompressed, scaled or made brighter.

A print is the signs of the 64 lowest frequencies of the picture squeezed to a small square. A picture has one for every
way in which it may come back (`VARIANTS`); the sketch is the square itself, with which a likeness of prints is verified.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
from PIL import Image

from kla_lib.rules.evidence_variants import SIDE, VARIANTS, WHOLE, Variant, affine

__all__ = ["SIDE", "VARIANTS", "WHOLE", "prints", "sketch"]
Grey = npt.NDArray[np.float32]
BITS, BLOCK = 64, 32  # of a print, and the side of the square whose frequencies it is made of


def sketch(grey: Image.Image) -> Image.Image:
    """The picture squeezed to a square of `SIDE` pixels."""
    return grey.resize((SIDE, SIDE), Image.Resampling.BOX, reducing_gap=None)  # a faster one loses filled-in forms


def prints(whole: Image.Image, inner: Image.Image | None, shape: float) -> tuple[int, ...]:
    """The print of every variant, from the sketches of a picture of this ``shape`` (width over height)."""
    half, inside = (square.reduce(SIDE // BLOCK) for square in (whole, inner or whole))
    squares = [_seen(inside if v.inner else half, v, shape) for v in VARIANTS]
    return tuple(map(int, _hashes(np.stack(squares))))


def _seen(square: Image.Image, variant: Variant, shape: float) -> Grey:
    """Half the sketch as a variant shows it."""
    if variant.burnt:
        shades = np.asarray(square, dtype=np.float32)
        cut = int(shades.size * (1 - variant.burnt))
        return np.asarray(np.minimum(shades, np.partition(shades, cut, axis=None)[cut]))
    if variant.name not in ("whole", "inner"):
        map_ = _in_pixels(variant, shape)
        square = square.transform(square.size, Image.Transform.AFFINE, map_, _BILINEAR, fillcolor=255)
    return np.asarray(square, dtype=np.float32)


_BILINEAR = Image.Resampling.BILINEAR


def _in_pixels(variant: Variant, shape: float) -> tuple[float, ...]:
    """The map of a variant in pixels of half the sketch; Pillow puts the middle of the first pixel at a half."""
    a, b, c, d, e, f = affine(variant, shape)
    half = BLOCK / 2
    return a, b, half * (1 + c - a - b), d, e, half * (1 + f - d - e)


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
