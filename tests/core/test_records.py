"""Plain rows out of frames: the same values that pandas gives, whatever a column holds."""

import pandas as pd
import pytest

from kla_lib.core.records import by_code, records

FRAMES = {
    "texts and gaps": pd.DataFrame({"code": ["14.1", "14.10"], "note": pd.array(["a", None], dtype="string")}),
    "whole numbers": pd.DataFrame({"code": ["1", "2"], "points_micro": pd.array([750_000, None], dtype="Int64")}),
    "shares and flags": pd.DataFrame({"share": pd.array([0.5, None], dtype="Float64"), "open": [True, False]}),
    "categories": pd.DataFrame({"code": pd.Categorical(["K1", "TOTAL"]), "max": [1, 2]}),
    "tuples": pd.DataFrame({"code": ["1"], "agencies": [("dinkes", "bpbd")]}),
    "no rows": pd.DataFrame({"code": [], "max": []}),
    "no columns": pd.DataFrame(),
    "one name twice": pd.DataFrame([["1", "2"]], columns=["code", "code"]),
}


@pytest.mark.parametrize("name", FRAMES)
@pytest.mark.filterwarnings("ignore:DataFrame columns are not unique")
def test_rows_hold_what_pandas_says(name):
    assert plain(records(FRAMES[name])) == plain(FRAMES[name].to_dict("records"))


def plain(rows):
    """Rows with the type of each cell; pandas itself says ``None`` or ``<NA>`` for a missing text by turns."""
    return [[(key, *(("-",) if pd.isna(c) is True else (type(c), c))) for key, c in row.items()] for row in rows]


def test_what_is_missing_is_neither_empty_nor_zero():
    assert records(FRAMES["texts and gaps"])[1]["note"] is pd.NA
    assert records(FRAMES["whole numbers"])[1]["points_micro"] is pd.NA


def test_rows_by_code_keep_their_order_and_their_codes_are_text():
    assert list(by_code(FRAMES["texts and gaps"])) == ["14.1", "14.10"]
    assert list(by_code(pd.DataFrame({"code": [2, 1]}))) == ["2", "1"]
