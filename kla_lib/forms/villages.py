"""Read a returned table of kecamatan or villages: one row each becomes a numerator and a denominator per question.

The table is recognised by its hidden sheet, and every filled cell is accounted for. Unknown is not no: a row without an
answer is counted apart, and the share is a range between the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kla_lib.core.privacy import masked_figure, personal_kinds
from kla_lib.core.problems import InputFault, Problem, Where, errors, message, problem
from kla_lib.core.tables import column_letter
from kla_lib.forms.cells import bare, shown, tidy
from kla_lib.forms.layout import address, all_headings, check_identity, is_identity, read_identity, stray
from kla_lib.forms.reading import Expected, beside_ours, comment_remarks, read_return
from kla_lib.forms.returns import FilledCell, Return, Share, Status
from kla_lib.forms.shape import AGENCY, ANSWERS, SHEETS, answer_words, asked, village_identity
from kla_lib.instrument.instrument import Edition, code_key
from kla_lib.local.form_fields import LISTS, REVIEW
from kla_lib.recap.model import CellKind, Grid
from kla_lib.recap.sheets import read_grids
from kla_lib.recap.sniff import sniff

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Table:
    """The table on a sheet: its header row and the columns of its questions, counted from 0."""

    rows: Rows
    header: int
    columns: Mapping[int, str]
    file: str
    sheet: str

    def at(self, column: int, row: int) -> Where:
        return Where(self.file, self.sheet, f"{column_letter(column)}{row + 1}")

    def name(self, row: int) -> tuple[str, ...]:
        """What stands before the first question: kecamatan, and village."""
        cells = [*self.rows[row], *[""] * min(self.columns)][: min(self.columns)]
        return tuple(" ".join(cell.split()).casefold() for cell in cells)

    def said(self, row: int) -> dict[int, str]:
        """What stands in the columns of the questions."""
        cells = self.rows[row]
        return {column: " ".join(cells[column].split()) if column < len(cells) else "" for column in self.columns}


def merge_villages(
    rows: Rows, edition: Edition, level: str, file: str = "", sheet: str = ""
) -> tuple[list[Share], list[Problem]]:
    """The counts of every question that has a column, in the instrument's order, and every fault of the table.

    ``rows`` are the text cells of a sheet from A1 on. A row told twice counts once; an answer that is none of yes,
    no and not known is a fault and counts as not known.
    """
    table, faults = _table(rows, edition, level, file, sheet)
    if table is None:
        return [], faults
    counted, doubles = _counted(table)
    answers = {(row, column): _answer(text) for row in counted for column, text in table.said(row).items()}
    strange = [
        problem("village_answer", table.at(column, row), table.said(row)[column])
        for (row, column), answer in answers.items()
        if answer is None
    ]
    shares = [
        _share(code, [answers[row, column] or "unknown" for row in counted]) for column, code in table.columns.items()
    ]
    order = {node.code: place for place, node in enumerate(edition.at("question"))}
    return sorted(shares, key=lambda share: order[share.code]), [*faults, *doubles, *strange]


def village_cells(
    rows: Rows, edition: Edition, level: str, file: str = "", sheet: str = ""
) -> tuple[list[FilledCell], list[Problem]] | None:
    """Every filled cell of the table, each kept or rejected, and its faults; None where no table of this level is.

    A named row is a cell without a code; ``field`` is the level and the name, ``choice`` the answer. The form's own
    words above and below the table are none of the office's.
    """
    table, _ = _table(rows, edition, level, file, sheet)
    if table is None:
        return None
    counted, _ = _counted(table)
    _, faults = merge_villages(rows, edition, level, file, sheet)
    ours = _own_rows(table)
    cells = [
        (row, column)
        for row, line in enumerate(rows)
        for column, text in enumerate(line)
        if text.strip() and not _is_ours(table, row, column, ours)
    ]
    given = [_cell(table, row, column, level, row in counted) for row, column in cells]
    outside = [
        g for g in given if g.status == "rejected" and (g.row <= table.header or g.row > min(ours, default=g.row))
    ]
    return given, faults + [problem("form_cell_outside", g.where, shown(g.text)) for g in outside]


def _own_rows(table: _Table) -> list[int]:
    """The rows below the table that hold the form's own counts."""
    return [row for row in range(table.header + 1, len(table.rows)) if _is_count(table.name(row))]


def _is_ours(table: _Table, row: int, column: int, counts: Sequence[int]) -> bool:
    known = column in table.columns or column < min(table.columns)
    return row in counts or (row == table.header and known) or (row < table.header and column == 0)


