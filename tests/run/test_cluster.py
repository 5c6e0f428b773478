"""The same driver on a real Dask cluster on this machine: a scheduler and two workers, one of them killed midway."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.notebooks_made import write_notebook
from tests.run.conftest import record, run, write_recap
from tests.run.test_driver import PLACES, SLOW, begin, pages, wait_until, whole

DASK = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
WORKER = [sys.executable, "-m", "distributed.cli.dask_worker"]


@pytest.fixture
def cluster(tmp_path):
    """A scheduler on a free port of the loopback and two workers of one thread each; all are ended at the end."""
    contact = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path, "start_new_session": True}
    common = ["--scheduler-file", str(contact), "--no-dashboard"]
    started = [subprocess.Popen([*DASK, "--host", "127.0.0.1", "--port", "0", *common], **quiet)]
    assert wait_until(contact.is_file)
    worker = [*WORKER, *common, "--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path / "dask")]
    started += [subprocess.Popen(worker, **quiet) for _ in range(2)]
    address = json.loads(contact.read_text(encoding="utf-8"))["address"]
    try:
        yield address, started[1:]
    finally:
        for process in started:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.mark.slow
def test_a_cluster_makes_the_same_pages_and_survives_the_loss_of_a_worker(home, cluster):
    address, workers = cluster
    for place in PLACES:
        write_recap(home, place, "kode,nilai\nK1,90\n")
    for name in ("10-baik", "11-baik", "12-baik", "40-riwayat"):
        write_notebook(home / f"notebooks/{name}.ipynb", SLOW, per="history" if "40" in name else "place")
    process = begin(home, "--scheduler", address)
    assert wait_until(lambda: len(pages(home)) >= 2, 120)
    time.sleep(0.5)
    os.killpg(workers[0].pid, signal.SIGKILL)
    _, err = process.communicate(timeout=240)
    assert process.returncode == 0, err
    assert len(pages(home)) == 32 and all(map(whole, pages(home)))
    assert {entry["state"] for entry in record(home)["reports"]} == {"ok"}
    first = Path(pages(home)[0])
    page = first.read_bytes()
    assert run(home, "--force", "--only", f"{first.parent.name}/{first.stem}").code == 0
    assert first.read_bytes() == page


@pytest.mark.slow
@pytest.mark.parametrize(("address", "told"), [("tcp://127.0.0.1:1", "127.0.0.1:1"), ("bukan alamat", "bukan alamat")])
def test_a_scheduler_that_does_not_answer_is_named(home, address, told):
    ran = run(home, "--scheduler", address)
    assert ran.code == 2
    assert told in ran.err and "dask scheduler" in ran.err
