"""Small frames in the shape that intake hands to scoring, shared by all tests."""

from decimal import Decimal

import pandas as pd

from kla_lib.core.points import to_micro


def answers_frame(rows, key=("kab-contoh", "2024", "EM")):
    """(code, points text) pairs as an answers frame; blank is unanswered, ``na`` is not applicable."""
    status = {"": "unanswered", "na": "not_applicable"}
    table = [(*key, code, status.get(text, "answered"), _micro(text)) for code, text in rows]
    frame = pd.DataFrame(table, columns=["place", "period", "stage", "code", "status", "points_micro"])
    return frame.astype({"points_micro": "Int64"})


def _micro(text):
    return pd.NA if text in ("", "na") else to_micro(Decimal(text))
