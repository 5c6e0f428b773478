"""Every command of both READMEs runs as it is printed: in a copy of the clone, and in an empty folder, without the test extras."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOT_RUN = (
    "make ",
    "py -3",
    ".venv\\",
    ". .venv",
    "dask ",
    "kla lab",
    "kla run --scheduler",
)  # other machines, or endless
OF_THE_CLONE = ("kab-ogan-ilir", "usaha.csv", "kla check")  # need the recap that only the clone holds
CODE = re.compile(r"(?:exit code|kode keluar) (\d)")
EXTRAS = ("pytest", "hypothesis", "openpyxl", "pypdf", "odf", "playwright", "pyxform")
WITHOUT_EXTRAS = f"import sys; sys.modules.update(dict.fromkeys({EXTRAS}))"  # None: not to be found


def chapters(name):
    """The commands of each block of a README, with the exit code its comment states."""
    blocks = re.findall(r"^```sh\n(.*?)^```", (ROOT / name).read_text(encoding="utf-8"), re.S | re.M)
    found = []
    for block in blocks:
        pairs = [line.partition("  #")[::2] for line in block.splitlines()]
        stated = [(command.strip(), int(said[1]) if (said := CODE.search(about)) else 0) for command, about in pairs]
        found.append([(c, code) for c, code in stated if c and not c.startswith(("#", *NOT_RUN))])
    return [chapter for chapter in found if chapter]


def walk(name, home, blocker, wanted):
    """Run the wanted commands of a README, each chapter from ``home``; those that ended otherwise than stated."""
    (blocker / "sitecustomize.py").write_text(WITHOUT_EXTRAS)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(blocker)}
    wrong, ran = [], 0
    for chapter in chapters(name):
        here = home
        for command, code in chapter:
            if not wanted(command):
                continue
            script = f"cd '{here}' && {command}; code=$?; pwd > '{blocker}/where'; exit $code"
            done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=False)
            here, ran = (blocker / "where").read_text().strip(), ran + 1
            if done.returncode != code or "Traceback" in done.stderr:
                wrong.append((command, done.returncode, done.stderr[-600:]))
    return wrong, ran


def test_the_two_readmes_have_the_same_chapters():
    assert chapters("README.md") == chapters("README.id.md")
    assert sum(map(len, chapters("README.md"))) >= 20


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="the commands are a shell's")
def test_in_the_clone(tmp_path):
    home, blocker = tmp_path / "klon", tmp_path / "tanpa"
    blocker.mkdir()
    for folder in ("data/raw", "notebooks"):
        shutil.copytree(ROOT / folder, home / folder, ignore=shutil.ignore_patterns(".*"))
    shutil.copy(ROOT / "kla.toml", home)
    wrong, ran = walk("README.md", home, blocker, lambda command: True)
    assert not wrong and ran >= 20
    settings = (home / "kla.toml").read_text()
    assert settings.startswith((ROOT / "kla.toml").read_text()) and '"2026" = "2023"' in settings


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="the commands are a shell's")
def test_in_an_empty_folder(tmp_path):
    home, blocker = tmp_path / "kosong", tmp_path / "tanpa"
    home.mkdir()
    blocker.mkdir()
    wrong, ran = walk("README.id.md", home, blocker, lambda c: not any(part in c for part in OF_THE_CLONE))
    assert not wrong and ran >= 12
