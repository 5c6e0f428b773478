"""Every kind of page there is: axe on a phone and a desk, light and dark; no request, no console error; printed."""

import gzip
import re
import shutil
import statistics
import subprocess

import pytest
from checks import SCREENS, axe_finds_nothing, open_all, scrolls_at_most

OURS = "kab-ogan-ilir"
KINDS = {
    "summary": ("reports", f"{OURS}/10-ringkasan.html"),
    "cluster": ("reports", f"{OURS}/20-klaster-K5.html"),
    "history": ("reports", f"{OURS}/40-tahap.html"),
    "history without recap": ("reports", "kota-pekanbaru/40-tahap.html"),
    "index": ("reports", "index.html"),
    "English summary, VA": ("english", f"{OURS}/10-ringkasan.html"),
    "English cluster, VA": ("english", f"{OURS}/20-klaster-K0.html"),
    "two stages": ("english", f"{OURS}/40-tahap.html"),
    "error page": ("english", f"{OURS}/90-gagal.html"),
    "index with failures": ("english", "index.html"),
}
MOST_PAGES = {"summary": 7, "cluster": 7, "history": 6, "index": 2, "error page": 1, "two stages": 6}
MOST_BYTES, MEDIAN_BYTES, MOST_ZIPPED = 200_000, 120_000, 30_000


@pytest.fixture
def path(request):
    fixture, name = KINDS[request.param]
    return request.getfixturevalue(fixture) / name


every_kind = pytest.mark.parametrize("path", KINDS, indirect=True)


@pytest.fixture
def opened(chromium):
    contexts = []

    def visit(path, width=360, scheme="light", fragment=""):
        context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda fault: page.said.append(str(fault)))
        page.on("request", lambda request: None if request.is_navigation_request() else page.said.append(request.url))
        page.goto(path.as_uri() + fragment)
        return page

    yield visit
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
@every_kind
def test_axe_finds_nothing_of_any_impact(opened, path, width, scheme):
    axe_finds_nothing(opened(path, width, scheme))


@every_kind
def test_nothing_is_asked_for_and_nothing_complains(opened, path):
    page = opened(path)
    open_all(page)
    page.mouse.wheel(0, 50_000)
    page.wait_for_timeout(50)
    assert [said for said in page.said if not said.startswith("data:")] == []


@every_kind
def test_it_never_scrolls_sideways_on_the_smallest_phone(opened, path):
    scrolls_at_most(opened(path, 320), 320)


def test_following_a_figure_opens_its_arithmetic(opened, reports):
    page = opened(reports / OURS / "10-ringkasan.html", 1280)
    page.locator("a.f[href='#a-7']").first.click()
    assert page.locator("#a-7").is_visible() and "B113" in page.locator("#a-7").inner_text()
    assert not page.locator("#a-8").is_visible()


@pytest.mark.parametrize("kind", MOST_PAGES)
def test_it_prints_on_few_numbered_pages(opened, request, tmp_path, kind):
    fixture, name = KINDS[kind]
    page = opened(request.getfixturevalue(fixture) / name)
    page.pdf(path=tmp_path / "x.pdf", prefer_css_page_size=True)
    text = printed(tmp_path / "x.pdf")
    count = len(text)
    assert count <= MOST_PAGES[kind]
    assert all(re.search(rf"\b{n}\s*/\s*{count}\b", sheet) for n, sheet in enumerate(text, start=1))
    assert all(len(sheet.split()) > 12 for sheet in text), "a sheet with next to nothing on it"
    assert "Lihat hitungannya" not in "".join(text)


def printed(pdf):
    """The text of every sheet."""
    if not (tool := shutil.which("pdftotext")):
        pytest.skip("no pdftotext on this machine (Debian: apt install poppler-utils)")
    done = subprocess.run([tool, "-layout", pdf, "-"], capture_output=True, text=True, check=True)
    return done.stdout.split("\f")[:-1]


def test_pages_stay_small(reports, english):
    sizes = {p: len(p.read_bytes()) for folder in (reports, english) for p in folder.rglob("*.html")}
    zipped = {p: len(gzip.compress(p.read_bytes(), 9)) for p in sizes}
    assert max(sizes.values()) <= MOST_BYTES and max(zipped.values()) <= MOST_ZIPPED, (sizes, zipped)
    clusters = [size for path, size in sizes.items() if path.name.startswith("20-klaster")]
    assert len(clusters) == 2 * 7 and statistics.median(clusters) <= MEDIAN_BYTES
