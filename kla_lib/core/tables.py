"""CSV tables: our own, those that people of a place edit (nothing in them is trusted, personal data is masked), and cells
that must stay inert in a spreadsheet. Every cell is text, every row knows its file and line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from pathlib import Path

from kla_lib.core.privacy import masked_figure, personal_kinds
from kla_lib.core.problems import Problem, Where, problem, system_reasons

Folder = Traversable | Path

MAX_BYTES = 5_000_000
ACTIVE = ("=", "+", "-", "@", "\t", "\r")  # how a text begins that a spreadsheet takes for a formula


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells by column name and its address."""

    cells: dict[str, str]
    file: str
    line: int

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def where(self, column: str = "") -> Where:
        """The address of this row, or of one of its cells (spreadsheet letters, header in row 1)."""
        letter = column_letter(list(self.cells).index(column)) if column else "A"
        return Where(self.file, "", f"{letter}{self.line}")


def column_letter(index: int) -> str:
    """0 is ``A``, 26 is ``AA``: the letters of a spreadsheet."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read_table(
    folder: Folder, name: str, columns: tuple[str, ...], semicolons: bool = False
) -> tuple[list[Row], list[Problem]]:
    """All rows of ``folder/name`` as text, with a problem for each missing file or column or odd row.

    Columns beyond those asked for are kept; they are the owner's own. With ``semicolons`` these may stand for commas.
    """
    source = folder.joinpath(name)
    if not source.is_file():
        return [], [problem("table_missing", Where(name), name)]
    try:
        text = source.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return [], [problem("table_not_utf8", Where(name), name)]
    return _rows(text, name, columns, _delimiter(text) if semicolons else ",")


def _rows(text: str, name: str, columns: tuple[str, ...], delimiter: str) -> tuple[list[Row], list[Problem]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = next(reader, [])
    missing = [c for c in columns if c not in header]
    if missing:
        return [], [problem("table_columns", Where(name, "", "A1"), ", ".join(header), missing=", ".join(missing))]
    rows, problems = [], []
    for line, cells in _numbered(reader):
        if len(cells) == len(header):
            rows.append(Row(dict(zip(header, cells, strict=True)), name, line))
        else:
            problems.append(problem("table_row", Where(name, "", f"A{line}"), len(cells), wanted=len(header)))
    return rows, problems


def _delimiter(text: str) -> str:
    """A semicolon where the header has no comma: Excel saves so where the comma is the decimal sign."""
    header = text.partition("\n")[0]
    return ";" if ";" in header and "," not in header else ","


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    for line, cells in enumerate(reader, start=2):
        if any(cells):
            yield line, cells


def read_local(folder: Path, name: str, columns: tuple[str, ...]) -> tuple[list[Row], list[Problem]]:
    """The rows of a table, cells without surplus spaces and personal data; none where there is no table."""
    source, here = folder / name, "/".join([*folder.parts[-2:], name])
    try:
        if not source.is_file():
            return [], []
        if source.stat().st_size > MAX_BYTES:
            return [], [problem("file_large", Where(here), here, limit=MAX_BYTES // 1_000_000)]
        rows, problems = read_table(folder, name, columns, semicolons=True)
    except csv.Error as fault:
        return [], [problem("csv_broken", Where(here), fault)]
    except OSError as fault:
        return [], [problem("file_unreadable", Where(here), here, **system_reasons(fault))]
    tidy = [_tidied(replace(row, file=here)) for row in rows]
    told = [replace(p, where=Where(here, "", p.where.cell)) for p in problems]
    return [_hidden(row) for row in tidy], told + _personal(tidy)


def _tidied(row: Row) -> Row:
    return replace(row, cells={column: " ".join(text.split()) for column, text in row.cells.items()})


def _hidden(row: Row) -> Row:
    return replace(row, cells={column: masked_figure(text) for column, text in row.cells.items()})


def _personal(rows: list[Row]) -> list[Problem]:
    """A warning for each column and kind, at its first cell, without the number."""
    found: dict[tuple[str, str], list[Where]] = {}
    for row in rows:
        for column, text in row.cells.items():
            for kind in personal_kinds(text) if masked_figure(text) != text else ():
                found.setdefault((column, kind), []).append(row.where(column))
    return [problem("personal_data", cells[0], kind, rows=len(cells)) for (_, kind), cells in found.items()]


def inert(cell: str) -> str:
    """A text that a spreadsheet would take for a formula, behind an apostrophe; any other as it is."""
    return f"'{cell}" if cell.startswith(ACTIVE) else cell
