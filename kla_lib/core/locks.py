"""Locks between processes: one run at a time below one ``reports/`` folder, and locks that a second process waits for."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from kla_lib.core.files import RUN_FOLDER, UNFINISHED, write_whole
from kla_lib.core.problems import InputFault, Where, problem


def held(path: Path) -> AbstractContextManager[object]:
    """Hold the lock of this name until the end of a ``with``, after waiting for whoever holds it. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(path).acquire()


@contextmanager
def only_run(reports: Path) -> Iterator[Path]:
    """Hold ``reports/.run`` and yield it; what a killed run left half written there is swept away.

    The lock is the system's own, so it ends with its process however that ends. Raises InputFault naming the process,
    machine and time of the run that holds it.
    """
    folder = reports / RUN_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as fault:
        raise InputFault([problem("run_in_progress", Where("reports"), _holder(folder))]) from fault
    try:
        _sweep(folder)
        write_whole(folder / "holder.json", json.dumps(_me()))
        yield folder
    finally:
        lock.release()


def _me() -> dict[str, str]:
    started = datetime.now().astimezone().isoformat(timespec="seconds")
    return {"pid": str(os.getpid()), "host": platform.node(), "started": started}


def _holder(folder: Path) -> str:
    try:
        holder = json.loads((folder / "holder.json").read_text(encoding="utf-8"))
        return f"PID {holder['pid']} @ {holder['host']}, {holder['started']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "PID ?"


def _sweep(folder: Path) -> None:
    for left in folder.glob(f"{UNFINISHED}*"):
        left.unlink(missing_ok=True)
