"""Reports made once for all browser tests, from the committed recap, and one browser to open them in."""

import shutil
import subprocess
import sys
from pathlib import Path

import browser as real_browser
import pytest

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
def chromium():
    with real_browser.chromium() as opened:
        yield opened
