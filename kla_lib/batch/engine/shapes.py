"""One notebook as a task, and what came of it: both can be pickled, for any Executor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Status = Literal["done", "cell_failed", "input_fault", "timed_out", "crashed", "export_failed", "failed"]


@dataclass(frozen=True)
class Task:
    """A notebook, where its result goes, and its limits (seconds, MB).

    ``target`` gets the executed notebook, ``kept`` only one that failed, as far as it ran;
    until that is whole it lies in ``staging``. See Options for ``after``,
    ``after_given`` and ``preload``.
    """

    source: Path
    target: Path | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    cwd: Path | None = None
    kernel_name: str | None = None
    cell_timeout: int | None = None
    notebook_timeout: float | None = None
    memory_mb: int | None = None
    after: str = ""
    after_given: Mapping[str, Any] = field(default_factory=dict)
    preload: tuple[str, ...] = ()
    fork: bool | None = None
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
