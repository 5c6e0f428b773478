"""Limits and crashes: the one notebook fails, says why, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import papermill
import psutil
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from kla_lib.engine.task import Task, run_task
from tests.engine.books import book

CRASHES = {
    "import os; os._exit(3)": "exit code 3",
    "import ctypes; ctypes.string_at(0)": "SIGSEGV",
    "import os, signal; os.kill(os.getpid(), signal.SIGKILL)": "SIGKILL",
    "import os; os.abort()": "SIGABRT",
}


def alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def gone_soon(pids) -> bool:
    end = time.monotonic() + 3
    while time.monotonic() < end and any(map(alive, pids)):
        time.sleep(0.02)
    return not any(map(alive, pids))


@pytest.mark.parametrize(("code", "reason"), CRASHES.items())
def test_crash_names_cause_and_cell(tmp_path, code, reason):
    source = book(tmp_path, "print('whole')", f"print('half', flush=True)\n{code}", "print('never')")
    outcome = run_task(Task(source, tmp_path / "out.ipynb"))
    assert (outcome.status, outcome.cell) == ("crashed", 1)
    assert reason in outcome.reason and "cell 2" in outcome.reason
    texts = [cell.outputs[0].text if cell.outputs else "" for cell in nbformat.read(tmp_path / "out.ipynb", 4).cells]
    assert texts == ["whole\n", "half\n", ""]
    assert run_task(Task(book(tmp_path, "1"))).status == "done"


def test_a_crash_is_found_before_the_time_is_up(tmp_path):
    assert run_task(Task(book(tmp_path, "import os; os._exit(0)"), cell_timeout=60)).status != "timed_out"


def test_crash_raises_as_in_nbclient(tmp_path):
    with pytest.raises(DeadKernelError, match=r"Kernel died.*exit code 1"):
        papermill.execute_notebook(
            book(tmp_path, "import os; os._exit(1)"), None, engine_name="kla", progress_bar=False
        )


def started_by(folder: Path) -> list[int]:
    return [int(line) for line in (folder / "pids").read_text().split()]


STUBBORN = """
import os, signal, subprocess, sys, time
from pathlib import Path
inside = subprocess.Popen(["sleep", "60"])
outside = subprocess.Popen(["sleep", "60"], start_new_session=True)
Path("pids").write_text(f"{os.getpid()} {inside.pid} {outside.pid}")
print("started", flush=True)
signal.signal(signal.SIGINT, signal.SIG_IGN); signal.signal(signal.SIGTERM, signal.SIG_IGN)
"""


@pytest.mark.parametrize("limit", ["cell_timeout", "notebook_timeout"])
def test_timeout_ends_everything(tmp_path, monkeypatch, limit):
    monkeypatch.chdir(tmp_path)
    source = book(tmp_path, "x = 1", STUBBORN + "while True: pass")
    outcome = run_task(Task(source, tmp_path / "out.ipynb", **{limit: 1}))
    assert (outcome.status, outcome.cell) == ("timed_out", 1)
    assert "timed out" in outcome.reason
    assert gone_soon(started_by(tmp_path))
    assert nbformat.read(tmp_path / "out.ipynb", 4).cells[1].outputs[0].text == "started\n"


def test_notebook_limit_counts_all_cells(tmp_path):
    source = book(tmp_path, *["import time; time.sleep(0.4)"] * 5)
    outcome = run_task(Task(source, notebook_timeout=1, cell_timeout=9))
    assert outcome.status == "timed_out"
    assert 1 <= outcome.cell <= 3


def test_timeout_raises_as_in_nbclient(tmp_path):
    source = book(tmp_path, "import time; time.sleep(9)")
    faults = []
    for engine in (None, "kla"):
        with pytest.raises(CellTimeoutError) as fault:
            papermill.execute_notebook(source, None, engine_name=engine, execution_timeout=1, progress_bar=False)
        faults.append(str(fault.value))
    assert faults[0] == faults[1]


def test_interrupt_on_timeout(tmp_path):
    source = book(tmp_path, "import time; time.sleep(9)")
    for engine in (None, "kla"):
        with pytest.raises(papermill.PapermillExecutionError, match="KeyboardInterrupt"):
            papermill.execute_notebook(
                source, None, engine_name=engine, execution_timeout=1, interrupt_on_timeout=True, progress_bar=False
            )


def test_processes_left_behind_are_ended(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run_task(Task(book(tmp_path, STUBBORN))).status == "done"
    assert gone_soon(started_by(tmp_path))


def test_memory_cap_is_an_error_in_the_cell(tmp_path):
    source = book(tmp_path, "import numpy as np", "data = np.ones(200_000_000)")
    capped = run_task(Task(source, memory_mb=700))
    assert (capped.status, capped.cell) == ("cell_failed", 1)
    assert "MemoryError" in capped.reason
    assert run_task(Task(book(tmp_path, "import numpy as np; np.ones(1000).sum()"), memory_mb=700)).status == "done"


def test_notebook_ends_with_its_owner(tmp_path):
    source = book(tmp_path, STUBBORN + "time.sleep(60)")
    pid = os.fork()
    if pid == 0:
        os.chdir(tmp_path)
        run_task(Task(source))
        os._exit(0)
    while not (tmp_path / "pids").exists():
        time.sleep(0.02)
    time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    assert gone_soon(started_by(tmp_path)[:2])


@pytest.mark.parametrize(("after", "reason"), [("sleeps", "timed out"), ("half_a_sign", "UnicodeEncodeError")])
def test_an_export_that_hangs_or_cannot_be_written_fails_its_notebook_alone(tmp_path, monkeypatch, after, reason):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    outcome = run_task(Task(book(tmp_path, "1"), notebook_timeout=3, after=f"tests.engine.books:{after}"))
    assert outcome.status == "export_failed" and reason in outcome.reason
    assert run_task(Task(book(tmp_path, "1"))).status == "done"


def test_an_export_that_follows_a_lost_sign_is_made(tmp_path):
    """A real kernel loses such a text too, and says so on its own standard error, which is no output to compare."""
    source, target = book(tmp_path, r"print('\ud83d')", "print('next')"), tmp_path / "out.ipynb"
    assert run_task(Task(source, target, cell_timeout=20)).status == "done"
    assert nbformat.read(target, 4).cells[-1].outputs[0].text == "next\n"


def test_limits_hold_after_handing_over_or_are_said_not_to(tmp_path):
    source = book(tmp_path, "import comm; comm.create_comm('own', data={})\nimport time; time.sleep(60)")
    outcome = run_task(Task(source, notebook_timeout=3, memory_mb=700))
    assert outcome.status == "timed_out" and "without the memory cap" in outcome.handed_over


def test_nothing_of_unix_is_imported_where_nothing_is_forked():
    code = "import sys; sys.modules.update(dict.fromkeys(('resource', 'fcntl', 'termios', 'pwd', 'grp')))\n"
    code += "import papermill, kla_lib.run.cli, kla_lib.engine.engine, kla_lib.run.drive, kla_lib.run.work"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
