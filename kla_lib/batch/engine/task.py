"""One notebook as a task for any Executor: everything in and out can be pickled, and no fault is raised."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from kla_lib.batch.engine.options import Facts, ProductFault

Status = Literal["done", "cell_failed", "timed_out", "crashed", "export_failed", "failed"]


@dataclass(frozen=True)
class Task:
    """A notebook, where its result goes, and its limits (seconds, MB). See Options for ``after`` and ``preload``."""

    source: Path
    target: Path | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    cwd: Path | None = None
    kernel_name: str | None = None
    cell_timeout: int | None = None
    notebook_timeout: float | None = None
    memory_mb: int | None = None
    after: str = ""
    preload: tuple[str, ...] = ()
    fork: bool | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of a task. ``cell`` counts from 0 in the notebook as executed; ``product`` is what ``after`` gave."""

    status: Status
    reason: str
    cell: int | None
    seconds: float
    product: str | bytes | None = None
    peak_mb: float | None = None
    cpu_seconds: float | None = None
    handed_over: str = ""


def run_task(task: Task) -> Outcome:
    """Execute one notebook; the executed notebook is kept at ``target``, up to the cell that failed."""
    facts, started = Facts(), time.perf_counter()
    status, reason = _execute(task, facts)
    if status in ("timed_out", "crashed", "export_failed") and task.target and facts.notebook:
        nbformat.write(facts.notebook, task.target)
    cell = None if status == "done" else facts.cell
    known = {name: getattr(facts, name) for name in ("product", "peak_mb", "cpu_seconds", "handed_over")}
    return Outcome(status, reason, cell, time.perf_counter() - started, **known)


def _execute(task: Task, facts: Facts) -> tuple[Status, str]:
    try:
        papermill.execute_notebook(task.source, task.target, dict(task.parameters), "kla", **_arguments(task, facts))
    except PapermillExecutionError as fault:
        return "cell_failed", f"{fault.ename}: {fault.evalue}"
    except CellTimeoutError as fault:
        return "timed_out", str(fault)
    except DeadKernelError as fault:
        return "crashed", str(fault)
    except ProductFault as fault:
        return "export_failed", str(fault)
    except Exception as fault:
        return "failed", f"{type(fault).__name__}: {fault}"
    return "done", ""


def _arguments(task: Task, facts: Facts) -> dict[str, Any]:
    quiet = {"progress_bar": False, "request_save_on_cell_execute": False, "execution_timeout": task.cell_timeout}
    names = ("cwd", "kernel_name", "notebook_timeout", "memory_mb", "after", "preload", "fork")
    return {"facts": facts, **quiet, **{name: getattr(task, name) for name in names}}
