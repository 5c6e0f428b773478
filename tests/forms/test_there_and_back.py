"""Forms filled in at random, written and read: nothing is lost. And what LibreOffice makes of one on the way."""

import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kla_lib.display.words import word
from kla_lib.forms.cells import shown, tidy
from kla_lib.forms.reading import comment_remarks
from kla_lib.forms.shape import answer_type, evidence_kinds
from kla_lib.forms.write.workbook import form_workbook
from kla_lib.local.form_fields import ANSWER_COLUMNS, FIRST_ROW
from kla_lib.recap.sheets import read_grids
from kla_lib.recap.sniff import sniff
from tests.forms import made
from tests.forms.filled import EDITION, form
from tests.office import SOFFICE, require_office
from tests.recap.workbooks import ods

ROLES = ("disdukcapil", "uptd_ppa", "pengadilan_agama", "polres")
WORDS = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=40).filter(tidy)
COUNTS = st.integers(0, 999_999_999)
PERCENTS = st.sampled_from([0, 1.5, 2, 20.03, 33.3, 50, 99.99, 100])


@st.composite
def filled_forms(draw):
    """A role and right values for some of its cells."""
    role = draw(st.sampled_from(ROLES))
    asked, cells = form(role), {}
    for line, node in enumerate(asked.questions, start=FIRST_ROW):
        kind = answer_type(EDITION, node.code)
        if draw(st.booleans()):
            choice = draw(st.sampled_from(kind.choices))
            cells["Jawaban", f"C{line}"] = draw(st.sampled_from([choice.label_id, choice.label_en]))
        for part in kind.parts:
            if draw(st.booleans()):
                cells["Jawaban", f"{ANSWER_COLUMNS[part]}{line}"] = draw(PERCENTS if part == "percent" else COUNTS)
        if draw(st.booleans()):
            cells["Jawaban", f"J{line}"] = draw(WORDS)
    for line in range(FIRST_ROW, FIRST_ROW + len(asked.quantities)):
        cells |= {("Angka", f"{column}{line}"): draw(COUNTS) for column in "DEFG" if draw(st.booleans())}
    kinds = sum(len(evidence_kinds(EDITION, node.code)) for node in asked.questions)
    for line in draw(st.sets(st.integers(FIRST_ROW, FIRST_ROW + kinds - 1), max_size=6)):
        cells |= {("Bukti", f"C{line}"): draw(WORDS), ("Bukti", f"D{line}"): float(draw(st.integers(36526, 47118)))}
    return role, cells


@settings(max_examples=40, deadline=None)
@given(filled_forms())
def test_what_is_filled_in_is_read(example):
    role, cells = example
    returned = made.read(form_workbook(form(role, filled=cells)))
    found = {(cell.where.sheet, cell.where.cell): cell for cell in returned.given}
    assert set(found) == set(cells) and returned.rejected == 0
    for key, value in cells.items():
        cell = found[key]
        if isinstance(value, str):
            assert cell.text == tidy(value)
        else:
            assert float(cell.number) == value if cell.number is not None else len(cell.text) == 10
    assert {p.kind for p in returned.problems} <= {"form_active", "personal_data", "form_empty"}


def what_was_read(data, name):
    returned = made.read(data, name)
    kept = sorted((c.table, c.code, c.field, c.text, c.number or 0, c.choice) for c in returned.given)
    return kept, [p.kind for p in returned.problems], returned.identity


def saved_as(data, ending):
    """The file as LibreOffice saves it."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "isian.xlsx"
        source.write_bytes(data)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        out = Path(folder) / "out"
        command = [SOFFICE, "--headless", profile, "--convert-to", ending, "--outdir", str(out), str(source)]
        subprocess.run(command, capture_output=True, check=True)
        return (out / f"isian.{ending}").read_bytes()


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_libreoffice_saves_what_we_read(ending):
    require_office()
    told = {"last": {"4.1": "8 dari 9 poin (2025)\ncatatan lama"}, "marks": {("Jawaban", "C11"): "data menyusul"}}
    data = made.right(**told)
    assert what_was_read(data, "isian.xlsx")[1] == ["form_comment"]
    assert what_was_read(saved_as(data, ending), f"isian.{ending}") == what_was_read(data, "isian.xlsx")


OURS = {
    lang: f"{word('form_note_expected', lang)} 0\nBetulkan.\n\n{word('form_note_end', lang)}" for lang in ("id", "en")
}
COMMENTS = {
    "ours": (OURS["id"], []),
    "ours, in English": (OURS["en"], []),
    "a reply below ours": (f"{OURS['id']}\nSudah benar, lihat SK.", ["Sudah benar, lihat SK."]),
    "ours, its end written over": (OURS["id"][:-5] + "sudah", [OURS["id"][:-5] + "sudah"]),
    "another's": ("data menyusul", ["data menyusul"]),
    "blank": (" \n", []),
}


@pytest.mark.parametrize(("text", "told"), COMMENTS.values(), ids=COMMENTS)
def test_what_an_office_wrote_into_a_comment_is_told_and_our_own_note_is_not(text, told):
    data = made.right(marks={("Jawaban", "C11"): text})
    content = sniff(data, "isian.xlsx")
    found = [p.found for grid in read_grids(content, []) for p in comment_remarks(grid)]
    assert found == [shown(text) for text in told]


NOTE = "<office:annotation><office:creator>Budi</office:creator><text:p>data</text:p><text:p>menyusul</text:p></office:annotation>"


def test_comments_of_a_program_that_writes_ods_are_told():
    noted = (f'<table:table-cell office:value-type="string">{NOTE}<text:p>Ada</text:p></table:table-cell>',)
    content = sniff(ods(("Jawaban", [["Kode", "Jawaban"], ["4.1", noted]])), "a.ods")
    (grid,) = read_grids(content, [])
    assert [(p.kind, p.where.cell, p.found) for p in comment_remarks(grid)] == [("form_comment", "B2", "data menyusul")]
    assert grid.rows[1][1] == ("Ada", "text")
