"""A run as a user makes it: reports, failures, the index and the ledger."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.notebooks_made import PARAMETERS, write_notebook

ROOT = Path(__file__).parents[2]
FINE = "from IPython.display import HTML\nHTML(f'<p>{place} {stage}</p>')"


@pytest.fixture
def home(tmp_path):
    """A workspace with the real recap and two small notebooks: one sound, one that fails."""
    shutil.copytree(ROOT / "data/raw", tmp_path / "data/raw")
    write_notebook(tmp_path / "notebooks/10-baik.ipynb", FINE)
    write_notebook(tmp_path / "notebooks/20-gagal.ipynb", "print('sampai sini')\n1 / 0")
    write_notebook(tmp_path / "notebooks/40-riwayat.ipynb", FINE, per="history")
    return tmp_path


def kla(*arguments):
    command = [Path(sys.executable).with_name("kla"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.slow
def test_a_failing_report_stops_nothing_and_is_shown(home):
    ran = kla("run", "--home", home)
    folder = home / "reports/2024"
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    states = {r["report"].split("/")[-1]: r["state"] for r in record["reports"]}
    assert ran.returncode == 3
    assert states == {"10-baik.html": "ok", "20-gagal.html": "failed", "40-riwayat.html": "ok"}
    assert "ZeroDivisionError: division by zero" in ran.stdout
    assert "division by zero" in (folder / "index.html").read_text(encoding="utf-8")
    assert "division by zero" in (folder / "kab-ogan-ilir/20-gagal.html").read_text(encoding="utf-8")
    kept = (folder / "kab-ogan-ilir/20-gagal.failed.ipynb").read_text(encoding="utf-8")
    assert "sampai sini" in kept
    assert "kab-ogan-ilir EM" in (folder / "kab-ogan-ilir/10-baik.html").read_text(encoding="utf-8")
    assert sorted(p.name for p in (folder / "kab-ogan-ilir").iterdir()) == [
        "10-baik.html", "20-gagal.failed.ipynb", "20-gagal.html", "40-riwayat.html",
    ]  # fmt: skip


@pytest.mark.slow
def test_the_ledger_names_inputs_rules_code_and_notebooks(home):
    kla("run", "--home", home, "--only", "10-*")
    text = (home / "reports/2024/run.json").read_text(encoding="utf-8")
    record = json.loads(text)
    assert list(record["inputs"]) == ["data/raw/2024/kab-ogan-ilir/EM/rekap.csv"]
    assert {"id", "digest"} == set(record["edition"])
    assert all(len(r["made_from"]["notebook"]) == 16 and len(r["sha256"]) == 64 for r in record["reports"])
    assert str(home) not in text
    kla("run", "--home", home, "--only", "10-*")
    assert (home / "reports/2024/run.json").read_text(encoding="utf-8") == text


@pytest.mark.slow
def test_an_error_in_a_recap_stops_that_place_alone(home):
    folder = home / "data/raw/2024/kota-pekanbaru/EM"
    folder.mkdir(parents=True)
    (folder / "rekap.csv").write_text("kode,nilai\n4.1,7\n", encoding="utf-8")
    (home / "notebooks/20-gagal.ipynb").unlink()
    ran = kla("run", "--home", home)
    made = sorted(p.relative_to(home / "reports/2024").as_posix() for p in (home / "reports").rglob("*-*.html"))
    assert ran.returncode == 2
    assert made == ["kab-ogan-ilir/10-baik.html", "kab-ogan-ilir/40-riwayat.html"]
    index = (home / "reports/2024/index.html").read_text(encoding="utf-8")
    assert "Kota Pekanbaru" in index


@pytest.mark.slow
def test_a_place_asked_for_without_a_recap_gets_its_history(home):
    ran = kla("run", "--home", home, "--place", "kota-pekanbaru", "--json")
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [e["report"] for e in found if e["event"] == "report"] == ["2024/kota-pekanbaru/40-riwayat.html"]


def test_the_plan_can_be_seen_without_running(home):
    ran = kla("run", "--home", home, "--list")
    assert [line.split() for line in ran.stdout.splitlines()[:3]] == [
        ["baru", "2024/kab-ogan-ilir/10-baik.html"],
        ["baru", "2024/kab-ogan-ilir/20-gagal.html"],
        ["baru", "2024/kab-ogan-ilir/40-riwayat.html"],
    ]
    assert ran.stdout.splitlines()[3] == "3 baru, 0 berubah, 0 tetap"
    assert not (home / "reports").exists()


@pytest.mark.slow
def test_braces_in_a_folder_name_are_no_parameters(home):
    strange = home.parent / "kerja {period}"
    shutil.move(home, strange)
    assert kla("run", "--home", strange, "--only", "10-*").returncode == 0
    assert (strange / "reports/2024/kab-ogan-ilir/10-baik.html").is_file()


@pytest.mark.slow
def test_hostile_output_of_a_notebook_is_text(home):
    path = home / "notebooks/10-baik.ipynb"
    write_notebook(path, "'<script>alert(1)</script>'", parameters=PARAMETERS)
    kla("run", "--home", home, "--only", "10-*")
    page = (home / "reports/2024/kab-ogan-ilir/10-baik.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.slow
def test_a_partial_run_keeps_what_an_earlier_run_made_in_the_index(home):
    (home / "notebooks/20-gagal.ipynb").unlink()
    kla("run", "--home", home)
    kla("run", "--home", home, "--place", "kota-pekanbaru")
    folder = home / "reports/2024"
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert [p["slug"] for p in record["places"]] == ["kab-ogan-ilir", "kota-pekanbaru"]
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert all(f'href="{r["report"].removeprefix("2024/")}"' in index for r in record["reports"])
    (folder / "kab-ogan-ilir/10-baik.html").unlink()
    kla("run", "--home", home, "--place", "kota-pekanbaru")
    assert "10-baik.html" not in (folder / "index.html").read_text(encoding="utf-8")
