"""A protected sheet of a form: locked texts, unlocked cells to fill in, and formulas of our own only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import xlsxwriter

from kla_lib.core.problems import Lang
from kla_lib.display.book import (
    BASE,
    HEAD_CELL,
    HEADING,
    LINE,
    LINE_HEIGHT,
    MOST_LINES,
    fit_for_a_cell,
    new_sheet,
    own_text,
    wrapped_lines,
)
from kla_lib.display.palette import light

ROOM = 1.1
UNLOCKED: dict[str, Any] = {**LINE, "locked": False, "bg_color": "#fff8e1", "border": 1, "border_color": "#c9c4b5"}
NUMBER: dict[str, Any] = {**UNLOCKED, "align": "right", "indent": 0, "num_format": "#,##0"}
STYLES: dict[str, dict[str, Any]] = {
    "title": {**HEADING, "font_size": 15},
    "section": {**HEADING, "font_size": 12},
    "subtitle": {**BASE, "font_color": light("muted")},
    "paragraph": {**BASE, "font_size": 11, "text_wrap": True, "valign": "top"},
    "progress": {**BASE, "bold": True, "num_format": "General"},
    "share": {**BASE, "num_format": "0%", "align": "left", "border": 1, "border_color": light("rule")},
    "head": {**HEAD_CELL, "valign": "top"},
    "text": {**LINE, "text_wrap": True, "valign": "top"},
    "last": {**LINE, "text_wrap": True, "valign": "top", "font_color": light("muted"), "bg_color": "#f4f2ec"},
    "closed": {**LINE, "bg_color": "#d9d6ce"},
    "tick": {**LINE, "valign": "top", "align": "center", "indent": 0, "num_format": '"✓";;"–"'},
    "count": {**LINE, "align": "right", "bold": True, "num_format": "#,##0"},
    "entry": {**UNLOCKED, "text_wrap": True, "valign": "top"},
    "choice": {**UNLOCKED, "text_wrap": True, "valign": "top"},
    "number": NUMBER,
    "percent": {**NUMBER, "num_format": "General"},
    "date": {**NUMBER, "num_format": "dd/mm/yyyy"},
    "plain": {**BASE, "num_format": "@"},
}
ALERTS: dict[str, dict[str, Any]] = {
    "red": {"bg_color": "#f6b8b0", "font_color": "#7a1408"},
    "amber": {"bg_color": "#ffd98a", "font_color": "#5c3d00"},
    "green": {"bg_color": "#d5ead8", "font_color": "#14532d"},
}
FAULT = {"bg_color": "#f6b8b0", "font_color": "#7a1408", "border": 2, "border_color": "#c62828"}
ALLOWED = {"format_columns": True, "format_rows": True, "select_locked_cells": True, "select_unlocked_cells": True}
ALLOWED |= {"autofilter": True}


def formats_of(book: xlsxwriter.Workbook, marked: bool = False) -> dict[str, Any]:
    """Every format a form needs, by name; of a marked copy also, with ``!`` behind it, the same for a faulty cell."""
    made = {name: book.add_format(style) for name, style in {**STYLES, **ALERTS}.items()}
    faulty = {f"{name}!": book.add_format({**style, **FAULT}) for name, style in STYLES.items() if marked}
    return made | faulty


@dataclass(frozen=True, slots=True)
class CellContents:
    """The values of the unlocked cells of one sheet, and the faults of any of its cells, by cell (``C5``)."""

    filled: Mapping[str, str | float]
    marks: Mapping[str, str]


class FormSheet:
    """One sheet. Columns are letters, rows count from 1, as a person sees them."""

    def __init__(
        self, book: xlsxwriter.Workbook, name: str, lang: Lang, formats: Mapping[str, Any], inside: CellContents
    ) -> None:
        self.sheet = new_sheet(book, name)
        self.name, self.lang, self.formats, self.inside = name, lang, formats, inside
        self.column_widths: dict[str, float] = {}
        self.sheet.protect("", ALLOWED)

    def text(self, column: str, row: int, text: str, style: str = "text") -> None:
        """A locked text, whatever it looks like; personal data is hidden."""
        self.sheet.write_string(row - 1, _index(column), own_text(text, self.lang), self._format(column, row, style))

    def entry(self, column: str, row: int, style: str = "entry", given: str | float | None = None) -> None:
        """A cell to fill in: blank, or with what a returned form (or the period before) gives it."""
        value = self.inside.filled.get(f"{column}{row}", given)
        at = (row - 1, _index(column))
        if value is None:
            self.sheet.write_blank(*at, None, self._format(column, row, style))
        elif isinstance(value, str):
            self.sheet.write_string(*at, fit_for_a_cell(value), self._format(column, row, style))
        else:
            self.sheet.write_number(*at, value, self._format(column, row, style))

    def closed(self, column: str, row: int) -> None:
        """A cell that is not to be filled in."""
        self.sheet.write_blank(row - 1, _index(column), None, self._format(column, row, "closed"))

    def formula(self, column: str, row: int, formula: str, value: float | str, style: str) -> None:
        """A locked formula of ours with the value it comes to."""
        self.sheet.write_formula(row - 1, _index(column), formula, self._format(column, row, style), value)

    def value(self, column: str, row: int) -> str | float | None:
        """The value of an unlocked cell; None for a blank one."""
        return self.inside.filled.get(f"{column}{row}")

    def widths(self, widths: Mapping[str, float]) -> None:
        """Column widths in characters."""
        self.column_widths = dict(widths)
        for column, width in widths.items():
            self.sheet.set_column(_index(column), _index(column), width)

    def height(self, row: int, texts: Mapping[str, str]) -> None:
        """Room for the longest of the row's wrapped texts; not every program makes it by itself."""
        lines = max(self._lines(column, text) for column, text in texts.items())
        if lines > 1:
            self.sheet.set_row(row - 1, LINE_HEIGHT * min(MOST_LINES, lines) + 2)

    def head(self, row: int, headings: Mapping[str, str], frozen: int) -> None:
        """The header row of a table: frozen with so many columns, and on every printed page."""
        for column, heading in headings.items():
            self.text(column, row, heading, "head")
        self.height(row, headings)
        self.sheet.freeze_panes(row, frozen)
        self.sheet.repeat_rows(row - 1)

    def alert(self, cells: str, formula: str, colour: str) -> None:
        """Colour cells where a formula (written for the first of them) holds; the first alert that holds wins."""
        rule = {"type": "formula", "criteria": formula, "format": self.formats[colour], "stop_if_true": True}
        self.sheet.conditional_format(cells, rule)

    def allow(self, cells: Sequence[str], rule: Mapping[str, Any]) -> None:
        """A validation of cells or ranges."""
        first, *others = cells
        more = {"other_cells": [_corners(cell) for cell in others]} if others else {}
        self.sheet.data_validation(first, {**rule, **more})

    def notes(self) -> None:
        """Write the fault of each faulty cell as a note on it."""
        for cell, message in self.inside.marks.items():
            self.sheet.write_comment(cell, fit_for_a_cell(message), {"author": "kla_lib", "x_scale": 2, "y_scale": 1.5})

    def _format(self, column: str, row: int, style: str) -> Any:
        return self.formats[f"{style}!" if f"{column}{row}" in self.inside.marks else style]

    def _lines(self, column: str, text: str) -> int:
        return wrapped_lines(text, max(1, int(self.column_widths.get(column, 9) * ROOM)))


@cache
def _index(column: str) -> int:
    index = 0
    for letter in column:
        index = index * 26 + ord(letter) - 64
    return index - 1


def _corners(cells: str) -> list[int]:
    """``D5:D7`` or ``D5`` as first row, first column, last row, last column from 0."""
    ends = [(end.rstrip("0123456789"), end.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for end in (cells.split(":") * 2)[:2]]
    return [number for column, row in ends for number in (int(row) - 1, _index(column))]
