"""What commands share: options, exit codes, and the workspace and language they settle on.

Printing: lines for people, JSON for machines, in UTF-8 whatever the terminal's encoding.

What commands share when something in a command is wrong: to say it all at once, and which names come near.

What is wrong with the input, on stderr.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from kla_lib.core.nearest import nearest
from kla_lib.core.problems import InputFault, Lang, Problem, Where, problem, problem_lines, system_reasons
from kla_lib.core.workspace import Workspace, is_workspace, no_workspace, open_workspace

if TYPE_CHECKING:
    import pandas as pd

INPUT_FAULT, REPORT_FAILED, INTERRUPTED = 2, 3, 130
HERE = Path()

Home = Annotated[Path, typer.Option("--home", help="Folder kerja: data/, notebooks/, reports/.")]
LangOption = Annotated[str, typer.Option("--lang", help="Bahasa: id atau en (bawaan: kla.toml).")]
Json = Annotated[bool, typer.Option("--json", help="Keluaran JSON.")]
PeriodOption = Annotated[str, typer.Option("--period", help="Periode, misalnya 2024.")]
PlaceOption = Annotated[str, typer.Option("--place", help="Tempat: kota-pekanbaru, 14.71 ...")]
StageOption = Annotated[str, typer.Option("--stage", help="EM, VA, VP, VLH atau VF; tanpa ini: yang terjauh.")]
Places = Annotated[list[str] | None, typer.Option("--place", help="Tempat, boleh diulang: kab-ogan-ilir, 14.71 ...")]


def settle(home: Path, lang: str, anywhere: bool = False) -> tuple[Workspace, Lang]:
    """The workspace of a folder and the language to speak. Raises InputFault for either being wrong.

    A folder that is no workspace is a fault: a report on it would say that nobody has answered. ``anywhere`` is for commands
    that need none.
    """
    workspace = open_workspace(home)
    if lang not in ("", "id", "en"):
        raise InputFault([problem("value", Where(), lang, known="id, en")])
    if not anywhere and not is_workspace(workspace.home):
        raise InputFault([no_workspace([workspace.home], "--home")])
    return workspace, "en" if (lang or workspace.lang) == "en" else "id"


def only_here(workspace: Workspace, place: str, period: str, holding: str) -> tuple[str, str]:
    """Place and period as asked for; where no place was, the only one whose folder is ``holding`` a file or folder: that
    which is collecting (`kla init` made its tables), or has evidence."""
    if place:
        return place, period
    tables = [path.parent for path in workspace.raw.glob(f"*/*/{holding}")]
    found = [(path.name, path.parent.name) for path in tables if period in ("", path.parent.name)]
    return found[0] if len(found) == 1 else (place, period)


def unnamed(command: str, place: str, period: str) -> list[Problem]:
    """A fault where a command that is about one place and period was not told which."""
    return [] if place and period else [problem("place_and_period", found=command)]


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


NEAR = 5


def refuse(problems: list[Problem]) -> None:
    """Nothing where there is nothing wrong. Raises InputFault with everything that is."""
    if problems:
        raise InputFault(problems)


def near(text: str, known: Mapping[str, str] | Collection[str]) -> str:
    """The known names most like a text, or ``-``; of other spellings (a mapping), what they stand for."""
    return ", ".join(nearest(text, known, NEAR)) or "-"


def complain(problems: Sequence[Problem], lang: Lang = "id") -> None:
    """Every problem on stderr: where, what was found, what is expected, what to do."""
    print_lines(problem_lines(problems, lang), sys.stderr)
