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
LARGEST = Decimal(1_000_000_000)

_ERROR = re.compile(r"#[A-Z0-9/]+[!?]?", re.I)


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


def find_strays(entries: Sequence[Entry]) -> list[Problem]:
    """Columns without a heading that hold something in a coded row: the first such cell of each."""
    found: dict[str, Problem] = {}
    for cell in (cell for entry in entries for cell in entry.strays):
        column = cell.where.cell.rstrip("0123456789")
        found.setdefault(column, problem("column_untitled", cell.where, cell.shown))
    return list(found.values())


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
    kind = "max_text" if (field, fault) in (("max", "date"), ("max", "error")) else f"{field}_{fault}"
    return None, [problem(kind, cell.where, cell.shown)]


def _read(cell: Cell) -> tuple[str, Decimal]:
    text = cell.text.strip()
    if cell.kind in ("error", "formula", "date"):
        return cell.kind, Decimal(0)
    if cell.kind == "text" and (_ERROR.fullmatch(text) or text.startswith("=")):
        return "error" if text.startswith("#") else "formula", Decimal(0)
    try:
        number = Decimal(text) if cell.kind == "number" else read_number(text)
    except AmbiguousNumber:
        return "ambiguous", Decimal(0)
    except NotANumber:
        return "text", Decimal(0)
    return ("" if number.is_finite() and abs(number) < LARGEST else "text"), number
