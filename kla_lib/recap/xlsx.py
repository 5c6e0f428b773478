"""The number formats of an XLSX's cells that may show something other than the stored number.

Read what the XML of an XLSX holds beyond the values: errors, number formats, merged and hidden cells (see xml_scan).

Sheets as office programs write them are read by patterns, five times as fast as by a parser, which checks them in C;
whatever is written otherwise, or comes near a limit, goes through `_SheetScan`. A test holds the two together.

The comments on the cells of an XLSX's sheet, which no reader of values gives.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from kla_lib.recap.shown import FORMATS, GENERAL, is_telling
from kla_lib.recap.xml_scan import (
    MAX_SHEETS,
    MAX_TEXT,
    Malformed,
    Scan,
    TooLarge,
    WorkbookDetails,
    check,
    column_index,
    merged_range,
    parse,
    position,
    whole_number,
)

STYLES = "xl/styles.xml"


@lru_cache(maxsize=64)
def telling_formats(styles: bytes) -> dict[str, str]:
    """The number format by the index of a cell style, for those that need a second look. Raises Malformed."""
    scan = _Formats()
    parse(styles, scan)
    codes = FORMATS | scan.own
    found = {str(index): codes.get(number, GENERAL) for index, number in enumerate(scan.cells)}
    return {index: code for index, code in found.items() if is_telling(code)}


class _Formats(Scan):
    """The formats of the file by number, and the number of every cell style in order."""

    def __init__(self) -> None:
        super().__init__()
        self.own: dict[int, str] = {}
        self.cells: list[int] = []
        self.inside = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        number = attributes.get("numFmtId", "0")
        if tag == "numFmt" and number.isdecimal():
            self.own[int(number)] = attributes.get("formatCode", GENERAL)
        elif tag == "cellXfs":
            self.inside = True
        elif tag == "xf" and self.inside:
            self.cells.append(int(number) if number.isdecimal() else 0)

    def end(self, tag: str) -> None:
        self.inside = self.inside and tag != "cellXfs"


SHARED = "xl/sharedStrings.xml"
BOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
READ = ("[Content_Types].xml", "_rels/.rels", BOOK, LINKS, SHARED, STYLES)
NO_TABLES = ("xl/macrosheets/", "xl/dialogsheets/", "xl/chartsheets/")
NUMBERS = ("", "n")
TRUE, FALSE = ("1", "true"), ("0", "false")
Matched = tuple[bytes, bytes, bytes, bytes]  # column, row, attributes and contents of a cell

_DECLARED = re.compile(
    rb'(?:\xef\xbb\xbf)?<\?xml version="1\.0"(?: encoding="(?:utf|UTF)-8")?(?: standalone="\w+")?\?>'
)
_PREFIXED = re.compile(rb":(?:c[\s/>]|mergeCell)")
_ODD = re.compile(rb"<[\w.-]+:[vft][\s/>]")
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([1-9]\d{0,6})"([^>/]*)>(<v>[^<]*</v>|.*?)</c>', re.DOTALL)
_ROW = re.compile(rb'<row (?:[a-zA-Z]+="[^"]*" )*?r="[1-9]\d{0,6}"')
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}[1-9]\d{0,6}(?::[A-Z]{1,3}[1-9]\d{0,6})?)"')
_HIDDEN_ROW = re.compile(rb'<row (?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="([1-9]\d{0,6})"')
_WHOLE_LINES = re.compile(rb'<mergeCell ref="(?:[A-Z]{1,3}:[A-Z]{1,3}|\d+:\d+)"/>')
_SHEET = re.compile(rb"<(?:\w+:)?sheet [^>]*?/>")
_COLUMN = re.compile(rb"<col [^>]*>")
_HIDDEN, _EDGE = re.compile(rb'\bhidden="(?:1|true)"'), re.compile(rb'\b(min|max)="([1-9]\d{0,4})"')
_NO_ZEROS = re.compile(rb'<sheetView [^>]*\bshowZeros="(?:0|false)"')
_STYLE, _TYPE = re.compile(rb'\bs="(\d+)"'), re.compile(rb'\bt="(\w+)"')
_TEXTS, _FORMULA = re.compile(rb"<[vt](?: [^>]*)?>([^<]*)</[vt]>"), re.compile(rb"<f(?: [^>]*)?(?:/>|>([^<]*)</f>)")
_INDEX, _INDEXES = re.compile(rb"[0-9]{0,10}"), re.compile(rb"(?:<v>[0-9]{1,10}</v>)*")


def look_inside(parts: dict[str, bytes]) -> dict[str, WorkbookDetails]:
    """Every sheet of an XLSX's members, by sheet name. Raises TooLarge or Malformed.

    Programs that write formulas without calculating them (XlsxWriter, rust_xlsxwriter) store 0 as the result of each and
    ask for a calculation when the file is opened.
    """
    longest, formats = _longest(parts.get(SHARED, b"")), telling_formats(parts.get(STYLES, b""))
    paths = {name: path for name, path in sheet_paths(parts).items() if path in parts}
    found = {name: _scanned(parts[path], longest, formats) for name, path in paths.items()}
    if _is_to_be_calculated(parts[BOOK]):
        for sheet in found.values():
            sheet.mark_placeholders()
    return found


def _is_to_be_calculated(book: bytes) -> bool:
    settings = _Attributes("calcPr")
    parse(book, settings)
    return any(each.get("fullCalcOnLoad") in TRUE for each in settings.found)


def read_parts(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The members from which the values are read: all others (queries, pictures, signatures) may be anything.

    Sheets that are no tables (macros, modules, those without a member) are left out of the list of sheets.
    """
    paths = list(sheet_paths(parts).values())
    wanted = {path for path in paths if path in parts and not path.startswith(NO_TABLES)}
    found = {name: data for name, data in parts.items() if name in READ}
    found |= {name: _WHOLE_LINES.sub(b"", parts[name]) for name in wanted}
    listed = _SHEET.findall(found[BOOK])
    if len(wanted) < len(paths) == len(listed):
        for tag, path in zip(listed, paths, strict=True):
            found[BOOK] = found[BOOK] if path in wanted else found[BOOK].replace(tag, b"", 1)
    return found


