"""A place next to others: where it is above or below its province and its band.

Fair means: the same period, the same stage, the same edition, and at least `FEWEST` other places that give the node in full:
what nobody has answered yet is not nothing. The middle is the lower median: the points of a real place, never a mean of two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median_low

from kla_lib.core.records import Row
from kla_lib.instrument.instrument import TOTAL
from kla_lib.robustness.model import FEWEST, Beside, Group

Points = Mapping[str, int]  # hundredths by code of node, where nothing of it is open


def span(row: Row) -> tuple[int, int]:
    """The certain and the possible hundredths of a scored node."""
    return int(row["points_hundredths"]), int(row["possible_hundredths"])


def closed(rows: Mapping[str, Row]) -> dict[str, int]:
    """The points of the nodes of which something is given and nothing is open."""
    spans = {code: span(row) for code, row in rows.items() if row["given_at"]}
    return {code: certain for code, (certain, possible) in spans.items() if certain == possible}


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
