"""A workspace with the real recap and small notebooks, and the installed command run in it as a user runs it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.notebooks_made import write_notebook

ROOT = Path(__file__).parents[2]
KLA = Path(sys.executable).with_name("kla")
FINE = "from IPython.display import HTML\nHTML(f'<p>{place} {stage}</p>')"


class Ran:
    """What a run printed: its JSON events, and how often each thing happened."""

    def __init__(self, done: subprocess.CompletedProcess) -> None:
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr
        assert "Traceback" not in self.out + self.err, self.err

    @property
    def events(self):
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def made(self):
        return sorted(e["report"] for e in self.events if e["event"] == "report")

    @property
    def done(self):
        return next(e for e in self.events if e["event"] == "done")


def environment(**more):
    return {**os.environ, **more}


def run(home, *arguments, workers=1, **more):
    command = [str(KLA), "run", "--home", str(home), "--workers", str(workers), "--json", *map(str, arguments)]
    return Ran(
        subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8", env=environment(**more))
    )


def plan(home, *arguments, **more):
    """Each report with why it would be made; nothing runs."""
    command = [str(KLA), "run", "--home", str(home), "--list", "--json", *map(str, arguments)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, encoding="utf-8", env=environment(**more)
    )
    assert done.returncode == 0, done.stderr
    return {entry["report"]: entry["why"] for entry in json.loads(done.stdout)}


def record(home, period="2024"):
    return json.loads((home / f"reports/{period}/run.json").read_text(encoding="utf-8"))


def write_workspace(home):
    """Two places (the real recap, and a made-up one of a single block), a report per place and a history."""
    shutil.copytree(ROOT / "data/raw", home / "data/raw")
    write_recap(home, "kota-palembang", "kode,nilai\nK1,100\n")
    (home / "README.md").write_text("# Ruang kerja\n", encoding="utf-8")
    write_notebook(home / "notebooks/10-baik.ipynb", FINE)
    write_notebook(home / "notebooks/40-riwayat.ipynb", FINE, per="history", reads=["published"])
    return home


def write_recap(home, place, text, stage="EM"):
    folder = home / "data/raw/2024" / place / stage
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rekap.csv").write_text(text, encoding="utf-8")


@pytest.fixture
def home(tmp_path):
    return write_workspace(tmp_path / "kerja")


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    home = write_workspace(tmp_path_factory.mktemp("sekali") / "kerja")
    assert run(home).code == 0
    return home


@pytest.fixture
def made(made_once, tmp_path):
    """A workspace whose reports are all made: a copy, in another folder."""
    return Path(shutil.copytree(made_once, tmp_path / "pindah"))
