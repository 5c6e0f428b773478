"""The real recap of Kab. Ogan Ilir 2024, walked line by line: no error, and exactly its known misprints."""

import csv
from pathlib import Path

import pytest

from kla_lib.recap.recap import read_recap

ROOT = Path(__file__).parents[2]
RECAP = ROOT / "data/raw/2024/kab-ogan-ilir/EM/rekap.csv"
KNOWN = list(csv.DictReader((Path(__file__).parent / "cases/real-recap-warnings.csv").open(encoding="utf-8")))


@pytest.fixture(scope="module")
def recap(edition):
    return read_recap([RECAP], edition, place="kab-ogan-ilir", period="2024", stage="EM", root=ROOT)


def test_its_problems_are_the_known_misprints_and_nothing_else(recap):
    found = [(p.kind, p.severity, p.where.cell, p.found, p.expected("id").partition(":")[0]) for p in recap.problems]
    assert found == [(row["kind"], "warning", row["cell"], row["found"], row["expected"]) for row in KNOWN]


def test_every_line_is_kept_as_it_is_printed(recap):
    printed = list(csv.DictReader(RECAP.open(encoding="utf-8")))
    assert (recap.rows_in, recap.rows_kept, recap.rows_rejected) == (len(printed), len(printed), 0)
    assert recap.answers["code"].to_list() == [row["kode"] for row in printed]
    assert recap.answers["found"].to_list() == [row["nilai"] for row in printed]
    assert recap.answers["agencies_found"].to_list() == [row["perangkat_daerah"] for row in printed]
    corrected = recap.answers["correction_id"] != ""
    expected = [round(float(row["nilai"]) * 1_000_000) for row in printed if row["nilai"]]
    assert recap.answers["points_printed_micro"].dropna().to_list() == expected
    same = recap.answers[~corrected]
    assert same["points_micro"].equals(same["points_printed_micro"])


def test_its_two_declared_corrections_are_applied_and_remembered(recap):
    rows = recap.answers[recap.answers["correction_id"] != ""].set_index("code")
    assert rows["points_micro"].to_dict() == {"19.4": 3_000_000, "21B.2": 8_000_000}
    assert rows["points_printed_micro"].to_dict() == {"19.4": 6_000_000, "21B.2": 7_200_000}
    assert rows["max_printed_micro"].to_dict() == {"19.4": 6_000_000, "21B.2": 9_000_000}
    assert rows["correction_confidence"].to_dict() == {"19.4": "L", "21B.2": "M"}
    assert all(rows["correction_en"])


def test_the_blank_answer_stays_unanswered(recap):
    row = recap.answers.set_index("code").loc["1.2za"]
    assert row["status"] == "unanswered" and row[["points_micro"]].isna().all()
    assert row["cell"] == "B31"
