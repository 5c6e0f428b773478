"""One place over the years: every known total and award, and what can be compared from one period to the next.

Only the same stage is put in a row: a self-assessment is no award. Points are compared within one edition only; across
editions awards can be compared (the categories keep their names), points cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import pandas as pd

from kla_lib.core.records import Row
from kla_lib.instrument.published import NOT_A_FINAL_FIGURE
from kla_lib.instrument.stages import STAGES
from kla_lib.robustness.model import NO_AWARD, PeriodChange, Point


def points_of(
    own: Sequence[Point],
    published: Iterable[Row],
    chosen: Iterable[Row],
    editions: Mapping[str, str],
    without: Iterable[Row] = (),
) -> list[Point]:
    """Everything known, in order of stage and period; the place's own recap precedes what is published.

    ``published``, ``chosen``, ``without``: rows of `published.awards`, `chosen_of` and `no_awards_of`; ``editions`` by
    period.
    """
    awards = [_award(row, editions) for row in chosen]
    held = {(point.period, point.stage) for point in (*own, *awards)}
    rest: dict[tuple[str, str], list[Row]] = {}
    for row in published:
        final = row["stage"] in STAGES and not re.search(NOT_A_FINAL_FIGURE, row["note"])
        if final and (row["year"], row["stage"]) not in held and not pd.isna(row["points_hundredths"]):
            rest.setdefault((row["year"], row["stage"]), []).append(row)
    others = [_published(rows, editions) for rows in rest.values()]
    found = _without([*own, *awards, *others], without, editions)
    return sorted(found, key=lambda p: (STAGES.index(p.stage), p.period, p.origin != "recap"))


def _without(points: Sequence[Point], without: Iterable[Row], editions: Mapping[str, str]) -> list[Point]:
    """The points with the rounds that gave no award: joined to final points that name none, else added."""
    found = list(points)
    for row in without:
        final = [p for p in found if (p.period, p.stage, p.origin) == (row["year"], STAGES[-1], "published")]
        if not final:
            about = (row["year"], STAGES[-1], editions.get(row["year"], ""), None, NO_AWARD)
            found.append(Point(*about, "published", row["confidence"]))
        elif not final[0].category:
            found[found.index(final[0])] = replace(final[0], category=NO_AWARD)
    return found


def _award(row: Row, editions: Mapping[str, str]) -> Point:
    points: int | None = None if pd.isna(row["points_hundredths"]) else int(row["points_hundredths"])
    about = (row["year"], STAGES[-1], editions.get(row["year"], ""), points, row["category"])
    return Point(*about, "published", row["confidence"], bool(row["disputed"]))


def _published(rows: Sequence[Row], editions: Mapping[str, str]) -> Point:
    """One point of several sources; where they print different figures there is none."""
    figures = {int(row["points_hundredths"]) for row in rows}
    first = min(rows, key=lambda row: "HML".index(row["confidence"]))
    points: int | None = figures.pop() if len(figures) == 1 else None
    about = (first["year"], first["stage"], editions.get(first["year"], ""), points)
    return Point(*about, first["category"], "published", first["confidence"], points is None)


def steps(points: Sequence[Point]) -> list[PeriodChange]:
    """Each period against the one before it at the same stage; of one period the first point counts."""
    found = []
    for stage in STAGES:
        mine = list({point.period: point for point in reversed(points) if point.stage == stage}.values())[::-1]
        found += [_step(before, after) for before, after in pairwise(mine)]
    return found


def _step(before: Point, after: Point) -> PeriodChange:
    both = before.points_hundredths is not None and after.points_hundredths is not None
    if both and before.edition and before.edition == after.edition:
        return PeriodChange(before, after, "points", (after.points_hundredths or 0) - (before.points_hundredths or 0))
    if before.category and after.category:
        return PeriodChange(before, after, "category")
    open_ = both and not (before.edition and after.edition)
    return PeriodChange(before, after, "edition_open" if open_ else "nothing")


def node_changes(before: Mapping[str, Row], after: Mapping[str, Row]) -> list[tuple[str, int]]:
    """The indicators with their change in hundredths, the largest rise first; both are of one edition and stage."""
    moved = {
        code: int(row["points_hundredths"]) - int(before[code]["points_hundredths"])
        for code, row in after.items()
        if row["level"] == "indicator" and row["given_at"] and code in before and before[code]["given_at"]
    }
    return sorted(((code, change) for code, change in moved.items() if change), key=lambda pair: (-pair[1], pair[0]))
