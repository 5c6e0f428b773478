"""What is declared beside the instrument: corrections of printed rows, and points per answer option (a rubric).

The same two tables stand in an edition's folder and in the folder of a place that has its own.
"""

from __future__ import annotations

from collections.abc import Iterable

from kla_lib.core.points import AmbiguousNumber, NotANumber, read_number
from kla_lib.core.problems import InputFault, Problem, problem
from kla_lib.core.tables import Folder, Row, read_table
from kla_lib.instrument.instrument import Correction, Option

CORRECTIONS: tuple[str, ...] = ("period", "place", "stage", "code", "expected_points", "expected_max")
CORRECTIONS += ("points", "max", "reason_id", "reason_en", "confidence", "source")
OPTIONS = ("code", "option", "label_id", "label_en", "points", "source")


def read_corrections(folder: Folder, name: str = "corrections.csv") -> tuple[list[Correction], list[Problem]]:
    """A table of declared corrections; a missing file is no correction at all."""
    if not folder.joinpath(name).is_file():
        return [], []
    rows, problems = read_table(folder, name, CORRECTIONS)
    return [correction(row) for row in rows], problems


def read_options(folder: Folder, name: str = "options.csv") -> tuple[list[Option], list[Problem]]:
    """A table of points per answer option (a rubric); a missing file is no rubric."""
    if not folder.joinpath(name).is_file():
        return [], []
    rows, problems = read_table(folder, name, OPTIONS)
    problems += unreadable([(row, "points") for row in rows])
    return [Option(**{c: row[c] for c in OPTIONS}) for row in rows], problems


def read_declared(folder: Folder) -> tuple[list[Correction], list[Option]]:
    """Both tables of a folder. Raises InputFault with every fault of both."""
    corrections, faults = read_corrections(folder)
    options, more = read_options(folder)
    if faults + more:
        raise InputFault(faults + more)
    return corrections, options


def correction(row: Row) -> Correction:
    """The declared correction that a row of the table states."""
    return Correction(**{column: row[column] for column in CORRECTIONS})


def unreadable(cells: Iterable[tuple[Row, str]]) -> list[Problem]:
    """A problem for every cell, told as (row, column), that is not blank and no number."""
    return [problem("number", r.where(c), r[c]) for r, c in cells if r[c] and not _reads(r[c])]


def _reads(text: str) -> bool:
    try:
        return read_number(text) is not None
    except (NotANumber, AmbiguousNumber):
        return False
