"""10,000 trivial notebooks through the engine by two worker processes: what fails, and what is left behind.

Counted are failures, processes, open descriptors of each worker, and files in a temporary folder of its own.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, resource_tracker
from pathlib import Path

import nbformat
import psutil
from nbformat import v4

from benchmarks.table import Line, note, options, tell
from kla_lib.engine.task import Task, run_task

COUNT, WORKERS, WARM, PER_MESSAGE = 10_000, 2, 200, 10
MARK = "KLA_BENCHMARK"
KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}


def trivial(folder: Path) -> Path:
    """A notebook that prints one more than the number it is given."""
    cells = [v4.new_code_cell("n = 0", metadata={"tags": ["parameters"]}), v4.new_code_cell("print(n + 1)")]
    path = folder / "trivial.ipynb"
    nbformat.write(v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL}), path)
    return path


def tasks(source: Path, folder: Path, numbers: Iterable[int]) -> Iterator[Task]:
    """One task per number, each with an executed notebook of its own."""
    return (Task(source, folder / f"{n}.ipynb", parameters={"n": n}, kernel_name="python3") for n in numbers)


def wrong(folder: Path, count: int) -> int:
    """How many executed notebooks are missing or do not say what they should."""
    return sum(_printed(folder / f"{n}.ipynb") != f"{n + 1}\n" for n in range(count))


def _printed(path: Path) -> str:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return "".join(cells[-1]["outputs"][0]["text"])
    except (OSError, ValueError, LookupError):
        return ""


def marked(mark: str) -> list[psutil.Process]:
    """Every process of this machine started by this run, however far below it, but this one and its tracker."""
    mine = {os.getpid(), resource_tracker._resource_tracker._pid}  # the tracker ends with this process
    return [p for p in psutil.process_iter() if p.pid not in mine and _environment(p).get(MARK) == mark]


def _environment(process: psutil.Process) -> dict[str, str]:
    try:
        return process.environ()
    except psutil.Error:
        return {}


def descriptors() -> list[int]:
    """Open descriptors of every process below this one, a second after the last notebook: its process is gone."""
    time.sleep(1.0)
    return [process.num_fds() for process in psutil.Process().children(recursive=True)]


def waited_for(mark: str, seconds: float) -> int:
    """How many processes are left when they had some seconds to end."""
    deadline = time.monotonic() + seconds
    while marked(mark) and time.monotonic() < deadline:
        time.sleep(0.1)
    return len(marked(mark))


def run_all(folder: Path, count: int) -> Iterator[Line]:
    """Run them, and tell what came of it."""
    source, statuses = trivial(folder), Counter[str]()
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        for result in pool.map(run_task, tasks(source, folder, range(WARM))):
            statuses[result.status] += 1
        before, started = descriptors(), time.perf_counter()
        rest = pool.map(run_task, tasks(source, folder, range(WARM, count)), chunksize=PER_MESSAGE)
        for done, result in enumerate(rest, WARM + 1):
            statuses[result.status] += 1
            if done % 1000 == 0:
                note(f"{done} notebooks, {(done - WARM) / (time.perf_counter() - started):.1f} a second")
        seconds, after = time.perf_counter() - started, descriptors()
    failed = count - statuses["done"]
    yield Line(f"{count} trivial notebooks by {WORKERS} workers, failures", str(failed), "0", failed == 0)
    amiss = wrong(folder, count)
    yield Line("executed notebooks missing or wrong", str(amiss), "0", amiss == 0)
    yield Line("notebooks per second", f"{(count - WARM) / seconds:.1f}")
    told = f"{sum(before)} -> {sum(after)} in {len(before)} -> {len(after)} processes"
    yield Line(f"open descriptors, after {WARM} and after all", told, "no more", sum(after) <= sum(before))


def main() -> None:
    """Run in a temporary folder that nobody else writes to, and count what is left in it."""
    asked = options(__doc__, count=COUNT)
    os.environ[MARK] = mark = str(uuid.uuid4())
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as watched:
        os.environ["TMPDIR"] = tempfile.tempdir = watched
        found = list(run_all(Path(folder), asked.count))
        left = waited_for(mark, 5.0)
        found.append(Line("processes left behind", str(left), "0", left == 0))
        files = [path.name for path in Path(watched).rglob("*")]
        found.append(Line("temporary files left behind", " ".join([str(len(files)), *files[:3]]), "0", not files))
        tell(found, asked.json)


if __name__ == "__main__":
    main()
