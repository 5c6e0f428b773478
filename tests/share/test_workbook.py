"""The workbook as a file: nothing in it comes alive, nothing is refused, the same assessment gives the same bytes."""

import csv
import dataclasses
import io
import re
import xml.etree.ElementTree as ET
import zipfile
from itertools import cycle, islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kla_lib.core.privacy import masked
from kla_lib.core.problems import InputFault, Where, problem, same_in_column
from kla_lib.display.book import FIRST, HEAD, LONGEST_TEXT, fit_for_a_cell
from kla_lib.share.book.workbook import workbook
from tests.office import calculated, grids, parts, require_office
from tests.share import books

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FILES = list(csv.DictReader((Path(__file__).parent / "cases/hostile_texts.csv").open(encoding="utf-8", newline="")))
HOSTILE = [row["text"].encode("ascii", "backslashreplace").decode("unicode_escape") for row in FILES]
HOSTILE += ["=" + "A" * 40_000, "\U0001f600" * 20_000, "<r>" + "x" * 40_000 + "</r>", "".join(map(chr, range(32)))]
HOSTILE += ["\ufffe\uffff", "NIK 9799990101900001"]
COLUMNS = ("file", "sheet", "cell", "found", "correction_id", "correction_en", "option", "agencies_found", "note")


@pytest.fixture(scope="module")
def real():
    return workbook(books.real())


def hostile(*texts, lang="id"):
    """The real assessment with these texts, in turn, wherever a file, a person or an edition may bring its own."""
    assessment, first = books.real(lang=lang), texts[0]
    told = tuple(problem("points_text", Where(text, text, text), text, **same_in_column()) for text in texts)
    answers = assessment.answers.assign(
        **{c: list(islice(cycle(texts), n, n + len(assessment.answers))) for n, c in enumerate(COLUMNS)}
    )
    recap = dataclasses.replace(assessment.recap, answers=answers, problems=told, files={text: text for text in texts})
    named = zip(assessment.edition.nodes, cycle(texts))
    nodes = tuple(dataclasses.replace(node, label_id=text, label_en=text) for node, text in named)
    edition = dataclasses.replace(assessment.edition, nodes=nodes, title_id=first, title_en=first, legal_basis=first)
    return dataclasses.replace(
        assessment, recaps={assessment.stage: recap}, edition=edition, place_slug=first, place=None
    )


@pytest.fixture(scope="module")
def all_hostile():
    return workbook(hostile(*HOSTILE))


def formulas(content):
    return {
        (name, cell.get("r")): cell.findtext(f"{MAIN}f")
        for name, data in parts(content).items()
        if name.startswith("xl/worksheets/sheet")
        for cell in ET.fromstring(data).iter(f"{MAIN}c")
        if cell.find(f"{MAIN}f") is not None
    }


def test_there_are_hostile_texts_enough():
    assert len(set(HOSTILE)) >= 30


def sound(content, real):
    """What holds of every workbook: our formulas and no others, our parts, plain texts, nothing from outside."""
    members = parts(content)
    assert formulas(content) == formulas(real)
    assert set(members) == set(parts(real))
    links = b"".join(data for name, data in members.items() if name.endswith(".rels"))
    assert b"External" not in links and b"hyperlink" not in links
    shared = ET.fromstring(members["xl/sharedStrings.xml"])
    assert {element.tag for item in shared for element in item} == {f"{MAIN}t"}
    for data in members.values():
        ET.fromstring(data)


def test_no_text_comes_alive(all_hostile, real):
    sound(all_hostile, real)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, len(HOSTILE), 8))
def test_no_text_comes_alive_in_a_title_either(start, real):
    for text in HOSTILE[start : start + 8 : 4]:
        sound(workbook(hostile(text)), real)


def test_every_text_is_there_as_far_as_a_cell_can_hold_it(all_hostile):
    shown = {unescaped(str(cell)) for sheet in grids(all_hostile).values() for row in sheet for cell in row}
    for text in HOSTILE:
        assert unescaped(fit_for_a_cell(masked(text))) in shown, text[:40]
    assert max(len(cell.encode("utf-16-le")) for cell in shown) == 2 * LONGEST_TEXT


def unescaped(text):
    """Readers differ in whether ``_x005F_`` is read back as an underscore."""
    return text.replace("_x005F_", "_")


def test_libreoffice_takes_the_hostile_workbook_and_changes_no_figure(all_hostile, tmp_path):
    require_office()
    book = calculated({"hostile": all_hostile}, tmp_path)["hostile"]
    assert [row[1] for row in book["Ringkasan"] if row[0] in ("Pasti", "Masih mungkin")] == [769.61, 770.61]


@pytest.mark.parametrize("text", ["\ud800lone\udcff", "\ud83d", "a\0b"])
def test_what_xml_cannot_hold_is_shown_as_a_gap(text):
    fit = fit_for_a_cell(text)
    assert "\ufffd" in fit and len(fit) == len(text) and fit.encode()


