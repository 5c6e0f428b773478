"""What commands share: options, exit codes, and the workspace and language they settle on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kla_lib.problems import InputFault, Lang, Problem, Where, problem
from kla_lib.workspace import Workspace, is_workspace, no_workspace, open_workspace

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
