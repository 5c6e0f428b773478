"""Thumbnails are drawn in a process of their own: a page that breaks it, or is not there, costs only its own picture."""

import io
import sys

import pytest
from fpdf import FPDF
from PIL import Image

from kla_lib.evidence.scan.workers import Drawing
from tests.evidence.photos import heic, photo
from tests.evidence.reading.hostile import FILES


@pytest.fixture(scope="module")
def drawing():
    found = Drawing()
    yield found
    if found.process is not None:
        found.process.kill()
        found.process.communicate()


def test_a_heic_is_drawn(tmp_path, drawing):
    path = tmp_path / "foto.heic"
    path.write_bytes(heic(photo(1)))
    with Image.open(io.BytesIO(drawing.page(path, "heic", 0))) as image:
        assert image.size == (150, 113)
    path.write_bytes(heic(photo(1))[:4000])
    assert drawing.page(path, "heic", 0) == b""


def sound():
    book = FPDF()
    for _ in range(2):
        book.add_page()
    return bytes(book.output())


@pytest.mark.parametrize(
    ("data", "content", "page"),
    [
        (sound(), "pdf", 0),
        (sound(), "pdf", 3),
        (b"%PDF-1.7", "pdf", 1),
        (b"bukan gambar", "jpeg", 0),
        (b"PK\x03\x04", "docx", 1),
        (b"apa saja", "text", 1),
        (b"", "png", 0),
    ],
)
def test_what_cannot_be_drawn_is_empty(tmp_path, drawing, data, content, page):
    path = tmp_path / "berkas"
    path.write_bytes(data)
    assert drawing.page(path, content, page) == b""
    path.write_bytes(sound())
    with Image.open(io.BytesIO(drawing.page(path, "pdf", 2))) as image:
        assert max(image.size) <= 150 and image.format == "JPEG"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
@pytest.mark.parametrize("name", ["form-loop.pdf", "deflate-bomb.pdf", "image-bomb.pdf", "bomb.png"])
def test_a_page_that_means_harm_is_not_drawn_here(tmp_path, drawing, name):
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    drawing.page(path, "png" if name.endswith("png") else "pdf", 1)
    path.write_bytes(sound())
    assert drawing.page(path, "pdf", 1).startswith(b"\xff\xd8")
