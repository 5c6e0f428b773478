"""``kla scenario`` as a user runs it, on the real recap."""

import csv
import io

import pytest

BOTH = ("--place", "kab-ogan-ilir", "--period", "2024")


@pytest.mark.slow
def test_a_scenario_is_written_once_replayed_and_exported(kla, workspace):
    here = ("--home", workspace)
    made = kla(
        "scenario", "new", "perda-batal", *BOTH, *here, "--set", "1.1=0", "--rule", "contiguous", "--note", "Batal"
    )
    path = workspace / "data/raw/2024/kab-ogan-ilir/skenario/perda-batal.csv"
    assert made.code == 0 and path.read_text().splitlines()[1:] == ["rule,,contiguous,Batal", "answer,1.1,0,"]
    again = kla("scenario", "new", "perda-batal", *BOTH, *here, "--set", "1.1=1")
    assert again.code == 2 and "perda-batal" in again.err and "answer,1.1,0," in path.read_text()
    shown = kla("scenario", "show", *BOTH, *here, "--json", "--out", workspace).json()
    base, scenario = shown["scenarios"]
    assert (base["name"], base["points"], base["category"]) == ("", 769.61, "Nindya")
    assert (scenario["points"], scenario["change"], scenario["boundary_rule"]) == (757.61, -12.0, "contiguous")
    assert scenario["rank_scored"] is None and scenario["rank_published"]["of"] > 1
    assert scenario["answers"] == {"1.1": 0.0} and scenario["nodes"]["1"] == base["nodes"]["1"] - 12
    (export,) = workspace.glob("KLA_Skenario_*.csv")
    rows = list(csv.DictReader(io.StringIO(export.read_text(encoding="utf-8-sig"))))
    assert len(rows) == 2 * 39 and [r["change"] for r in rows if r["code"] == "TOTAL"] == ["0.00", "-12.00"]
    assert kla("scenario", "show", *BOTH, *here, "--json").out == kla("scenario", "show", *BOTH, *here, "--json").out


def test_faults_are_told_at_once_and_nothing_is_written(kla, workspace):
    asked = ("--set", "1.1=99", "--set", "x9=1", "--set", "abc", "--rule", "entah", "--edition", "1999")
    ran = kla("scenario", "new", "../keluar", *BOTH, "--home", workspace, *asked)
    assert ran.code == 2 and "../keluar" in ran.err
    ran = kla("scenario", "new", "baik", *BOTH, "--home", workspace, *asked)
    assert ran.code == 2 and all(text in ran.err for text in ("99", "x9", "abc", "entah", "1999"))
    assert not (workspace / "data/raw/2024/kab-ogan-ilir/skenario").exists()
    assert kla("scenario", "new", "kosong", *BOTH, "--home", workspace).code == 2


def test_unknown_names_and_missing_options(kla, workspace):
    ran = kla("scenario", "show", "entah", *BOTH, "--home", workspace)
    assert ran.code == 2 and "entah" in ran.err
    assert kla("scenario", "show", "--home", workspace).code == 2


def test_stability_in_both_languages(kla, workspace):
    said = kla("scenario", "stability", *BOTH, "--home", workspace, "--lang", "en")
    assert said.code == 0 and "68.615" in said.out and "Madya" in said.out
    record = kla("scenario", "stability", *BOTH, "--home", workspace, "--json").json()
    assert record["spare"] == 68.615 and record["singles"] == [] and record["unanswered"] == ["1.2za"]
    assert [loss["codes"] for loss in record["indicators"]] == [["21A"], ["1"]] and record["doubtful"] is None
    assert len(record["fewest"]["codes"]) == 6
