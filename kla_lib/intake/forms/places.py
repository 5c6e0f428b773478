"""A table of a form on its sheet, and the addresses of its cells."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from kla_lib.intake.forms.texts import shown, tidy
from kla_lib.intake.shapes import CellKind, Grid
from kla_lib.problems import Problem, Where, message, problem
from kla_lib.rules.form_shape import mark_of
from kla_lib.rules.returns import Given, Table
from kla_lib.rules.tables import column_letter

OURS: dict[Table, tuple[str, ...]] = {
    "answers": ("code", "question", "last", "filled"),
    "evidence": ("code", "question"),
    "figures": ("id", "label", "unit"),
}
COUNTED = ("", "0", "1")  # what the cell that counts progress comes to
Pair = tuple[str, CellKind]


@dataclass(frozen=True)
class Placed:
    """A table of a form on its sheet: the row of its header and the column of each field, counted from 0."""

    table: Table
    grid: Grid
    header: int
    columns: Mapping[str, int]

    @cached_property
    def fields(self) -> Mapping[int, str]:
        """The field of each column."""
        return {column: name for name, column in self.columns.items()}

    @property
    def key(self) -> str:
        """The field that names a row."""
        return "id" if self.table == "figures" else "code"

    def where(self, row: int, column: int) -> Where:
        """The address of one of its cells."""
        return address(self.grid, row, column)


def address(grid: Grid, row: int, column: int) -> Where:
    """Where a cell stands, as a spreadsheet says it."""
    return Where(grid.file, grid.name, f"{_letters(column)}{row + 1}")


@cache
def _letters(column: int) -> str:
    return column_letter(column)


def stray(grid: Grid, row: int, column: int) -> Given:
    """A filled cell outside the form's places."""
    text, kind = grid.rows[row][column]
    words = tidy(text, kind == "number")
    return Given("", "", "", words, address(grid, row, column), status="rejected", row=row + 1)


def last_overwritten(placed: Placed, row: int, pair: Pair, mark: str) -> Iterator[tuple[Given, Problem]]:
    """What stands where we wrote the answer of the period before, and is not ours; ``mark`` is empty where there was none."""
    text = pair[0]
    if text.strip() and not (mark_of(text) == mark if mark else text.strip() in _nothing_last()):
        given = stray(placed.grid, row, placed.columns["last"])
        yield given, problem("form_locked", given.where, shown(text))


@cache
def _nothing_last() -> tuple[str, str]:
    return message("form_no_last", "id"), message("form_no_last", "en")


def overwritten(
    placed: Placed, row: int, cells: Mapping[str, Pair], labels: Collection[str]
) -> Iterator[tuple[Given, Problem]]:
    """The form's own words in a row that an office wrote over, on a sheet that it unlocked: rejected, each with its problem.

    ``labels`` are the row's words in both languages.
    """
    for name in ("question", "label", "filled"):
        text, kind = cells.get(name, ("", "blank"))
        first = text.split("\n")[0].strip()
        if first in (COUNTED if name == "filled" else ("", *labels)) or (name == "filled" and kind != "text"):
            continue
        given = stray(placed.grid, row, placed.columns[name])
        yield given, problem("form_locked", given.where, shown(text))