@given(st.text(max_size=50).map(lambda text: f"<r>{text}</r>") | st.text(max_size=80))
@settings(max_examples=200)
def test_any_text_fits_a_cell(text):
    fit = fit_for_a_cell(text)
    assert fit_for_a_cell(fit) == fit
    assert not (fit.startswith("<r>") and fit.endswith("</r>"))
    ET.fromstring(f"<t>{fit.replace('&', '').replace('<', '')}</t>".encode())


def test_the_same_assessment_gives_the_same_bytes(real):
    assert workbook(books.real()) == real
    with zipfile.ZipFile(io.BytesIO(real)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"2000-01-01" in parts(real)["docProps/core.xml"]


def test_codes_are_text_and_points_are_numbers(real):
    rows = grids(real)["Pertanyaan"][FIRST:]
    codes = [row[0] for row in rows]
    assert {"14.1", "14.10"} <= set(codes) and len(set(codes)) == 274
    unanswered = next(row for row in rows if row[0] == "1.2za")
    assert unanswered[5:8] == ["", "belum dijawab", 1.0]
    assert all(isinstance(row[5], float) for row in rows if row[0] != "1.2za")


def test_every_figure_has_its_evidence(real):
    rows = {row[0]: row for row in grids(real)["Pertanyaan"][HEAD:]}
    assert rows["1.1"][10:12] == ["rekap.csv", "B4"]
    assert "tercetak “7.2”" in rows["21B.2"][9] and "Keyakinan: sedang" in rows["21B.2"][9]
    assert rows["1.1"][8] == "JDIH; Bagian Hukum; DPPPAPPKB"


def test_the_sources_tell_files_edition_version_remarks_and_how_to_check(real):
    assessment, sheet = books.real(), grids(real)["Sumber"]
    text = "\n".join(str(cell) for row in sheet for cell in row)
    (name, digest), *_ = assessment.recap.files.items()
    assert name in text and digest in text and assessment.edition.digest in text
    assert "kla_lib 0" in text and "reach:" in text
    assert all(p.remedy("id") in text for p in assessment.problems)
    assert "kolom F, misalnya F5" in text and "Klaster!D12" in text and "Peringkat!B7" in text
    assert all(source.url in text for source in assessment.edition.sources.values())


def test_the_workbook_is_ready_to_read_and_print(real):
    members = parts(real)
    whole = {name: data.decode() for name, data in members.items() if name.endswith(".xml")}
    assert 'fullCalcOnLoad="1"' in whole["xl/workbook.xml"]
    assert "Print_Titles" in whole["xl/workbook.xml"] and "_FilterDatabase" in whole["xl/workbook.xml"]
    for number in range(1, 7):
        sheet = whole[f"xl/worksheets/sheet{number}.xml"]
        assert 'paperSize="9"' in sheet and 'orientation="landscape"' in sheet
        assert "sheetProtection" not in sheet
    assert not [name for name in members if re.search("vba|externalLink|customXml|connections|embeddings", name)]
    for formula in formulas(real).values():
        assert not re.search(r"\[|http|file:|WEBSERVICE|HYPERLINK|INDIRECT", formula), formula


def test_personal_data_is_hidden_in_the_readers_language():
    secret = "hubungi 0812-0000-0000, NIK 9799990101900001, contoh@contoh.id"
    for lang, mark in (("id", "[disembunyikan]"), ("en", "[hidden]")):
        content = workbook(hostile(secret, lang=lang))
        text = parts(content)["xl/sharedStrings.xml"].decode()
        assert mark in text and not re.search("0812-0000|9799990101|contoh@", text)
        assert not re.search("0812-0000|9799990101|contoh@", parts(content)["docProps/core.xml"].decode())


def test_the_words_are_english_for_an_english_reader():
    book = grids(workbook(books.real(lang="en")))
    assert list(book) == ["Summary", "Clusters", "Indicators", "Questions", "Ratings", "Sources"]
    assert "certain" in str(book["Summary"]).casefold() and "belum" not in str(book["Ratings"])


def test_an_assessment_without_a_recap_is_an_input_fault():
    with pytest.raises(InputFault):
        workbook(books.real(stage="VF"))


def test_two_files_of_one_name_are_told_apart(tmp_path):
    assessment = books.real()
    files = {f"data/raw/{folder}/rekap.csv": "0" * 64 for folder in "ab"}
    answers = assessment.answers.assign(file="data/raw/a/rekap.csv").astype(assessment.answers.dtypes)
    recap = dataclasses.replace(assessment.recap, answers=answers, files=files)
    rows = grids(workbook(dataclasses.replace(assessment, recaps={assessment.stage: recap})))["Pertanyaan"]
    assert rows[FIRST][10] == "data/raw/a/rekap.csv"
