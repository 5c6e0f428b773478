"""Scores in short: the figures of ``kla score --json``, the totals of many places, and the stages of one as columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from kla_lib.core.points import float_points
from kla_lib.core.problems import Lang, Problem
from kla_lib.core.records import Row, by_code, records
from kla_lib.instrument.instrument import TOTAL, Edition
from kla_lib.instrument.rating import category
from kla_lib.instrument.stages import STAGES
from kla_lib.scoring.nodes import score


def summary(
    scores: pd.DataFrame, edition: Edition, rule: str, problems: Iterable[Problem], lang: Lang
) -> dict[str, Any]:
    """The figures of one (place, period, stage), in points.

    ``scores`` holds one group as `nodes.score` returns it. Keys: place, period, stage, edition, points,
    points_possible, max, category, boundary_rule, answered, asked, blocks, indicators, problems. A node of
    which nothing is known has points null, never zero.
    """
    rows = by_code(scores)
    total = rows[TOTAL]
    return {
        **{key: str(total[key]) or None for key in ("place", "period", "stage")},
        "edition": edition.id,
        "points": float_points(total["points_hundredths"]),
        "points_possible": float_points(total["possible_hundredths"]),
        "max": float_points(total["max_hundredths"]),
        "category": category(total["points_hundredths"], edition.bands, rule),
        "boundary_rule": rule,
        "answered": int(total["answered"]),
        "asked": int(total["asked"]),
        "blocks": {node.code: _figures(rows[node.code]) for node in edition.at("block")},
        "indicators": {node.code: _figures(rows[node.code]) for node in edition.at("indicator")},
        "problems": [problem.as_dict(lang) for problem in problems],
    }


def totals(answers: pd.DataFrame, edition: Edition, rule: str) -> dict[str, dict[str, Any]]:
    """The total of every place in ``answers`` (see `nodes.score`; one stage each), by place.

    Keys of a total: stage, points, points_possible, category. Places are scored together.
    """
    scores = score(answers, edition)
    return {str(row["place"]): _total(row, edition, rule) for row in records(scores[scores["code"] == TOTAL])}


def _total(row: Row, edition: Edition, rule: str) -> dict[str, Any]:
    return {
        "stage": str(row["stage"]),
        "points": float_points(row["points_hundredths"]),
        "points_possible": float_points(row["possible_hundredths"]),
        "category": category(row["points_hundredths"], edition.bands, rule),
    }


def _figures(row: Row) -> dict[str, float | None]:
    known = row["given_at"] != ""
    points = float_points(row["points_hundredths"]) if known else None
    return {"points": points, "max": float_points(row["max_hundredths"])}


def side_by_side(scores: pd.DataFrame) -> pd.DataFrame:
    """The stages of one place and period as columns; ``scores`` holds its rows of `nodes.score` at every stage.

    One row per node in tree order: place, period, code, level, the hundredths of each stage in order EM..VF, and
    change_hundredths, the last stage less the first (<NA> with one stage only).
    """
    rows = side_by_side_rows({str(stage): by_code(part) for stage, part in scores.groupby("stage", observed=True)})
    table = pd.DataFrame(rows.values()).astype(dict.fromkeys(set(STAGES) & set(scores["stage"]), "Int64"))
    table["change_hundredths"] = table["change_hundredths"].astype("Int64")
    table.insert(0, "place", str(scores["place"].iloc[0]))
    table.insert(1, "period", str(scores["period"].iloc[0]))
    return table


def side_by_side_rows(scores: Mapping[str, Mapping[str, Row]]) -> dict[str, Row]:
    """The rows of `side_by_side` by code; ``scores`` are the rows of each stage by code."""
    found = [stage for stage in STAGES if stage in scores]
    return {code: _across(code, found, scores) for code in scores[found[0]]}


def _across(code: str, found: Sequence[str], scores: Mapping[str, Mapping[str, Row]]) -> Row:
    points = {stage: scores[stage][code]["points_hundredths"] for stage in found}
    change = points[found[-1]] - points[found[0]] if len(found) > 1 else pd.NA
    return {"code": code, "level": scores[found[0]][code]["level"], **points, "change_hundredths": change}


def latest_stage(stages: list[str]) -> str:
    """The furthest of the stages given. Raises ValueError when there is none."""
    return max(stages, key=STAGES.index)
