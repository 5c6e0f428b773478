"""Honest files that were accused: emblems on covers, letters without a Unicode map, short pages, text over a white picture."""

import shutil
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image

from kla_lib.evidence.audit import open_evidence
from kla_lib.evidence.limits import unclear_kinds
from kla_lib.evidence.reading.pdf import measure_pdf

OUTSIDE = Path(__file__).parents[1] / "data" / "outside" / "evidence"
COVERS, UNMAPPED, SHORT = (
    sorted(path for path in folder.iterdir() if path.suffix)
    for folder in sorted(OUTSIDE.iterdir())
    if folder.name[:2] in ("01", "03", "12")
)


def test_an_emblem_on_two_covers_is_not_the_same_picture(tmp_path):
    (tmp_path / "kla.toml").write_text('[periods]\n"2026" = "2023"\n', encoding="utf-8")
    for number, cover in enumerate(COVERS, start=1):
        folder = tmp_path / f"data/raw/2026/kota-pekanbaru/evidence/2.{number}"
        folder.mkdir(parents=True)
        shutil.copy(cover, folder)
    found = open_evidence(tmp_path, "2026", "kota-pekanbaru")
    assert len(found.files) == len(COVERS) == 4
    assert not {one.kind for one in found.found} & {"same_picture", "like_design", "like_page"}


@pytest.mark.parametrize("path", [*UNMAPPED, *SHORT], ids=lambda path: path.stem)
def test_a_page_with_few_or_unreadable_letters_is_sound(path):
    found = measure_pdf(path)
    assert found.state == "ok"
    assert not {kind for picture in found.pictures for kind in unclear_kinds(picture)} & {"turned", "blank"}


def page(text, picture):
    """A page with text over a picture that covers it."""
    book = FPDF(unit="pt", format="A4")
    book.add_page()
    book.image(picture, x=0, y=0, w=595, h=842)
    if text:
        book.set_font("Helvetica", size=12)
        book.multi_cell(0, 16, text)
    return bytes(book.output())


@pytest.mark.parametrize(
    ("text", "kinds"), [("", {"blank"}), ("Rekaan: laporan kegiatan forum anak daerah. " * 9, set())]
)
def test_a_white_picture_is_a_blank_scan_only_where_nothing_is_written_over_it(tmp_path, text, kinds):
    path = tmp_path / "halaman.pdf"
    path.write_bytes(page(text, Image.new("RGB", (620, 877), "white")))
    found = measure_pdf(path)
    assert {kind for picture in found.pictures for kind in unclear_kinds(picture)} & {"blank", "turned"} == kinds
