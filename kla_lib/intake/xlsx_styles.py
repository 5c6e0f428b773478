"""Which cells of an XLSX show a number as a percentage: 85 % typed into a cell is stored as 0.85."""

from __future__ import annotations

import re
from functools import lru_cache

STYLES = "xl/styles.xml"
PERCENTS = frozenset({b"9", b"10"})

_CELLS = re.compile(rb"<cellXfs[^>]*>(.*?)</cellXfs>", re.DOTALL)
_STYLE, _FORMAT = re.compile(rb"<xf\b[^>]*>"), re.compile(rb"<numFmt\b[^>]*>")
_NUMBER, _CODE = re.compile(rb'\bnumFmtId="(\d+)"'), re.compile(rb'\bformatCode="[^"]*%')


@lru_cache(maxsize=64)
def percent_styles(styles: bytes) -> frozenset[str]:
    """The indices of the cell styles that show a percentage; none where the file is written otherwise.

    A style that is missed is no loss: its number is asked about, never guessed.
    """
    own = {_number(found) for found in _FORMAT.findall(styles) if _CODE.search(found)}
    cells = _CELLS.search(styles)
    listed = _STYLE.findall(cells[1]) if cells else []
    return frozenset(str(index) for index, found in enumerate(listed) if _number(found) in PERCENTS | own)


def _number(tag: bytes) -> bytes:
    found = _NUMBER.search(tag)
    return found[1] if found else b""
