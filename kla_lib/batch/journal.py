"""What a run has finished so far, one line per report: a run that is killed loses nothing of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

NAME = "journal.jsonl"


class Journal:
    """The journal of one run, below ``reports/.run``. Each line is a report's record as in run.json."""

    def __init__(self, folder: Path) -> None:
        """Open for adding; what an earlier run left stays until `clear`."""
        self._path = folder / NAME
        self._stream = self._path.open("a", encoding="utf-8")

    def add(self, record: Mapping[str, Any]) -> None:
        """One whole line, handed to the system before the next report is looked at."""
        self._stream.write(json.dumps(record, ensure_ascii=False) + "\n")
        self._stream.flush()

    def clear(self) -> None:
        """Everything stands in run.json now."""
        self._stream.close()
        self._path.unlink(missing_ok=True)


def read_journal(folder: Path) -> list[dict[str, Any]]:
    """The records an interrupted run left; a line torn by the interruption is no record."""
    try:
        lines = (folder / NAME).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    return [record for line in lines if (record := _record(line))]


def _record(line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError:
        return {}
    return record if isinstance(record, dict) and "report" in record else {}
