"""Read what the XML of an ODS holds beyond the values: errors, shown texts, merged and hidden cells (see xml_scan)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kla_lib.recap.shown import GENERAL, PERCENT
from kla_lib.recap.xml_scan import MAX_SHEETS, ODS_TYPE, Scan, Special, TooLarge, WorkbookDetails, parse, whole_number

NUMBERS = ("float", "percentage", "currency")
HIDDEN = ("collapse", "filter")
_ERROR = re.compile(r"#\S+|\w+:\d{3}")
_INDENT = re.compile(rb">\s*\n\s*<")
_NO_ZEROS = re.compile(rb'config:name="ShowZeroValues"[^>]*>false<')
_VALUES = {"value", "date-value", "time-value", "boolean-value"}
_CELLS = ("table-cell", "covered-table-cell")
_BESIDE = (
    "annotation",
    "frame",
    "custom-shape",
    "rect",
    "ellipse",
    "caption",
    "control",
    "g",
)  # not the cell's own text


def look_inside(parts: dict[str, bytes]) -> dict[str, WorkbookDetails]:
    """Every table of an ODS's content, by its name. Raises TooLarge or Malformed.

    LibreOffice writes a formula whose result is an empty text without a type. Only where no formula has a type was the
    file never calculated.
    """
    scan = _TableScan(_NO_ZEROS.search(parts.get("settings.xml", b"")) is not None)
    parse(parts["content.xml"], scan)
    if scan.calculated:
        for sheet in scan.sheets.values():
            sheet.special = {at: cell for at, cell in sheet.special.items() if cell[0] != "formula"}
    return scan.sheets


def read_parts(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The members from which the values are read, without the line breaks of a program that indents its XML."""
    found = {name: parts[name] for name in ("META-INF/manifest.xml", "content.xml") if name in parts}
    return {name: _INDENT.sub(b"><", data) for name, data in found.items()}


class _TableScan(Scan):
    """Every table of the document; repeated rows and cells count each time."""

    def __init__(self, hides_zeros: bool) -> None:
        super().__init__()
        self.hides_zeros = hides_zeros
        self.sheets: dict[str, WorkbookDetails] = {}
        self.sheet = WorkbookDetails()
        self.row, self.column, self.rows, self.columns = 0, 0, 1, 1
        self.cell: dict[str, str] = {}
        self.paragraphs, self.beside = 0, 0
        self.note: list[str] = []
        self.has_text, self.columns_seen = False, 0
        self.calculated = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            self.row, self.columns_seen, self.sheet = 0, 0, WorkbookDetails(hides_zeros=self.hides_zeros)
            self.sheets[attributes.get("name", "")] = self.sheet
            if len(self.sheets) > MAX_SHEETS:
                raise TooLarge(f"{len(self.sheets)} table")
        elif tag == "table-row":
            self.rows, self.column = whole_number(attributes.get("number-rows-repeated"), 1), 0
            if attributes.get("visibility") in HIDDEN:
                self.sheet.hide(self.sheet.hidden_rows, self.row, self.rows)
        elif tag == "table-column":
            count = whole_number(attributes.get("number-columns-repeated"), 1)
            if attributes.get("visibility") in HIDDEN:
                self.sheet.hide(self.sheet.hidden_columns, self.columns_seen, count)
            self.columns_seen += count
        elif tag in _CELLS:
            self.cell, self.words, self.note, self.has_text = attributes, [], [], False
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
        if self.beside and self.paragraphs:
            self.note.append(text)
        super().text(text)

    def _count(self, tag: str, step: int) -> None:
        self.paragraphs += step * (tag == "p")
        self.has_text = self.has_text or (tag == "p" and not self.beside)
        self.beside += step * (tag in _BESIDE)
        self.listening = self.paragraphs > 0 and not self.beside

    def _close_cell(self) -> None:
        text, formula, typed = "".join(self.words), self.cell.get("formula"), self.cell.get("value-type")
        self.calculated = self.calculated or bool(formula and typed)
        if text or typed or formula is not None:
            self.sheet.reach(self.row + self.rows - 1, self.column + self.columns - 1, len(text))
        if self._is_error(text):
            self._mark("error", text or "#")
        elif text.strip() and typed != "string" and not _VALUES & self.cell.keys():
            self._mark("text", text)
        elif formula is not None and not typed:
            self._mark("formula", "=" + formula.partition("=")[2])
        elif typed in NUMBERS:
            self._look(typed, text)
        wide = whole_number(self.cell.get("number-columns-spanned"), 1)
        high = whole_number(self.cell.get("number-rows-spanned"), 1)
        if wide > 1 or high > 1:
            self.sheet.merge((self.row, self.column), (self.row + high - 1, self.column + wide - 1))

    def _is_error(self, text: str) -> bool:
        """True if the cell holds an error in any language, by its type or by an empty string value."""
        if self.cell.get(ODS_TYPE) == "error":
            return True
        return (
            "formula" in self.cell
            and bool(text)
            and (self.cell.get("string-value") == "" or bool(_ERROR.fullmatch(text)))
        )

    def _look(self, typed: str, text: str) -> None:
        """Compare the shown text of a number with the number; without a shown text, only the type shows a percentage."""
        code = PERCENT if typed == "percentage" else GENERAL
        for at in self._places():
            self.sheet.look(at, self.cell.get("value", ""), code, text if self.has_text else None)

    def _places(self) -> Iterator[tuple[int, int]]:
        return (
            (row, column)
            for row in range(self.row, self.row + self.rows)
            for column in range(self.column, self.column + self.columns)
        )

    def _mark(self, kind: Special, text: str) -> None:
        for at in self._places():
            self.sheet.special[at] = (kind, text)
