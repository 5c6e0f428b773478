"""The reports as people open them: offline, on a phone, with scripts off, with a screen reader's rules."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.checks import axe_finds_nothing, is_read_without_scripts, open_all, scrolls_at_most

WIDTHS = (320, 360, 768, 1280)
OGAN_ILIR = [
    "10-ringkasan.html",
    *(f"20-klaster-{b}.html" for b in ("K0", "K1", "K2", "K3", "K4", "K5", "KD")),
    "40-tahap.html",
    "50-rencana.html",
    "55-ketahanan.html",
    "90-eksplorasi.html",
]
PROVINCES = [f"{where}/60-provinsi.html" for where in ("indonesia", "provinsi-riau", "provinsi-sumatera-selatan")]
NAMES = [
    "index.html",
    "kota-pekanbaru/40-tahap.html",
    *(f"kab-ogan-ilir/{name}" for name in OGAN_ILIR),
    *PROVINCES,
]
ALIKE = {*(f"kab-ogan-ilir/20-klaster-{b}.html" for b in ("K1", "K2", "K3", "K4")), PROVINCES[-1]}  # of the same kind
PLAIN = {"index.html", "kota-pekanbaru/40-tahap.html", "kab-ogan-ilir/20-klaster-K0.html"}  # the shorter run's
PAGES = [pytest.param(name, marks=pytest.mark.slow) if name in ALIKE else name for name in NAMES]


@pytest.fixture
def opened(visit, reports):
    """Opens one of them by its name (see `visit`)."""
    return lambda name, *how, **more: visit(reports / name, *how, **more)


def test_every_report_is_made_and_no_other(reports):
    made = sorted(p.relative_to(reports).as_posix() for p in reports.rglob("*.html"))
    assert made == sorted(NAMES)
    states = {r["report"]: r["state"] for r in json.loads((reports / "run.json").read_text())["reports"]}
    assert set(states.values()) == {"ok"}
    assert len(states) == len(NAMES) - 1


@pytest.mark.parametrize("name", PAGES)
def test_on_a_visit_nothing_is_asked_for_nothing_complains_and_all_is_named(opened, reports, name):
    page = opened(name)
    assert page.locator("html").get_attribute("lang") == "id"
    assert "2024" in page.title()
    open_all(page)
    page.mouse.wheel(0, 50_000)
    page.wait_for_timeout(50)
    for image in page.locator("img").all():
        assert len(image.get_attribute("alt")) > 40
        assert image.evaluate("i => i.complete && i.naturalWidth > 0")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        scrolls_at_most(page, width)
    assert page.said == []
    assert [url for url in page.asked if not url.startswith("data:")] == [(reports / name).as_uri()]


@pytest.mark.parametrize("name", PAGES)
def test_it_is_read_without_scripts(opened, name):
    is_read_without_scripts(opened(name, scripts=False))


JUDGED = [
    pytest.param(n, marks=pytest.mark.long if n in ALIKE else () if n in PLAIN else pytest.mark.slow) for n in NAMES
]


@pytest.mark.parametrize("name", JUDGED)
def test_axe_finds_nothing(opened, name):
    axe_finds_nothing(opened(name))


@pytest.mark.parametrize("name", NAMES[1:])
def test_no_code_is_shown(reports, name):
    text = (reports / name).read_text(encoding="utf-8")
    assert "import kla_lib" not in text
    assert "papermill" not in text


def test_first_screen_answers_in_ten_seconds(opened):
    page = opened("kab-ogan-ilir/10-ringkasan.html")
    script = """() => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), seen = [];
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const range = document.createRange();
            range.selectNodeContents(node);
            const box = range.getBoundingClientRect();
            if (box.height && box.bottom < 800) seen.push(node.textContent);
        }
        return seen.join(' ');
    }"""
    seen = page.evaluate(script)
    for words in ("Ogan Ilir", "769,61", "Setara Nindya", "31,39", "Utama"):
        assert words in seen, words


@pytest.mark.slow
def test_same_input_same_bytes(reports, tmp_path):
    home = tmp_path / "lagi"
    shutil.copytree(reports.parents[1], home, ignore=shutil.ignore_patterns("reports", "processed", ".*"))
    command = [Path(sys.executable).with_name("kla"), "run", "--home", home, "--only", "*/10-*"]
    subprocess.run(command, check=True, capture_output=True)
    again = home / "reports/2024/kab-ogan-ilir/10-ringkasan.html"
    assert again.read_bytes() == (reports / "kab-ogan-ilir/10-ringkasan.html").read_bytes()


@pytest.mark.slow
def test_every_report_of_a_place_between_two_bands_names_the_other_rule(tmp_path):
    shutil.copytree(Path(__file__).parents[2] / "notebooks", tmp_path / "notebooks")
    folder = tmp_path / "data/raw/2024/kota-batu/VF"
    folder.mkdir(parents=True)
    text = "kode,nilai\nK0,150.5\nK1,100\nK2,150\nK3,100\nK4,100\n"  # made-up figures
    (folder / "rekap.csv").write_text(text, encoding="utf-8")
    command = [Path(sys.executable).with_name("kla"), "run", "--home", tmp_path]
    subprocess.run(command, check=True, capture_output=True)
    made = tmp_path / "reports/2024/kota-batu"
    pages = sorted(page for name in ("10-*", "20-klaster-K1", "40-*") for page in made.glob(f"{name}.html"))
    assert len(pages) == 3
    assert all("contiguous" in page.read_text(encoding="utf-8") for page in pages)