def _longest(shared: bytes) -> int:
    """The length of the longest shared string, or a bound above it that is far from the limit."""
    if _is_plain(shared):
        check(shared)
        bound = max(map(len, shared.split(b"<si")))
        if bound < MAX_TEXT // 100_000:
            return bound
    scan = _LongestString()
    parse(shared, scan)
    return scan.longest


def _scanned(data: bytes, longest: int, formats: Mapping[str, str]) -> WorkbookDetails:
    """One member; read by patterns where it is written as they expect."""
    if _is_plain(data):
        if b"</c" not in data and b":c" not in data:
            return WorkbookDetails()
        check(data)
        cells = _CELL.findall(data)
        if _is_usual(data, cells):
            try:
                return _matched(data, cells, longest, formats)
            except TooLarge:  # the bounds are generous: the parser decides
                pass
    scan = _SheetScan(longest, formats)
    parse(data, scan)
    return scan.sheet


def _is_plain(data: bytes) -> bool:
    """True if every ``<`` opens a tag and every ``>`` closes one, in UTF-8 and without comments or CDATA."""
    plain = b"<!" not in data and data.count(b"<") == data.count(b">") and _DECLARED.match(data) is not None
    return plain and b"\0" not in data


def _is_usual(data: bytes, cells: Sequence[Matched]) -> bool:
    """True if the patterns matched every cell that is not empty, every row and every merged range."""
    counted = data.count(b"</c>") == len(cells) and data.count(b"<row ") == len(_ROW.findall(data))
    merged = data.count(b"<mergeCell") - data.count(b"<mergeCells") == len(_MERGED.findall(data))
    contents = b"".join([cell[3] for cell in cells])
    strange = b"<c" in contents or (b":" in contents and _ODD.search(contents))
    return counted and merged and not strange and _PREFIXED.search(data) is None


