"""What the XML of an ODS says of its sheets beyond their values (see xml_scan)."""

from __future__ import annotations

import re

from kla_lib.intake.xml_scan import MAX_SHEETS, Inside, Scan, TooLarge, parse, whole_number

_ERROR = re.compile(r"#\S+|Err:\d+")
_CELLS = ("table-cell", "covered-table-cell")


def look_inside(parts: dict[str, bytes]) -> dict[str, Inside]:
    """Every table of an ODS's content, by its name. Raises TooLarge or Malformed."""
    scan = _TableScan()
    parse(parts["content.xml"], scan)
    return scan.sheets


class _TableScan(Scan):
    """Every table of the document; repeated rows and cells count as often as they stand there."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: dict[str, Inside] = {}
        self.sheet = Inside()
        self.row, self.column, self.rows, self.columns = 0, 0, 1, 1
        self.cell: dict[str, str] = {}
        self.paragraphs, self.notes = 0, 0
        self.note: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            self.row, self.sheet = 0, Inside()
            self.sheets[attributes.get("name", "")] = self.sheet
            if len(self.sheets) > MAX_SHEETS:
                raise TooLarge(f"{len(self.sheets)} table")
        elif tag == "table-row":
            self.rows, self.column = whole_number(attributes.get("number-rows-repeated"), 1), 0
        elif tag in _CELLS:
            self.cell, self.words = attributes, []
            self.columns = whole_number(attributes.get("number-columns-repeated"), 1)
        self._count(tag, 1)

    def end(self, tag: str) -> None:
        if tag == "table-row":
            self.row += self.rows
        elif tag in _CELLS:
            self._close_cell()
            self.column += self.columns
        elif tag == "annotation":
            self.sheet.comments[self.row, self.column] = "\n".join(self.note)
            self.note = []
        self._count(tag, -1)

    def text(self, text: str) -> None:
        if self.notes and self.paragraphs:
            self.note.append(text)
        super().text(text)

    def _count(self, tag: str, step: int) -> None:
        self.paragraphs += step * (tag == "p")
        self.notes += step * (tag == "annotation")
        self.listening = self.paragraphs > 0 and not self.notes

    def _close_cell(self) -> None:
        text, formula, typed = "".join(self.words), self.cell.get("formula"), self.cell.get("value-type")
        if text or typed or formula is not None:
            self.sheet.reach(self.row + self.rows - 1, self.column + self.columns - 1, len(text))
        if formula is not None and _ERROR.fullmatch(text):
            self._mark("error", text)
        elif formula is not None and not typed:
            self._mark("formula", "=" + formula.partition("=")[2])
        wide = whole_number(self.cell.get("number-columns-spanned"), 1)
        high = whole_number(self.cell.get("number-rows-spanned"), 1)
        if wide > 1 or high > 1:
            self.sheet.merge((self.row, self.column), (self.row + high - 1, self.column + wide - 1))

    def _mark(self, kind: str, text: str) -> None:
        for row in range(self.row, self.row + self.rows):
            for column in range(self.column, self.column + self.columns):
                self.sheet.special[row, column] = (kind, text)
