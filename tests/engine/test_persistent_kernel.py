"""Without fork: the same doors on a standard kernel that is kept warm and restarted between notebooks."""

import os

import nbformat
import pytest

from kla_lib.engine import persistent_kernel
from kla_lib.engine.task import Task, run_task
from tests.engine.books import book


@pytest.fixture(autouse=True)
def no_fork(monkeypatch):
    monkeypatch.setenv("KLA_ENGINE_FORK", "0")
    yield
    persistent_kernel.end_all()


def printed(folder) -> str:
    return nbformat.read(folder / "out.ipynb", 4).cells[0].outputs[0].text


def test_fresh_kernel_for_each_notebook(tmp_path):
    source = book(tmp_path, "import os; print(os.getpid(), 'x' in globals())\nx = 1")
    texts = []
    for _ in range(3):
        assert (
            run_task(Task(source, tmp_path / "out.ipynb", after="tests.engine.books:shout")).product
            == "1 cells in python"
        )
        texts.append(printed(tmp_path))
    assert len(set(texts)) == 3 and all(text.endswith("False\n") for text in texts)


def test_standing_kernel_is_used_again_only_in_the_same_place(tmp_path, monkeypatch):
    run_task(Task(book(tmp_path, "1")))
    first = persistent_kernel._standing["python3"].manager
    assert persistent_kernel.take("python3") is first
    persistent_kernel.end(first)
    monkeypatch.setenv("KLA_SEEN", "1")
    run_task(Task(book(tmp_path, "import os; print(os.environ['KLA_SEEN'])"), tmp_path / "out.ipynb"))
    assert printed(tmp_path) == "1\n"


def test_crash_and_timeout(tmp_path):
    crashed = run_task(Task(book(tmp_path, "import os; os._exit(1)")))
    assert crashed.status == "crashed" and crashed.cell == 0
    assert run_task(Task(book(tmp_path, "import time; time.sleep(9)"), cell_timeout=1)).status == "timed_out"
    assert run_task(Task(book(tmp_path, "1"))).status == "done"
    assert os.environ["KLA_ENGINE_FORK"] == "0"