def _matched(data: bytes, cells: Sequence[Matched], longest: int, formats: Mapping[str, str]) -> WorkbookDetails:
    sheet = WorkbookDetails()
    kinds = {attributes: _kind(attributes, formats) for attributes in {cell[2] for cell in cells}}
    filled = [cell for cell in cells if cell[3]]
    if len({cell[:2] for cell in filled}) < len(filled):
        raise Malformed("a cell twice")
    if filled:
        width = max([*map(len, {cell[3] for cell in filled}), longest * any(kind == "s" for kind, _ in kinds.values())])
        column = max(column_index(letters.decode()) for letters in {cell[0] for cell in filled})
        sheet.reach(max(map(int, {cell[1] for cell in filled})) - 1, column, width)
    _check_indexes({inner for _, _, attributes, inner in filled if kinds[attributes][0] == "s"})
    sheet.hides_zeros = _NO_ZEROS.search(data) is not None
    for letters, line, attributes, inner in filled:
        kind, code = kinds[attributes]
        code = code or GENERAL * (sheet.hides_zeros and kind in NUMBERS)
        if kind == "e" or code or b"<f" in inner:
            _take(sheet, (int(line) - 1, column_index(letters.decode())), kind, code, inner)
    _hide(sheet, data)
    for reference in _MERGED.findall(data):
        sheet.merge(*merged_range(reference.decode()))
    return sheet


def _check_indexes(contents: Collection[bytes]) -> None:
    """Check the indexes into the shared strings: the reader takes an invalid one for index 0. Raises Malformed."""
    if _INDEXES.fullmatch(b"".join(contents)):
        return
    for inner in contents:
        if _INDEX.fullmatch(value := b"".join(_TEXTS.findall(inner))) is None:
            raise Malformed(f"text number {value[:20].decode('utf-8', 'replace')}")


def _hide(sheet: WorkbookDetails, data: bytes) -> None:
    if b"hidden=" not in data:
        return
    sheet.hidden_rows.update(int(line) - 1 for line in _HIDDEN_ROW.findall(data))
    for column in _COLUMN.findall(data):
        edges = dict(_EDGE.findall(column))
        if _HIDDEN.search(column) and len(edges) == 2:
            first = int(edges[b"min"]) - 1
            sheet.hide(sheet.hidden_columns, first, int(edges[b"max"]) - first)


def _kind(attributes: bytes, formats: Mapping[str, str]) -> tuple[str, str]:
    """Return the value type in a cell's attributes, and the number format of a number that must be compared with its text."""
    kind, style = (found[1].decode() if (found := p.search(attributes)) else "" for p in (_TYPE, _STYLE))
    return kind, formats.get(style, "") if kind in NUMBERS else ""


def _take(sheet: WorkbookDetails, at: tuple[int, int], kind: str, code: str, inner: bytes) -> None:
    """Record a cell whose value alone is not enough."""
    value, found = b"".join(_TEXTS.findall(inner)), _FORMULA.search(inner)
    formula = "=" + html.unescape((found[1] or b"").decode()) if found else None
    if formula is not None:
        sheet.keep_result(at, formula, value.decode(), kind in NUMBERS)
    if kind == "e":
        sheet.special[at] = ("error", html.unescape(value.decode()))
    elif not value and kind != "str" and formula is not None:
        sheet.special[at] = ("formula", formula)
    elif code and value:
        sheet.look(at, value.decode(), code)


