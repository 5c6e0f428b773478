"""Which pairs of pictures may be the same: every print of each against the plain prints of all others, in blocks.

A pair with near prints is first compared at a glance: by the detail of very small squares, as the variants show it. That
drops nine in ten pairs that are near by chance before any two sketches are aligned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from kla_lib.evidence.alike.align import Floats, boxed, sampled
from kla_lib.evidence.reading.prints import INNER, VARIANTS, WHOLE, affine

Prints = npt.NDArray[np.uint64]  # (pictures, variants)
Places = npt.NDArray[np.intp]
Glance = Callable[[Places, Places, Places, Places], npt.NDArray[np.bool_]]  # original, copy, variant, seen -> worth it
BLOCK = 256  # pictures at a time against all: 10 MB for 5,000
NEIGHBOURS = 400  # nearest of a picture that are glanced at
KEPT = 40  # nearest of these that are verified
SIDE, WIDE = 16, 5  # of the squares, and of the box whose mean is not detail
SHAPES = 4  # to a fourth of width over height: only tilted variants depend on it


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """``copy`` (its print number ``seen``) is near the print number ``variant`` of ``original``."""

    distance: int
    original: int
    copy: int
    variant: int
    seen: int


def candidates(prints: Prints, within: int, worth: Glance | None = None) -> list[Candidate]:
    """The nearest way in which two pictures are alike, once for every pair with at most ``within`` different bits.

    ``worth`` says of many pairs at a time which are worth a closer look.
    """
    best: dict[tuple[int, int], Candidate] = {}
    for found in _near(prints, within, worth):
        pair = min(found.original, found.copy), max(found.original, found.copy)
        best[pair] = min(found, best.get(pair, found))
    return sorted(best.values(), key=lambda c: (c.original, c.copy))


def _near(prints: Prints, within: int, worth: Glance | None) -> Iterator[Candidate]:
    inner = np.flatnonzero(prints[:, INNER] != prints[:, WHOLE])
    columns = np.concatenate([np.arange(len(prints)), inner])
    plain = np.concatenate([prints[:, WHOLE], prints[inner, INNER]])
    for start in range(0, len(prints), BLOCK):
        nearest = _nearest(prints[start : start + BLOCK], plain)
        nearest[np.arange(start, start + len(nearest))[:, None] == columns[None, :]] = 255
        rows, hits = np.nonzero(nearest <= _limit(nearest, within)[:, None])
        variants = np.bitwise_count(prints[start + rows] ^ plain[hits][:, None]).argmin(axis=1)
        seen = np.where(hits < len(prints), WHOLE, INNER)
        found = np.stack([nearest[rows, hits], start + rows, columns[hits], variants, seen], axis=1)
        kept = found[worth(*found.T[1:])] if worth else found
        for row in _nearest_few(kept):
            yield Candidate(*row)


def _nearest(rows: Prints, plain: Prints) -> npt.NDArray[np.uint8]:
    """For each row and each plain print the least distance over the row's variants."""
    nearest = np.full((len(rows), len(plain)), 255, dtype=np.uint8)
    for variant in range(len(VARIANTS)):
        np.minimum(nearest, np.bitwise_count(rows[:, variant, None] ^ plain[None, :]), out=nearest)
    return nearest


def _limit(nearest: npt.NDArray[np.uint8], within: int) -> npt.NDArray[np.uint8]:
    """How near counts for each row: ``within``, or less where it has many neighbours."""
    if nearest.shape[1] <= NEIGHBOURS:
        return np.full(len(nearest), within, dtype=np.uint8)
    return np.minimum(np.partition(nearest, NEIGHBOURS, axis=1)[:, NEIGHBOURS], within)


def _nearest_few(found: Places) -> Iterator[list[int]]:
    """Of every original the `KEPT` nearest."""
    if len(found):
        ordered = found[np.lexsort((found[:, 2], found[:, 0], found[:, 1]))]
        firsts = np.flatnonzero(np.diff(ordered[:, 1], prepend=-1))
        ranks = np.arange(len(ordered)) - np.repeat(firsts, np.diff(firsts, append=len(ordered)))
        yield from ordered[ranks < KEPT].tolist()


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
