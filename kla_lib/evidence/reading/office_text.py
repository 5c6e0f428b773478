"""The text of office documents from their XML, in pages, under limits; nothing outside the document is ever looked up.

The XML is read by pattern, many times faster than element by element. A parser in C first checks that it is well-formed;
then the elements that matter are picked out, whatever prefix their names carry. A document type, as old programs wrote
it, is removed; one whose entities name files or other entities is refused.

Pages are those that the writer's program broke last, sheets, or slides. Deleted text, comments and the fallback of
newer drawings are left out. A sheet has a line per row, a tab between filled cells, and dates as dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from html import unescape

from kla_lib.evidence.model import Refused
from kla_lib.recap.xml_scan import Scan, check, in_utf8, parse

ATTRIBUTE = re.compile(r"""([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
INSIDE = r"""(?:[^<>"']++|"[^"]*+"|'[^']*+')*+"""  # a tag after its name
PREFIX = r"(?:[\w.-]++:)?"

_APART = re.compile(r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>", re.DOTALL)


def checked(data: bytes) -> str:
    """A well-formed XML text without comments, literal parts as escaped ones; "" for none. Raises Malformed."""
    if not data.strip():
        return ""
    check(data)
    text = data.decode("utf-8-sig", "replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _APART.sub(_kept, text) if "<!" in text or text.rfind("<?") > 0 else text


def plain(text: str) -> str:
    """Characters between two tags as they are meant."""
    return unescape(text) if "&" in text else text


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag, by their names without prefix."""
    return {name: plain(double or single) for name, double, single in ATTRIBUTE.findall(tag)}


def elements(names: Iterable[str]) -> re.Pattern[str]:
    """Tags of some names with the characters after them: whether they close, name, attributes, text."""
    return re.compile(rf"<(/?){PREFIX}({'|'.join(sorted(names))})(?=[\s/>])({INSIDE})>([^<]*)")


def skim(text: str, wanted: re.Pattern[str], scan: Scan) -> None:
    """Lead ``scan`` through the ``wanted`` elements of a `checked` text alone. Raises what it raises."""
    for found in wanted.finditer(text):
        closes, name, inside, words = found.groups()
        if closes:
            scan.end(name)
            continue
        scan.start(name, attributes(inside) if inside else {})
        if inside.endswith("/"):
            scan.end(name)
        elif words:
            scan.text(plain(words))


def _kept(apart: re.Match[str]) -> str:
    """Of a literal part its text; of a comment or an instruction nothing."""
    return (apart[1] or "").replace("&", "&amp;").replace("<", "&lt;")


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


FIRST_DAY, LAST_SERIAL = date(1899, 12, 30), 73_050  # 1899-12-30 .. 2099-12-31
DATE_FORMATS = frozenset((*range(14, 18), 22))  # built into Excel

_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_STYLES = re.compile(rf"<{PREFIX}cellXfs(?=[\s>]){INSIDE}(?<!/)>.*?</{PREFIX}cellXfs\s*>", re.DOTALL)
_STYLE = re.compile(rf"<{PREFIX}xf(?=[\s/>])({INSIDE})>")
_FORMAT = re.compile(rf"<{PREFIX}numFmt(?=[\s/>])({INSIDE})>")
_STRING = re.compile(rf"<{PREFIX}si(?:\s*/>|\s*>(.*?)</{PREFIX}si\s*>)", re.DOTALL)
_WORDS = re.compile(rf"<{PREFIX}[tv](?:\s[^<>/]*)?>([^<]+)")
_VALUE = rf"<{PREFIX}v>([^<]*)</{PREFIX}v\s*></{PREFIX}c\s*>"  # of nearly every cell
_CELL = re.compile(rf"<{PREFIX}(?:row\b|c(?=[\s/>])([^<>/]*)(?:/>|>(?:{_VALUE}|(.*?)</{PREFIX}c\s*>)))", re.DOTALL)
_KIND, _SHOWN = re.compile(r"""\bt\s*=\s*["'](\w+)"""), re.compile(r"""\bs\s*=\s*["'](\d{1,6})["']""")


def sheets_of(strings: bytes, styles: bytes, sheets: list[bytes]) -> list[str]:
    """The text of a workbook's sheets, each as far as `MOST_TEXT`. Raises Malformed."""
    shared = map(_words_of, _STRING.findall(checked(strings)))
    numbered = {str(number): said for number, said in enumerate(shared)}
    dates = _dates(checked(styles))
    return [_sheet(checked(data), numbered, dates) for data in sheets]


def _words_of(element: str) -> str:
    """The words of an element, its runs together."""
    return plain("".join(_WORDS.findall(element)))


def _dates(styles: str) -> list[bool]:
    """Which cell styles show a number as a date."""
    formats = map(attributes, _FORMAT.findall(styles))
    own = {one.get("numFmtId", "") for one in formats if _is_date(one.get("formatCode", ""))}
    dates = own | set(map(str, DATE_FORMATS))
    shown = (attributes(tag).get("numFmtId", "0") for part in _STYLES.findall(styles) for tag in _STYLE.findall(part))
    styles_of_dates = [number in dates for number in shown]
    return styles_of_dates if any(styles_of_dates) else []


def _is_date(code: str) -> bool:
    return re.search(r"[dy]", _NOT_FORMAT.sub("", code.lower())) is not None


def _sheet(text: str, numbered: dict[str, str], dates: list[bool]) -> str:
    row: list[str] = []
    lines, length = [row], 0
    for found in _CELL.finditer(text):
        tag, value, inside = found.groups()
        if tag is None:
            row = []
            lines.append(row)
            continue
        shown = numbered.get(value) if ' t="s"' in tag else None  # nearly every cell of words
        if shown is None:
            said = plain(value or "") or (_words_of(inside) if inside else "")
            if not said:
                continue
            shown = _value(said, tag, numbered, dates)
        row.append(shown)
        length += len(shown)
        if length > MOST_TEXT:
            break
    return "\n".join(map("\t".join, lines[1:] if not lines[0] else lines))


def _value(said: str, tag: str, numbered: dict[str, str], dates: list[bool]) -> str:
    """What a cell shows: its shared string, the day that its number is, or what it says."""
    kind = found[1] if "t" in tag and (found := _KIND.search(tag)) else "n"
    if kind == "s":
        return numbered.get(said.lstrip("0") or "0", "") if said.isdecimal() else ""
    style = int(found[1]) if dates and kind == "n" and (found := _SHOWN.search(tag)) else len(dates)
    if style >= len(dates) or not dates[style]:
        return said.strip()
    whole = said.partition(".")[0]
    if whole.isdecimal() and len(whole) < 7 and 366 < int(whole) <= LAST_SERIAL:
        return (FIRST_DAY + timedelta(days=int(whole))).isoformat()
    return said.strip()


MOST_ENTITIES, LONGEST_ENTITY, LONGEST_HEAD = 200, 200, 1 << 16  # short names for a character or a word

# No possessive groups: Python before 3.11.5 matches them wrongly (python/cpython#106052).
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*", re.DOTALL)
_TOKEN = re.compile(rb"\"[^\"]*\"|'[^']*'|<!--.*?-->|[\[\]<>\"']", re.DOTALL)
_ENTITY = re.compile(rb"<!ENTITY\s+(?:(?P<name>[\w:.-]+)\s+(?P<value>\"[^\"]*\"|'[^']*')\s*>)?", re.DOTALL)
_REFERENCE = re.compile(rb"&([A-Za-z_][\w.-]*);")


def readable_xml(data: bytes) -> bytes:
    """Return an XML text in UTF-8 and without a document type. Raises Refused for dangerous entities."""
    data = in_utf8(data)
    start = _PROLOG.match(data, 0, LONGEST_HEAD).end()  # type: ignore[union-attr]  # matches always
    if not data.startswith(b"<!DOCTYPE", start):
        return data
    inside, end = _document_type(data, start + len(b"<!DOCTYPE"))
    values = dict(_declared(inside))
    rest = data[end:]
    if values:
        rest = _REFERENCE.sub(lambda name: values.get(name[1], name[0]), rest)
    return data[:start] + rest


def _document_type(data: bytes, start: int) -> tuple[bytes, int]:
    """Return the declarations inside a document type and where it ends. Raises Refused for one without an end."""
    opened, closed = 0, 0
    for token in _TOKEN.finditer(data, start, start + LONGEST_HEAD):
        mark = token[0]
        if mark in (b'"', b"'"):
            break
        if opened and not closed:
            closed = token.start() if mark == b"]" else 0
        elif mark == b">":
            return data[opened:closed], token.end()
        elif mark == b"[" and not opened:
            opened = token.end()
        elif mark[0] not in b"\"'":
            break
    raise Refused("hostile", "entities")


def _declared(inside: bytes) -> list[tuple[bytes, bytes]]:
    """The entities of a document type: short ones without a reference in them. Raises Refused for any other."""
    found = list(_ENTITY.finditer(inside))
    for one in found:
        value = one["value"]
        if (
            value is None
            or len(value) > LONGEST_ENTITY
            or b"%" in value
            or re.search(rb"&(?!#)", value)
            or b"<" in value
        ):
            raise Refused("hostile", "entities")
    if len(found) > MOST_ENTITIES:
        raise Refused("hostile", "entities")
    return [(one["name"], one["value"][1:-1]) for one in found]
