"""Scans read by tesseract: told where it is missing, never kept as text, never sure; read only where it is installed."""

import io
import shutil
import sys

import pytest
from fpdf import FPDF
from PIL import Image, ImageDraw

from kla_lib.evidence.model import Dated, Measured, Picture
from kla_lib.evidence.reading.dates import without_births
from kla_lib.evidence.reading.measure import measure
from kla_lib.evidence.scan.ocr import PROGRAM, is_wanted, joined, read_scan, with_scans_read
from kla_lib.evidence.scan.scan import scan
from tests.evidence.fonts import plain_font

INSTALLED = pytest.mark.skipif(shutil.which(PROGRAM) is None, reason="tesseract is not installed")
LINES = ["DINAS REKAAN (DATA BUATAN)", "DAFTAR ANAK", "Nama : Anak Rekaan", "NIK : 1471011205150002",
         "Lahir di Rekaan, 12 Mei 2015", "", *["Daftar ini dibuat untuk rapat gugus tugas di kantor"] * 3, "", "Rekaan, 7 Juni 2021", "Kepala Dinas"]  # fmt: skip
SQUARE = Picture(1, 900, 900, (), b"", 0.9, 0.9, 0.3)


def page():
    image = Image.new("L", (1240, 900), 250)
    for number, line in enumerate(LINES):
        ImageDraw.Draw(image).text((120, 100 + 60 * number), line, font=plain_font(34), fill=10)
    return image


def scanned():
    book = FPDF(unit="pt", format=(595, 432))
    book.add_page()
    book.image(page(), x=0, y=0, w=595, h=432)
    return bytes(book.output())


@pytest.fixture
def evidence(tmp_path):
    """A folder of evidence with the same page as a picture and as a scan."""
    folder = tmp_path / "evidence/14.1"
    folder.mkdir(parents=True)
    held = io.BytesIO()
    page().save(held, "PNG")
    (folder / "a.png").write_bytes(held.getvalue())
    (folder / "b.pdf").write_bytes(scanned())
    return tmp_path / "evidence"


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (Measured("a", 1, "jpeg"), True),
        (Measured("a", 1, "jpeg", "truncated"), False),
        (Measured("a", 1, "heic", detail="no_decoder"), False),
        (Measured("a", 1, "pdf", pictures=(SQUARE,)), True),
        (Measured("a", 1, "pdf", pictures=(SQUARE,), letters=900), False),
        (Measured("a", 1, "pdf"), False),
        (Measured("a", 1, "docx", pictures=(SQUARE,)), False),
    ],
)
def test_what_may_say_more_than_its_text(found, wanted):
    assert is_wanted(found) == wanted


def test_without_the_program_nothing_changes_and_it_is_told(evidence, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    before, _ = scan(evidence, tmp_path / "kept", ["14.1"], measure)
    after, problems = with_scans_read(before, evidence, tmp_path / "kept")
    assert after == before and [problem.kind for problem in problems] == ["ocr_missing"]
    assert all("tesseract-ocr" in problems[0].remedy(lang) for lang in ("id", "en"))


SAID = Dated("2021-06-07", "own", "medium", 1)
SURE, UNSURE = Dated("2025-01-02", "exif", "high"), Dated("2024-01-02", "metadata", "low")


@pytest.mark.parametrize(
    ("own", "said", "dates"),
    [
        ((SURE, UNSURE), (SAID,), (SURE, SAID, UNSURE)),
        ((UNSURE,), (SAID,), (SAID, UNSURE)),
        ((), (), ()),
    ],
)
def test_what_was_read_stands_behind_what_is_sure(own, said, dates):
    found = {"a": Measured("a", 1, "jpeg", dates=own, personal=("phone",))}
    read = {"a": Measured("a", 1, "jpeg", dates=said, personal=("nik", "phone"), text_print="x")}
    (whole,) = joined(found, read).values()
    assert (whole.dates, whole.personal, whole.text_print) == (dates, ("phone", "nik"), "x")


BIRTH = Dated("2015-05-12", "mention", "low", 1)


@pytest.mark.parametrize(
    ("dates", "personal", "kept"),
    [
        ((SURE, BIRTH), ("nik", "birth"), (SURE,)),
        ((SURE, BIRTH), ("nik",), (SURE, BIRTH)),
        ((Dated("2024", "mention", "low"), BIRTH), ("birth",), (Dated("2024", "mention", "low"),)),
    ],
)
def test_a_day_of_birth_is_no_date_that_is_told(dates, personal, kept):
    assert without_births(dates, personal) == kept


@INSTALLED
@pytest.mark.skipif(sys.platform == "win32", reason="the worker's limits are of Unix")
def test_scans_are_read_and_nothing_of_their_text_is_kept(evidence, tmp_path):
    before, _ = scan(evidence, tmp_path / "kept", ["14.1"], measure)
    after, _ = with_scans_read(before, evidence, tmp_path / "kept")
    for found in after.measured.values():
        assert ("2021-06-07", "medium") in [(date.day, date.sure) for date in found.dates]
        assert {"nik", "birth"} <= set(found.personal)
    kept = "".join(path.read_text() for path in (tmp_path / "kept").rglob("*.jsonl"))
    assert "1471" not in kept.replace('"', " ").split() and "Rekaan" not in kept and "2015-05-12" not in kept
    assert {path.name for path in (tmp_path / "kept").rglob("*") if path.is_file()} == {"measured.jsonl"}


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands for the program")
@pytest.mark.parametrize(
    "does", ["sleep 60", "exit 3", "kill -9 $$", "head -c 1000000 /dev/zero", "printf '\\377\\376'"]
)
def test_a_program_that_fails_or_hangs_costs_only_its_own_words(evidence, tmp_path, monkeypatch, does):
    program = tmp_path / PROGRAM
    program.write_text(f'#!/bin/sh\n[ "$1" = --list-langs ] && echo ind && exit\n{does}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr("kla_lib.evidence.scan.ocr.PAGE_SECONDS", 1.0)
    found = read_scan(evidence / "14.1/a.png", "ab")
    assert (found.state, found.dates, found.personal) == ("ok", (), ())
