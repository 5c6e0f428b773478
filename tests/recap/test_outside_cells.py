"""Recaps and returned forms that were once read wrongly (tests/data/outside/sheets, all made up): what comes out now."""

from pathlib import Path

import pytest

from kla_lib.forms.villages import read_file
from tests.forms.made import EXPECTED

SHEETS = Path(__file__).parents[1] / "data/outside/sheets"
RECAPS = [  # file, faults as (kind, cell, found), points in hundredths by code
    ("03-percent-formatted-points/rekap.xlsx", [("points_text", "B2", "100%")], {"1.2a": 75}),
    ("04-ods-galat-522/rekap.ods", [("points_error", "B2", "Galat:522")], {"1.2a": 75}),
    ("05-ninth-masked-as-NIK-recap/rekap.xlsx", [], {"1.2a": 11, "1.2b": 94, "1.2c": 50}),
    ("06-power-query-called-broken/rekap.xlsx", [], {"1.1": 1200, "1.2a": 75}),
    ("16-csv-blank-rows-or-columns/rekap.csv", [], {"1.1": 1200}),
    ("17-unclosed-quote-place/rekap.csv", [("csv_broken", "A3", "3")], {}),
]
FORMS = [  # file, faults as (kind, cell, found, a word of the remedy), cells, kept
    ("06b-power-query-form/a.xlsx", [], 83, 83),
    (
        "11-form-tidak-ada-suggests-tidak-berlaku/a.xlsx",
        [("form_choice", "C14", "Tidak ada", "mirip: Belum ada;")],
        83,
        82,
    ),
    ("13-form-codes-as-dates/a.xlsx", [("form_code_date", "A23", "2026-02-07", "di 48 baris")], 131, 46),
    ("23-zip-of-forms/kiriman.zip", [("file_archive", "", "kiriman.zip", "ekstrak dulu")], 0, 0),
    ("25-ods-percent-cell-form/a.ods", [], 81, 81),
]


@pytest.mark.parametrize(("name", "faults", "points"), RECAPS, ids=[name for name, _, _ in RECAPS])
def test_recaps(name, faults, points, read):
    recap = read(SHEETS / name)
    assert [(p.kind, p.where.cell, p.found) for p in recap.problems] == faults
    answered = recap.answers[recap.answers["status"] == "answered"]
    found = zip(answered["code"], answered["points_micro"], strict=True)
    assert {code: round(micro / 10_000) for code, micro in found} == points


@pytest.mark.parametrize(("name", "faults", "cells", "kept"), FORMS, ids=[name for name, *_ in FORMS])
def test_forms(name, faults, cells, kept):
    returned = read_file((SHEETS / name).read_bytes(), Path(name).name, EXPECTED)
    told = [(p.kind, p.where.cell, p.found) for p in returned.problems if p.severity == "error"]
    assert told == [fault[:3] for fault in faults]
    remedies = [p.remedy("id") for p in returned.problems if p.severity == "error"]
    assert all(fault[3] in remedy for fault, remedy in zip(faults, remedies, strict=True))
    assert (returned.cells, returned.kept) == (cells, kept)


def test_the_code_behind_a_date_is_told_by_the_words_beside_it():
    returned = read_file((SHEETS / "13-form-codes-as-dates/a.xlsx").read_bytes(), "a.xlsx", EXPECTED)
    assert next(p for p in returned.problems if p.kind == "form_code_date").expected("id").endswith("maksudnya: 7.2")


def test_a_percentage_cell_of_an_ods_is_that_percentage():
    returned = read_file((SHEETS / "25-ods-percent-cell-form/a.ods").read_bytes(), "a.ods", EXPECTED)
    assert [cell.number for cell in returned.given if cell.field == "percent" and cell.text.endswith("%")] == [85]


def test_blank_rows_of_a_csv_are_no_size(read, tmp_path):
    (tmp_path / "rekap.csv").write_text("Kode;Nilai;Nilai Maksimal\n1.1;12;12\n" + ";;\n" * 10_000, encoding="utf-8")
    recap = read(tmp_path / "rekap.csv")
    assert (recap.problems, recap.rows_kept) == ((), 1)
