"""``kla init``: the folders, settings, tables and notebooks of a workspace, each made only where it is missing."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kla_lib.cli.options import HERE, INPUT_FAULT, Home, LangOption, PeriodOption, unnamed
from kla_lib.cli.output import complain
from kla_lib.cli.printing import print_lines
from kla_lib.cli.refusing import refuse
from kla_lib.problems import InputFault, Problem, Where, errors, problem, system_reasons
from kla_lib.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from kla_lib.rules.instrument import Edition
    from kla_lib.rules.places import Place

FOLDERS = ("data/raw", "data/processed", "reports")
_PERIOD = re.compile(r"\d{4}(-[\w-]{1,40})?", re.ASCII)

Content = str | bytes | None
PlaceOption = Annotated[str, typer.Option("--place", help="Tempat: kab-ogan-ilir, 14.71 ...")]


def init_command(place: PlaceOption = "", period: PeriodOption = "", home: Home = HERE, lang: LangOption = "") -> None:
    """Siapkan folder kerja satu tempat dan periode; yang sudah ada dibiarkan."""
    from kla_lib.views.workspace_files import init_lines, place_tables, settings_text

    workspace = open_workspace(home) if home.exists() else Workspace(home)
    speech = workspace.language(lang)
    where = _place_of(place, period)
    edition, assumed = _edition_of(workspace, period)
    tables = place_tables(where.slug, edition, speech)
    wanted: dict[str, Content] = {
        "kla.toml": settings_text(period, where.slug, edition.id if assumed else "", speech),
        **dict.fromkeys(FOLDERS),
        **{f"data/raw/{period}/{where.slug}/{name}": text for name, text in tables.items()},
        **{f"notebooks/{name}": content for name, content in _notebooks().items()},
    }
    made, faults = make_missing(home, wanted)
    added = bool(assumed) and made.get("kla.toml") is False
    faults += add_period(home / "kla.toml", period, edition.id) if added else []
    print_lines(init_lines(made, where.slug, edition, home.as_posix(), speech, period if added and not faults else ""))
    complain([*assumed, *faults], speech)
    raise typer.Exit(INPUT_FAULT if errors(faults) else 0)


def make_missing(home: Path, wanted: Mapping[str, Content]) -> tuple[dict[str, bool], list[Problem]]:
    """Make the files (a folder where the content is None) that are not there yet; True for each one made.

    Existing files and folders are never changed. What cannot be made is one problem for each reason; the rest is made.
    """
    made: dict[str, bool] = {}
    refused: dict[str, tuple[list[str], OSError]] = {}
    for name, content in wanted.items():
        path = home / name
        try:
            if fresh := not os.path.lexists(path):
                _make(path, content)
            made[name] = fresh
        except OSError as fault:
            refused.setdefault(str(fault.errno), ([], fault))[0].append(name)
    return made, [problem("init_unwritable", Where(str(home)), ", ".join(names), **system_reasons(fault))
                  for names, fault in refused.values()]  # fmt: skip


def add_period(settings: Path, period: str, edition: str) -> list[Problem]:
    """Write the edition of a period into a kla.toml that is there, and change nothing else in it; what keeps it from that."""
    from kla_lib.batch.files import write_whole
    from kla_lib.rules.periods import period_open, with_period

    try:
        text = with_period(settings.read_bytes().decode("utf-8"), period, edition)
        if not text:
            return [period_open(period)]
        write_whole(settings.resolve(), text)
    except OSError as fault:
        return [problem("init_unwritable", Where(settings.name), settings.name, **system_reasons(fault))]
    return []


def _make(path: Path, content: Content) -> None:
    from kla_lib.batch.files import write_whole

    if content is None:
        path.mkdir(parents=True, exist_ok=True)
    else:
        write_whole(path, content)


def _place_of(place: str, period: str) -> Place:
    """The place asked for. Raises InputFault with everything that is wrong with place and period."""
    from kla_lib.rules.places import find_place

    refuse(unnamed("kla init", place, period))
    problems = [] if _PERIOD.fullmatch(period) else [problem("period_form", found=period)]
    found, faults = _caught(lambda: find_place(place))
    if problems or found is None:
        raise InputFault([*faults, *problems])
    return found


def _caught(find: Callable[[], Place]) -> tuple[Place | None, list[Problem]]:
    try:
        return find(), []
    except InputFault as fault:
        return None, fault.problems


def _edition_of(workspace: Workspace, period: str) -> tuple[Edition, list[Problem]]:
    """The edition of a period; where no table knows it the only one with weights, with a warning.

    Raises InputFault where there are several such editions: then kla.toml must say which.
    """
    from kla_lib.rules import editions, folders
    from kla_lib.rules.periods import edition_of

    try:
        known = edition_of(period, workspace.periods)[0]
    except InputFault as fault:
        weighted = [e for e in map(editions.load, folders.all_folders(workspace.editions)) if e.has_weights]
        if len(weighted) != 1:
            raise
        notes = {key: text for key, text in fault.problems[0].values if key.startswith("note_")}
        told = problem("period_assumed", Where("kla.toml"), period, edition=weighted[0].id, **notes)
        return weighted[0], [told]
    return editions.load(folders.folder_of(known, workspace.editions)), []


def _notebooks() -> dict[str, bytes]:
    """The notebooks by name: from the wheel, where they lie in the package, else from beside it, as in a clone."""
    package = files("kla_lib")
    inside = package.joinpath("notebooks")
    folder = inside if inside.is_dir() else Path(str(package)).parent / "notebooks"
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".ipynb")), key=lambda e: e.name)
    return {entry.name: entry.read_bytes() for entry in found}
