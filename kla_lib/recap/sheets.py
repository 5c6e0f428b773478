"""From a file's bytes to sheets of cells with addresses, whatever the file is."""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from kla_lib.core.privacy import masked, personal_kinds
from kla_lib.core.problems import InputFault, Problem, Where, problem
from kla_lib.core.tables import column_letter
from kla_lib.recap import ods, xlsx
from kla_lib.recap.model import Cell, CellKind, Grid, Sheet, plain
from kla_lib.recap.shown import Verdict
from kla_lib.recap.sniff import Content
from kla_lib.recap.xlsx import comments_of, has_comments
from kla_lib.recap.xml_scan import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Malformed, TooLarge, WorkbookDetails

DELIMITERS = (",", ";", "\t")
HEAD_LINES = 30
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_OTHER_FILE = re.compile(
    r"'\w+:/.*'#"
)  # how LibreOffice names its copy of a sheet of another file, which it never shows
_CODED = re.compile(r"\s*\d{1,2}\s?[A-Za-z]?(?:\s?\.\s?\d{1,2}\s?[A-Za-z]?)?\s*[,;\t]")
Value = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


def read_sheets(content: Content, headings: Iterable[str]) -> tuple[list[Sheet], list[Problem]]:
    """The visible sheets of a file that hold anything, and a remark on each hidden one.

    ``headings`` (plain) determine the delimiter of a CSV. Raises InputFault for a file that cannot be read.
    """
    if content.kind == "csv":
        return [_csv_sheet(content, frozenset(headings))], []
    sheets, problems = [], []
    for grid in read_grids(content, headings):
        problems += [problem("personal_data_name", Where(content.name, grid.name), kind) for kind in grid.personal]
        if grid.visible and grid.rows:
            sheets.append(_sheet(grid))
        elif grid.rows:
            problems.append(problem("sheet_hidden", Where(content.name, grid.name), grid.name))
    if not sheets:
        raise InputFault([problem("file_empty", Where(content.name), content.name)])
    return sheets, problems


def read_grids(content: Content, headings: Iterable[str]) -> list[Grid]:
    """Every sheet of a file with its filled cells, hidden ones too; arguments and faults as `read_sheets`.

    A number that is shown as a percentage is the text that a person sees: 0.85 in such a cell is ``85%``.
    """
    if content.kind == "csv":
        sheet = _csv_sheet(content, frozenset(headings))
        found = [{column: (cell.text, cell.kind) for column, cell in enumerate(row)} for row in sheet.rows]
        return [Grid(content.name, "", _filled(found))]
    inside = _inside(content)
    return [_grid(content.name, *found, inside.get(found[0], WorkbookDetails())) for found in _grids(content)]


def _grid(file: str, name: str, visible: bool, values: list[list[Value]], inside: WorkbookDetails) -> Grid:
    rows = {number: cells for number, row in enumerate(values) if (cells := _cells_of(row))}
    for (row, column), (kind, text) in inside.special.items():
        rows.setdefault(row, {})[column] = (text, kind)
    rounded = dict[tuple[int, int], str]()
    for (row, column), (verdict, text) in inside.seen.items():
        if (pair := rows.get(row, {}).get(column, _BLANK))[1] == "number":
            rows[row][column] = _as_seen(pair, verdict, text)
            if verdict == "rounded":
                rounded[row, column] = text
    hidden = inside.hidden_rows, inside.hidden_columns
    return Grid(
        file, masked(name), rows, visible, tuple(inside.merged), personal_kinds(name), inside.comments, rounded, *hidden
    )


def _sheet(grid: Grid) -> Sheet:
    """The sheet of a grid: every cell up to the last filled row and column, each with its address."""
    width = 1 + max(column for row in grid.rows.values() for column in row)
    filled = [grid.rows.get(number, {}) for number in range(1 + max(grid.rows))]
    cells = _cells(grid.file, grid.name, ([row.get(column, _BLANK) for column in range(width)] for row in filled))
    return Sheet(grid.file, grid.name, cells, grid.merged, "", grid.rounded, grid.hidden_rows, grid.hidden_columns)


