"""The installed command, run as a user runs it, in workspaces made of real files."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import kla_forked
import pytest

ROOT = Path(__file__).parents[2]
KLA = Path(sys.executable).with_name("kla")


class Ran:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err
        assert "Traceback" not in self.out + self.err, self.err

    def json(self):
        return json.loads(self.out)


@pytest.fixture(scope="session")
def installed():
    """The command as it is installed, started anew."""

    def call(*arguments: object, cwd: Path = ROOT) -> Ran:
        command = [str(KLA), *map(str, arguments)]
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False)
        return Ran(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture(scope="session")
def kla(installed, tmp_path_factory):
    """The command, in a process of its own that need not read its modules (see `kla_forked`); anew where nothing forks."""
    if not hasattr(os, "fork"):
        yield installed
        return
    server, folder = kla_forked.Server(), tmp_path_factory.mktemp("said")
    yield lambda *arguments, cwd=ROOT: Ran(*server.run([str(a) for a in arguments], cwd, folder))
    server.close()


@pytest.fixture
def workspace(tmp_path):
    """A workspace with the real recap and the real notebooks."""
    for name in ("data/raw", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns(".*"))
    shutil.copy(ROOT / "kla.toml", tmp_path)
    return tmp_path
