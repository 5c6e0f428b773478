"""A place compared with others: where it is above or below its province and its band.

A comparison needs the same period, stage and edition, and at least `FEWEST` other places that answered all of a node: an
open question is not zero. The middle is the lower median, the points of a real place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median_low

from kla_lib.core.records import Row
from kla_lib.instrument.instrument import TOTAL
from kla_lib.robustness.model import FEWEST, Comparison, Group
from kla_lib.scoring.nodes import span

Points = Mapping[str, int]  # hundredths by code of node, where nothing of it is open


def closed(rows: Mapping[str, Row]) -> dict[str, int]:
    """The points of the nodes of which something is given and nothing is open."""
    spans = {code: span(row) for code, row in rows.items() if row["given_at"]}
    return {code: certain for code, (certain, possible) in spans.items() if certain == possible}


def group(kind: str, name: str, mine: Points, others: Mapping[str, Points], codes: Sequence[str]) -> Group:
    """A comparison with ``others`` by slug (without the place itself), at the nodes ``codes``."""
    places = tuple(sorted(others))
    if len(places) < FEWEST:
        return Group(kind, name, places)
    rows = [_compared(code, mine, others) for code in codes if code != TOTAL]
    return Group(kind, name, places, tuple(row for row in rows if row))


def _compared(code: str, mine: Points, others: Mapping[str, Points]) -> Comparison | None:
    theirs = [points[code] for points in others.values() if code in points]
    if code not in mine or len(theirs) < FEWEST:
        return None
    return Comparison(code, mine[code], median_low(theirs), min(theirs), max(theirs), len(theirs))
