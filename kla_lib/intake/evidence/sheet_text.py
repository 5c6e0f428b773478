"""The text of a workbook's sheets from their XML: a line a row, a tab between cells that hold something, dates as dates."""

from __future__ import annotations

import re
from datetime import date, timedelta

from kla_lib.intake.evidence.office_xml import INSIDE, PREFIX, attributes, checked, plain

MOST_TEXT = 2_000_000
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
    shared = map(_said, _STRING.findall(checked(strings)))
    numbered = {str(number): said for number, said in enumerate(shared)}
    dates = _dates(checked(styles))
    return [_sheet(checked(data), numbered, dates) for data in sheets]


def _said(element: str) -> str:
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
            said = plain(value or "") or (_said(inside) if inside else "")
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
