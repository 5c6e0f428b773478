"""The text of office documents from their XML, in pages, under limits; nothing outside the document is ever looked up.

Pages are those that the writer's program broke last, sheets, or slides. Deleted text, comments and the fallback of
newer drawings are left out.
"""

from __future__ import annotations

import re
from contextlib import suppress

from kla_lib.intake.evidence.office_xml import checked, elements, skim
from kla_lib.intake.xml_scan import Scan, parse

MOST_TEXT = 2_000_000
MOST_ELEMENTS = 3_000_000
SIGNS = ("br", "tab", "s", "extent", "blip", "imagedata")  # elements that stand for a sign or a picture


class Enough(Exception):
    """As much text as anybody needs has been read."""


class Pages(Scan):
    """Gathers text; what a piece of XML means is told by sets of element names."""

    texts = frozenset(("t",))
    lines = frozenset(("p", "tr"))
    cells = frozenset(("tc",))
    breaks = frozenset(("lastRenderedPageBreak",))
    skipped = frozenset(("Fallback", "del", "moveFrom", "instrText", "pPr"))
    wanted: re.Pattern[str] | None = elements(
        (*texts, *lines, *cells, *breaks, *skipped, *SIGNS)
    )  # None: every element

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
    wanted = None  # text stands between any two tags


class SheetPages(OpenPages):
    """The same of a spreadsheet: each table is a page."""

    breaks = frozenset(("table",))


def read_pages(data: bytes, scan: Pages) -> list[str]:
    """The pages of one XML text; as far as `MOST_TEXT`. Raises Malformed."""
    with suppress(Enough):
        if scan.wanted is None:
            parse(data, scan)
        else:
            skim(checked(data), scan.wanted, scan)
    return scan.pages()
