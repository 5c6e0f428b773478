"""The rows below a header as entries, and the figures in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from kla_lib.intake.shapes import Cell, Entry, Header, Sheet, plain, squeezed
from kla_lib.problems import Problem, problem
from kla_lib.rules.points import AmbiguousNumber, NotANumber, read_number, to_micro

CELLS = ("points", "max", "option", "agencies")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LARGEST = Decimal(1_000_000_000)

_ERROR = re.compile(r"#[A-Z0-9_/]+[!?]?|[^\W\d_]+:5\d\d", re.I)  # #REF!, #NAMA?, Err:522, Galat:522


def table_rows(sheet: Sheet, header: Header) -> tuple[list[Entry], list[Problem]]:
    """Every row below the header that is not empty; a header printed again is a remark, not an entry.

    A row of a comma CSV with more cells than the header is a problem: an unquoted ``12,5`` moves its cells.
    Entries and problems together are the rows that came in.
    """
    entries, remarks = [], []
    for at in range(header.row + 1, len(sheet.rows)):
        row = sheet.rows[at]
        filled = [cell for cell in row if not cell.is_blank]
        surplus = row[len(sheet.rows[header.row]) :] if sheet.delimiter == "," else ()
        if filled and is_repeated(sheet, header, at):
            remarks.append(problem("row_header", filled[0].where, filled[0].shown))
        elif filled and surplus:
            cell = next((cell for cell in surplus if not cell.is_blank), surplus[0])
            remarks.append(problem("csv_width", cell.where, cell.shown or "-"))
        elif filled:
            entries.append(_entry(row, header, sheet))
    return entries, remarks


def is_repeated(sheet: Sheet, header: Header, row: int) -> bool:
    """Whether a row is the header printed again, or the column numbers under it: (1) (2) (3) ..."""
    titles = [plain(cell.text) for cell in sheet.rows[header.row]]
    texts = [plain(cell.text) for cell in sheet.rows[row]]
    if texts[: len(titles)] == titles:
        return True
    numbers = [text for text in texts if text]
    bracketed = any("(" in cell.text for cell in sheet.rows[row])
    counted = numbers == [str(n) for n in range(1, len(numbers) + 1)]
    return row == header.row + 1 and counted and (len(numbers) >= 4 or (bracketed and len(numbers) >= 2))


def read_figures(entry: Entry, marks: Mapping[str, str]) -> tuple[Entry, list[Problem]]:
    """The entry with its points, printed maximum and status read; ``marks`` (squeezed) say what is no answer."""
    mark = _mark(entry.points_cell, marks)
    points, faults = (None, []) if mark else _figure(entry.points_cell, "points")
    maximum, more = (None, []) if _mark(entry.max_cell, marks) else _figure(entry.max_cell, "max")
    status = mark or ("answered" if points is not None else "unanswered")
    read = replace(
        entry, status=status, points_micro=points, max_micro=maximum, printed_points=points, printed_max=maximum
    )
    return read, faults + more


def find_unseen(sheet: Sheet, header: Header, entries: Sequence[Entry]) -> list[Problem]:
    """Figures shown with fewer digits than they have, and hidden rows and columns that count: one remark for each kind."""
    found = []
    for column in (header.column("points"), header.column("max")):
        cells = {(row, at): sheet.rows[row][at] for row, at in sheet.rounded if at == column and row > header.row}
        if cells:
            first = min(cells)
            seen = {"seen": sheet.rounded[first], "rows": len(cells)}
            found.append(problem("figures_rounded", cells[first].where, cells[first].shown, **seen))
    lines = {str(row + 1) for row in sheet.hidden_rows}
    hidden = [entry.code_cell for entry in entries if entry.code_cell.where.cell.lstrip(LETTERS) in lines]
    if hidden:
        found.append(problem("rows_hidden", hidden[0].where, hidden[0].shown, rows=len(hidden)))
    places = [header.column(field) for field in ("code", "points", "max")]
    heads = [sheet.rows[header.row][place] for place in places if place is not None and place in sheet.hidden_columns]
    return found + [problem("column_hidden", cell.where, cell.shown) for cell in heads]


def find_strays(entries: Sequence[Entry]) -> list[Problem]:
    """Columns without a heading that hold something in a coded row: the first such cell of each."""
    found: dict[str, Problem] = {}
    for cell in (cell for entry in entries for cell in entry.strays):
        column = cell.where.cell.rstrip("0123456789")
        found.setdefault(column, problem("column_untitled", cell.where, cell.shown))
    return list(found.values())


def one_a_column(problems: Sequence[Problem]) -> list[Problem]:
    """The faults of figures, those of one column that are shown unlike what they are as one: a format is a column's."""
    first: dict[tuple[str, str, str], int] = {}
    count: dict[int, int] = {}
    kept: list[Problem] = []
    for found in problems:
        key = (found.where.file, found.where.sheet, found.where.cell.rstrip("0123456789"))
        if found.kind == "points_unlike" and key in first:
            count[first[key]] += 1
            continue
        if found.kind == "points_unlike":
            first[key], count[len(kept)] = len(kept), 1
        kept.append(found)
    return [
        problem("points_unlike", p.where, p.found, rows=count[at]) if at in count else p for at, p in enumerate(kept)
    ]


