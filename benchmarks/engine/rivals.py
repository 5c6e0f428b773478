"""Other ways to make the same reports, each in a process of its own that imported everything and warmed up.

``python -m benchmarks.engine.rivals WAY`` reads a folder and the jobs as a line of JSON, makes them all once, and says so;
then it makes them all again for every further line and says how long that took. `Rival` is the other end.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from benchmarks.commands import BIN, Job

WORKERS = 2
APART = BIN.parent / "bench"  # where make installs what must not be seen by papermill: it imports every engine it finds
Spent = tuple[float, float]
Way = Callable[[Path, Job], Spent]


class Rival:
    """A process that makes the same reports over and over in one way."""

    def __init__(self, way: str, jobs: Sequence[Job], folder: Path) -> None:
        """Start it and wait until it is warm; ``fault`` says why it cannot run."""
        self.folder, self.fault = folder / way, ""
        self.folder.mkdir(parents=True)
        self._log = (folder / f"{way}.log").open("w+", encoding="utf-8")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.engine.rivals", way],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            encoding="utf-8",
            env=os.environ | ({"PYTHONPATH": str(APART)} if way == "ploomber-engine" else {}),
        )
        self.once([str(self.folder), [asdict(job) for job in jobs]])

    def once(self, question: object = "again") -> Spent:
        """Seconds per report of one pass over all jobs: executing and exporting (nan where that is unknown)."""
        assert self._process.stdin and self._process.stdout
        try:
            print(json.dumps(question, default=str), file=self._process.stdin, flush=True)
            executing, exporting = json.loads(self._process.stdout.readline())
        except (OSError, ValueError):
            self.fault = self.fault or self._last_words()
            return float("nan"), float("nan")
        return executing, exporting

    def end(self) -> None:
        """Let the process end by itself."""
        self._process.communicate()
        self._log.close()

    def _last_words(self) -> str:
        self._process.wait()
        self._log.seek(0)
        return (self._log.read().strip().splitlines() or ["it ended without a word"])[-1]


@cache
def stock_exporter() -> Any:
    """Nbconvert's exporter as anybody gets it (template ``lab``), reused."""
    from nbconvert import HTMLExporter

    return HTMLExporter()


def papermill_api(folder: Path, job: Job) -> Spent:
    """papermill's standard engine by its Python API, then the reused exporter."""
    import papermill

    started = time.perf_counter()
    executed = papermill.execute_notebook(
        job.notebook,
        folder / f"{flat(job)}.ipynb",
        parameters=job.parameters,
        kernel_name="python3",
        progress_bar=False,
        cwd=job.notebook.parent,
    )
    return time.perf_counter() - started, _exported(folder, job, executed)


def ploomber_engine(folder: Path, job: Job) -> Spent:
    """ploomber-engine: in this very process, one notebook after the other, nothing kept apart."""
    from ploomber_engine import execute_notebook

    started = time.perf_counter()
    executed = execute_notebook(
        job.notebook,
        folder / f"{flat(job)}.ipynb",
        parameters=job.parameters,
        progress_bar=False,
        cwd=job.notebook.parent,
    )
    return time.perf_counter() - started, _exported(folder, job, executed)


def floor(folder: Path, job: Job) -> Spent:
    """The cells' own time in a warm shell and one render by the project's template; nothing else is counted."""
    from benchmarks.engine.bare import bare_report

    html, spent = bare_report(job)
    (folder / flat(job)).write_text(html, encoding="utf-8")
    return spent


def _exported(folder: Path, job: Job, executed: Any) -> float:
    started = time.perf_counter()
    html, _ = stock_exporter().from_notebook_node(executed)
    (folder / flat(job)).write_text(html, encoding="utf-8")
    return time.perf_counter() - started


def flat(job: Job) -> str:
    """The report's name as one file name."""
    return job.report.replace("/", "-")


def in_turn(way: Way, folder: Path, jobs: Sequence[Job]) -> Spent:
    """One job after the other."""
    spent = [way(folder, job) for job in jobs]
    gc.collect()
    return sum(x for x, _ in spent) / len(jobs), sum(x for _, x in spent) / len(jobs)


def in_a_pool(way: Way, folder: Path, jobs: Sequence[Job]) -> Spent:
    """All jobs over two processes that stay; wall time per report."""
    started = time.perf_counter()
    list(_pool().map(way, [folder] * len(jobs), jobs))
    return (time.perf_counter() - started) / len(jobs), float("nan")


@cache
def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(WORKERS, mp_context=multiprocessing.get_context("spawn"))


WAYS = {
    "papermill-api": (in_turn, papermill_api),
    "process-pool": (in_a_pool, papermill_api),
    "ploomber-engine": (in_turn, ploomber_engine),
    "floor": (in_turn, floor),
}


def serve(name: str) -> None:
    """Make all jobs once per line that comes in, and answer with the seconds."""
    walk, way = WAYS[name]
    folder, jobs = json.loads(sys.stdin.readline())
    known = [Job(**{**job, "notebook": Path(job["notebook"])}) for job in jobs]
    answers = sys.stdout
    sys.stdout = sys.stderr  # what a notebook prints is no answer
    for _ in chain(["warm up"], iter(sys.stdin.readline, "")):
        print(json.dumps(walk(way, Path(folder), known)), file=answers, flush=True)


if __name__ == "__main__":
    serve(sys.argv[1])
