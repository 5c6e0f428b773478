"""Memory of a running command and of every process below it, looked at once a second.

RSS counts every resident page, also those that forked processes share; USS only what a process has to itself, which
is what the machine would get back if it ended.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import psutil

MB = 1 << 20
GROWN_UP = 5.0  # seconds: a process that lives longer is no notebook's


@dataclass(frozen=True)
class Sample:
    """One process at one moment: seconds since the start, reports made by then, MB."""

    seconds: float
    reports: int
    role: str
    pid: int
    rss: float
    uss: float


def look(driver: psutil.Process, seconds: float, reports: int) -> list[Sample]:
    """The driver and everything below it, now."""
    samples = []
    for process in [driver, *driver.children(recursive=True)]:
        with contextlib.suppress(psutil.Error):
            memory = process.memory_full_info()
            role = _role(process, driver)
            samples.append(Sample(seconds, reports, role, process.pid, memory.rss / MB, memory.uss / MB))
    return samples


def _role(process: psutil.Process, driver: psutil.Process) -> str:
    """What a process is there for: told by its place below the driver and its age."""
    if process == driver:
        return "driver"
    command, parent = " ".join(process.cmdline()), process.parent()
    if "resource_tracker" in command:
        return "tracker"
    if "forkserver" in command and parent == driver:
        return "fork server"
    return "worker" if time.time() - process.create_time() > GROWN_UP else "notebook"


def at(samples: Iterable[Sample], role: str, first: int, last: float) -> list[Sample]:
    """The samples of a role while the number of reports made was between ``first`` and ``last``."""
    return [s for s in samples if s.role == role and first <= s.reports <= last]


def largest(samples: Sequence[Sample]) -> tuple[float, float]:
    """The largest RSS and the largest USS of any one process."""
    return max((s.rss for s in samples), default=0.0), max((s.uss for s in samples), default=0.0)


def together(samples: Iterable[Sample]) -> float:
    """The most that all processes had to themselves at one moment: MB of USS."""
    moments: dict[float, float] = {}
    for sample in samples:
        moments[sample.seconds] = moments.get(sample.seconds, 0.0) + sample.uss
    return max(moments.values(), default=0.0)
