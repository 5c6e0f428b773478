"""The engine's own doors: after, facts, handing over, isolation, and nothing left behind."""

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import nbformat
import papermill
import psutil
import pytest

from kla_lib.engine.options import Facts
from kla_lib.engine.server import warm_server
from kla_lib.engine.suitable import foreign_kernel
from kla_lib.engine.task import Task, run_task
from tests.engine.books import book


def test_after_runs_in_the_notebooks_process(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    source = book(
        tmp_path, f"import sys, os; sys.path.insert(0, {str(Path(__file__).parents[2])!r})\nprint(os.getpid())"
    )
    made = run_task(Task(source, tmp_path / "out.ipynb", after="tests.engine.books:where"))
    assert made.product == nbformat.read(tmp_path / "out.ipynb", 4).cells[0].outputs[0].text.strip()
    assert run_task(Task(source, after="tests.engine.books:shout")).product == "1 cells in python"
    assert run_task(Task(source, after="tests.engine.books:as_bytes")).product == b"\x00\xff"


def test_after_that_fails_or_is_not_reached(tmp_path):
    source = book(tmp_path, f"import sys; sys.path.insert(0, {str(Path(__file__).parents[2])!r})")
    failed = run_task(Task(source, after="tests.engine.books:fails"))
    assert failed.status == "export_failed" and "no page" in failed.reason
    assert run_task(Task(book(tmp_path, "1/0"), after="tests.engine.books:shout")).product is None


def test_unknown_argument_is_refused(tmp_path):
    with pytest.raises(TypeError, match=r"no argument 'memory_bm'; did you mean 'memory_mb'"):
        papermill.execute_notebook(book(tmp_path, "1"), None, engine_name="kla", memory_bm=1, progress_bar=False)


@pytest.mark.slow
def test_comm_is_handed_over(tmp_path):
    source = book(tmp_path, "print('once')", "import comm; comm.create_comm('own', data={'a': 1})\nprint('opened')")
    facts = Facts()
    out = papermill.execute_notebook(source, None, engine_name="kla", facts=facts, progress_bar=False)
    assert out.metadata.kla_engine == {"handed_over": facts.handed_over}
    assert "front end" in facts.handed_over
    assert [cell.outputs[0].text for cell in out.cells] == ["once\n", "opened\n"]
    assert run_task(Task(source)).handed_over == facts.handed_over


def test_widget_import_is_seen_before_anything_runs(tmp_path):
    outcome = run_task(Task(book(tmp_path, "try:\n    import ipywidgets\nexcept ImportError:\n    pass")))
    assert (outcome.status, outcome.handed_over) == ("done", "it imports ipywidgets, which needs a front end")


def test_other_kernels_are_handed_over(tmp_path):
    assert foreign_kernel("python3", sys.executable) == ""
    assert foreign_kernel("ir", sys.executable) == "the kernel 'ir' is not installed"
    outcome = run_task(Task(book(tmp_path, "1", kernel="ir")))
    assert outcome.status == "failed" and "NoSuchKernel" in outcome.reason


@pytest.mark.slow
def test_command_line(tmp_path):
    source = book(tmp_path, "print('said')")
    command = [sys.executable, "-m", "papermill", source, tmp_path / "out.ipynb", "--engine", "kla", "--log-output"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert "said" in done.stderr
    assert nbformat.read(tmp_path / "out.ipynb", 4).cells[0].outputs[0].text == "said\n"


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_in_a_process_pool(tmp_path, method):
    run_task(Task(book(tmp_path, "1")))
    tasks = [Task(book(tmp_path, f"print({n})", name=f"{n}.ipynb"), tmp_path / f"out{n}.ipynb") for n in range(6)]
    with ProcessPoolExecutor(2, mp_context=get_context(method)) as pool:
        assert [outcome.status for outcome in pool.map(run_task, tasks)] == ["done"] * 6


def test_server_has_one_thread_when_it_forks(tmp_path):
    run_task(Task(book(tmp_path, "1")))
    assert psutil.Process(warm_server()._forkserver_pid).num_threads() == 1


def test_random_numbers_differ_between_notebooks(tmp_path):
    source = book(tmp_path, "import numpy as np, random; print(np.random.random(), random.random())")
    texts = set()
    for _ in range(3):
        run_task(Task(source, tmp_path / "out.ipynb"))
        texts.update(nbformat.read(tmp_path / "out.ipynb", 4).cells[0].outputs[0].text.split())
    assert len(texts) == 6


def test_environment_folder_and_threads(tmp_path, monkeypatch):
    monkeypatch.setenv("KLA_SEEN", "yes")
    source = book(tmp_path, "import os; print(os.environ['KLA_SEEN'], os.environ['OMP_NUM_THREADS'], os.getcwd())")
    run_task(Task(source, tmp_path / "out.ipynb", cwd=tmp_path))
    text = nbformat.read(tmp_path / "out.ipynb", 4).cells[0].outputs[0].text
    assert text == f"yes {os.environ.get('OMP_NUM_THREADS', '1')} {tmp_path}\n"


@pytest.mark.parametrize("count", [200, pytest.param(10_000, marks=pytest.mark.long)])
def test_nothing_is_left_behind(tmp_path, count):
    source, me = book(tmp_path, "x = 1\nprint(x)"), psutil.Process()
    run_task(Task(source))
    before = len(me.children(recursive=True)), me.num_fds(), set(Path(tempfile.gettempdir()).iterdir())
    size = me.memory_info().rss
    statuses = {run_task(Task(source)).status for _ in range(count)}
    psutil.wait_procs([child for child in me.children(recursive=True) if child.create_time() > me.create_time()], 0.2)
    after = len(me.children(recursive=True)), me.num_fds(), set(Path(tempfile.gettempdir()).iterdir())
    assert statuses == {"done"}
    assert after[0] <= before[0] and after[1] <= before[1]
    assert not {path.name for path in after[2] - before[2] if "kla" in path.name or path.name.startswith("ipykernel")}
    assert me.memory_info().rss - size < 20e6 + 1000 * count
