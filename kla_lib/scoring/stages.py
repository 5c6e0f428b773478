"""Stages and periods side by side: the stages of an evaluation are rows, compared here as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from kla_lib.rules.records import Row
from kla_lib.rules.stages import STAGES


def side_by_side(scores: pd.DataFrame) -> pd.DataFrame:
    """One row per (place, period, node), one column of hundredths per stage that is there, in order EM..VF.

    The column ``change_hundredths`` is the last stage less the first; <NA> with one stage only.
    """
    wide = scores.pivot(index=["place", "period", "code"], columns="stage", values="points_hundredths")
    found = [stage for stage in STAGES if stage in wide.columns]
    table = wide[found].copy()
    table.columns = pd.Index([str(c) for c in table.columns])
    table["change_hundredths"] = table[found[-1]] - table[found[0]] if len(found) > 1 else pd.NA
    levels = scores.drop_duplicates("code").set_index("code")["level"]
    table = table.reset_index()
    table.insert(3, "level", table["code"].map(levels))
    return table


def side_by_side_rows(scores: Mapping[str, Mapping[str, Row]]) -> dict[str, Row]:
    """The rows of `side_by_side` by code, for one place and period; ``scores`` are rows by code of each stage."""
    found = [stage for stage in STAGES if stage in scores]
    return {code: _across(code, found, scores) for code in scores[found[0]]}


def _across(code: str, found: Sequence[str], scores: Mapping[str, Mapping[str, Row]]) -> Row:
    points = {stage: scores[stage][code]["points_hundredths"] for stage in found}
    change = points[found[-1]] - points[found[0]] if len(found) > 1 else pd.NA
    return {"code": code, "level": scores[found[0]][code]["level"], **points, "change_hundredths": change}


def latest_stage(stages: list[str]) -> str:
    """The furthest of the stages given. Raises ValueError when there is none."""
    return max(stages, key=STAGES.index)
