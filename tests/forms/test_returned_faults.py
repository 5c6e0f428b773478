"""Returns with one fault each give exactly its message; nothing raises, no cell is lost, nothing is read beyond limits."""

import csv
from pathlib import Path

import pytest

from kla_lib.forms.consistency import check_return
from kla_lib.forms.reading import Expected, open_return, read_form
from kla_lib.forms.shape import VillageForm, roles_asked
from kla_lib.forms.write.villages import village_workbook
from kla_lib.instrument.places import find_place
from kla_lib.recap.sniff import MAX_FILE
from tests.forms import faults, made
from tests.recap.workbooks import xlsx

CASES = list(csv.DictReader((Path(__file__).parent / "returns" / "cases.csv").open(encoding="utf-8")))


def told(returned):
    return [*returned.problems, *check_return(returned, made.EDITION)]


def place(problem):
    return f"{problem.where.sheet}!{problem.where.cell}".strip("!")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["fault"])
def test_a_fault_gives_exactly_its_message(case):
    returned = made.read(faults.FAULTS[case["fault"]](), faults.file_name(case["fault"]))
    problems = told(returned)
    assert [p.kind for p in problems] == [kind for kind in case["kinds"].split(";") if kind]
    assert ";".join(place(p) for p in problems) == case["where"]
    assert (returned.cells, returned.kept) == (int(case["cells"]), int(case["kept"]))
    for problem in problems:
        for lang in ("id", "en"):
            said = problem.as_dict(lang)
            assert said["file"] == faults.file_name(case["fault"]) and said["expected"] and "{" not in said["remedy"]


def test_every_fault_has_its_case_and_there_are_enough():
    assert {case["fault"] for case in CASES} == set(faults.FAULTS)
    assert sum(bool(case["kinds"]) for case in CASES) >= 60


def test_the_right_return_is_read_whole():
    returned = made.read(made.right())
    assert told(returned) == [] and returned.agency == made.ROLE and returned.rejected == 0
    assert {(cell.where.sheet, cell.where.cell) for cell in returned.given} == set(made.cells())
    by_cell = {(cell.where.sheet, cell.where.cell): cell for cell in returned.given}
    for key, value in made.cells().items():
        cell = by_cell[key]
        assert value in (cell.number, cell.text) or (cell.text, value) == ("2024-12-31", 45657.0)


@pytest.mark.parametrize(
    ("agency", "kind", "kept"),
    [
        ("disdukcapil", "form_identity_given", 38),
        ("", "form_identity_missing", 0),
        ("bapenda", "form_identity_given", 0),
    ],
)
def test_a_lost_identity_is_taken_from_a_person_only(agency, kind, kept):
    expected = Expected("kota-pekanbaru", "2026", made.EDITION, agency=agency)
    returned = made.read(faults.FAULTS["identity-lost"](), expected=expected)
    assert (returned.problems[0].kind, returned.kept) == (kind, kept)
    assert returned.cells >= 38


def test_a_form_of_another_agency_than_the_one_asked_for_is_not_used():
    expected = Expected("kota-pekanbaru", "2026", made.EDITION, agency="dinkes")
    returned = made.read(made.right(), expected=expected)
    assert [p.kind for p in returned.problems] == ["form_other_agency"] and returned.kept == 0


def test_every_agency_s_empty_form_is_read_without_a_word_but_that_it_is_empty():
    for role in roles_asked(made.EDITION)[:8]:
        returned = made.read(made.form_workbook(made.form(role)))
        assert ([p.kind for p in returned.problems], returned.cells) == (["form_empty"], 0)


def test_english_forms_are_read_as_well():
    answers = {("Jawaban", made.at("4.4", "C")): "In part", ("Bukti", "C5"): "decree.pdf"}
    returned = made.read(made.form_workbook(made.form(made.ROLE, lang="en", filled=answers)))
    assert [(c.field, c.choice, c.status) for c in returned.given if c.table == "answers"] == [
        ("answer", "part", "kept")
    ]
    assert not returned.problems and returned.kept == 2


def test_a_number_shown_as_a_percentage_is_one():
    """Excel stores 85 % typed into a cell without a format as 0.85, shown as 85 %."""
    styled = made.in_part(made.right(), "xl/styles.xml", _with_percent_style)
    line = made.at("25.5", "H")
    count = made.parts(styled)["xl/styles.xml"].decode().split("<cellXfs")[1].split("</cellXfs>")[0].count("<xf ") - 1
    cells = {line: [f'<c r="CELL" s="{count}"><v>0.85</v></c>'], made.at("25.5", "F"): None}
    returned = made.read(made.put(styled, "Jawaban", **cells))
    found = {cell.where.cell: cell for cell in returned.given if cell.where.sheet == "Jawaban"}
    assert (found[line].number, found[line].text) == (85, "85%") and not returned.problems


def _with_percent_style(xml):
    return xml.replace("</cellXfs>", '<xf numFmtId="9" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>')


def test_personal_data_is_hidden_in_what_is_kept_and_in_what_is_said():
    returned = made.read(faults.answers(**{made.at("1.2a", "J"): "HP 0812-3456-7890", "M9": "NIK 1471015205900001"}))
    assert "0812" not in repr(returned) and "1471015205900001" not in repr(returned)


def test_the_table_of_villages_is_no_form_of_an_office():
    book = village_workbook(
        VillageForm(find_place("kota-pekanbaru"), "2026", made.EDITION, {"Kulim": ["Mentangor"]}, "id")
    )
    returned = read_form(*open_return(book, "kec.xlsx"), made.EXPECTED)
    assert [p.kind for p in returned.problems] == ["form_villages"] and returned.cells == returned.rejected > 0


def test_ten_thousand_rows_of_nonsense_are_told_row_by_row():
    rows = [
        ["Kode", "Pertanyaan", "Jawaban", "Jumlah", "Catatan"],
        *([f"x{n}", "", "Ada", 1, "y" * 50] for n in range(9_000)),
    ]
    expected = Expected("kota-pekanbaru", "2026", made.EDITION, agency="disdukcapil")
    returned = made.read(xlsx(("Jawaban", rows)), expected=expected)
    assert (
        sum(p.kind == "form_code" for p in returned.problems) == 9_000 and returned.rejected == returned.cells == 36_000
    )


def test_a_file_beyond_the_limit_is_not_even_unpacked():
    assert [p.kind for p in made.read(b"PK" + bytes(MAX_FILE)).problems] == ["file_large"]
