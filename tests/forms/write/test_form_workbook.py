"""The workbook of an agency: what stands where, what may be written, what is hidden, and what nothing can bring alive."""

import io
import re
import zipfile

import pytest
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from kla_lib.core.problems import message
from kla_lib.forms import shape
from kla_lib.forms.write.answers import MESSAGE, TITLE
from kla_lib.forms.write.workbook import form_name, form_workbook
from kla_lib.local import form_fields
from kla_lib.local.form_fields import mark_of
from tests.forms.filled import EDITION, form, row
from tests.office import grids

SHEETS = ["Petunjuk", "Jawaban", "Bukti", "Angka", "_kla", "_pilihan"]


def xml(content, sheet):
    """The part of a sheet, by the workbook's own order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = re.findall(r'<sheet name="([^"]+)"', archive.read("xl/workbook.xml").decode())
        return archive.read(f"xl/worksheets/sheet{names.index(sheet) + 1}.xml").decode()


@pytest.fixture(scope="module")
def made():
    return form(due="2026-12-31", contact="Sekretariat KLA", last={"4.1": "0,8 dari 1 poin (2024)", "anak": "120000"})


@pytest.fixture(scope="module")
def content(made):
    return form_workbook(made)


@pytest.fixture(scope="module")
def cells(content):
    return grids(content)


def test_the_same_form_gives_the_same_bytes(made, content):
    assert form_workbook(made) == content


def test_sheets_and_which_of_them_are_hidden(content):
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == SHEETS
    hidden = [sheet.name for sheet in book.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible]
    assert hidden == ["_kla", "_pilihan"]


def test_an_agency_without_quantities_has_no_sheet_for_them():
    assert "Angka" not in CalamineWorkbook.from_filelike(io.BytesIO(form_workbook(form("hukum")))).sheet_names


def test_the_identity_can_be_read_back(made, cells):
    marks = f"4.1={mark_of(made.last['4.1'])}"  # of questions; what is known of a quantity stands in a cell to fill in
    assert dict(line[:2] for line in cells["_kla"]) == {**made.identity, "last": marks}


def test_questions_stand_in_order_from_row_five(made, cells):
    rows = cells["Jawaban"]
    assert [line[0] for line in rows[4:]] == [node.code for node in made.questions]
    assert rows[3][:3] == ["Kode", "Pertanyaan", "Jawaban"] and len(rows[3]) == len(form_fields.ANSWER_COLUMNS)
    assert rows[1][0] == f"0 dari {len(made.questions)} terisi"


def test_codes_are_texts(cells):
    assert all(isinstance(line[0], str) for line in cells["Jawaban"][4:] + cells["Bukti"][4:])


def test_last_period_s_answer_stands_beside_this_one(made, cells):
    assert cells["Jawaban"][row(made, "4.1") - 1][8] == "0,8 dari 1 poin (2024)"
    assert cells["Jawaban"][row(made, "4.2") - 1][8] == "tidak ada data"
    assert next(line[6] for line in cells["Angka"][4:] if line[0] == "anak") == 120000


def test_a_supporting_agency_is_told_who_leads(made, cells):
    label = cells["Jawaban"][row(made, "1.2a") - 1][1]
    assert label.startswith(EDITION.by_code["1.2a"].label_id) and "Bagian Hukum" in label
    assert "\n" not in cells["Jawaban"][row(made, "4.1") - 1][1]


def test_every_kind_of_evidence_has_a_row_and_there_are_spare_ones(made, cells):
    asked = [(n.code, k) for n in made.questions for k in shape.evidence_kinds(EDITION, n.code)]
    rows = cells["Bukti"][4:]
    assert [(line[0], line[1]) for line in rows[: len(asked)]] == [
        (c, message(f"evidence_{k}", "id")) for c, k in asked
    ]
    assert f"A{5 + len(asked)}:A{4 + len(asked) + form_fields.SPARE_ROWS}" in xml(form_workbook(made), "Bukti")


def test_instructions_say_until_when_whom_to_ask_and_what_not_to_write(cells):
    said = " ".join(str(cell) for line in cells["Petunjuk"] for cell in line)
    for words in ("31 Desember 2026", "Sekretariat KLA", "NIK", "bukan pilihan resmi kementerian", "Kota Pekanbaru"):
        assert words in said


def test_without_a_deadline_none_is_invented():
    said = " ".join(str(cell) for line in grids(form_workbook(form()))["Petunjuk"] for cell in line)
    assert "Tenggat belum ditetapkan" in said and not re.search(r"\d{1,2} \w+ 20\d\d", said)


def test_sheets_are_protected_without_a_password(content):
    for sheet in SHEETS:
        protection = re.search(r"<sheetProtection [^>]*>", xml(content, sheet))
        assert protection and "password" not in protection[0]


def styles_unlocked(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        formats = archive.read("xl/styles.xml").decode().split("<cellXfs")[1].split("</cellXfs>")[0]
    return {str(n) for n, one in enumerate(re.findall(r"<xf [^>]*/>|<xf .*?</xf>", formats)) if 'locked="0"' in one}


def test_only_answers_can_be_typed(made, content):
    free = styles_unlocked(content)
    unlocked = {
        cell for cell, style in re.findall(r'<c r="([A-Z]+\d+)" s="(\d+)"', xml(content, "Jawaban")) if style in free
    }
    wanted = set()
    for line, node in enumerate(made.questions, start=5):
        parts = shape.answer_type(EDITION, node.code).parts
        wanted |= {f"C{line}", f"J{line}", *(f"{form_fields.NUMBERS[part]}{line}" for part in parts)}
    assert unlocked == wanted


def validations(content, sheet):
    """Cells of each validation by its kind."""
    found = re.findall(r'<dataValidation type="(\w+)"[^>]*? sqref="([^"]+)"', xml(content, sheet))
    return {(kind, cell) for kind, cells in found for cell in cells.split()}


def test_every_answer_is_chosen_from_a_list_and_every_number_checked(made, content):
    found = validations(content, "Jawaban")
    for line, node in enumerate(made.questions, start=5):
        parts = shape.answer_type(EDITION, node.code).parts
        assert ("list", f"C{line}") in found
        assert {("whole", f"{form_fields.NUMBERS[p]}{line}") for p in parts if p != "percent"} <= found
        assert not parts or ("decimal", f"H{line}") in found
    assert {kind for kind, _ in validations(content, "Bukti")} == {"date", "list"}
    assert {kind for kind, _ in validations(content, "Angka")} == {"whole"}


def test_lists_are_ranges_of_the_hidden_sheet(made, content, cells):
    sources = re.findall(r"<formula1>([^<]+)</formula1>", xml(content, "Jawaban"))
    lists = [source for source in sources if "$" in source]
    assert lists and all(re.fullmatch(r"_pilihan!\$[A-Z]\$2:\$[A-Z]\$\d+", source) for source in lists)
    columns = [[line[n] for line in cells["_pilihan"][1:] if line[n]] for n in range(len(cells["_pilihan"][0]))]
    for node in made.questions:
        assert [c.label("id") for c in shape.answer_type(EDITION, node.code).choices] in columns


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("kind", ["whole", "percent", "date", "choice"])
def test_messages_fit_into_excel(kind, lang):
    assert len(message(f"form_error_{kind}_title", lang)) <= TITLE
    assert len(message(f"form_error_{kind}", lang)) + 4 <= MESSAGE
    assert len(message("form_percent_hint", lang)) <= MESSAGE


def test_the_form_speaks_english_too():
    found = grids(form_workbook(form(lang="en")))
    assert found["Jawaban"][3][:3] == ["Code", "Question", "Answer"]
    assert found["Jawaban"][1][0].endswith("filled in") and any("Yes" in line for line in found["_pilihan"])


HOSTILE = ['=HYPERLINK("http://x","y")', "+1+1", "@SUM(A1)", "<r>x</r>", "a\x00b\x0bc", "0812-3456-7890", "x" * 40_000]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_comes_alive(text):
    made = form("hukum", contact=text, last={"1.1": text}, filled={("Jawaban", "J5"): text})
    content = form_workbook(made)
    formulas = re.findall(r"<f>([^<]*)</f>", xml(content, "Jawaban") + xml(content, "Petunjuk"))
    assert not [f for f in formulas if "HYPERLINK" in f or f.startswith(("1+1", "SUM(A1)"))]
    assert "hyperlink" not in xml(content, "Jawaban")
    assert "0812-3456-7890" not in str(grids(content)["Jawaban"][4][8])


def test_a_marked_copy_keeps_the_answers_and_says_what_is_wrong(made):
    line = row(made, "4.1")
    filled = {("Jawaban", f"C{line}"): "Ada", ("Jawaban", f"F{line}"): 90.0, ("Bukti", "C5"): "akta.pdf"}
    marks = {("Jawaban", f"F{line}"): "90 lebih besar dari 80"}
    content = form_workbook(form(filled=filled, marks=marks))
    found = grids(content)
    assert found["Jawaban"][line - 1][2:6] == ["Ada", "", "", 90.0] and found["Bukti"][4][2] == "akta.pdf"
    assert found["Jawaban"][1][0].startswith("1 dari")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        notes = b"".join(archive.read(n) for n in archive.namelist() if "comments" in n)
    assert b"90 lebih besar dari 80" in notes


@pytest.mark.parametrize(
    ("parts", "name"),
    [(("Kota Pekanbaru", "2026", "dinkes"), "KLA_Formulir_Kota-Pekanbaru_2026_dinkes.xlsx"),
     (("../..", "2026", "a/b"), "KLA_Formulir_2026_a-b.xlsx")],
)  # fmt: skip
def test_names_speak_and_hold_no_path(parts, name):
    assert form_name(*parts) == name
