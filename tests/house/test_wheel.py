"""The wheel holds all that is needed: in an empty folder, with nothing but it, a recap becomes reports."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RECAP = "data/raw/2024/kab-ogan-ilir"
PIP = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
FOUND = """
import importlib.metadata, inspect, json, kla_lib
from nbconvert import get_exporter
from papermill.engines import papermill_engines
found = [kla_lib, get_exporter("kla"), papermill_engines.get_engine("kla")]
groups = ("nbconvert.exporters", "papermill.engine")
points = [point for group in groups for point in importlib.metadata.entry_points(group=group, name="kla")]
print(json.dumps([*map(inspect.getfile, found), *(str(point.dist.locate_file("")) for point in points)]))
"""
COMMAND = "from kla_lib.cli import main; main()"


def kept(folder: str) -> set[str]:
    """The files of a folder of the project, without what Python and Jupyter leave there."""
    found = (path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.as_posix() for path in found if not {"__pycache__", ".ipynb_checkpoints"} & {*path.parts}}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A folder with the installed wheel and nothing else; a function that runs Python there from an empty folder."""
    target, home = tmp_path_factory.mktemp("target"), tmp_path_factory.mktemp("kerja")
    subprocess.run([*PIP, "--target", str(target), str(wheel)], check=True)
    environment = {**os.environ, "PYTHONPATH": str(target), "PYTHONDONTWRITEBYTECODE": "1"}

    def run(*arguments):
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, cwd=home, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
        )

    return target, home, run


def test_every_file_of_the_library_and_every_notebook_is_in_the_wheel_once(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    inside = [name for name in names if name.startswith("kla_lib/")]
    assert len(names) == len(set(names))
    assert set(inside) == kept("kla_lib") | {f"kla_lib/{name}" for name in kept("notebooks")}


def test_nothing_is_kept_twice():
    assert not (ROOT / "kla_lib/notebooks").exists()


def test_library_exporter_and_engine_come_from_the_wheel(installed):
    target, _, run = installed
    found = [Path(path) for path in json.loads(run("-c", FOUND).stdout)]
    assert len(found) == 5
    assert all(path.is_relative_to(target) for path in found)


@pytest.mark.slow
def test_from_an_empty_folder_to_reports(installed):
    _, home, run = installed
    begun = run("-c", COMMAND, "init", "--place", "kota-pekanbaru", "--period", "2026")
    assert begun.returncode == 0, begun.stderr
    assert sorted(p.name for p in (home / "notebooks").iterdir()) == sorted(Path(n).name for n in kept("notebooks"))
    shutil.copytree(ROOT / RECAP, home / RECAP)
    checked = run("-c", COMMAND, "check", "--json")
    assert checked.returncode == 0, checked.stderr
    assert [count["rows_rejected"] for count in json.loads(checked.stdout)["recaps"]] == [0]
    made = run("-c", COMMAND, "run", "--only", "kab-*/10-*", "--workers", "1")
    assert made.returncode == 0, made.stderr
    (page,) = home.glob("reports/2024/kab-ogan-ilir/10-*.html")
    assert "Kab. Ogan Ilir" in page.read_text(encoding="utf-8")
    assert {p.name for p in home.glob("reports/2024/*.*")} >= {"index.html", "run.json"}


@pytest.mark.slow
def test_the_lab_opens_on_the_notebooks_of_the_workspace(installed):
    """The command is there, and so is the folder it opens; JupyterLab itself is started by nobody here."""
    _, home, run = installed
    assert run("-c", COMMAND, "init", "--place", "kota-pekanbaru", "--period", "2026").returncode == 0
    assert "JupyterLab" in run("-c", COMMAND, "lab", "--help").stdout
    assert list((home / "notebooks").glob("*.ipynb"))
