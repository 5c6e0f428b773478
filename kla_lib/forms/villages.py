"""Read a returned table of kecamatan or villages: one row each becomes a numerator and a denominator per question.

The table is recognised by its hidden sheet, and every filled cell is accounted for. Unknown is not no: a row without an
answer is counted apart, and the share is a range between the two.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kla_lib.core.privacy import masked_figure, personal_kinds
from kla_lib.core.problems import InputFault, Problem, Where, errors, message, problem
from kla_lib.forms.cells import bare, shown, tidy
from kla_lib.forms.layout import address, check_identity, is_identity, read_identity, stray
from kla_lib.forms.reading import Expected, beside_ours, comment_remarks, open_return, read_form, saved_in
from kla_lib.forms.returns import FilledCell, Return, Status
from kla_lib.forms.shape import AGENCY, BETWEEN, SHEETS, AreaField, answer_words, asked, village_identity
from kla_lib.instrument.instrument import Edition, code_key
from kla_lib.local.form_fields import LISTS, REVIEW
from kla_lib.recap.model import Grid

Cells = tuple[list[FilledCell], list[Problem]]


@dataclass(frozen=True, slots=True)
class _Table:
    """The table on a sheet: its level, its header row and the columns of its questions, counted from 0."""

    grid: Grid
    level: str
    header: int
    columns: Mapping[int, str]

    @property
    def first(self) -> int:
        """The column of the first question; before it stand the names: kecamatan, and village."""
        return min(self.columns)

    def at(self, row: int, column: int) -> Where:
        return address(self.grid, row, column)

    def text(self, row: int, column: int) -> str:
        """What stands in a cell, without personal data; empty where nothing does."""
        text, kind = self.grid.rows.get(row, {}).get(column, ("", "blank"))
        return tidy(text, kind == "number")

    def name(self, row: int) -> tuple[str, ...]:
        return tuple(" ".join(self.text(row, column).split()).casefold() for column in range(self.first))


def read_sheet(grid: Grid, edition: Edition) -> Cells:
    """Every filled cell of a sheet, each kept or rejected, and its faults; all are rejected where no table is.

    A named row is a cell without a code; ``field`` is an `AreaField`, ``choice`` the answer. A row told twice counts
    once; an answer that is none of yes, no and not known is a fault. The form's own words above and below the table are
    none of the office's.
    """
    table = _find_table(grid, edition)
    if table is None:
        cells = [stray(grid, row, column) for row, found in grid.rows.items() for column in found]
        return cells, [problem("form_sheet", cells[0].where, shown(grid.name), cells=len(cells))] if cells else []
    below = range(table.header + 1, 1 + max(grid.rows))
    counts = [row for row in below if _is_count(table.name(row))]
    end = min(counts, default=below.stop)
    areas, faults = _areas(table, range(below.start, end))
    given = [
        _cell(table, row, column, areas.get(row, ""))
        for row, line in sorted(grid.rows.items())
        for column in sorted(line)
        if row not in counts and not _is_own_word(table, row, column)
    ]
    rejected = [cell for cell in given if cell.status == "rejected"]
    strange = [problem("village_answer", cell.where, " ".join(cell.text.split())) for cell in rejected if cell.code]
    outside = [cell for cell in rejected if cell.row <= table.header or cell.row > end]
    beside = [problem("form_cell_outside", cell.where, shown(cell.text)) for cell in outside]
    return given, [*_odd_columns(table), *faults, *strange, *beside]


def _find_table(grid: Grid, edition: Edition) -> _Table | None:
    """The table of the first level that has one: its header has questions, and not in the first column."""
    for level in SHEETS:
        codes = {code_key(node.code): node.code for node in asked(edition, level)}
        for row, cells in sorted(grid.rows.items()):
            columns: dict[str, int] = {}
            for column in sorted(cells):
                if code := codes.get(_code(tidy(cells[column][0]))):
                    columns.setdefault(code, column)
            if columns and 0 not in columns.values():
                return _Table(grid, level, row, {column: code for code, column in columns.items()})
    return None


def _code(heading: str) -> str:
    """The code at the start of a heading such as ``25.10 Kecamatan dengan ...``: so written, no program shortens it."""
    return code_key(heading.split(maxsplit=1)[0]) if heading.strip() else ""


def _odd_columns(table: _Table) -> Iterator[Problem]:
    """Columns that are not counted: a question's second one, and a heading that is no question."""
    codes = {code_key(code) for code in table.columns.values()}
    for column in sorted(table.grid.rows[table.header]):
        heading = table.text(table.header, column)
        if column > table.first and column not in table.columns and heading:
            kind = "village_column_double" if _code(heading) in codes else "village_column"
            yield problem(kind, table.at(table.header, column), heading)


