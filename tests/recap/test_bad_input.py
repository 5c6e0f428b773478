"""Every fault a recap can have, one file each: the kind, the cell and the words are in bad/cases.csv."""

import csv
from pathlib import Path

import pytest

from tests.recap.workbooks import BAD

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
