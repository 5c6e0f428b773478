"""Every kind of page there is: axe on a phone and a desk, light and dark; no request, no console error; printed."""

import gzip
import re
import shutil
import statistics
import subprocess

import pytest
from bs4 import BeautifulSoup

from benchmarks.run.sizes import EVIDENCE, MEDIAN, MOST, ZIPPED
from tests.browser.checks import axe_finds_nothing, scrolls_at_most

OURS = "kab-ogan-ilir"
KINDS = {
    "summary": ("reports", f"{OURS}/10-ringkasan.html"),
    "cluster": ("reports", f"{OURS}/20-klaster-K5.html"),
    "history": ("reports", f"{OURS}/40-tahap.html"),
    "history without recap": ("reports", "kota-pekanbaru/40-tahap.html"),
    "exploring": ("reports", f"{OURS}/90-eksplorasi.html"),
    "plan": ("reports", f"{OURS}/50-rencana.html"),
    "robustness": ("reports", f"{OURS}/55-ketahanan.html"),
    "province": ("reports", "provinsi-riau/60-provinsi.html"),
    "nation": ("reports", "indonesia/60-provinsi.html"),
    "index": ("reports", "index.html"),
    "English summary, VA": ("english", f"{OURS}/10-ringkasan.html"),
    "English cluster, VA": ("english", f"{OURS}/20-klaster-K0.html"),
    "two stages": ("english", f"{OURS}/40-tahap.html"),
    "error page": ("english", f"{OURS}/90-gagal.html"),
    "index with failures": ("english", "index.html"),
    "agency": ("shared", "KLA_Kab-Ogan-Ilir_2024_OPD-dinkes.html"),
    "Forum Anak": ("shared", "KLA_Kab-Ogan-Ilir_2024_Forum-Anak.html"),
    "press": ("shared", "KLA_Kab-Ogan-Ilir_2024_Media.html"),
    "pack": ("shared", "KLA_Kab-Ogan-Ilir_2024_Gugus-Tugas.html"),
    "English agency": ("english", f"{OURS}/bagikan/KLA_Kab-Ogan-Ilir_2024_OPD-dinkes.html"),
    "English Forum Anak": ("english", f"{OURS}/bagikan/KLA_Kab-Ogan-Ilir_2024_Forum-Anak.html"),
    "English press": ("english", f"{OURS}/bagikan/KLA_Kab-Ogan-Ilir_2024_Media.html"),
    "collecting": ("collecting", "kota-pekanbaru/30-opd.html"),
    "evidence": ("evidence", "kota-pekanbaru/70-bukti.html"),
    "field reports": ("field", "kota-pekanbaru/80-laporan.html"),
    "data dictionary": ("collecting", "KLA_Kamus-Data_2023_id.html"),
    "cluster alone": ("shared", "KLA_Kab-Ogan-Ilir_2024_Klaster-2.html"),
}
SLOW = {
    kind for kind, (where, _) in KINDS.items() if where != "reports"
}  # each needs a workspace of its own made first
SHEETS = {"summary": 7, "cluster": 7, "history": 5, "plan": 5, "index": 2, "error page": 1, "two stages": 4}
OTHER_FONTS = 1  # a machine's own narrower fonts may save one


@pytest.fixture
def path(request):
    fixture, name = KINDS[request.param]
    return request.getfixturevalue(fixture) / name


def some(kinds):
    """These kinds of page, those of another workspace than the reports' left to the longer run."""
    return [pytest.param(kind, marks=pytest.mark.slow) if kind in SLOW else kind for kind in kinds]


every_kind = pytest.mark.parametrize("path", some(KINDS), indirect=True)


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(SLOW), indirect=True)
def test_axe_finds_nothing_of_any_impact(visit, path):  # test_reports asks this of every page of its own
    axe_finds_nothing(visit(path))


@pytest.mark.long
@every_kind
def test_axe_finds_nothing_in_any_row(visit, path):
    axe_finds_nothing(visit(path), whole=True)


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(SLOW), indirect=True)
def test_nothing_is_asked_for_nothing_complains_and_it_never_scrolls_sideways(visit, path):  # as of the reports there
    page = visit(path, 320)
    scrolls_at_most(page, 320)
    page.mouse.wheel(0, 50_000)
    page.wait_for_timeout(50)
    assert page.said == []
    assert [url for url in page.asked if not url.startswith("data:")] == [path.as_uri()]


@every_kind
def test_every_link_inside_a_page_leads_somewhere_and_every_place_is_one(path):
    tree = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    places = [tag["id"] for tag in tree.select("[id]")]
    assert len(places) == len(set(places))
    assert {link["href"][1:] for link in tree.select("a[href^='#']")} <= set(places)


def test_following_a_figure_opens_its_arithmetic(visit, reports):
    page = visit(reports / OURS / "10-ringkasan.html", 1280)
    page.locator("a.f[href='#a-7']").first.click()
    assert page.locator("#a-7").is_visible() and "B113" in page.locator("#a-7").inner_text()
    assert not page.locator("#a-8").is_visible()


@pytest.mark.parametrize("kind", some(SHEETS))
def test_it_prints_on_as_many_numbered_sheets_as_expected(visit, request, tmp_path, kind):
    fixture, name = KINDS[kind]
    page = visit(request.getfixturevalue(fixture) / name)
    page.pdf(path=tmp_path / "x.pdf", prefer_css_page_size=True)
    text = printed(tmp_path / "x.pdf")
    count = len(text)
    assert SHEETS[kind] - OTHER_FONTS <= count <= SHEETS[kind], count
    assert all(re.search(rf"\b{n}\s*/\s*{count}\b", sheet) for n, sheet in enumerate(text, start=1))
    assert all(len(sheet.split()) > 12 for sheet in text), "a sheet with next to nothing on it"
    assert "Lihat hitungannya" not in "".join(text)


def printed(pdf):
    """The text of every sheet."""
    if not (tool := shutil.which("pdftotext")):
        pytest.skip("no pdftotext on this machine (Debian: apt install poppler-utils)")
    done = subprocess.run([tool, "-layout", pdf, "-"], capture_output=True, text=True, check=True)
    return done.stdout.split("\f")[:-1]


@pytest.mark.slow
def test_pages_stay_small(reports, english, evidence):
    sizes = {p: len(p.read_bytes()) for folder in (reports, english) for p in folder.rglob("*.html")}
    zipped = {p: len(gzip.compress(p.read_bytes(), 9)) for p in sizes}
    assert max(sizes.values()) <= MOST and max(zipped.values()) <= ZIPPED, (sizes, zipped)
    assert max(len(path.read_bytes()) for path in evidence.rglob("70-*.html")) <= EVIDENCE
    clusters = [size for path, size in sizes.items() if path.name.startswith("20-klaster")]
    assert len(clusters) == 2 * 7 and statistics.median(clusters) <= MEDIAN
