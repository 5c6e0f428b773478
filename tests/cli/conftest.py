"""The installed command, run as a user runs it, in workspaces made of real files."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KLA = Path(sys.executable).with_name("kla")


class Ran:
    def __init__(self, done: subprocess.CompletedProcess) -> None:
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr
        assert "Traceback" not in self.out + self.err, self.err

    def json(self):
        return json.loads(self.out)


@pytest.fixture(scope="session")
def kla():
    def call(*arguments: object, cwd: Path = ROOT) -> Ran:
        command = [str(KLA), *map(str, arguments)]
        return Ran(subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False))

    return call


@pytest.fixture
def workspace(tmp_path):
    """A workspace with the real recap and the real notebooks."""
    for name in ("data/raw", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns(".*"))
    shutil.copy(ROOT / "kla.toml", tmp_path)
    return tmp_path
