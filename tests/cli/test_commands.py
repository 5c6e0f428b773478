"""The other commands, as a user runs them."""

import csv
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_check_counts_rows_and_carries_the_warnings(installed):
    ran = installed("check", "--json")
    found = ran.json()
    assert ran.code == 0
    for count in found["recaps"]:
        assert count["rows_in"] == count["rows_kept"] + count["rows_rejected"]
    assert {p["severity"] for p in found["problems"]} <= {"warning", "info"}
    assert {"file", "sheet", "cell", "found", "expected", "remedy", "severity", "kind"} == set(found["problems"][0])


def test_check_stops_at_an_error_but_tells_them_all(kla, workspace):
    recap = workspace / "data/raw/2024/kab-ogan-ilir/EM/rekap.csv"
    recap.write_text(recap.read_text().replace("1.1,12.0", "1.1,13").replace("4.1,1.0", "4.1,satu"), encoding="utf-8")
    ran = kla("check", cwd=workspace)
    assert ran.code == 2
    assert "“13”" in ran.err
    assert "“satu”" in ran.err


def test_awards_of_pekanbaru(kla):
    lines = kla("awards", "kota-pekanbaru").out
    assert "2018  VF" in lines
    assert "957,00" in lines
    facts = kla("awards", "14.71", "--json").json()
    assert {f["year"] for f in facts} >= {"2017", "2018", "2019", "2021", "2022", "2023", "2025"}
    assert all(f["source_url"] for f in facts)


def test_national_counts(kla):
    assert "2023" in kla("awards").out


@pytest.mark.slow
def test_editions_list_show_check_diff(kla):
    listed = {e["id"]: e for e in kla("editions", "list", "--json").json()}
    assert listed["2023"]["questions"] == 274
    assert not listed["2018"]["weights"]
    assert "7.2" in kla("editions", "show", "2023").out
    assert kla("editions", "check", "2023").code == 0
    assert "TOTAL" not in kla("editions", "diff", "2023", "2023").out
    assert "dihapus" in kla("editions", "diff", "2023", "2018").out


def test_a_broken_edition_tells_every_fault_at_once(kla, tmp_path):
    folder = tmp_path / "rusak"
    folder.mkdir()
    for source in (ROOT / "kla_lib/instrument/data/2023").glob("*.*"):
        (folder / source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    table = (folder / "instrument.csv").read_text(encoding="utf-8")
    table = table.replace("\n1.1,1,question,12,", "\n1.1,1,question,13,").replace(
        "\n4.2,4,question,1,", "\n4.2,99,question,x,"
    )
    (folder / "instrument.csv").write_text(table, encoding="utf-8")
    ran = kla("editions", "check", folder, "--json")
    kinds = [p["kind"] for p in ran.json()["problems"]]
    assert ran.code == 2
    assert {"parent", "number"} <= set(kinds)


@pytest.mark.slow
def test_a_new_edition_from_a_recap_with_maxima(kla, workspace):
    with (ROOT / "kla_lib/instrument/data/2023/instrument.csv").open(encoding="utf-8") as source:
        rows = [(r["code"], r["max"], r["label_id"]) for r in csv.DictReader(source)]
    recap = workspace / "recap.csv"
    with recap.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([("kode", "nilai maksimal", "uraian", "nilai"), *((*row, "0") for row in rows)])
    assert kla("editions", "new", "2026-rancangan", "--from", recap, cwd=workspace).code == 0
    assert kla("editions", "check", "2026-rancangan", cwd=workspace).code == 0
    found = {e["id"]: e for e in kla("editions", "list", "--json", cwd=workspace).json()}
    assert found["2026-rancangan"]["weights"]
    again = kla("editions", "new", "2026-rancangan", "--from", recap, cwd=workspace)
    assert again.code == 2


def test_settings_that_make_no_sense_are_all_told(kla, workspace):
    (workspace / "kla.toml").write_text('langg = "id"\nlang = "fr"\nhistory = "kota-pekanbaru"\n', encoding="utf-8")
    ran = kla("check", cwd=workspace)
    assert ran.code == 2
    assert all(word in ran.err for word in ("langg", "“fr”", "history"))


def test_json_is_json_even_with_indonesian_letters(installed):
    assert json.loads(installed("editions", "show", "2023", "--json").out)[0]["code"] == "K0"
