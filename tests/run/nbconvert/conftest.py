"""A workspace with the committed recap, and the command lines of jupyter, papermill and kla run in it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.workspaces import copied

BIN = Path(sys.executable).parent


def command(name, *arguments, cwd):
    """Run an installed command as a user does; its words come back, and a traceback is a failure."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [BIN / name, *map(str, arguments)], cwd=cwd, env=environment, capture_output=True, text=True, check=False,
        encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr


def exported(notebook):
    """The page that ``jupyter nbconvert --to kla`` writes beside a notebook."""
    command("jupyter", "nbconvert", "--to", "kla", notebook.name, cwd=notebook.parent)
    return notebook.with_suffix(".html").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kerja")
    copied(folder, "notebooks")
    return folder