def _areas(table: _Table, rows: range) -> tuple[dict[int, str], list[Problem]]:
    """The rows that are counted with their names, each kecamatan or village once, and what is wrong with the others."""
    first, problems = dict[str, int](), list[Problem]()
    for row in rows:
        parts, answered = table.name(row), any(table.text(row, column) for column in table.columns)
        name = BETWEEN.join(part for part in parts if part)
        if not parts[-1]:
            problems += [problem("village_nameless", table.at(row, 0), name or "-")] if name or answered else []
        elif name in first:
            problems.append(problem("village_double", table.at(row, 0), name, first=first[name] + 1))
        else:
            first[name] = row
    return {row: name for name, row in first.items()}, problems


def _is_count(name: tuple[str, ...]) -> bool:
    """Whether a row holds the form's own counts below the table."""
    counts = (message("village_count", "id"), message("village_count", "en"))
    return name[0].startswith(tuple(count.split("{")[0].strip().casefold() for count in counts))


def _is_own_word(table: _Table, row: int, column: int) -> bool:
    """Whether a cell is a title or a heading of the form."""
    known = column in table.columns or column < table.first
    return (row == table.header and known) or (row < table.header and column == 0)


def _cell(table: _Table, row: int, column: int, name: str) -> FilledCell:
    """A filled cell; ``name`` is that of its row, empty where the row does not count.

    An answer that is none is rejected, and keeps its question and row.
    """
    text, where, code = table.text(row, column), table.at(row, column), table.columns.get(column, "")
    answer = _answer(" ".join(text.split())) if code else ""
    if not name or (not code and column >= table.first):
        return stray(table.grid, row, column)
    area = AreaField(SHEETS[table.level], name, column + 1 if column < table.first - 1 else 0)
    status: Status = "rejected" if answer is None else "kept"
    return FilledCell("villages", code, str(area), text, where, choice=answer or "", row=row + 1, status=status)


def _answer(text: str) -> str | None:
    """yes, no or unknown; a blank is unknown, None is no answer at all."""
    return answer_words().get(text.casefold()) if text else "unknown"


NEEDED = ("place", "period", "edition", "agency")


def read_file(data: bytes, name: str, expected: Expected) -> Return:
    """Read one returned file: a form, or a table of kecamatan and villages.

    A file that cannot be read is a return without cells, and a problem.
    """
    digest = hashlib.sha256(data).hexdigest()
    try:
        content, grids = open_return(data, name)
    except InputFault as fault:
        return Return(name, digest, problems=tuple(fault.problems))
    returned = read_form(content, grids, expected)
    if any(p.kind == "form_villages" for p in returned.problems):
        returned = _read_villages(name, grids, expected) or returned
    return replace(returned, sha256=digest, saved=saved_in(content.parts))


def _read_villages(name: str, grids: Sequence[Grid], expected: Expected) -> Return | None:
    """The table as a return of `AGENCY`; None where no hidden sheet states one in full."""
    hidden = [grid for grid in grids if is_identity(grid)]
    known = read_identity(hidden[0])
    if known.get("agency") != AGENCY or not all(known.get(key) for key in NEEDED):
        return None
    faults = check_identity(
        known, village_identity(expected.place, expected.period, expected.edition), address(hidden[0], 0, 1), [AGENCY]
    )
    read = [
        read_sheet(grid, expected.edition) for grid in grids if grid not in hidden and grid.name not in (LISTS, REVIEW)
    ]
    beside = list(beside_ours(grids, hidden, [], None))
    given = [*(cell for cells, _ in read for cell in cells), *beside]
    if errors(faults):
        return Return(name, "", known, tuple(cell.refused() for cell in given), tuple(faults))
    remarks = [*_personal(grids), *(fault for _, found in read for fault in found)]
    remarks += [problem("form_cell_outside", cell.where, shown(cell.text)) for cell in beside]
    remarks += [remark for grid in grids for remark in comment_remarks(grid)]
    if not given:
        remarks.append(problem("form_empty", address(hidden[0], 0, 1), shown(bare(name))))
    return Return(name, "", known, tuple(given), (*faults, *remarks))


def _personal(grids: Sequence[Grid]) -> list[Problem]:
    """A warning for each sheet and kind of personal data, at its first cell."""
    found: dict[tuple[str, str], list[Where]] = {}
    for grid in grids:
        for row, cells in grid.rows.items():
            for column, (text, kind) in cells.items():
                masked = masked_figure(text, kind == "number") != text
                for personal in personal_kinds(text) if masked else ():
                    found.setdefault((grid.name, personal), []).append(address(grid, row, column))
    return [problem("personal_data", at[0], kind, rows=len(at)) for (_, kind), at in found.items()]
