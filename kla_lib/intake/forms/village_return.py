"""A returned table of kecamatan and villages: recognised by its hidden sheet, every filled cell accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kla_lib.intake.forms.beside import beside_ours
from kla_lib.intake.forms.identity import check_identity, is_identity, read_identity
from kla_lib.intake.forms.places import address, stray
from kla_lib.intake.forms.remarks import comment_remarks
from kla_lib.intake.forms.shapes import Return
from kla_lib.intake.forms.tables import all_headings
from kla_lib.intake.forms.texts import bare, shown
from kla_lib.intake.forms.villages import village_cells
from kla_lib.intake.shapes import CellKind, Grid
from kla_lib.intake.sniff import sniff
from kla_lib.intake.source import read_grids
from kla_lib.problems import InputFault, Problem, errors, problem
from kla_lib.rules.form_shape import LISTS, REVIEW
from kla_lib.rules.instrument import Edition
from kla_lib.rules.privacy import masked_figure, personal_kinds
from kla_lib.rules.returns import Given
from kla_lib.rules.villages import AGENCY, SHEETS, village_identity

NEEDED = ("place", "period", "edition", "agency")
Cells = tuple[list[Given], list[Problem]]


def read_villages(data: bytes, name: str, place: str, period: str, edition: Edition) -> Return | None:
    """The table as a return of `AGENCY`; None for a file that is none. ``sha256`` is the caller's to add."""
    try:
        grids = read_grids(sniff(data, name), all_headings())
    except InputFault:  # told where it is read as a form
        return None
    hidden = [grid for grid in grids if is_identity(grid)]
    known = read_identity(hidden[0]) if hidden else {}
    if known.get("agency") != AGENCY or not all(known.get(key) for key in NEEDED):
        return None
    faults = check_identity(known, village_identity(place, period, edition), address(hidden[0], 0, 1), [AGENCY])
    read = [_sheet(grid, edition) for grid in grids if grid not in hidden and grid.name not in (LISTS, REVIEW)]
    beside = list(beside_ours(grids, hidden, [], None))
    given = [*(cell for cells, _ in read for cell in cells), *beside]
    if errors(faults):
        return Return(name, "", known, tuple(_refused(cell) for cell in given), tuple(faults))
    remarks = [*_personal(grids), *(fault for _, found in read for fault in found)]
    remarks += [problem("form_cell_outside", cell.where, shown(cell.text)) for cell in beside]
    remarks += [remark for grid in grids for remark in comment_remarks(grid)]
    if not given:
        remarks.append(problem("form_empty", address(hidden[0], 0, 1), shown(bare(name))))
    return Return(name, "", known, tuple(given), (*faults, *remarks))


def _refused(cell: Given) -> Given:
    return Given("", "", "", cell.text, cell.where, row=cell.row, status="rejected")


def _sheet(grid: Grid, edition: Edition) -> Cells:
    rows = _texts(grid)
    for level in SHEETS:
        found = village_cells(rows, edition, level, grid.file, grid.name)
        if found is not None:
            return found
    cells = [stray(grid, row, column) for row, found_cells in grid.rows.items() for column in found_cells]
    told = [problem("form_sheet", cells[0].where, shown(grid.name), cells=len(cells))] if cells else []
    return cells, told


def _texts(grid: Grid) -> Sequence[Sequence[str]]:
    """The sheet as rows of text from A1 on, without personal data."""
    width = 1 + max((column for cells in grid.rows.values() for column in cells), default=0)
    height = 1 + max(grid.rows, default=0)
    rows = [grid.rows.get(row, {}) for row in range(height)]
    return [[_hidden(*row[column]) if column in row else "" for column in range(width)] for row in rows]


def _hidden(text: str, kind: CellKind) -> str:
    return masked_figure(text, kind == "number")


def _personal(grids: Sequence[Grid]) -> list[Problem]:
    """A warning for each sheet and kind of personal data, at its first cell."""
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for grid in grids:
        for at, kind in ((at, kind) for at, text in _filled(grid) for kind in personal_kinds(text)):
            found.setdefault((grid.name, kind), []).append(at)
    named = {grid.name: grid for grid in grids}
    return [problem("personal_data", address(named[name], *places[0]), kind, rows=len(places))
            for (name, kind), places in found.items()]  # fmt: skip


def _filled(grid: Grid) -> Iterator[tuple[tuple[int, int], str]]:
    """The cells that hold something hidden."""
    return (((row, column), cell[0]) for row, cells in grid.rows.items() for column, cell in cells.items()
            if _hidden(*cell) != cell[0])  # fmt: skip
