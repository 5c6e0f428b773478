"""One notebook as a task for any Executor, and its result: both can be pickled, and no fault is raised.

papermill and nbclient are imported by whoever runs a task, not by the driver that only hands it to a worker.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Literal

from kla_lib.core.files import write_whole
from kla_lib.core.problems import InputFault
from kla_lib.engine.options import Facts, Options, ProductFault

if TYPE_CHECKING:
    from nbformat import NotebookNode

Status = Literal["done", "cell_failed", "input_fault", "timed_out", "crashed", "export_failed", "failed"]


@dataclass(frozen=True)
class Task(Options):
    """A notebook, where its result goes, and its limits (seconds, MB); the rest is in Options.

    ``target`` gets the executed notebook, ``kept`` only one that failed, as far as it ran; until that is whole it is in
    ``staging``. ``facts`` are not filled in: see Result.
    """

    source: Path
    target: Path | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    cwd: Path | None = None
    kernel_name: str | None = None
    cell_timeout: int | None = None
    kept: Path | None = None
    staging: Path | None = None


@dataclass(frozen=True)
class Result:
    """What came of a task. ``cell`` counts from 0 in the notebook as executed; ``product`` is what ``after`` gave."""

    status: Status
    reason: str
    cell: int | None
    seconds: float
    product: str | bytes | None = None
    peak_mb: float | None = None
    cpu_seconds: float | None = None
    handed_over: str = ""


def run_task(task: Task) -> Result:
    """Execute one notebook; the executed notebook is kept at ``target``, up to the cell that failed."""
    facts, started = Facts(), time.perf_counter()
    status, reason = _execute(task, facts)
    if status != "done" and facts.notebook:
        _keep(task, status, facts.notebook)
    cell = None if status == "done" else facts.cell
    known = {name: getattr(facts, name) for name in ("product", "peak_mb", "cpu_seconds", "handed_over")}
    return Result(status, reason, cell, time.perf_counter() - started, **known)


def _keep(task: Task, status: Status, notebook: NotebookNode) -> None:
    """Papermill itself writes ``target`` after a failed cell, and nothing where it was torn away."""
    import nbformat

    if task.kept:
        write_whole(task.kept, nbformat.writes(notebook) + "\n", task.staging)
    if task.target and status in ("timed_out", "crashed", "export_failed"):
        nbformat.write(notebook, task.target)


def _execute(task: Task, facts: Facts) -> tuple[Status, str]:
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    source, target = _literal(task.source), _literal(task.target) if task.target else None
    try:
        papermill.execute_notebook(source, target, _parameters(task), "kla", **_arguments(task, facts))
    except PapermillExecutionError as fault:
        refused = fault.ename == InputFault.__name__
        return ("input_fault", fault.evalue) if refused else ("cell_failed", f"{fault.ename}: {fault.evalue}")
    except CellTimeoutError as fault:
        return "timed_out", str(fault)
    except DeadKernelError as fault:
        return "crashed", str(fault)
    except ProductFault as fault:
        return "export_failed", str(fault)
    except Exception as fault:
        return "failed", f"{type(fault).__name__}: {fault}"
    return "done", ""


def _parameters(task: Task) -> dict[str, Any]:
    """The task's parameters as papermill can store them in a notebook: dates and paths as texts."""
    return {
        name: str(value) if isinstance(value, date | PurePath) else value for name, value in task.parameters.items()
    }


def _literal(path: Path) -> str:
    """Papermill fills braces in a path with parameters; a folder's own braces are meant as they stand."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _arguments(task: Task, facts: Facts) -> dict[str, Any]:
    quiet = {"progress_bar": False, "request_save_on_cell_execute": False, "execution_timeout": task.cell_timeout}
    own = {each.name: getattr(task, each.name) for each in fields(Options)}
    return {**own, "facts": facts, "cwd": task.cwd, "kernel_name": task.kernel_name, **quiet}
