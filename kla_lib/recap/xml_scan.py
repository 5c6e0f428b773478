"""One careful pass over the XML of a workbook: what a reader of values keeps silent, under limits.

A document type is refused (no entities), and the pass stops at the first cell beyond the limits, so that
neither a far-away cell nor a repeated one fills the memory of whoever reads the values afterwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Literal
from xml.parsers import expat

from kla_lib.recap.shown import Verdict, compare, percent_text, shown

Range = tuple[tuple[int, int], tuple[int, int]]
Special = Literal["error", "formula", "text"]

MAX_ROWS = 10_000
MAX_COLUMNS = 200
MAX_CELLS = 400_000
MAX_TEXT = 100_000_000
MAX_SHEETS = 250
MAX_MERGED = 10_000
ENCODINGS = ("utf-8", "us-ascii")  # the reader of values knows no other, and says nothing
WIDEST_SHEET = 1_048_576
ODS_TYPE = "calcext:value-type"  # LibreOffice's extension of office:value-type, which also marks errors

_ENCODING = re.compile(rb"""\s*<\?xml[^>]{0,100}?encoding=["']([\w.-]{1,40})["']""")
_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


class TooLarge(ValueError):
    """A sheet reaches beyond the limits; the text says how far."""


class Malformed(ValueError):
    """The XML is none that an office program would write."""


@dataclass
class WorkbookDetails:
    """One sheet as its XML shows it: its extent, merged ranges, and special cells by (row, column) from 0.

    A special cell is ``("error", "#REF!")``, ``("formula", "=SUM(C3:C9)")`` for one that was never calculated, or
    ``("text", "12")`` for one without a type, which the reader of values leaves out;
    ``seen`` holds the shown text of number cells that show something other than the stored number (see `shown`);
    ``hidden_rows`` and ``hidden_columns`` are counted from 0. ``zeros`` holds the formulas whose stored result is 0;
    ``calculated``: another formula has another result.
    """

    special: dict[tuple[int, int], tuple[Special, str]] = field(default_factory=dict)
    seen: dict[tuple[int, int], tuple[Verdict, str]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    zeros: dict[tuple[int, int], str] = field(default_factory=dict)
    calculated: bool = False
    hides_zeros: bool = False
    rows: int = 0
    columns: int = 0
    longest: int = 0

    def reach(self, row: int, column: int, length: int) -> None:
        """Take note of a filled cell (positions from 0, characters). Raises TooLarge beyond the limits."""
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        self.longest = max(self.longest, length)
        cells = self.rows * self.columns
        too_much = cells > MAX_CELLS or cells * self.longest > MAX_TEXT
        if self.rows > MAX_ROWS or self.columns > MAX_COLUMNS or too_much:
            raise TooLarge(f"{self.rows} x {self.columns}")

    def look(self, at: tuple[int, int], value: str, code: str = "", text: str | None = None) -> None:
        """Take note of a number cell whose shown text, given or made by a number format, is not its number."""
        try:
            number = Decimal(repr(float(value)))
        except (ValueError, InvalidOperation):
            return
        if not number.is_finite():
            return
        found = shown(code, number) if text is None else text
        found = "" if self.hides_zeros and not number else found
        verdict = "same" if found is None else compare(found, number, "." if text is None else ".,")
        if found is not None and verdict != "same":
            scaled = verdict == "percent" and compare(found.replace("%", ""), 100 * number) in ("same", "rounded")
            self.seen[at] = (verdict, percent_text(number) if scaled else " ".join(found.split()))

    def keep_result(self, at: tuple[int, int], formula: str, value: str, is_number: bool) -> None:
        """Take note of the stored result of a formula."""
        if is_number and value == "0":
            self.zeros[at] = formula
        elif value:
            self.calculated = True

    def mark_placeholders(self) -> None:
        """Mark the formulas as never calculated if the stored result of every one is 0."""
        if not self.calculated:
            self.special |= {at: ("formula", formula) for at, formula in self.zeros.items()}

    def hide(self, hidden: set[int], first: int, count: int) -> None:
        """Take note of hidden rows or columns, as far as a sheet is read at all."""
        hidden.update(range(first, min(first + count, MAX_ROWS)))

    def merge(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Take note of a merged range. Raises TooLarge beyond the limit."""
        self.merged.append((first, last))
        if len(self.merged) > MAX_MERGED:
            raise TooLarge(f"{len(self.merged)} mergeCell")


def position(address: str) -> tuple[int, int]:
    """``C5`` as row and column from 0. Raises Malformed."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise Malformed(address[:20])
    return int(found[2]) - 1, column_index(found[1])


def merged_range(reference: str) -> Range:
    """``B2:D3`` as two corners; ``A:C`` and ``1:2``, whole columns and rows, as far as they are read. Raises Malformed."""
    first, _, last = reference.partition(":")
    if first.isalpha() and last.isalpha() and reference.isupper() and max(len(first), len(last)) <= 3:
        return (0, column_index(first)), (MAX_ROWS - 1, column_index(last))
    if first.isdecimal() and last.isdecimal():
        return (whole_number(first, 1) - 1, 0), (whole_number(last, 1) - 1, MAX_COLUMNS - 1)
    return position(first), position(last or first)


class Scan:
    """Handlers of one pass; characters are gathered in ``words`` while ``listening``."""

    words: list[str]
    listening = False

    def __init__(self) -> None:
        """Start without characters."""
        self.words = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens; names come without their prefix."""

    def end(self, tag: str) -> None:
        """An element closes."""

    def text(self, text: str) -> None:
        """Characters between elements."""
        if self.listening:
            self.words.append(text)


def check(data: bytes) -> None:
    """Check that an XML text is well-formed and without a document type. Raises Malformed."""
    _run(expat.ParserCreate(), data)


def parse(data: bytes, scan: Scan) -> None:
    """Run ``scan`` over an XML text; an empty one holds nothing. Raises Malformed, or what ``scan`` raises."""
    if not data.strip():
        return
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, found: scan.start(
        _local(name), {k if k == ODS_TYPE else _local(k): v for k, v in found.items()}
    )
    parser.EndElementHandler = lambda name: scan.end(_local(name))
    parser.CharacterDataHandler = scan.text
    _run(parser, data)


def in_utf8(data: bytes) -> bytes:
    """An XML text in UTF-8, whatever its declared encoding; unchanged if that cannot be determined."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif data.startswith((b"<\0", b"\0<")):
        encoding = "utf-16-le" if data.startswith(b"<") else "utf-16-be"
    else:
        found = _ENCODING.match(data)
        encoding = found[1].decode().casefold() if found else "utf-8"
    if encoding in ENCODINGS:
        return data
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError):
        return data
    return _DECLARATION.sub("", text, count=1).encode()


def _run(parser: expat.XMLParserType, data: bytes) -> None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Malformed("UTF-16")
    parser.StartDoctypeDeclHandler = _refuse
    parser.XmlDeclHandler = _declared
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, UnicodeError, LookupError) as fault:
        raise Malformed(str(fault)) from fault


def whole_number(text: str | None, default: int) -> int:
    """A count of rows or columns as the file writes it. Raises Malformed for anything no sheet can have."""
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 7 and 0 < int(text) <= WIDEST_SHEET):
        raise Malformed(text[:20])
    return int(text)


def column_index(letters: str) -> int:
    """``A`` is 0, ``AA`` is 26."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _refuse(name: str, system: str | None, public: str | None, has_subset: bool) -> None:
    """A document type that declares something of its own; one that only names itself declares no entities."""
    if has_subset:
        raise Malformed("a document type")


def _declared(_: str, encoding: str | None, __: int) -> None:
    if encoding is not None and encoding.casefold() not in ENCODINGS:
        raise Malformed(encoding)


def _local(name: str) -> str:
    return name.rpartition(":")[2]
