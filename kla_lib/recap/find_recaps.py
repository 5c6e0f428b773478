"""Which recaps there are below data/raw, and what lies there that is none."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from kla_lib.core.nearest import nearest
from kla_lib.core.problems import InputFault, Problem, Where, problem
from kla_lib.instrument.place_folder import EVIDENCE_FOLDER, FORMS_FOLDER, INBOX, PLACE_TABLES, SCENARIO_FOLDER
from kla_lib.instrument.places import all_places
from kla_lib.instrument.stages import STAGES, stage_code
from kla_lib.recap.model import StageKey
from kla_lib.recap.sniff import NOT_READ, RESERVED, is_left_out, is_recap, relative_name

RETURNS = "daftar.csv"  # the list of returned forms, see forms.kept

TABLES = (*PLACE_TABLES, *RESERVED)  # the other tables in the folder of a place

_PERIOD = re.compile(r"\d{4}(\W\S*)?")


def find_stages(raw: Path, only: str = "") -> tuple[list[StageKey], list[Problem]]:
    """Every ``raw/<period>/<place>/<stage>/`` with a file in it, in order, and what cannot be read as one.

    With ``only``, those of that period.

    A folder of no known place, a folder with recaps that is no stage, and a recap outside a stage folder are
    problems; addresses are relative to ``raw``.
    """
    keys: list[StageKey] = []
    problems: list[Problem] = []
    for period in _folders(raw):
        if only not in ("", period.name):
            continue
        problems += _misplaced(raw, period)
        if not _PERIOD.fullmatch(period.name):
            problems.append(problem("period_folder", _at(raw, period), period.name))
            continue
        for place in _folders(period):
            found, faults = _stages_of(raw, period.name, place)
            keys += found
            problems += faults
    return keys, _misplaced(raw, raw) + problems


def stages_of(raw: Path, period: str, place: str) -> list[StageKey]:
    """What `find_stages` finds of one place and period, in order, without a look at the other places."""
    if not _PERIOD.fullmatch(period):
        return []
    folders = [place_folder for folder in _named(raw, period) for place_folder in _named(folder, place)]
    return [key for folder in folders for key in _stages_of(raw, period, folder)[0]]


def has_evidence(folder: Path) -> bool:
    """Whether a place's folder holds a folder of evidence, or returned forms, which list theirs."""
    return (folder / EVIDENCE_FOLDER).is_dir() or folder.joinpath(*INBOX, RETURNS).is_file()


def chosen_stages(raw: Path, period: str, place: str, stage: str) -> list[StageKey]:
    """`stages_of`, where ``stage`` (if given) must be among them. Raises InputFault when it is not."""
    mine = stages_of(raw, period, place)
    if stage and (stage_code(stage) or stage) not in [k.stage for k in mine]:
        listed = ", ".join(k.stage for k in mine) or "-"
        raise InputFault([problem("stage_missing", Where(f"data/raw/{period}/{place}"), stage, known=listed)])
    return mine


def periods_in(raw: Path) -> list[str]:
    """The periods that have a folder, oldest first."""
    return [folder.name for folder in _folders(raw) if _PERIOD.fullmatch(folder.name)]


def period_before(raw: Path, period: str, place: str) -> str:
    """The latest period before one in which a place has a recap; empty where there is none."""
    earlier = (folder.name for folder in _folders(raw) if folder.name < period)
    return max((name for name in earlier if stages_of(raw, name, place)), default="")


def _named(folder: Path, name: str) -> list[Path]:
    """The folder of exactly this name, if there is one, also where the file system takes ``EM`` for ``em``."""
    if not folder.is_dir() or name.startswith(NOT_READ):
        return []
    with os.scandir(folder) as entries:
        return [folder / name for entry in entries if entry.name == name and entry.is_dir()]


def places_with(name: str, root: Path, period: str, asked: Collection[str] = ()) -> tuple[str, ...]:
    """The places of a period whose folder below ``root`` holds one of this name, those asked for where any are."""
    folders = (folder for each in _named(root, period) for folder in _folders(each))
    known = [f.name for f in folders if f.name in all_places() and (f / name).is_dir()]
    return tuple(slug for slug in known if not asked or slug in asked)


def said_by_path(path: Path) -> dict[str, str]:
    """Period, place and stage that a file or folder like ``.../<period>/<place>/<stage>/file`` says; else empty."""
    folder = path.resolve() if path.is_dir() else path.resolve().parent
    names = [folder.parent.parent.name, folder.parent.name, folder.name]
    names[2] = stage_code(names[2])
    known = names[2] and names[0][:4].isdigit()
    return dict(zip(("period", "place", "stage"), names if known else ["", "", ""], strict=True))


def place_at(raw: Path, path: Path) -> tuple[str, str] | tuple[()]:
    """Period and place of a folder ``raw/<period>/<place>``; nothing for any other path."""
    whole = path.resolve()
    parts = whole.relative_to(raw.resolve()).parts if whole.is_dir() and whole.is_relative_to(raw.resolve()) else ()
    known = len(parts) == 2 and _PERIOD.fullmatch(parts[0]) and parts[1] in all_places()
    return (parts[0], parts[1]) if known else ()


