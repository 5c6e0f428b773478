"""Codes as people write them, and the two rules of context, each decided from a whole sheet."""

import csv
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_lib.instrument import editions
from kla_lib.instrument.instrument import TOTAL
from kla_lib.recap.codes import read_codes
from kla_lib.recap.model import plain

ROWS = list(csv.DictReader((Path(__file__).parent / "cases/codes.csv").open(encoding="utf-8")))
SHEETS = {name: list(rows) for name, rows in groupby(ROWS, key=lambda row: row["sheet"])}
EDITION = editions.load(editions.shipped()["2023"])


def read(*texts):
    return [reading.code for reading in read_codes([(text, "") for text in texts], EDITION)]


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_a_sheet_of_codes_row_by_row(sheet):
    readings = read_codes([(row["cell"], row["label"]) for row in sheet], EDITION)
    assert [(row["cell"] or row["label"], reading.code) for row, reading in zip(sheet, readings, strict=True)] == [
        (row["cell"] or row["label"], row["code"]) for row in sheet
    ]


def test_a_bare_number_is_an_indicator_until_one_is_named_and_a_question_after_it():
    assert read("1", "2", "3") == ["1", "2", "3"]
    assert read("Indikator 4", "1", "2", "3") == ["4", "4.1", "4.2", "4.3"]
    assert read("1", "2", "Indikator 4", "3") == ["1", "2", "4", "4.3"]
    assert read("Indikator 4", "1", "Klaster II", "7", "Indikator 7", "1") == ["4", "4.1", "K2", "", "7", "7.1"]


def test_below_a_named_indicator_its_own_question_comes_before_an_indicator_of_that_name():
    node = EDITION.by_code["21A"]
    wider = replace(EDITION, nodes=(*EDITION.nodes, replace(node, code="2A")))
    cells = [("19", ""), ("2a", ""), ("Indikator 19", ""), ("2a", "")]
    assert [reading.code for reading in read_codes(cells, wider)] == ["19", "2A", "19", "19.2a"]


def test_a_code_nobody_knows_says_how_it_was_read():
    readings = read_codes([(text, "") for text in ("Indikator 25", "1", "Klaster I", "2 a")], EDITION)
    assert [reading.read_as for reading in readings] == ["25", "25.1", "k1", "?.2a"]


@given(st.data())
def test_every_code_is_read_back_however_it_is_spaced_and_written(data):
    code = data.draw(st.sampled_from(sorted(EDITION.by_code)))
    gaps = data.draw(st.lists(st.sampled_from(["", " ", "  ", "\u00a0"]), min_size=len(code), max_size=len(code)))
    assessment = data.draw(st.sampled_from([str.upper, str.lower, str.swapcase]))
    written = "".join(gap + letter for gap, letter in zip(gaps, assessment(code), strict=True))
    assert read(written) == [code]


def test_all_312_codes_are_themselves():
    assert len(EDITION.by_code) == 312
    assert read(*EDITION.by_code) == list(EDITION.by_code)


def test_the_shipped_spellings_name_codes_of_the_edition_and_hide_none():
    assert set(EDITION.spellings.values()) <= {*EDITION.by_code, TOTAL}
    assert len({plain(spelling) for spelling in EDITION.spellings}) == len(EDITION.spellings)
    keys = {plain(code) for code in EDITION.by_code}
    assert [spelling for spelling in EDITION.spellings if plain(spelling) in keys] == []