def sheet_paths(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The member of every sheet by its name. Raises TooLarge or Malformed."""
    book, links = _Attributes("sheet"), _Attributes("Relationship")
    parse(parts["xl/workbook.xml"], book)
    parse(parts.get("xl/_rels/workbook.xml.rels", b""), links)
    targets = {link.get("Id", ""): link.get("Target", "") for link in links.found}
    if len(book.found) > MAX_SHEETS:
        raise TooLarge(f"{len(book.found)} sheet")
    paths = [_member(targets.get(sheet.get("id", ""), "")) for sheet in book.found]
    present = [path for path in paths if path in parts]
    if len(set(present)) < len(present):
        raise Malformed("two sheets of one part")
    return {sheet.get("name", ""): path for sheet, path in zip(book.found, paths, strict=True)}


def _member(target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return target if target.startswith("xl/") else f"xl/{target}"


class _Attributes(Scan):
    """The attributes of every element of one name."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self.tag = tag
        self.found: list[dict[str, str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == self.tag:
            self.found.append(attributes)


class _LongestString(Scan):
    """The length of the longest shared string."""

    longest = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.listening = True
        if tag == "si":
            self.words = []

    def end(self, tag: str) -> None:
        if tag == "si":
            self.longest = max(self.longest, sum(map(len, self.words)))


class _SheetScan(Scan):
    """One worksheet."""

    def __init__(self, longest_shared: int, formats: Mapping[str, str] = MappingProxyType({})) -> None:
        super().__init__()
        self.sheet = WorkbookDetails()
        self.longest_shared, self.formats, self.style = longest_shared, formats, ""
        self.row, self.column = -1, -1
        self.seen: set[tuple[int, int]] = set()
        self.type, self.value = "", ""
        self.formula: str | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self.row, self.column = whole_number(attributes.get("r"), self.row + 2) - 1, -1
            if attributes.get("hidden") in TRUE:
                self.sheet.hidden_rows.add(self.row)
        elif tag == "col" and attributes.get("hidden") in TRUE:
            first, last = (whole_number(attributes.get(name), 1) for name in ("min", "max"))
            self.sheet.hide(self.sheet.hidden_columns, first - 1, last - first + 1)
        elif tag == "sheetView":
            self.sheet.hides_zeros = attributes.get("showZeros") in FALSE
        elif tag == "c":
            self._open_cell(attributes)
        elif tag == "mergeCell":
            self.sheet.merge(*merged_range(attributes.get("ref", "")))
        self.words, self.listening = [], tag in ("v", "f", "t")

    def end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self.value += "".join(self.words)
        elif tag == "f":
            self.formula = "=" + "".join(self.words)
        elif tag == "c":
            self._close_cell()
        self.words, self.listening = [], False

    def _open_cell(self, attributes: dict[str, str]) -> None:
        address = attributes.get("r")
        self.row, self.column = position(address) if address else (max(self.row, 0), self.column + 1)
        self.type, self.value, self.formula = attributes.get("t", ""), "", None
        self.style = attributes.get("s", "")

    def _close_cell(self) -> None:
        at = (self.row, self.column)
        if self.value or self.formula is not None:
            self.sheet.reach(*at, self.longest_shared if self.type == "s" else len(self.value))
            if at in self.seen:
                raise Malformed("a cell twice")
            self.seen.add(at)
        if self.type == "s" and _INDEX.fullmatch(self.value.encode()) is None:
            raise Malformed(f"text number {self.value[:20]}")
        if self.formula is not None:
            self.sheet.keep_result(at, self.formula, self.value, self.type in NUMBERS)
        if self.type == "e":
            self.sheet.special[at] = ("error", self.value)
        elif self.formula is not None and not self.value and self.type != "str":
            self.sheet.special[at] = ("formula", self.formula)
        code = self.formats.get(self.style, "") or GENERAL * self.sheet.hides_zeros
        if code and self.type in NUMBERS and self.value:
            self.sheet.look(at, self.value, code)


def has_comments(parts: dict[str, bytes]) -> bool:
    """Whether any sheet has comments: most have none, and need no second look."""
    return any(b"/comments" in data for name, data in parts.items() if name.endswith(".rels"))


def comments_of(parts: dict[str, bytes], sheet: str) -> dict[tuple[int, int], str]:
    """The text of every comment by (row, column) from 0; ``sheet`` is the member of its sheet. Raises Malformed."""
    folder, name = posixpath.split(sheet)
    links = _Links()
    parse(parts.get(f"{folder}/_rels/{name}.rels", b""), links)
    found = _Comments()
    for target in links.targets:
        member = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        parse(parts.get(member, b""), found)
    return found.texts


class _Links(Scan):
    """Where the comments of a sheet stand; those in threads stand there too, as every program can read them."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith("/comments"):
            self.targets.append(attributes.get("Target", ""))


class _Comments(Scan):
    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[tuple[int, int], str] = {}
        self.at = (0, 0)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "comment":
            self.at, self.words = position(attributes.get("ref", "")), []
        self.listening = tag == "t"

    def end(self, tag: str) -> None:
        self.listening = False
        if tag == "comment":
            self.texts[self.at] = "".join(self.words)