def near_path(path: Path) -> str:
    """Return names similar to a missing path in the same folder, or ``-``."""
    names = [each.name for each in path.parent.iterdir()] if path.parent.is_dir() else []
    return ", ".join(nearest(path.name, names)) or "-"


def recap_at(path: Path, stage: str = "") -> Path:
    """The recap file, or the folder of recap files, that a path means: the folder of a place means its furthest stage.

    ``stage`` chooses another. Raises InputFault for a path that is not there, and where no recap is found.
    """
    if not path.exists():
        raise InputFault([problem("path_missing", Where(str(path)), path, near=near_path(path))])
    if not path.is_dir():
        if path.name.lower() in TABLES:
            raise InputFault([problem("table_no_recap", Where(str(path)), path.name)])
        return path
    if any(map(is_recap, recap_files(path))):
        return path
    wanted = [stage_code(stage) or stage] if stage else list(reversed(STAGES))
    folders = [folder for folder in _folders(path) if any(map(is_recap, recap_files(folder)))]
    folders.sort(
        key=lambda folder: folder.name not in STAGES
    )  # as in `_once`: the code's own name wins over a spelling of it
    held = [folder for name in wanted for folder in folders if (stage_code(folder.name) or folder.name) == name]
    if not held:
        there = ", ".join(each.name for each in list(_entries(path))[:5]) or "-"
        raise InputFault([problem("no_recap_here", Where(str(path)), path, there=there)])
    return held[0]


def recap_files(folder: Path) -> list[Path]:
    """The files of a stage folder that are to be read, by name; temporary ones and the place's tables are not."""
    files = (path for path in _entries(folder) if path.is_file())
    return [path for path in files if not _is_table(path)]


def _stages_of(raw: Path, period: str, place: Path) -> tuple[list[StageKey], list[Problem]]:
    if place.name not in all_places():
        near = ", ".join(nearest(place.name, list(all_places()))) or "-"
        return [], [problem("place_unknown", _at(raw, place), place.name, near=near)]
    keys, problems = [], _misplaced(raw, place, TABLES)
    for stage in _folders(place):
        if stage.name in (FORMS_FOLDER, EVIDENCE_FOLDER, SCENARIO_FOLDER):
            continue
        tables = [path for path in _entries(stage) if _is_table(path) and path.is_file()]
        problems += [problem("table_misplaced", _at(raw, path), path.name) for path in tables]
        code = stage_code(stage.name)
        if code and recap_files(stage):
            keys.append(StageKey(period, place.name, code, stage))
        elif not code and any(is_recap(path) for path in recap_files(stage)):
            problems.append(problem("stage_folder", _at(raw, stage), stage.name, known=", ".join(STAGES)))
    keys, doubles = _once(raw, keys)
    problems += doubles
    forms, remarks = _forms_of(raw, period, place, {key.stage for key in keys})
    return sorted([*keys, *forms], key=lambda key: STAGES.index(key.stage)), problems + remarks


def _once(raw: Path, keys: list[StageKey]) -> tuple[list[StageKey], list[Problem]]:
    """One folder per stage: the one named by the stage's code, else the first; any other is a fault."""
    found: dict[str, StageKey] = {}
    for key in sorted(keys, key=lambda key: (key.folder.name != key.stage, key.folder.name)):
        found.setdefault(key.stage, key)
    others = [key for key in keys if found[key.stage] is not key]
    told = [
        problem(
            "stage_double", _at(raw, key.folder), key.folder.name, stage=key.stage, first=found[key.stage].folder.name
        )
        for key in others
    ]
    return list(found.values()), told


def _forms_of(raw: Path, period: str, place: Path, stages: Collection[str]) -> tuple[list[StageKey], list[Problem]]:
    """The returned forms of a place are its EM answers, unless there is a recap of them: the two are never mixed."""
    inbox = place.joinpath(*INBOX)
    if not (inbox / RETURNS).is_file():
        return [], []
    if STAGES[0] in stages:
        return [], [problem("forms_beside_recap", _at(raw, inbox), f"{place.name}/{STAGES[0]}")]
    return [StageKey(period, place.name, STAGES[0], inbox)], []


def _is_table(path: Path) -> bool:
    return is_left_out(path) or path.name.lower() in TABLES


def _misplaced(raw: Path, folder: Path, own: Collection[str] = ()) -> list[Problem]:
    """Files like recaps in a folder of no stage; ``own`` are the names of tables that belong there."""
    files = (path for path in _entries(folder) if path.is_file() and not is_left_out(path))
    recaps = [path for path in files if is_recap(path) and path.name.lower() not in own]
    return [problem("file_misplaced", _at(raw, path), path.name) for path in recaps]


def _folders(folder: Path) -> list[Path]:
    return [path for path in _entries(folder) if path.is_dir()]


def _entries(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(path for path in folder.iterdir() if not path.name.startswith(NOT_READ))


def _at(raw: Path, path: Path) -> Where:
    return Where(relative_name(path, raw))
