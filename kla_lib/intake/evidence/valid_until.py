"""Until which year a paper says of itself that it holds: a certificate of 2022 that is valid until 2027 is not out of date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kla_lib.rules.evidence import Dated

FIRST_PAGES = 3
LONGEST_LINE, LONGEST_PAGE = 200, 60_000

_TO = r"(?:sampai(?:\s+dengan)?|s\s?[/.]?\s?d\b\.?|hingga|(?:(?<=\d{4})|(?<=\d{4}\s))[-\u2013])"
_END = rf"{_TO}\W{{0,4}}(?:(?:tanggal|tgl|tahun|bulan|akhir)\W{{1,3}}){{0,3}}(?:\d{{1,2}}\s?[\s./-]\s?(?:[a-z]{{3,9}}|\d{{1,2}})\s?[\s./-]\s?|[a-z]{{3,9}}\s)?(?P<year>20\d\d)\b"
_VALID = re.compile(rf"\b(?:berlaku|valid)\b[^.;]{{0,60}}?{_END}", re.IGNORECASE)
_TERM = re.compile(rf"\b(?:masa\s+(?:bakti|jabatan|kerja|tugas)|periode)\b[^.;]{{0,30}}?{_END}", re.IGNORECASE)
_MAY = re.compile("berlaku|valid|masa |periode", re.IGNORECASE)


def valid_until(pages: Sequence[str]) -> tuple[Dated, ...]:
    """The last year until which a paper holds, of its first pages; empty where none of them says so.

    A term of office counts in a title only: a sentence may tell of anybody's.
    """
    found = [(year, number) for number, text in enumerate(pages[:FIRST_PAGES], start=1) for year in _on_page(text)]
    return (Dated(max(found)[0], "until", "medium", max(found)[1]),) if found else ()


def _on_page(text: str) -> Iterator[str]:
    lines = text[:LONGEST_PAGE].splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=False):
        if _MAY.search(line[:LONGEST_LINE]):
            whole = f"{line[:LONGEST_LINE]} {following[:LONGEST_LINE]}"
            title = _TERM.search(line[:LONGEST_LINE]) if line == line.upper() else None
            if said := _VALID.search(whole) or title:
                yield said["year"]