def _as_seen(pair: tuple[str, CellKind], verdict: Verdict, text: str) -> tuple[str, CellKind]:
    """Return a number as shown: ``85%`` as a text; if it reads as another number, both are kept."""
    if verdict == "percent":
        return text, "text"
    return (f"{text or '…'} [{pair[0]}]", "unlike") if verdict == "unlike" else pair


def _cells_of(row: list[Value]) -> dict[int, tuple[str, CellKind]]:
    """The cells of a row that hold something, by column."""
    return {
        column: (value, "text") if value.__class__ is str else _read(value)
        for column, value in enumerate(row)
        if value != "" and (value.__class__ is not str or not value.isspace())
    }


def _filled(found: Iterable[dict[int, tuple[str, CellKind]]]) -> dict[int, dict[int, tuple[str, CellKind]]]:
    """The rows that hold something, without their blank cells."""
    rows = {}
    for number, row in enumerate(found):
        blank = [column for column, pair in row.items() if pair[1] == "blank"]
        for column in blank:
            del row[column]
        if row:
            rows[number] = row
    return rows


def _inside(content: Content) -> dict[str, WorkbookDetails]:
    """Read what a workbook holds beyond its values; every member is measured. Raises InputFault."""
    try:
        if content.kind == "ods":
            return ods.look_inside(content.parts)
        found = xlsx.look_inside(content.parts)
        if has_comments(content.parts):
            paths = xlsx.sheet_paths(content.parts)
            found = {
                name: replace(inside, comments=comments_of(content.parts, paths[name]))
                for name, inside in found.items()
            }
        return found
    except TooLarge as fault:
        raise InputFault([_too_large(content.name, fault)]) from fault
    except (Malformed, KeyError) as fault:
        raise InputFault([problem("file_broken", Where(content.name), content.name)]) from fault


def _too_large(name: str, size: object) -> Problem:
    return problem("sheet_large", Where(name), size, rows=MAX_ROWS, columns=MAX_COLUMNS)


def _grids(content: Content) -> list[tuple[str, bool, list[list[Value]]]]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(_packed(content))) as book:
            sheets = [(i, m) for i, m in enumerate(book.sheets_metadata) if m.typ == SheetTypeEnum.WorkSheet]
            wanted = [(i, m) for i, m in sheets if not (content.kind == "ods" and _OTHER_FILE.match(m.name))]
            return [(m.name, m.visible == SheetVisibleEnum.Visible, _values(book, index)) for index, m in wanted]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:  # a panic of the Rust reader is no Exception
        raise InputFault([problem("file_broken", Where(content.name), content.name)]) from fault


def _packed(content: Content) -> bytes:
    """A package of nothing but the members that were measured and are read."""
    packed = io.BytesIO()
    if content.kind == "xlsx":
        parts = xlsx.read_parts(content.parts)
    else:
        parts = {"mimetype": ODS, **ods.read_parts(content.parts)}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for member, data in parts.items():
            archive.writestr(member, data)
    return packed.getvalue()


def _values(book: CalamineWorkbook, index: int) -> list[list[Value]]:
    return list(book.get_sheet_by_index(index).to_python(skip_empty_area=False))


_BLANK: tuple[str, CellKind] = ("", "blank")


def _read(value: Value) -> tuple[str, CellKind]:
    if isinstance(value, str):
        return (value, "text" if value.strip() else "blank")
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE", "text")
    if isinstance(value, int | float):
        return (repr(value).removesuffix(".0"), "number")
    return (value.isoformat(), "date") if isinstance(value, datetime.date) else (str(value), "date")


def _cells(file: str, name: str, texts: Iterable[list[tuple[str, CellKind]]]) -> tuple[tuple[Cell, ...], ...]:
    letters = [column_letter(column) for column in range(MAX_COLUMNS)]
    return tuple(
        tuple(Cell(Where(file, name, f"{letters[column]}{line}"), *pair) for column, pair in enumerate(row))
        for line, row in enumerate(texts, start=1)
    )


