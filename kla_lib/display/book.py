"""Sheets of a workbook in which no text of a user is ever executed: texts are texts, formulas are our own.

`BookSheet` is a sheet with one table; `form_sheet.FormSheet` is a protected sheet to fill in. Both share layout, styles and texts.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from kla_lib.core.privacy import masked
from kla_lib.core.problems import Lang
from kla_lib.display.palette import PAGE, light

HEAD = 3  # the row of the headings, counted from 0
FIRST = HEAD + 1
LONGEST_TEXT = 32_767
CACHED = 5_000
WRAPPED_UP_TO = 400
A4, MARGIN = 9, 0.4
LINE_HEIGHT, MOST_LINES, ROOM = 13.5, 12, 1.22
BOLD_ROOM = 0.95
RIGHT = ("max", "own", "points", "share", "possible", "answered", "asked")

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Style = dict[str, Any]
BASE: Style = {
    "font_name": "Calibri",
    "font_size": 10,
    "font_color": light("ink"),
    "num_format": "@",
    "valign": "vcenter",
}
LINE: Style = {**BASE, "bottom": 1, "bottom_color": light("rule"), "align": "left", "indent": 1}
FIGURE: Style = {**LINE, "align": "right", "num_format": "#,##0.00"}
EXACT: Style = {**FIGURE, "num_format": "#,##0.00####"}
SAID: Style = {**LINE, "num_format": "General"}
HEADING: Style = {**BASE, "bold": True, "font_color": light(PAGE)}
HEAD_CELL: Style = {**LINE, "bold": True, "font_color": "#ffffff", "bg_color": light(PAGE), "text_wrap": True}
TINT: Style = {"bg_color": "#e6eef5", "font_color": light(PAGE)}
SUM: Style = {"bold": True, "top": 2, "top_color": light(PAGE)}
LARGE: Style = {"bold": True, "font_size": 13}
STYLES: dict[str, Style] = {
    "title": {**HEADING, "font_size": 15},
    "section": {**HEADING, "font_size": 12},
    "subtitle": {**BASE, "font_color": light("muted")},
    "note": {**BASE, "text_wrap": True, "align": "left", "indent": 1},
    "head": HEAD_CELL,
    "headright": {**HEAD_CELL, "align": "right"},
    "text": {**LINE, "text_wrap": True},
    "long": LINE,
    "muted": {**LINE, "align": "right", "font_color": light("muted")},
    "said": SAID,
    "saidright": {**SAID, "align": "right"},
    "points": FIGURE,
    "exact": EXACT,
    "share": {**FIGURE, "num_format": "0.0%"},
    "count": {**FIGURE, "num_format": "#,##0"},
    "input": {**EXACT, **TINT},
    "choice": {**LINE, "align": "right", **TINT},
    "large": {**FIGURE, **LARGE},
    "largesaid": {**SAID, "align": "right", **LARGE},
    "total": {**FIGURE, **SUM},
    "totaltext": {**LINE, **SUM},
    "totalshare": {**FIGURE, "num_format": "0.0%", **SUM},
    "totalcount": {**FIGURE, "num_format": "#,##0", **SUM},
}


def styles(book: xlsxwriter.Workbook) -> dict[str, Any]:
    """The formats of a workbook by name."""
    return {name: book.add_format(style) for name, style in STYLES.items()}


def fit_for_a_cell(text: str) -> str:
    """A text that any cell can hold, never read as markup: no control characters, at most 32,767 UTF-16 units."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    whole = _UNFIT.sub("\ufffd", lines)
    units = whole.encode("utf-16-le")
    if len(units) > 2 * LONGEST_TEXT:
        whole = units[: 2 * (LONGEST_TEXT - 1)].decode("utf-16-le", "ignore") + "…"
    return f"{whole} "[:LONGEST_TEXT] if whole.startswith("<r>") and whole.endswith("</r>") else whole


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on a sheet: its columns by key, from row HEAD (counted from 0) on, and its number of rows."""

    sheet: str
    keys: tuple[str, ...]
    rows: int

    def at(self, key: str, row: int) -> str:
        """A cell of the same sheet: ``F5``; ``row`` counts from 0 on the sheet."""
        return f"{self.letter(key)}{row + 1}"

    def fixed(self, key: str, row: int) -> str:
        """The same with its sheet, for other sheets: ``Klaster!$F$12``."""
        return f"{self.sheet}!${self.letter(key)}${row + 1}"

    def column(self, key: str) -> str:
        """The whole column with its sheet: ``Pertanyaan!$F$5:$F$278``."""
        letter = self.letter(key)
        return f"{self.sheet}!${letter}${FIRST + 1}:${letter}${FIRST + self.rows}"

    def letter(self, key: str) -> str:
        """The letter of a column. Raises ValueError for a key the table does not have."""
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[self.keys.index(key)]


def new_sheet(book: xlsxwriter.Workbook, name: str) -> Any:
    """A worksheet laid out for printing: A4 landscape, one page wide, the sheet's name and page number in the footer."""
    sheet = book.add_worksheet(name)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=MARGIN, right=MARGIN, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&8kla_lib&C&8&A&R&8&P / &N")
    return sheet


