"""Printing: lines for people, JSON for machines, in UTF-8 whatever the terminal's encoding."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO

from kla_lib.problems import InputFault, Where, problem, system_reasons

if TYPE_CHECKING:
    import pandas as pd


printed: list[str] = []  # a second document on stdout would make both unreadable
CONTROLS = (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
HARMLESS = dict.fromkeys(CONTROLS, "\ufffd")  # characters that control a terminal or reverse its direction
ESCAPED = {control: f"\\u{control:04x}" for control in CONTROLS}


def print_json(value: Any) -> None:
    """One JSON document on stdout, indented and not reduced to ASCII; control characters are escaped."""
    printed.append("json")
    print_lines([json.dumps(value, ensure_ascii=False, indent=1).translate(ESCAPED)])


def print_event(name: str, **values: Any) -> None:
    """One line of JSON on stdout."""
    print_lines([json.dumps({"event": name, **values}, ensure_ascii=False)])


def print_records(frame: pd.DataFrame) -> None:
    """A frame as a JSON list of rows; what is absent is null."""
    print_json(json.loads(frame.to_json(orient="records", force_ascii=False)))


def print_lines(lines: Iterable[str], stream: TextIO | None = None) -> None:
    """Plain lines on stdout (or ``stream``), in UTF-8 whatever the terminal's encoding, without control characters.

    Print nothing once the reader has closed the pipe (``kla check | head -1``). Raises InputFault where stdout cannot be written.
    """
    out = stream or sys.stdout
    if out is None:  # closed by the shell
        return
    try:
        out.buffer.write("".join(f"{line.translate(HARMLESS)}\n" for line in lines).encode("utf-8"))
        out.flush()
    except OSError as fault:
        _discard(out)
        if out is sys.stdout and not isinstance(fault, BrokenPipeError):
            raise InputFault([problem("output_unwritable", Where(), "stdout", **system_reasons(fault))]) from fault


def _discard(out: TextIO) -> None:
    """Send what is left in a stream, and all that follows, nowhere: Python would try again at its end, and complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, out.fileno())
    os.close(nowhere)
