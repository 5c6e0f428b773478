"""Every fault a recap can have, one file each: the kind, the cell and the words are in bad/cases.csv."""

import csv
import datetime
from pathlib import Path

import pytest

from tests.recap.workbooks import BAD, xlsx

BAD_FOLDER = Path(__file__).parent / "bad"
CASES = list(csv.DictReader((BAD_FOLDER / "cases.csv").open(encoding="utf-8")))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_a_bad_file_has_exactly_its_one_fault_at_its_cell(case, bad_file, read):
    recap = read(bad_file(case["file"]))
    assert [(p.kind, p.where.cell) for p in recap.problems] == [(case["kind"], case["cell"])]
    said = recap.problems[0].as_dict("id")
    assert said["severity"] == case["severity"]
    assert said["file"] == case["file"]
    message = " ".join((said["found"], said["expected"], said["remedy"]))
    assert [word for word in case["words_id"].split("; ") if word not in message] == []
    assert recap.rows_in == recap.rows_kept + recap.rows_rejected


def test_every_file_is_a_case():
    lying_there = {path.name for path in BAD_FOLDER.iterdir()} - {"cases.csv"}
    assert {case["file"] for case in CASES} == lying_there | set(BAD)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_the_english_words_name_the_faulty_value_too(case, bad_file, read):
    said = read(bad_file(case["file"])).problems[0].as_dict("en")
    assert said["found"] and said["found"] in said["expected"] + said["remedy"]


COLUMNS = {  # what every points cell of the recap holds, the kind of its fault, and what the words repeat
    "12,00 poin": "points_text",
    "1.750": "points_ambiguous",
    "-3": "points_negative",
    "#REF!": "points_error",
    "=A1+1": "points_formula",
}


@pytest.mark.parametrize("text", COLUMNS)
def test_a_fault_of_a_whole_column_is_told_once(text, recap_of):
    rows = "".join(f'13.{n};"{text}"\n' for n in range(1, 7))
    recap = recap_of(f"kode;nilai\n{rows}Total;20\n")
    (found,) = recap.problems
    assert (found.kind, found.where.cell, found.found) == (COLUMNS[text], "B2", text)
    assert "6 sel di kolom ini (B2–B7)" in found.remedy("id") and "6 cells of this column" in found.remedy("en")
    assert (recap.rows_kept, recap.rows_rejected) == (1, 6)


def test_dates_and_formulas_of_a_column_are_told_once(tmp_path, read):
    for name, value in (("points_date", datetime.date(2024, 5, 2)), ("points_formula", ("=A1", 0))):
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(xlsx(("Rekap", [["kode", "nilai"], *([f"13.{n}", value] for n in range(1, 7))])))
        (found,) = read(path).problems
        assert (found.kind, found.where.cell) == (name, "B2") and "6 sel" in found.remedy("id")


def test_few_faults_of_a_column_are_told_one_by_one(recap_of):
    recap = recap_of("kode;nilai\n13.1;satu\n13.2;dua\n13.3;tiga\n13.4;3\n13.5;4\n13.6;4\n")
    assert [p.where.cell for p in recap.problems] == ["B2", "B3", "B4"]
