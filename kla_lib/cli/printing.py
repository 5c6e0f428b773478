"""Printing: lines for people, JSON for machines, in UTF-8 whatever the terminal says."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    import pandas as pd


CONTROLS = (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
HARMLESS = dict.fromkeys(CONTROLS, "\ufffd")  # what a terminal would obey, or show the other way round, is only shown
ESCAPED = {control: f"\\u{control:04x}" for control in CONTROLS}


def print_json(value: Any) -> None:
    """One JSON document on stdout, readable, with its own letters; signs that would steer a terminal are escaped."""
    print_lines([json.dumps(value, ensure_ascii=False, indent=1).translate(ESCAPED)])


def print_records(frame: pd.DataFrame) -> None:
    """A frame as a JSON list of rows; what is absent is null."""
    print_json(json.loads(frame.to_json(orient="records", force_ascii=False)))


def print_lines(lines: Iterable[str], stream: TextIO | None = None) -> None:
    """Plain lines on stdout (or ``stream``), in UTF-8 whatever the terminal says, without signs that would steer it."""
    out = stream or sys.stdout
    out.buffer.write("".join(f"{line.translate(HARMLESS)}\n" for line in lines).encode("utf-8"))
    out.flush()
