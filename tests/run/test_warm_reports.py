"""What the fork server preloads for reports: one thread, nothing left behind, and nothing of ours read twice."""

import gc
import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import psutil
import pytest

from kla_lib.core.workspace import Workspace
from kla_lib.engine.options import server_environment
from kla_lib.engine.server import warm_server
from kla_lib.engine.task import Task, run_task
from kla_lib.instrument import editions
from kla_lib.scoring.assessment import open_assessment
from tests.engine.compare import view

ROOT = Path(__file__).parents[2]
PRELOAD = ("kla_lib.run.warm_reports",)
WATCHED = """
import json, os, sys
import kla_lib.run.warm_reports as warm_reports
from kla_lib.run.page import export
from nbformat import v4
import kla_lib as kla
touched = []
def watch(event, arguments):
    if event in ("open", "os.listdir", "os.scandir") and isinstance(arguments[0], (str, bytes, os.PathLike)):
        touched.append(os.fsdecode(arguments[0]))
sys.addaudithook(watch)
for lang in ("id", "en"):
    assessment = kla.open_assessment(sys.argv[1], period="2024", place="kab-ogan-ilir", lang=lang)
    cells = [v4.new_markdown_cell("# a"), *(warm_reports._cell(shown) for shown in warm_reports.every_view(assessment))]
    page = {"title": "a", "place": "b", "period": "2024", "stage": "EM", "accent": "K1"}
    assert len(export(v4.new_notebook(cells=cells), lang, page)) > 100_000
print(json.dumps(touched))
"""


def fresh(code, *arguments, folder):
    """What a fresh process prints that has the fork server's environment and a temporary folder of its own."""
    with server_environment():
        given = {**os.environ, "TMPDIR": str(folder)}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=given).stdout


@pytest.fixture
def warm_reports():
    """The module, which does all its work where it is first imported."""
    return importlib.import_module("kla_lib.run.warm_reports")


@pytest.fixture
def home(tmp_path):
    """A workspace with two places, one of them read and kept before."""
    for place in ("kab-ogan-ilir", "kab-batang"):
        shutil.copytree(ROOT / "data/raw/2024/kab-ogan-ilir", tmp_path / "home/data/raw/2024" / place)
    open_assessment(tmp_path / "home", period="2024", place="kab-ogan-ilir")
    return tmp_path / "home"


@pytest.mark.slow
def test_a_fresh_process_has_one_thread_and_leaves_nothing_behind(tmp_path):
    code = "import kla_lib.run.warm_reports, psutil; print(psutil.Process().num_threads())"
    assert fresh(code, folder=tmp_path) == "1\n"
    assert list(tmp_path.glob("kla-*")) == []


@pytest.mark.slow
def test_a_report_then_reads_its_own_place_and_nothing_else(home, tmp_path):
    touched = [Path(path) for path in json.loads(fresh(WATCHED, home, folder=tmp_path))]
    assert [path for path in touched if not path.is_relative_to(home)] == []
    inside = {path.relative_to(home).as_posix() for path in touched}
    place = "data/raw/2024/kab-ogan-ilir"
    assert inside <= {"data/raw", "data/raw/2024", place, f"{place}/EM", f"{place}/EM/rekap.csv", "kla.toml"} | {
        "data/processed/2024/kab-ogan-ilir/EM.parquet"
    }
    assert f"{place}/EM/rekap.csv" in inside, "the recap is hashed, so the watch is awake"


@pytest.mark.slow
def test_the_server_has_one_thread_and_a_report_is_the_same(tmp_path):
    source, folder = ROOT / "notebooks/20-klaster.ipynb", ROOT / "notebooks"
    seen = []
    for name, preload in (("plain", ()), ("warm", PRELOAD)):
        target = tmp_path / f"{name}.ipynb"
        outcome = run_task(Task(source, target, {"cluster": "K1"}, cwd=folder, preload=preload))
        assert (outcome.status, outcome.handed_over) == ("done", "")
        seen.append(view(nbformat.read(target, 4)))
    assert seen[0] == seen[1]
    assert psutil.Process(warm_server(PRELOAD)._forkserver_pid).num_threads() == 1


@pytest.mark.slow
def test_the_made_up_recap_is_sound_and_every_view_shows_it(warm_reports, tmp_path):
    edition = editions.load(editions.shipped()["2023"])
    recap = tmp_path / "data/raw/2000/kota-pekanbaru/EM/rekaan.csv"
    recap.parent.mkdir(parents=True)
    recap.write_text(warm_reports.made_up(edition), encoding="utf-8")
    assessment = open_assessment(Workspace(tmp_path, periods={"2000": "2023"}), "2000", "kota-pekanbaru")
    assert [p.kind for p in assessment.problems] == ["agency_unknown"], "so that words of problems are read too"
    assert len(assessment.answers) == len(edition.at("question"))
    assert len(list(warm_reports.every_view(assessment))) > 60


@pytest.mark.slow
def test_without_a_folder_to_write_in_it_is_merely_less_warm(warm_reports, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    warm_reports.warm()
    gc.unfreeze()
    assert not (tmp_path / "gone").exists()
