"""What the XML of an XLSX says of its sheets beyond their values (see xml_scan)."""

from __future__ import annotations

import re

from kla_lib.intake.xml_scan import Inside, Malformed, Scan, parse, whole_number

SHARED = "xl/sharedStrings.xml"

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


def look_inside(parts: dict[str, bytes]) -> dict[str, Inside]:
    """Every sheet of an XLSX's members, by sheet name. Every member is measured, named or not.

    Raises TooLarge or Malformed.
    """
    shared = _LongestString()
    parse(parts.get(SHARED, b""), shared)
    scans = {path: _SheetScan(shared.longest) for path in parts if path.endswith(".xml") and path != SHARED}
    for path, scan in scans.items():
        parse(parts[path], scan)
    return {name: scans[path].sheet for name, path in _sheet_paths(parts).items() if path in scans}


def _sheet_paths(parts: dict[str, bytes]) -> dict[str, str]:
    book, links = _Attributes("sheet"), _Attributes("Relationship")
    parse(parts["xl/workbook.xml"], book)
    parse(parts.get("xl/_rels/workbook.xml.rels", b""), links)
    targets = {link.get("Id", ""): link.get("Target", "") for link in links.found}
    return {sheet.get("name", ""): _member(targets.get(sheet.get("id", ""), "")) for sheet in book.found}


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

    def __init__(self, longest_shared: int) -> None:
        super().__init__()
        self.sheet = Inside()
        self.longest_shared = longest_shared
        self.row, self.column = -1, -1
        self.type, self.value = "", ""
        self.formula: str | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self.row, self.column = whole_number(attributes.get("r"), self.row + 2) - 1, -1
        elif tag == "c":
            self._open_cell(attributes)
        elif tag == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            self.sheet.merged.append((_position(first), _position(last or first)))
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
        self.row, self.column = _position(address) if address else (max(self.row, 0), self.column + 1)
        self.type, self.value, self.formula = attributes.get("t", ""), "", None

    def _close_cell(self) -> None:
        at = (self.row, self.column)
        if self.value or self.formula is not None:
            self.sheet.reach(*at, self.longest_shared if self.type == "s" else len(self.value))
        if self.type == "e":
            self.sheet.special[at] = ("error", self.value)
        elif self.formula is not None and not self.value and self.type != "str":
            self.sheet.special[at] = ("formula", self.formula)


def _position(address: str) -> tuple[int, int]:
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise Malformed(address[:20])
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1
