"""LibreOffice as the oracle: it opens the form, keeps its rules, and counts the answers as we do."""

import io
import re
import zipfile

import pytest

from kla_lib.forms import shape
from kla_lib.forms.write.villages import village_workbook
from kla_lib.forms.write.workbook import form_workbook
from kla_lib.instrument.places import find_place
from tests.forms.filled import form, row
from tests.office import calculated, parts, require_office

CASES = {  # what is put into a row: (answer, number) and whether it counts as filled in
    "4.1": ("Ada", 90.0, 1),
    "4.2": ("Ada", None, 0),
    "4.3": ("Belum ada", None, 1),
    "4.4": ("Sebagian", None, 1),
    "4.5": ("Tidak berlaku", None, 1),
    "4.6": ("  ", None, 0),
    "4.7": ("", 5.0, 0),
    "25.5": ("sudah", None, 0),
}


def filled(made):
    cells = {}
    for code, (answer, number, _) in CASES.items():
        line = row(made, code)
        cells |= {("Jawaban", f"C{line}"): answer} if answer else {}
        cells |= {("Jawaban", f"F{line}"): number} if number is not None else {}
    return cells


@pytest.fixture(scope="module")
def written():
    books = {lang: form_workbook(form(lang=lang, filled=filled(form()))) for lang in ("id",)}
    books["empty"] = form_workbook(form())
    books["villages"] = village_workbook(
        shape.VillageForm(find_place("kota-pekanbaru"), "2026", form().edition, {"Kulim": ["Mentangor"]}, "id")
    )
    return books


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("office")


@pytest.fixture(scope="module")
def oracle(written, folder):
    require_office()
    return calculated(written, folder)


def test_it_counts_what_is_filled_in_as_we_do(oracle):
    made = form()
    found = oracle["id"]["Jawaban"]
    for code, (_, _, done) in CASES.items():
        assert found[row(made, code) - 1][10] == done, code
    count = sum(done for _, _, done in CASES.values())
    assert found[1][0] == f"{count} dari {len(made.questions)} terisi" == oracle["id"]["Petunjuk"][2][0]
    assert oracle["id"]["Petunjuk"][3][0] == pytest.approx(count / len(made.questions))
    assert oracle["empty"]["Jawaban"][1][0].startswith("0 dari")


def test_our_own_cached_values_are_the_same(written, oracle):
    from tests.office import grids

    for name in ("id", "empty"):
        ours, theirs = grids(written[name]), oracle[name]
        assert [line[10] for line in ours["Jawaban"][4:]] == [line[10] for line in theirs["Jawaban"][4:]]
        assert ours["Jawaban"][1][0] == theirs["Jawaban"][1][0]


def test_rules_protection_and_hidden_sheets_survive(oracle, written, folder):
    kept = (folder / "out" / "empty.xlsx").read_bytes()
    for pattern in (rb"<dataValidation ", rb"<sheetProtection ", rb"<conditionalFormatting "):
        for name in ("xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml", "xl/worksheets/sheet4.xml"):
            assert re.search(pattern, parts(kept)[name]), (pattern, name)
    with zipfile.ZipFile(io.BytesIO(kept)) as archive:
        assert archive.read("xl/workbook.xml").count(b'state="hidden"') == 2
    identity = dict(line[:2] for line in oracle["empty"]["_kla"])
    wanted = shape.identity("kota-pekanbaru", "2026", form().edition, "disdukcapil")
    assert identity == {**wanted, "last": "-"}


def test_villages_are_counted_by_formula(oracle):
    rows = oracle["villages"]["Kecamatan"]
    assert rows[4][0] == "Kulim" and rows[3][1].startswith("25.2 ")
    counts = [line for line in rows if str(line[0]).startswith("Jumlah")]
    assert [line[1] for line in counts] == [0, 0, 0]
    assert oracle["villages"]["Desa-Kelurahan"][4][:2] == ["Kulim", "Mentangor"]
