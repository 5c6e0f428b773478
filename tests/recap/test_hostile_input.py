"""Whatever comes: no file raises, no row is lost, and nothing is read beyond the limits."""

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kla_lib.core.problems import errors
from kla_lib.instrument import editions
from kla_lib.recap.recap import read_recap
from kla_lib.recap.sniff import MAX_FILE
from kla_lib.recap.xml_scan import MAX_CELLS, MAX_ROWS
from tests.recap.workbooks import HEAD, SOUND, changed, ods, packed, xlsx

EDITION = editions.load(editions.shipped()["2023"])
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
CODES = st.sampled_from(
    [*EDITION.by_code, "TOTAL", "Klaster I", "Indikator 4", "2 a", "1", "3", "99", "1-Feb", "#REF!", ""]
)
FIGURES = st.one_of(
    st.sampled_from(["", "-", "tidak berlaku", "0", "1,5", "1.004", "-2", "dua", "#DIV/0!", "=A1"]), WORDS
)
ROWS = st.lists(st.tuples(CODES, WORDS, FIGURES, FIGURES), max_size=25)
BOOK = xlsx(("Rekap", SOUND), ("Kedua", SOUND))
SHEET = ods(("Rekap", SOUND))
ENDLESS = '<table:table-row table:number-rows-repeated="99999999999"/>'


def read_bytes(data, suffix):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"rekap{suffix}"
        path.write_bytes(data)
        return read_recap([path], EDITION, place="kab-contoh", period="2024", stage="EM")


def sound(recap):
    """What holds of every recap: the rows add up, a code stands once, problems can be said in both languages."""
    assert recap.rows_in == recap.rows_kept + recap.rows_rejected
    assert recap.rows_kept == len(recap.answers)
    assert not recap.answers["code"].duplicated().any()
    answered = recap.answers["status"] == "answered"
    assert recap.answers["points_micro"].notna().to_list() == answered.to_list()
    said = [p.as_dict(lang) for p in recap.problems for lang in ("id", "en")]
    assert all(words["remedy"] and words["expected"] for words in said)
    return recap


@given(ROWS)
@settings(max_examples=150, deadline=None)
def test_rows_in_are_rows_kept_and_rejected(rows):
    memory = io.StringIO(newline="")
    csv.writer(memory, delimiter=";").writerows([("kode", "uraian", "nilai", "nilai maksimal"), *rows])
    recap = sound(read_bytes(memory.getvalue().encode(), ".csv"))
    assert recap.rows_in == sum(any(cell.strip() for cell in row) for row in rows)


@given(st.binary(max_size=300), st.sampled_from([".csv", ".tsv", ".xlsx", ".xlsm", ".ods", ".xls"]))
@settings(max_examples=200, deadline=None)
def test_arbitrary_bytes_never_raise(data, suffix):
    assert errors(sound(read_bytes(data, suffix)).problems)


@given(
    st.binary(max_size=60),
    st.sampled_from([".xlsx", ".ods"]),
    st.sampled_from([b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
)
@settings(deadline=None)
def test_bytes_behind_the_mark_of_a_workbook_never_raise(data, suffix, mark):
    assert errors(sound(read_bytes(mark + data, suffix)).problems)


def spliced(data):
    """Bytes of a workbook with a piece of one member replaced, and the piece."""
    return st.tuples(st.integers(0, 100_000), st.integers(0, 40), st.binary(max_size=20))


@given(spliced(BOOK), st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"]))
@settings(max_examples=200, deadline=None)
def test_a_damaged_xlsx_never_raises(splice, member):
    at, length, piece = splice
    damaged = changed(BOOK, member, lambda xml: xml[: at % len(xml)] + piece + xml[at % len(xml) + length :])
    sound(read_bytes(damaged, ".xlsx"))


@given(spliced(SHEET))
@settings(max_examples=200, deadline=None)
def test_a_damaged_ods_never_raises(splice):
    at, length, piece = splice
    damaged = changed(SHEET, "content.xml", lambda xml: xml[: at % len(xml)] + piece + xml[at % len(xml) + length :])
    sound(read_bytes(damaged, ".ods"))


@given(st.integers(0, len(BOOK)), st.binary(min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_a_zip_with_flipped_bytes_never_raises(at, piece):
    sound(read_bytes(BOOK[:at] + piece + BOOK[at + len(piece) :], ".xlsx"))


@pytest.mark.parametrize(
    ("data", "suffix", "kind"),
    [
        (b"kode;nilai\n" + b"x" * MAX_FILE, ".csv", "file_large"),
        (b"kode;nilai\n" + b"13.1;3\n" * MAX_ROWS, ".csv", "sheet_large"),
        (b"kode;nilai\n" + b";" * 300 + b"x", ".csv", "sheet_large"),
        (b"kode;nilai\n" + (b";" * 150 + b"x\n") * (MAX_CELLS // 100), ".csv", "sheet_large"),
        (b"kode;nilai\n13.1;" + b"3" * 200_000, ".csv", "csv_broken"),
        (packed({f"xl/{n}.xml": "" for n in range(5_001)}), ".xlsx", "file_bomb"),
        (ods(("Rekap", [HEAD, ENDLESS])), ".ods", "file_broken"),
    ],
    ids=["bytes", "rows", "columns", "cells", "one cell", "members", "repeats"],
)  # fmt: skip
def test_limits_are_kept(data, suffix, kind):
    assert [p.kind for p in sound(read_bytes(data, suffix)).problems] == [kind]


def test_a_lying_zip_is_read_as_it_says_and_no_further():
    """A member that unpacks to more than its declared size is cut or refused, never unpacked whole."""
    honest = packed({"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": b"<a>" + b" " * 5_000_000 + b"</a>"})
    lying = honest.replace((5_000_007).to_bytes(4, "little"), (7).to_bytes(4, "little"))
    assert lying != honest
    assert [p.kind for p in sound(read_bytes(lying, ".xlsx")).problems] == ["file_broken"]


def test_a_folder_or_pipe_in_place_of_a_file_is_a_problem(tmp_path):
    (tmp_path / "rekap.csv").mkdir()
    recap = read_recap([tmp_path / "rekap.csv"], EDITION, place="kab-contoh", period="2024", stage="EM")
    assert [p.kind for p in recap.problems] == ["table_missing"]


def test_a_long_text_is_cut_in_messages_and_whole_in_the_answers():
    long = "catatan panjang " * 500
    recap = read_bytes(f"kode;nilai;catatan;opd\n13.1;3;{long};{long}\n".encode(), ".csv")
    assert recap.answers["note"].to_list() == [long.strip()]
    assert [(p.kind, len(p.found)) for p in recap.problems] == [("agency_unknown", 80)]
