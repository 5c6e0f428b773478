"""The uncertainties that a place states: ``ketidakpastian.csv``, one row per question with a lowest and highest figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kla_lib.core.problems import Problem, problem
from kla_lib.core.tables import Row, read_local
from kla_lib.instrument.instrument import Edition
from kla_lib.instrument.place_folder import UNCERTAINTY
from kla_lib.local.model import COLUMNS
from kla_lib.local.reading import code_of, codes_once, filled, points_of


@dataclass(frozen=True, slots=True)
class Stated:
    """A stated range of a question's points, in micropoints, and who says so."""

    low_micro: int
    high_micro: int
    source: str


def read_uncertainty(folder: Path, edition: Edition) -> tuple[Mapping[str, Stated], list[Problem]]:
    """The stated ranges by question, and every fault of the table; no table states nothing."""
    rows, problems = read_local(folder, UNCERTAINTY, COLUMNS[UNCERTAINTY])
    found: dict[str, Stated] = {}
    for row in rows:
        code, source = code_of(row, edition, problems), filled(row, "source", problems)
        low, high = (_end(row, column, edition, code, problems) for column in ("low", "high"))
        if low is not None and high is not None and low > high:
            problems.append(problem("range_reversed", row.where("low"), row["low"], high=row["high"]))
        elif code and source and low is not None and high is not None:
            found[code] = Stated(low, high, source)
    return found, [*problems, *codes_once(rows, edition)]


def _end(row: Row, column: str, edition: Edition, code: str, problems: list[Problem]) -> int | None:
    filled(row, column, problems)
    cells = {"points" if name == column else name: cell for name, cell in row.cells.items()}
    return points_of(replace(row, cells=cells), edition, code, problems)
