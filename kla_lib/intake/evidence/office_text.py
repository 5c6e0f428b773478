"""The text of office documents from their XML, in pages, under limits; nothing outside the document is ever looked up.

Pages are those that the writer's program broke last, sheets, or slides. Deleted text, comments and the fallback of
newer drawings are left out.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta

from kla_lib.intake.xml_scan import Scan, parse

MOST_TEXT = 2_000_000
MOST_ELEMENTS = 3_000_000
FIRST_DAY, LAST_SERIAL = date(1899, 12, 30), 73_050  # 1899-12-30 .. 2099-12-31
DATE_FORMATS = frozenset((*range(14, 18), 22))  # built into Excel

_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class Enough(Exception):
    """As much text as anybody needs has been read."""


class Pages(Scan):
    """Gathers text; what a piece of XML means is told by sets of element names."""

    texts = frozenset(("t",))
    lines = frozenset(("p", "tr"))
    cells = frozenset(("tc",))
    breaks = frozenset(("lastRenderedPageBreak",))
    skipped = frozenset(("Fallback", "del", "moveFrom", "instrText", "pPr"))

    def __init__(self) -> None:
        """Nothing read yet."""
        super().__init__()
        self.length, self.elements, self.silent, self.depth, self.celled = 0, 0, 0, 0, 0
        self.drawn: dict[str, float] = {}  # id of a picture -> its shorter side in points
        self.extent = 0.0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens. Raises Enough."""
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise Enough
        self.silent += tag in self.skipped
        self.depth += tag in self.texts
        self.celled += tag in self.cells
        self.listening = self.depth > 0 and not self.silent
        if tag in self.breaks or (tag == "br" and attributes.get("type") == "page"):
            self._say("\f")
        elif tag in ("br", "line-break"):
            self._say("\n")
        elif tag in ("tab", "s"):
            self._say("\t" if tag == "tab" else " ")
        elif tag in ("extent", "blip", "imagedata"):
            self._draw(tag, attributes)

    def end(self, tag: str) -> None:
        """An element closes."""
        self.silent -= tag in self.skipped
        self.depth -= tag in self.texts
        self.celled -= tag in self.cells
        self.listening = self.depth > 0 and not self.silent
        if tag in self.lines:
            self._say(" " if self.celled else "\n")
        elif tag in self.cells:
            self._say("\t")

    def text(self, text: str) -> None:
        """Characters between elements. Raises Enough."""
        if self.listening:
            self._say(text)

    def pages(self) -> list[str]:
        """The text so far, page by page."""
        return "".join(self.words).split("\f")

    def _say(self, text: str) -> None:
        if self.silent:
            return
        self.words.append(text)
        self.length += len(text)
        if self.length > MOST_TEXT:
            raise Enough

    def _draw(self, tag: str, attributes: dict[str, str]) -> None:
        """An extent stands before the picture that it is of."""
        if tag == "extent":
            sides = [attributes.get(name, "") for name in ("cx", "cy")]
            self.extent = min((int(side) / 12_700 for side in sides if side.isdigit() and len(side) < 12), default=0.0)
        else:
            self.drawn[attributes.get("embed") or attributes.get("id", "")] = self.extent
            self.extent = 0.0


class OpenPages(Pages):
    """The same of OpenDocument: paragraphs hold text themselves."""

    texts = frozenset(("p", "h"))
    lines = frozenset(("p", "h", "table-row"))
    cells = frozenset(("table-cell",))
    breaks = frozenset(("soft-page-break", "page"))
    skipped = frozenset(("tracked-changes", "annotation", "forms", "automatic-styles"))


class SheetPages(OpenPages):
    """The same of a spreadsheet: each table is a page."""

    breaks = frozenset(("table",))


class _Strings(Scan):
    """The shared strings of a workbook."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.listening = tag == "t"
        if tag == "si":
            self.words = []

    def end(self, tag: str) -> None:
        self.listening = False
        if tag == "si":
            self.found.append("".join(self.words))


class _Formats(Scan):
    """Which cell styles show a number as a date."""

    def __init__(self) -> None:
        super().__init__()
        self.dates, self.styles, self.inside = set(DATE_FORMATS), list[bool](), False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        given = attributes.get("numFmtId", "0")
        number = int(given) if given.isdigit() and len(given) < 9 else 0
        if tag == "numFmt" and re.search(r"[dy]", _NOT_FORMAT.sub("", attributes.get("formatCode", "").lower())):
            self.dates.add(number)
        elif tag == "cellXfs":
            self.inside = True
        elif tag == "xf" and self.inside:
            self.styles.append(number in self.dates)

    def end(self, tag: str) -> None:
        self.inside = self.inside and tag != "cellXfs"


class _Sheet(Scan):
    """One sheet: a line a row, a tab between cells that hold something."""

    def __init__(self, strings: list[str], dates: list[bool]) -> None:
        super().__init__()
        self.strings, self.dates, self.lines, self.row = strings, dates, list[str](), list[str]()
        self.kind, self.style, self.length = "", 0, 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self.kind, style = attributes.get("t", ""), attributes.get("s", "0")
            self.style = int(style) if style.isdigit() and len(style) < 7 else 0
            self.words = []
        self.listening = tag in ("v", "t")

    def end(self, tag: str) -> None:
        self.listening = False
        if tag == "c" and self.words:
            self.row.append(self._value("".join(self.words)))
            self.length += len(self.row[-1])
        elif tag == "row":
            self.lines.append("\t".join(self.row))
            self.row = []
        if self.length > MOST_TEXT:
            raise Enough

    def _value(self, said: str) -> str:
        if self.kind == "s":
            at = int(said) if said.isdigit() and len(said) < 9 else len(self.strings)
            return self.strings[at] if at < len(self.strings) else ""
        shown_as_date = self.kind in ("", "n") and self.style < len(self.dates) and self.dates[self.style]
        whole = said.partition(".")[0]
        if shown_as_date and whole.isdigit() and len(whole) < 7 and 366 < int(whole) <= LAST_SERIAL:
            return (FIRST_DAY + timedelta(days=int(whole))).isoformat()
        return said.strip()


def read_pages(data: bytes, scan: Pages) -> list[str]:
    """The pages of one XML text; as far as `MOST_TEXT`. Raises Malformed."""
    with suppress(Enough):
        parse(data, scan)
    return scan.pages()


def sheets_of(strings: bytes, styles: bytes, sheets: list[bytes]) -> list[str]:
    """The text of a workbook's sheets, dates as dates. Raises Malformed."""
    shared, formats = _Strings(), _Formats()
    parse(strings, shared)
    parse(styles, formats)
    found = []
    for data in sheets:
        sheet = _Sheet(shared.found, formats.styles)
        with suppress(Enough):
            parse(data, sheet)
        found.append("\n".join([*sheet.lines, "\t".join(sheet.row)]))
    return found
