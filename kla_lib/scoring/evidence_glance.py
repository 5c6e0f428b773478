"""A glance at many pairs of pictures whose prints are near: the detail of very small squares, as the variants show it.

It drops nine in ten pairs that are near by chance before any two sketches are laid over each other.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from kla_lib.rules.evidence_variants import INNER, VARIANTS, affine
from kla_lib.scoring.evidence_align import Floats, boxed, sampled

SIDE, WIDE = 16, 5  # of the squares, and of the box whose mean is not detail
SHAPES = 4  # to a fourth of width over height: only tilted variants depend on it


def small(squares: Floats) -> Floats:
    """Sketches as very small squares."""
    step = squares.shape[1] // SIDE
    return np.asarray(squares.reshape(-1, SIDE, step, SIDE, step).mean(axis=(2, 4)))


def shown(whole: Floats, inner: Floats, shapes: Floats) -> Floats:
    """The detail of every picture in every variant, each of length 1: (pictures, variants, pixels)."""
    found = np.empty((len(whole), len(VARIANTS), SIDE**2), dtype=np.float32)
    classes = np.clip(np.round(shapes * SHAPES), 1, 4 * SHAPES).astype(int)
    for shape in np.unique(classes):
        mine = classes == shape
        for variant in range(len(VARIANTS)):
            squares = _burnt(inner[mine] if variant == INNER else whole[mine], VARIANTS[variant].burnt)
            matrix, around = _seen(variant, int(shape))
            detail = squares.reshape(len(squares), -1) @ matrix + around
            found[mine, variant] = detail / (np.linalg.norm(detail, axis=1, keepdims=True) + 1e-6)
    return found


def _burnt(squares: Floats, share: float) -> Floats:
    """Each square with its brightest share cut off."""
    if not share:
        return squares
    flat = squares.reshape(len(squares), -1)
    cut = int(flat.shape[1] * (1 - share))
    return np.asarray(np.minimum(squares, np.partition(flat, cut, axis=1)[:, cut, None, None]))


def _detail(flat: Floats) -> Floats:
    squares = flat.reshape(-1, SIDE, SIDE)
    return np.asarray((squares - boxed(squares, WIDE)).reshape(len(squares), -1))


@cache
def _seen(variant: int, shape: int) -> tuple[Floats, Floats]:
    """The detail that a variant shows of a square, as a matrix (that of every pixel alone), and of the white around it."""
    each = np.eye(SIDE**2, dtype=np.float32).reshape(-1, SIDE, SIDE)
    maps = np.tile(np.array(affine(VARIANTS[variant], shape / SHAPES), dtype=np.float32), (len(each), 1))
    values, inside, _ = sampled(each, maps)
    seen = inside if VARIANTS[variant].framed else np.ones_like(inside)
    return _detail(values * seen), _detail(255 * (1 - seen[0]))[0]