def _csv_sheet(content: Content, headings: frozenset[str]) -> Sheet:
    text = _decoded(content)
    directive = text[:6].casefold().startswith("sep=")
    delimiter = text[4] if directive and text[4:5] in DELIMITERS else _delimiter(text, headings)
    rows = _trimmed(content.name, _csv_rows(content.name, text, delimiter))
    texts = [[(cell, _csv_kind(cell)) for cell in row] for row in rows]
    if directive and texts:
        texts[0] = []
    return Sheet(content.name, "", _cells(content.name, "", texts), delimiter=delimiter)


def _csv_kind(cell: str) -> CellKind:
    return "text" if cell.strip() else "blank"


def _csv_rows(name: str, text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line, started = 0, 0
    try:
        for line, row in enumerate(reader, start=1):
            if any("\n" in cell and _swallows(cell, delimiter, len(row)) for cell in row):
                raise InputFault([_open_quote(name, line, started + 1)])
            started = reader.line_num
            yield row
    except csv.Error as fault:
        raise InputFault([_open_quote(name, line + 1, started + 1)]) from fault


def _open_quote(name: str, row: int, line: int) -> Problem:
    """A quotation mark that is opened in a record (``row`` as a spreadsheet counts, ``line`` of the text) and not closed."""
    return problem("csv_broken", Where(name, "", f"A{row}"), line)


def _swallows(cell: str, delimiter: str, width: int) -> bool:
    """True if a cell of several lines holds whole rows: a quotation mark opened in one row and closed in another."""
    return any(line.count(delimiter) == width - 1 and _CODED.match(line) for line in cell.splitlines()[1:])


def _trimmed(name: str, rows: Iterable[list[str]]) -> list[list[str]]:
    """The rows up to the last filled one, without the blank columns that all of them share. Raises InputFault.

    Blank cells beyond the others' width stay: they show that a row has too many.
    """
    kept: dict[int, tuple[int, list[str]]] = {}
    width = line = 0
    lengths: Counter[int] = Counter()
    for line, row in enumerate(rows, start=1):
        last = next((at for at in range(len(row), 0, -1) if row[at - 1] and not row[at - 1].isspace()), 0)
        if last:
            width = max(width, last)
            if line > MAX_ROWS or width > MAX_COLUMNS:
                raise InputFault([_too_large(name, f"{line} x {width}")])
            lengths[len(row)] += 1
            kept[line] = (len(row), row[: last + MAX_COLUMNS])
    usual = lengths.most_common(1)[0][0] if lengths else 0
    found: list[list[str]] = [[] for _ in range(max(kept, default=0))]
    for line, (length, row) in kept.items():
        found[line - 1] = row[: max(width, 1) + max(0, length - usual)]
    if sum(map(len, found)) > MAX_CELLS:
        raise InputFault([_too_large(name, f"{len(found)} x {width}")])
    return found


def _delimiter(text: str, headings: frozenset[str]) -> str:
    lines = text.splitlines()[:HEAD_LINES]
    return max(DELIMITERS, key=lambda mark: max((_known(line, mark, headings) for line in lines), default=(0, 0)))


def _known(line: str, mark: str, headings: frozenset[str]) -> tuple[int, int]:
    cells = [plain(cell.strip('" ')) for cell in line.split(mark)]
    return sum(cell in headings for cell in cells), len(cells)


def _decoded(content: Content) -> str:
    for encoding in _encodings(content.data):
        try:
            text = content.data.decode(encoding)
        except UnicodeError:
            continue
        if "\0" not in text:
            return text.removeprefix("\ufeff")
    raise InputFault([problem("file_not_text", Where(content.name), content.name)])


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if b"\0" in data[:4096]:
        even, odd = data[0:4096:2].count(0), data[1:4096:2].count(0)
        return ("utf-16-be",) if even > odd else ("utf-16-le",)
    return ("utf-8-sig", "cp1252")
