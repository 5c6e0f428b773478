"""The copy to send back: everything that the office wrote is in it, faults are red with a note, and it reads again."""

import re
from collections import Counter
from functools import cache

import pytest

from kla_lib.display.form_sheet import FAULT
from kla_lib.forms.consistency import check_return
from kla_lib.forms.write.marked import marked_copy, reply_text
from tests.forms import faults, made
from tests.office import grids, parts

OF_THIS_AGENCY = [name for name in faults.FAULTS if name != "code-as-number-unclear"]


@cache
def returned(fault):
    found = made.read(faults.FAULTS[fault](), faults.file_name(fault))
    return found, [*found.problems, *check_return(found, made.EDITION)]


def texts(copy):
    """Every text and number of the visible sheets, as it stands."""
    shown = [str(v) for name, rows in grids(copy).items() if name[0] != "_" for row in rows for v in row]
    return Counter(text.removesuffix(".0") for text in shown)


@cache
def texts_of_a_fresh_form():
    return texts(marked_copy(made.MADE, (), ()))


@pytest.mark.parametrize("fault", OF_THIS_AGENCY)
def test_nothing_is_lost_in_it(fault):
    found, problems = returned(fault)
    copy = marked_copy(made.MADE, found.given, problems)
    again, there = made.read(copy), texts(copy)
    fresh = texts_of_a_fresh_form()
    kept = {(c.code, c.field, c.number if c.number is not None else c.text) for c in again.given}
    for cell in found.given:
        placed = (cell.code, cell.field, cell.number if cell.number is not None else cell.text) in kept
        assert placed or there[cell.text] > fresh[cell.text], cell
    assert [p.kind for p in again.problems if p.kind.startswith(("form_other", "form_none", "form_identity"))] == []


@pytest.mark.parametrize(
    ("fault", "sheet", "cell"),
    [("percent-not-following", "Jawaban", "H23"), ("number-with-words", "Jawaban", "F10"), ("date-month-first", "Bukti", "D5"),
     ("quantity-doubled", "Angka", "F6"), ("answer-unknown", "Jawaban", "C13")],
)  # fmt: skip
def test_a_faulty_cell_is_red_with_a_note(fault, sheet, cell):
    found, problems = returned(fault)
    copy = marked_copy(made.MADE, found.given, problems)
    part = made.sheet_part(copy, sheet)
    notes = "".join(xml.decode() for name, xml in parts(copy).items() if "comments" in name and name.endswith(".xml"))
    assert f'ref="{cell}"' in notes and len(re.findall("<comment ", notes)) == len(problems)
    style = int(re.search(rf'<c r="{cell}" s="(\d+)"', parts(copy)[part].decode())[1])
    styles = parts(copy)["xl/styles.xml"].decode()
    look = re.findall(r"<xf [^>]*>", styles.split("<cellXfs")[1])[style]
    fill = re.findall(r"<fill>.*?</fill>", styles)[int(re.search(r'fillId="(\d+)"', look)[1])]
    assert FAULT["bg_color"].lstrip("#").upper() in fill.upper()


def test_rows_that_moved_come_back_to_their_place():
    found, problems = returned("rows-inserted-above")
    again = made.read(marked_copy(made.MADE, found.given, problems))
    assert {(c.where.sheet, c.where.cell) for c in again.given} == set(made.cells()) and not again.problems


def test_evidence_finds_its_row_by_its_kind_and_spare_rows_are_used():
    found, problems = returned("evidence-in-a-spare-row")
    again = made.read(marked_copy(made.MADE, found.given, problems))
    own = [(c.code, c.field, c.text) for c in again.given if c.table == "evidence" and c.row == made.spare()]
    assert own == [("4.1", "code", "4.1"), ("4.1", "kind", "Foto"), ("4.1", "file", "a.jpg")]


def test_a_fault_free_copy_has_no_sheet_of_faults():
    found, problems = returned("sheet-renamed")
    assert "Perlu diperiksa" not in grids(marked_copy(made.MADE, found.given, problems))


def test_hostile_words_stay_words():
    found, problems = returned("injection-hyperlink")
    copy = b"".join(parts(marked_copy(made.MADE, found.given, problems)).values())
    assert b"<f>HYPERLINK" not in copy and b"relationships/hyperlink" not in copy


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("percent-not-following", ["38 dari 38", "1. Jawaban H23: ", "80,0%", "kirim kembali"]),
        ("sheet-renamed", ["38 dari 38", "Tidak ada yang perlu diperbaiki"]),
        ("other-place", ["0 dari 38", "kota-dumai"]),
    ],
)
def test_the_message_says_what_is_to_be_done(fault, said):
    text = reply_text(made.MADE, *returned_given(fault))
    assert all(part in text for part in said), text


def returned_given(fault):
    found, problems = returned(fault)
    return found.given, problems


def test_a_long_list_is_cut_and_counted():
    given, problems = returned_given("percent-not-following")
    text = reply_text(made.MADE, given, problems * 15)
    assert "12. " in text and "13. " not in text and "3 lagi" in text
