"""A place beside others: its rank with ties told, and where it stands above or below its province and its band.

Fair means: the same period, the same stage, the same edition, and at least `FEWEST` other places that give the node. The
middle is the lower median: the points of a real place, never a mean of two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from kla_lib.rules.instrument import TOTAL

FEWEST = 5
Points = Mapping[str, int]  # hundredths by code of node, where known


@dataclass(frozen=True, slots=True)
class Standing:
    """A rank among ``of`` places, this one included: ``best`` to ``worst`` where others have the same points."""

    best: int
    worst: int
    of: int


@dataclass(frozen=True, slots=True)
class Beside:
    """One node beside the others: own points, their middle, lowest and highest, in hundredths; ``count`` others."""

    code: str
    points: int
    middle: int
    lowest: int
    highest: int
    count: int

    @property
    def lead(self) -> int:
        """Hundredths above (or below) the middle."""
        return self.points - self.middle


@dataclass(frozen=True)
class Group:
    """Places compared with: ``kind`` province or band, ``name``, and every node that enough of them give.

    ``places`` are all of the group, by slug; with fewer than `FEWEST` there are no ``rows``.
    """

    kind: str
    name: str
    places: tuple[str, ...]
    rows: tuple[Beside, ...] = ()

    @property
    def few(self) -> bool:
        """Whether these are too few for a comparison."""
        return len(self.places) < FEWEST

    @property
    def strengths(self) -> list[Beside]:
        """The nodes above the middle, the largest lead first."""
        return sorted((row for row in self.rows if row.lead > 0), key=lambda row: (-row.lead, row.code))

    @property
    def weaknesses(self) -> list[Beside]:
        """The nodes below the middle, the furthest behind first."""
        return sorted((row for row in self.rows if row.lead < 0), key=lambda row: (row.lead, row.code))


def standing(points: int, others: Iterable[int]) -> Standing:
    """The rank of so many points among other places' totals; ties share their ranks."""
    found = list(others)
    best = 1 + sum(other > points for other in found)
    return Standing(best, best + sum(other == points for other in found), 1 + len(found))


def group(kind: str, name: str, mine: Points, others: Mapping[str, Points], codes: Sequence[str]) -> Group:
    """A comparison with ``others`` by slug (without the place itself), at the nodes ``codes``."""
    places = tuple(sorted(others))
    if len(places) < FEWEST:
        return Group(kind, name, places)
    rows = [_beside(code, mine, others) for code in codes if code != TOTAL]
    return Group(kind, name, places, tuple(row for row in rows if row))


def _beside(code: str, mine: Points, others: Mapping[str, Points]) -> Beside | None:
    theirs = [points[code] for points in others.values() if code in points]
    if code not in mine or len(theirs) < FEWEST:
        return None
    return Beside(code, mine[code], median_low(theirs), min(theirs), max(theirs), len(theirs))