def _entry(row: tuple[Cell, ...], header: Header, sheet: Sheet) -> Entry:
    code = row[header.columns["code"][0]] if header.columns["code"][0] < len(row) else Cell(row[0].where)
    points, maximum, option, agencies = (_cell(row, header, field, code) for field in CELLS)
    label, note = (_joined(row, header, field) for field in ("label", "note"))
    strays = tuple(_strays(row, header, sheet))
    return Entry(code, points, maximum, option, agencies, strays, label=label, note=note)


def _cell(row: tuple[Cell, ...], header: Header, field: str, code: Cell) -> Cell:
    column = header.column(field)
    if column is None:
        return Cell(code.where)
    return row[column] if column < len(row) else Cell(code.where)


def _joined(row: tuple[Cell, ...], header: Header, field: str) -> str:
    texts = [row[column].text.strip() for column in header.columns.get(field, ()) if column < len(row)]
    return "; ".join(text for text in texts if text)


def _strays(row: tuple[Cell, ...], header: Header, sheet: Sheet) -> Iterator[Cell]:
    titles = sheet.rows[header.row]
    for column, cell in enumerate(row):
        if not cell.is_blank and (column >= len(titles) or titles[column].is_blank):
            yield cell


def _mark(cell: Cell, marks: Mapping[str, str]) -> str:
    if cell.kind not in ("blank", "text"):
        return ""
    return marks.get(squeezed(cell.text), "unanswered" if cell.is_blank else "")


def _figure(cell: Cell, field: str) -> tuple[int | None, list[Problem]]:
    fault, number = _read(cell)
    if not fault:
        return to_micro(number), []
    kind = (
        "max_text" if (field, fault) in (("max", "date"), ("max", "error"), ("max", "unlike")) else f"{field}_{fault}"
    )
    if kind == "points_unlike":
        return None, [problem("points_unlike", cell.where, cell.shown, rows=1)]
    return None, [problem(kind, cell.where, cell.shown)]


def _read(cell: Cell) -> tuple[str, Decimal]:
    text = cell.text.strip()
    if cell.kind in ("error", "formula", "date", "unlike"):
        return cell.kind, Decimal(0)
    if cell.kind == "text" and (_ERROR.fullmatch(text) or text.startswith("=")):
        return "formula" if text.startswith("=") else "error", Decimal(0)
    try:
        number = Decimal(text) if cell.kind == "number" else read_number(text)
    except AmbiguousNumber:
        return "ambiguous", Decimal(0)
    except NotANumber:
        return "text", Decimal(0)
    return ("" if number.is_finite() and abs(number) < LARGEST else "text"), number