@lru_cache(maxsize=CACHED)  # the forms of a city share most of their texts
def own_text(text: str, lang: Lang) -> str:
    """A text as it appears in a cell: personal data hidden, no longer than a cell holds."""
    return fit_for_a_cell(masked(text, lang))


@lru_cache(maxsize=CACHED)
def wrapped_lines(text: str, width: int) -> int:
    """The number of lines that a text takes in a cell of so many characters."""
    return sum(len(textwrap.wrap(line, width)) or 1 for line in text.split("\n"))


class BookSheet:
    """One sheet. Rows and columns count from 0; ``style`` is a name of STYLES."""

    def __init__(self, book: xlsxwriter.Workbook, name: str, lang: Lang, formats: dict[str, Any]) -> None:
        self.sheet = new_sheet(book, name)
        self.lang, self.formats = lang, formats
        self.column_widths: tuple[float, ...] = ()
        self.lines: dict[int, int] = {}

    def text(self, row: int, column: int, text: str, style: str = "text") -> None:
        """A text, whatever it looks like; personal data is hidden, a very long one stays on one line."""
        fit = own_text(text, self.lang)
        chosen = "long" if style == "text" and len(fit) > WRAPPED_UP_TO else style
        if fit:
            self._make_room(row, column, fit, chosen)
            _done(self.sheet.write_string(row, column, fit, self.formats[chosen]))
        else:
            self.blank(row, column, style)

    def _make_room(self, row: int, column: int, text: str, style: str) -> None:
        """Rows grow with their longest wrapped text; not every program does that by itself."""
        if STYLES[style].get("text_wrap") and column < len(self.column_widths):
            room = BOLD_ROOM if STYLES[style].get("bold") else ROOM
            width = max(1, int(self.column_widths[column] * room))
            self.lines[row] = min(MOST_LINES, max(wrapped_lines(text, width), self.lines.get(row, 1)))
            self.sheet.set_row(row, LINE_HEIGHT * self.lines[row] + 2)

    def blank(self, row: int, column: int, style: str = "text") -> None:
        """An empty cell: absent, not zero."""
        _done(self.sheet.write_blank(row, column, None, self.formats[style]))

    def number(self, row: int, column: int, number: float, style: str) -> None:
        """A number; hundredths and micropoints divided give the nearest float, which Excel shows exactly."""
        _done(self.sheet.write_number(row, column, number, self.formats[style]))

    def formula(self, row: int, column: int, formula: str, value: float | str, style: str) -> None:
        """A formula of ours with the value it comes to, for viewers that do not calculate."""
        _done(self.sheet.write_formula(row, column, formula, self.formats[style], value))

    def widths(self, *widths: float) -> None:
        """The widths of the columns from the left, in characters; to be set before the texts."""
        self.column_widths = widths
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)

    def heading(self, title: str, subtitle: str) -> None:
        """The first two lines of a sheet."""
        self.text(0, 0, title, "title")
        self.text(1, 0, subtitle, "subtitle")
        self.sheet.set_row(0, 22)

    def table(self, grid: Grid, headings: list[str]) -> None:
        """The header row of a sheet's table: frozen, filtered, printed on every page; codes may look like numbers."""
        for column, (key, heading) in enumerate(zip(grid.keys, headings, strict=True)):
            self.text(HEAD, column, heading, "headright" if key in RIGHT else "head")
        self.sheet.freeze_panes(FIRST, 1)
        self.sheet.repeat_rows(HEAD)
        if grid.rows:
            self.sheet.autofilter(HEAD, 0, FIRST + grid.rows - 1, len(grid.keys) - 1)
        self.sheet.ignore_errors({"number_stored_as_text": f"A1:{grid.letter(grid.keys[-1])}{FIRST + grid.rows + 1}"})

    def print_on_two_pages(self, columns: int, scale: int) -> None:
        """Two pages side by side, the first with so many columns; the first column is printed on both."""
        self.sheet.set_print_scale(scale)
        self.sheet.set_v_pagebreaks([columns])
        self.sheet.repeat_columns(0)


def quoted(text: str) -> str:
    """Our own words as a text within a formula."""
    return '"' + text.replace('"', '""') + '"'


def _done(result: int) -> None:
    if result:
        raise XlsxWriterException(f"a cell was not written ({result})")
