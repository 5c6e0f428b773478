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


IDLE = [(("--set", "K1=100"), "K1"), (("--uncorrect", "7.2"), "7.2"), (("--set", "7.2=99"), "99")]


@pytest.mark.parametrize(("asked", "named"), IDLE, ids=[named for _, named in IDLE])
def test_a_scenario_that_could_not_be_counted_is_not_written(kla, workspace, asked, named):
    ran = kla("scenario", "new", "diam", *BOTH, "--home", workspace, *asked)
    assert ran.code == 2 and "2024/kab-ogan-ilir/skenario/diam.csv" in ran.err and named in ran.err
    assert not (workspace / "data/raw/2024/kab-ogan-ilir/skenario").exists()


def test_faulty_scenarios_and_tables_are_checked_and_the_sound_ones_shown(kla, workspace):
    place = workspace / "data/raw/2024/kab-ogan-ilir"
    (place / "skenario").mkdir()
    (place / "skenario/baik.csv").write_text("change,code,value,note\nanswer,7.2,max,\n", encoding="utf-8")
    (place / "skenario/rusak.csv").write_text("change,code,value,note\nanswer,7.2,99,\n", encoding="utf-8")
    (place / "skenario/diam.csv").write_text("change,code,value,note\nanswer,K1,99,\n", encoding="utf-8")
    (place / "ketidakpastian.csv").write_text("code,low,high,source\n2.1,2,1,Bappeda\n", encoding="utf-8")
    (place / "tenggat.csv").write_text("step,due,note\nEM,kemarin,\n", encoding="utf-8")
    (place / "rad.csv").write_text("code,status\n", encoding="utf-8")
    checked = kla("check", "--home", workspace, "--json")
    faults = [p for p in checked.json()["problems"] if p["severity"] == "error"]
    names = ["diam.csv", "ketidakpastian.csv", "rad.csv", "rusak.csv", "tenggat.csv"]
    assert checked.code == 2 and sorted(p["file"].rpartition("/")[2] for p in faults) == names
    shown = kla("scenario", "show", *BOTH, "--home", workspace, "--json")
    assert shown.code == 2 and [s["name"] for s in shown.json()["scenarios"]] == ["", "baik"]
    assert "rusak.csv" in shown.err and "diam.csv" in shown.err
    assert kla("scenario", "show", "baik", *BOTH, "--home", workspace).code == 0


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
