"""Which pairs of pictures may be the same: every print of each against the plain prints of all others, in blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kla_lib.rules.evidence_variants import INNER, VARIANTS, WHOLE

Prints = npt.NDArray[np.uint64]  # (pictures, variants)
BLOCK = 256  # pictures at a time against all: 10 MB for 5,000
NEIGHBOURS = 40  # nearest of a picture that are looked at: a picture handed in more often is told for 40 others


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """``copy`` (its print number ``seen``) is near the print number ``variant`` of ``original``."""

    distance: int
    original: int
    copy: int
    variant: int
    seen: int


def candidates(prints: Prints, within: int) -> list[Candidate]:
    """The nearest way in which two pictures are alike, once for every pair with at most ``within`` different bits."""
    best: dict[tuple[int, int], Candidate] = {}
    for found in _near(prints, within):
        pair = min(found.original, found.copy), max(found.original, found.copy)
        best[pair] = min(found, best.get(pair, found))
    return sorted(best.values(), key=lambda c: (c.original, c.copy))


def _near(prints: Prints, within: int) -> Iterator[Candidate]:
    inner = np.flatnonzero(prints[:, INNER] != prints[:, WHOLE])
    columns = np.concatenate([np.arange(len(prints)), inner])
    plain = np.concatenate([prints[:, WHOLE], prints[inner, INNER]])
    for start in range(0, len(prints), BLOCK):
        rows = prints[start : start + BLOCK]
        nearest = _nearest(rows, plain)
        nearest[np.arange(start, start + len(rows))[:, None] == columns[None, :]] = 255
        for row, column in np.argwhere(nearest <= _limit(nearest, within)[:, None]):
            distance = int(nearest[row, column])
            variant = int(np.bitwise_count(rows[row] ^ plain[column]).argmin())
            seen = WHOLE if column < len(prints) else INNER
            yield Candidate(distance, start + int(row), int(columns[column]), variant, seen)


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
