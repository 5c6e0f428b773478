"""Stages and periods side by side: EM, VA, VL, VF are rows, compared here as columns."""

from __future__ import annotations

import pandas as pd

from kla_lib.rules.instrument import STAGES


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


def latest_stage(stages: list[str]) -> str:
    """The furthest of the stages given. Raises ValueError when there is none."""
    return max(stages, key=STAGES.index)
