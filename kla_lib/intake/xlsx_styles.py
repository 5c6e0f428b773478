"""The number formats of an XLSX's cells that may show something other than the stored number."""

from __future__ import annotations

from functools import lru_cache

from kla_lib.intake.shown import FORMATS, GENERAL, is_telling
from kla_lib.intake.xml_scan import Scan, parse

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
