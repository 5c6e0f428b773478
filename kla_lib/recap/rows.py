"""The rows below a header as entries, and the figures in them."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from string import ascii_uppercase, digits

from kla_lib.core.points import AmbiguousNumber, NotANumber, read_number, to_micro
from kla_lib.core.problems import Problem, Where, problem, same_in_column
from kla_lib.instrument.instrument import Edition
from kla_lib.recap.model import Cell, Entry, Header, Sheet, plain, squeezed

CELLS = ("points", "max", "option", "agencies")
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]
LARGEST = Decimal(1_000_000_000)
TEXTS = ("label", "note", "agencies", "option")
FEWEST = 3  # faults of a kind in a column that are merged into one
MERGED = frozenset(
    [
        "points_share",
        "points_unlike",
        "points_text",
        "points_date",
        "points_error",
        "points_formula",
        "points_ambiguous",
        "points_negative",
        "max_text",
        "max_ambiguous",
        "max_formula",
    ]
)

_WHOLE = re.compile(r"\d{1,4}", re.ASCII)
_DECIMALS = re.compile(r"\d{1,2}", re.ASCII)
_ERROR = re.compile(r"#[A-Z0-9_/]+[!?]?|[^\W\d_]+:5\d\d", re.I)  # #REF!, #NAMA?, Err:522, Galat:522
_COLUMN_NUMBER = re.compile(
    r"(?P<open>[(\[]|kolom\s*|kol\.?\s*)?-?(?P<number>\d{1,2})[)\].]?\s*(?P<rule>[=:(][\s\dx×*/:+%().-]*)?", re.I
)


def table_rows(sheet: Sheet, header: Header) -> tuple[list[Entry], list[Problem]]:
    """Every row of a table that is not empty; headings printed again and column numbers are remarks, not entries.

    A row of a comma CSV with more cells than the header is a problem: an unquoted ``12,5`` moves its cells.
    """
    entries, remarks, wide = [], [], list[Cell]()
    for at in range(header.row + 1, header.end):
        row = sheet.rows[at]
        filled = [cell for cell in row if not cell.is_blank]
        surplus = row[len(sheet.rows[header.row]) :] if sheet.delimiter == "," else ()
        if filled and _is_repeated(sheet, header, at):
            remarks.append(problem("row_header", filled[0].where, filled[0].shown))
        elif filled and (numbering := _numbering(sheet, header, at)):
            remarks.append(numbering)
        elif filled and surplus:
            wide.append(next((cell for cell in surplus if not cell.is_blank), surplus[0]))
        elif filled:
            entries.append(_entry(row, header, sheet))
    if wide:
        remarks.append(problem("csv_width", wide[0].where, wide[0].shown or "-", rows=len(wide)))
    return entries, remarks


def _is_repeated(sheet: Sheet, header: Header, row: int) -> bool:
    titles = [plain(cell.text) for cell in sheet.rows[header.row]]
    return [plain(cell.text) for cell in sheet.rows[row]][: len(titles)] == titles


def _numbering(sheet: Sheet, header: Header, row: int) -> Problem | None:
    """The problem for a row that numbers the columns, as (1) (2) (3) or 1 2 3=2/4 below the headings.

    It is an error where two or three bare numbers may as well be an indicator with its figures.
    """
    filled = [(column, cell) for column, cell in enumerate(sheet.rows[row]) if not cell.is_blank]
    texts = [cell.text.strip() for _, cell in filled]
    if len(texts) > 2 and [text.strip("(). ").upper() for text in texts] == ROMAN[: len(texts)]:
        return problem("row_header", filled[0][1].where, filled[0][1].shown)
    if all(text.startswith("-") for text in texts) != any(text.startswith("-") for text in texts):
        return None
    found = [_COLUMN_NUMBER.fullmatch(text) for text in texts]
    numbers = [int(match["number"]) for match in found if match]
    rising = all(one < two for one, two in itertools.pairwise(numbers))
    in_line = bool(numbers) and numbers[-1] - numbers[0] == len(numbers) - 1
    if len(filled) < 2 or len(numbers) < len(filled) or not rising or not (in_line or len(numbers) > 3):
        return None
    marked = sum(bool(match and (match["open"] or match["rule"])) for match in found)
    words = [column for name in TEXTS for column in header.columns.get(name, ())]
    first = _is_first(sheet, header, row)
    of_figures = len(filled) < 4 and not marked and header.column("max") not in dict(filled)
    if marked == len(filled) or any(column in words for column, _ in filled) or (first and not of_figures):
        return problem("row_header", filled[0][1].where, filled[0][1].shown)
    if numbers[0] > 1 or not first:
        return None
    return problem("row_numbers", filled[0][1].where, " | ".join(cell.shown for _, cell in filled))


def _is_first(sheet: Sheet, header: Header, row: int) -> bool:
    """True if only blank rows lie between a row and the headings above it."""
    above = [at for at in range(header.row + 1, row) if any(not cell.is_blank for cell in sheet.rows[at])]
    return not above or (_is_repeated(sheet, header, above[-1]))


def read_figures(entry: Entry, marks: Mapping[str, str]) -> tuple[Entry, list[Problem]]:
    """The entry with its points, printed maximum and status read; ``marks`` (squeezed) are the texts that are no answer."""
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
    hidden = [entry.code_cell for entry in entries if entry.code_cell.where.cell.lstrip(ascii_uppercase) in lines]
    if hidden:
        found.append(problem("rows_hidden", hidden[0].where, hidden[0].shown, rows=len(hidden)))
    places = [header.column(field) for field in ("code", "points", "max")]
    heads = [sheet.rows[header.row][place] for place in places if place is not None and place in sheet.hidden_columns]
    return found + [problem("column_hidden", cell.where, cell.shown) for cell in heads]


def find_strays(entries: Sequence[Entry]) -> list[Problem]:
    """Columns without a heading that hold something in a coded row: the first such cell of each."""
    found: dict[str, Problem] = {}
    for cell in (cell for entry in entries for cell in entry.strays):
        column = cell.where.cell.rstrip(digits)
        found.setdefault(column, problem("column_untitled", cell.where, cell.shown))
    return list(found.values())


def one_a_column(problems: Sequence[Problem], entries: Sequence[Entry]) -> list[Problem]:
    """Merge the faults of a kind that most figures of a column share, and any percentages of it, into one with a count."""
    cells = (cell for entry in entries for cell in (entry.points_cell, entry.max_cell))
    filled = Counter(_column(cell.where) for cell in cells if not cell.is_blank)
    alike: dict[tuple[str, ...], list[Problem]] = {}
    for found in problems:
        kind = "points_share" if found.kind == "points_text" and found.found.rstrip().endswith("%") else found.kind
        if kind in MERGED:
            alike.setdefault((kind, *_column(found.where)), []).append(found)
    instead: dict[int, Problem | None] = {}
    for (kind, *column), found_in in alike.items():
        always = kind in ("points_share", "points_unlike") and len(found_in) > 1
        if always or (len(found_in) >= FEWEST and 2 * len(found_in) > filled[tuple(column)]):
            instead |= dict.fromkeys(map(id, found_in), None)
            instead[id(found_in[0])] = _merged(kind, found_in)
    return [kept for found in problems if (kept := instead.get(id(found), found)) is not None]


def _column(where: Where) -> tuple[str, ...]:
    return where.file, where.sheet, where.cell.rstrip(digits)


def _merged(kind: str, alike: Sequence[Problem]) -> Problem:
    first = alike[0]
    if kind == "points_share":
        return problem("points_share", first.where, first.found, rows=len(alike))
    if kind == "points_unlike":
        return problem("points_unlike", first.where, first.found, rows=len(alike))
    words = same_in_column(len(alike), f"{first.where.cell}–{alike[-1].where.cell}")
    return replace(first, values=tuple((dict(first.values) | words).items()))


def find_shared(sheet: Sheet, header: Header, entries: Sequence[Entry]) -> list[Problem]:
    """Report figures in cells merged over several coded rows or several columns of figures."""
    columns = {at for name in CELLS for at in header.columns.get(name, ()) if name != "agencies"}
    rows = {cell.where: at for at in range(header.row, header.end) for cell in sheet.rows[at]}
    coded = {rows[entry.code_cell.where] for entry in entries}
    problems = []
    for (top, left), (bottom, right) in sheet.merged:
        shared = columns & set(range(left, right + 1))
        below = coded & set(range(top, bottom + 1))
        if (
            not shared
            or left not in columns
            or not below
            or (len(shared) < 2 and len(below) < 2)
            or not header.row < top < header.end
        ):
            continue
        cell = sheet.rows[top][left] if left < len(sheet.rows[top]) else None
        if cell is not None and not cell.is_blank:
            problems.append(problem("cells_merged", cell.where, cell.shown, rows=len(below)))
    return problems


def find_split_figures(sheet: Sheet, header: Header, entries: Sequence[Entry], edition: Edition) -> list[Problem]:
    """The rows of a comma CSV where an unquoted ``0,75`` may have become 0 and, in the next column, 75."""
    if sheet.delimiter != ",":
        return []
    rows = {row[0].where: row for row in sheet.rows[header.row + 1 : header.end] if row}
    shares = _percentages(entries, rows, header, edition)
    shortest = min((len(row) for row in rows.values() if len(row) > 1), default=0)
    found = []
    for entry in entries:
        row = rows[replace(entry.code_cell.where, cell=f"A{entry.code_cell.where.cell.lstrip(ascii_uppercase)}")]
        for at in (at for field in ("points", "max") if (at := header.column(field)) is not None):
            pair = [cell.text.strip() for cell in row[at : at + 2]]
            if len(pair) == 2 and _WHOLE.fullmatch(pair[0]) and _DECIMALS.fullmatch(pair[1]):
                field = next((name for name, columns in header.columns.items() if at + 1 in columns), "")
                node = edition.by_code.get(entry.code)
                most = node.max_micro if node is not None else None
                if field == "ignored" and entry.code in shares:
                    continue
                fits = most is None or to_micro(Decimal(".".join(pair))) <= most
                of_own = field == "max" and (most is None or to_micro(Decimal(pair[1])) == most)
                if fits and not of_own and (field in (*TEXTS, "", "ignored") or len(row) > shortest):
                    found.append((row[at], ",".join(pair)))
    return [problem("csv_decimal", found[0][0].where, found[0][1], rows=len(found))] if found else []


def _percentages(
    entries: Sequence[Entry], rows: Mapping[Where, Sequence[Cell]], header: Header, edition: Edition
) -> set[str]:
    """The codes of rows whose ignored number next to the points is what they are of the maximum in percent."""
    at, found = header.column("points"), set[str]()
    if at is None:
        return found
    for entry in entries:
        row = rows[replace(entry.code_cell.where, cell=f"A{entry.code_cell.where.cell.lstrip(ascii_uppercase)}")]
        pair = [cell.text.strip() for cell in row[at : at + 2]]
        most = edition.by_code[entry.code].max_micro if entry.code in edition.by_code else None
        if most and len(pair) == 2 and all(_WHOLE.fullmatch(text) for text in pair):
            share = Decimal(pair[0]) * 100_000_000 / most
            found |= {entry.code} if abs(share - Decimal(pair[1])) < 1 else set()
    return found


def _entry(row: tuple[Cell, ...], header: Header, sheet: Sheet) -> Entry:
    code = row[header.columns["code"][0]] if header.columns["code"][0] < len(row) else Cell(row[0].where)
    points, maximum, option, agencies = (_cell(row, header, field, code) for field in CELLS)
    labels, notes = (_texts(row, header, field) for field in ("label", "note"))
    strays = tuple(_strays(row, header, sheet))
    return Entry(code, points, maximum, option, agencies, strays, "; ".join(labels), "; ".join(notes), labels=labels)


def _cell(row: tuple[Cell, ...], header: Header, field: str, code: Cell) -> Cell:
    column = header.column(field)
    if column is None:
        return Cell(code.where)
    return row[column] if column < len(row) else Cell(code.where)


def _texts(row: tuple[Cell, ...], header: Header, field: str) -> tuple[str, ...]:
    cells = [row[column] for column in header.columns.get(field, ()) if column < len(row)]
    return tuple(text for cell in cells if (text := cell.text.strip()) and (field != "label" or cell.kind != "number"))


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
    kind = "max_text" if field == "max" and fault in ("date", "error", "unlike") else f"{field}_{fault}"
    told: Mapping[str, object] = {"rows": 1} if kind == "points_unlike" else same_in_column()
    return None, [problem(kind, cell.where, cell.shown, **told)]


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
