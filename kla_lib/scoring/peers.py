"""A place beside others: its rank with ties told, and where it stands above or below its province and its band.

Fair means: the same period, the same stage, the same edition, and at least `FEWEST` other places that give the node. The
middle is the lower median: the points of a real place, never a mean of two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import median_low

from kla_lib.rules.instrument import TOTAL
from kla_lib.rules.outlook_shapes import FEWEST, Beside, Group, Standing

Points = Mapping[str, int]  # hundredths by code of node, where known


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
