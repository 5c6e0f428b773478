"""What a run has finished so far, noted by its workers: a run that is killed loses nothing of it."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILES = "journal-*.jsonl"


def note(folder: Path, record: Mapping[str, Any]) -> None:
    """Add a report's record (as in run.json) to this process's own journal below ``folder``.

    A journal per process, because on a cluster's shared disk two machines cannot append to one file.
    """
    path = folder / FILES.replace("*", f"{platform.node()}-{os.getpid()}")
    with path.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(record, ensure_ascii=False) + "\n")


def read_journal(folder: Path) -> list[dict[str, Any]]:
    """The records an interrupted run left; a line torn by the interruption is no record."""
    lines = [line for path in sorted(folder.glob(FILES)) for line in _lines(path)]
    return [record for line in lines if (record := _record(line))]


def clear_journal(folder: Path) -> None:
    """Everything stands in run.json now."""
    for path in folder.glob(FILES):
        path.unlink(missing_ok=True)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _record(line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError:
        return {}
    return record if isinstance(record, dict) and "report" in record else {}
