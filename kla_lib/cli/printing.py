"""Printing: lines for people, JSON for machines, in UTF-8 whatever the terminal says."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    import pandas as pd


def print_json(value: Any) -> None:
    """One JSON document on stdout, readable, with its own letters."""
    print_lines([json.dumps(value, ensure_ascii=False, indent=1)])


def print_records(frame: pd.DataFrame) -> None:
    """A frame as a JSON list of rows; what is absent is null."""
    print_json(json.loads(frame.to_json(orient="records", force_ascii=False)))


def print_lines(lines: Iterable[str], stream: TextIO | None = None) -> None:
    """Plain lines on stdout (or ``stream``), in UTF-8 whatever the terminal says."""
    out = stream or sys.stdout
    out.buffer.write("".join(f"{line}\n" for line in lines).encode("utf-8"))
    out.flush()
