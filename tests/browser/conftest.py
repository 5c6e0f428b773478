"""Reports made once for all browser tests, from the committed recap, and one browser to open them in."""

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import browser as real_browser
import pytest
from notebooks_made import write_notebook

NOT_TAKEN = ("21B.2", "19.4", "3.1")  # two that the real recap has corrected, and one that is left out
ROOT = Path(__file__).parents[2]


def pytest_collection_modifyitems(items):
    if real_browser.found() is None:
        for item in items:
            if "tests/browser" in item.path.as_posix():
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine (Debian: apt install chromium)"))


@pytest.fixture(scope="session")
def reports(tmp_path_factory):
    """The reports folder of a run in a workspace of its own, made by the installed command."""
    home = tmp_path_factory.mktemp("kerja")
    for name in ("data/raw", "notebooks"):
        shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns(".*"))
    shutil.copy(ROOT / "kla.toml", home)
    subprocess.run([Path(sys.executable).with_name("kla"), "run", "--home", home], check=True, capture_output=True)
    return home / "reports" / "2024"


@pytest.fixture(scope="session")
def english(tmp_path_factory):
    """The reports of a workspace in English, with a made-up second stage and a report that fails.

    The VA recap is MADE UP: half of every answer of the real EM recap, one question left out.
    """
    home = tmp_path_factory.mktemp("workspace")
    shutil.copytree(ROOT / "data/raw", home / "data/raw", ignore=shutil.ignore_patterns(".*"))
    shutil.copytree(ROOT / "notebooks", home / "notebooks", ignore=shutil.ignore_patterns(".*"))
    halved(home / "data/raw/2024/kab-ogan-ilir", "EM", "VA")
    write_notebook(home / "notebooks/90-gagal.ipynb", "raise KeyError('<img src=x onerror=window.__ran=1>')")
    command = [Path(sys.executable).with_name("kla"), "run", "--home", home, "--lang", "en"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 3, done.stderr
    return home / "reports" / "2024"


def halved(place, stage, made_up):
    """A made-up recap of a later stage: half of every answer."""
    with (place / stage / "rekap.csv").open() as source:
        rows = [row for row in csv.DictReader(source) if "." in row["kode"] and row["kode"] not in NOT_TAKEN]
    (place / made_up).mkdir()
    with (place / made_up / "rekap.csv").open("w", newline="") as target:
        out = csv.DictWriter(target, rows[0])
        out.writeheader()
        out.writerows({**row, "nilai": str(round(float(row["nilai"] or 0) / 2, 2))} for row in rows)


@pytest.fixture(scope="session")
def chromium():
    with real_browser.chromium() as opened:
        yield opened
