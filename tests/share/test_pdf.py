"""The PDFs: they open, hold the words of the page, have the pages they should, and are the same bytes twice."""

import io
import os
import stat
import sys

import pytest
from pypdf import PdfReader

from kla_lib.scoring.assessment import open_assessment
from kla_lib.share.agency import agency_page
from kla_lib.share.children import children_page
from kla_lib.share.pack import pack
from kla_lib.share.pdf import find_chromium, pdf_of, plain_pdf
from kla_lib.share.press import press_page

A4 = (595, 842)
MOST_AWARDS = ["kab-brebes", "kota-surakarta", "kota-surabaya", "kab-ogan-ilir"]


def words_of(content):
    reader = PdfReader(io.BytesIO(content))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.fixture(params=[pytest.param("chromium", marks=pytest.mark.slow), "plain"])
def printed(request, tmp_path):
    """Prints a page one way; the way over Chromium is left out where there is none."""
    chromium = find_chromium() if request.param == "chromium" else None
    if request.param == "chromium" and chromium is None:
        pytest.skip("no Chromium on this machine")

    def make(html):
        page = tmp_path / "KLA halaman ü.html"
        page.write_text(html, encoding="utf-8")
        content, maker = pdf_of(page, chromium)
        assert maker == request.param
        return content

    return make


@pytest.mark.slow
def test_the_packs_pdf_holds_the_total_every_cluster_and_every_question(assessment, printed):
    reader, words = words_of(printed(pack(assessment)))
    assert 10 < len(reader.pages) < 80 and "769,61" in words
    assert tuple(round(side) for side in reader.pages[0].mediabox[2:]) == A4
    squeezed = words.replace(" ", "")
    for node in assessment.edition.nodes:
        assert node.level == "question" or node.label().replace(" ", "") in squeezed, node.code
    for question in assessment.edition.at("question"):
        assert f"{question.code}{question.label()}".replace(" ", "") in squeezed, question.code


@pytest.mark.parametrize("make", [lambda c: agency_page(c, "dinkes"), children_page])
def test_smaller_pages_have_few_sheets(assessment, printed, make):
    reader, words = words_of(printed(make(assessment)))
    assert 1 <= len(reader.pages) <= 10 and "Ogan Ilir" in words


@pytest.mark.parametrize("place", MOST_AWARDS)
def test_the_press_gets_exactly_one_sheet(home, printed, place):
    reader, words = words_of(printed(press_page(open_assessment(home, period="2024", place=place))))
    assert len(reader.pages) == 1
    assert "901–1.000" in words and "769,61" not in words


def test_the_same_page_gives_the_same_bytes_without_any_time_in_them(assessment, printed):
    html = children_page(assessment)
    first = printed(html)
    assert printed(html) == first
    metadata = PdfReader(io.BytesIO(first)).metadata
    assert not {"/CreationDate", "/ModDate"} & set(metadata or {})


def test_a_browser_that_fails_is_not_the_end(assessment, tmp_path):
    page, broken = tmp_path / "x.html", tmp_path / "chromium"
    page.write_text(children_page(assessment), encoding="utf-8")
    for chromium in (broken, tmp_path / "nowhere"):
        broken.write_text("#!/bin/sh\nexit 1\n")
        broken.chmod(stat.S_IRWXU)
        content, maker = pdf_of(page, chromium)
        assert maker == "fallback" and "769 dari 1.000" in words_of(content)[1]


def test_what_only_a_screen_needs_is_not_printed_and_hidden_text_stays_hidden():
    html = """<html lang="id"><head><title>T</title><style>p{x}</style></head><body><a class="skip" href="#">Langsung</a>
    <h1>Judul</h1><dl><div><dt>Pasti</dt><dd>1,00</dd></div></dl><details><summary>Lihat</summary><p>Isi</p></details>
    <img alt="Pesan gambar" src="data:,"><script>jahat()</script><p class="back"><a href="#">Kembali</a></p></body></html>"""
    words = words_of(plain_pdf(html))[1]
    assert "Judul" in words and "Pasti : 1,00" in words.replace("Pasti:", "Pasti :") and "Pesan gambar" in words
    assert "Isi" in words and not {"Langsung", "Lihat", "Kembali", "jahat()", "p{x}"} & set(words.split())


def test_a_cell_longer_than_a_page_is_set_whole():
    cell = "kata " * 3000 + "akhir"
    html = f"<table><tr><th>A</th><th>B</th></tr><tr><th>satu</th><td>{cell}</td></tr></table>"
    reader, words = words_of(plain_pdf(html))
    assert len(reader.pages) > 1 and "akhir" in words and words.count("kata") == 3000


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for the browser")
def test_only_root_prints_without_the_sandbox(assessment, tmp_path):
    page, spy = tmp_path / "x.html", tmp_path / "chromium"
    page.write_text("<p>x</p>", encoding="utf-8")
    spy.write_text(f'#!/bin/sh\necho "$@" > "{tmp_path}/asked"\nexit 1\n')
    spy.chmod(stat.S_IRWXU)
    pdf_of(page, spy)
    asked = (tmp_path / "asked").read_text().split()
    assert ("--no-sandbox" in asked) == (os.geteuid() == 0)
    assert {"--headless", "--disable-background-networking"} <= set(asked) and asked[-1].startswith("file:///")
    assert any(flag.startswith("--user-data-dir=") for flag in asked)