def _cell(table: _Table, row: int, column: int, level: str, counted: bool) -> FilledCell:
    code, text = table.columns.get(column, ""), tidy(table.rows[row][column])
    named = f"{SHEETS[level]}: {_shown(table.name(row))}"
    answer = _answer(" ".join(text.split())) if code else ""
    if not counted or (not code and column >= min(table.columns)):
        return FilledCell("", "", "", text, table.at(column, row), row=row + 1, status="rejected")
    if not code and column < min(table.columns) - 1:
        named = f"{SHEETS[level]}, {column + 1}: {_shown(table.name(row))}"
    status: Status = "rejected" if answer is None else "kept"
    return FilledCell(
        "villages", code, named, text, table.at(column, row), choice=answer or "", row=row + 1, status=status
    )


def _table(rows: Rows, edition: Edition, level: str, file: str, sheet: str) -> tuple[_Table | None, list[Problem]]:
    codes = {code_key(node.code): node.code for node in asked(edition, level)}
    for line, cells in enumerate(rows):
        found = {column: code for column, cell in enumerate(cells) if (code := codes.get(_code(cell)))}
        if found and 0 not in found:
            first = {code: column for column, code in reversed(found.items())}
            table = _Table(
                rows, line, {column: code for code, column in sorted(first.items(), key=_place)}, file, sheet
            )
            return table, list(_odd_columns(table, found))
    shown = next((cell for cells in rows for cell in cells if cell.strip()), "-")
    return None, [problem("village_header", Where(file, sheet), shown, example=next(iter(codes.values()), "-"))]


def _place(pair: tuple[str, int]) -> int:
    return pair[1]


def _code(heading: str) -> str:
    """The code at the start of a heading such as ``25.10 Kecamatan dengan ...``: so written, no program shortens it."""
    return code_key(heading.split(maxsplit=1)[0]) if heading.strip() else ""


def _odd_columns(table: _Table, found: Mapping[int, str]) -> Iterator[Problem]:
    """Columns that are not counted: a question's second one, and a heading that is no question."""
    for column, heading in enumerate(table.rows[table.header]):
        if column < min(table.columns) or column in table.columns or not heading.strip():
            continue
        kind = "village_column_double" if column in found else "village_column"
        yield problem(kind, table.at(column, table.header), heading)


def _counted(table: _Table) -> tuple[list[int], list[Problem]]:
    """The rows that are counted, each kecamatan or village once, and what is wrong with the others."""
    first: dict[tuple[str, ...], int] = {}
    problems = []
    for row in range(table.header + 1, len(table.rows)):
        name, answered = table.name(row), any(table.said(row).values())
        if _is_count(name):
            break
        if not name[-1]:
            problems += [problem("village_nameless", table.at(0, row), _shown(name))] if any(name) or answered else []
        elif name in first:
            problems.append(problem("village_double", table.at(0, row), _shown(name), first=first[name] + 1))
        else:
            first[name] = row
    return list(first.values()), problems


def _shown(name: tuple[str, ...]) -> str:
    return " / ".join(part for part in name if part) or "-"


def _is_count(name: tuple[str, ...]) -> bool:
    """Whether a row holds the form's own counts below the table."""
    counts = (message("village_count", "id"), message("village_count", "en"))
    return name[0].startswith(tuple(count.split("{")[0].strip().casefold() for count in counts))


def _answer(text: str) -> str | None:
    """yes, no or unknown; a blank is unknown, None is no answer at all."""
    return answer_words().get(text.casefold()) if text else "unknown"


def _share(code: str, answers: Sequence[str]) -> Share:
    return Share(code, *(answers.count(answer) for answer in ANSWERS))


NEEDED = ("place", "period", "edition", "agency")
Cells = tuple[list[FilledCell], list[Problem]]


def read_file(data: bytes, name: str, expected: Expected) -> Return:
    """Read one returned file: a form, or a table of kecamatan and villages."""
    returned = read_return(data, name, expected)
    if all(p.kind != "form_villages" for p in returned.problems):
        return returned
    villages = read_villages(data, name, expected.place, expected.period, expected.edition)
    return replace(villages, sha256=returned.sha256, saved=returned.saved) if villages else returned


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


def _refused(cell: FilledCell) -> FilledCell:
    return FilledCell("", "", "", cell.text, cell.where, row=cell.row, status="rejected")


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
    return [
        problem("personal_data", address(named[name], *places[0]), kind, rows=len(places))
        for (name, kind), places in found.items()
    ]


def _filled(grid: Grid) -> Iterator[tuple[tuple[int, int], str]]:
    """The cells that hold something hidden."""
    return (
        ((row, column), cell[0])
        for row, cells in grid.rows.items()
        for column, cell in cells.items()
        if _hidden(*cell) != cell[0]
    )
