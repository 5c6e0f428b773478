"""Scores in short: the figures of ``kla score --json``, the totals of many places, and the stages of one as columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from kla_lib.core.points import float_points
from kla_lib.core.problems import Lang, Problem
from kla_lib.core.records import Row, by_code, records
from kla_lib.instrument.instrument import TOTAL, Edition
from kla_lib.instrument.rating import category
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
