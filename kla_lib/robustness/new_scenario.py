"""``kla scenario new``: the file of one scenario, checked as it will be read, and written only where there is none."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kla_lib.core.files import write_whole
from kla_lib.core.problems import InputFault, Problem, Where, errors, problem
from kla_lib.core.records import Row
from kla_lib.core.workspace import Workspace
from kla_lib.instrument.parameters import edition_for
from kla_lib.instrument.place_folder import SCENARIO_FOLDER
from kla_lib.instrument.places import find_place
from kla_lib.robustness.scenario_files import COLUMNS, NAME, OFF, edition_named, read_scenario
from kla_lib.robustness.scenarios import faults
from kla_lib.scoring.assessment import open_assessment


@dataclass(frozen=True)
class Wanted:
    """The options of the command: ``answers`` as ``1.1=12``."""

    answers: tuple[str, ...]
    uncorrected: tuple[str, ...]
    rule: str
    edition: str
    note: str


def write_scenario(workspace: Workspace, period: str, place: str, name: str, wanted: Wanted) -> Path:
    """The path of the file written. Raises InputFault for a name taken, and for every fault its reading would find."""
    slug = find_place(place).slug
    path = workspace.raw / period / slug / SCENARIO_FOLDER / f"{name}.csv"
    problems = [] if NAME.fullmatch(name) else [problem("scenario_name", Where(), name)]
    if not problems and path.exists():
        problems.append(problem("scenario_exists", Where(f"{SCENARIO_FOLDER}/{name}.csv"), path.name))
    rows, malformed = _rows(wanted)
    problems += malformed
    content = _csv(rows).encode()
    if NAME.fullmatch(name):
        problems += _faults(workspace, (period, slug), name, content)
    if errors(problems):
        raise InputFault(problems)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)
    return path


def _rows(wanted: Wanted) -> tuple[list[list[str]], list[Problem]]:
    split = [text.partition("=") for text in wanted.answers]
    malformed = [problem("value", Where(), "".join(parts), known="1.1=12") for parts in split if not parts[1]]
    rows = [["edition", "", wanted.edition], ["rule", "", wanted.rule]]
    rows = [row for row in rows if row[2]]
    rows += [["answer", code.strip(), value.strip()] for code, _, value in split]
    rows += [["correction", code, OFF[0]] for code in wanted.uncorrected]
    return [[*row, wanted.note if n == 0 else ""] for n, row in enumerate(rows)], malformed


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([COLUMNS, *rows])
    return text.getvalue()


def _faults(workspace: Workspace, about: tuple[str, str], name: str, content: bytes) -> list[Problem]:
    """The problems that reading and counting this content would find, before it is written."""
    edition = edition_for(workspace, about[0])
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder).joinpath(*about, SCENARIO_FOLDER)
        there.mkdir(parents=True)
        (there / f"{name}.csv").write_bytes(content)
        scenario, found = read_scenario(there, name, edition, workspace)
    if errors(found):
        return found
    target = edition_named(workspace, scenario.edition) if scenario.edition else edition
    return [*found, *faults(_answers(workspace, *about), scenario, edition, target)]


def _answers(workspace: Workspace, period: str, place: str) -> Mapping[str, Row]:
    """The recap a scenario would change; nothing where there is none that can be scored."""
    try:
        return open_assessment(workspace, period, place).answer_rows
    except InputFault:  # a scenario may be written before its recap is there
        return {}
