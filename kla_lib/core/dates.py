"""Days as people write them in a table: ISO, a year or a month alone, or day first as Excel turns them into."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)

MONTHS = (
    "januari january jan",
    "februari february feb pebruari",
    "maret march mar",
    "april apr",
    "mei may",
    "juni june jun",
    "juli july jul",
    "agustus august agu aug agt ags",
    "september sep sept",
    "oktober october okt oct",
    "november nov nopember",
    "desember december des dec",
)


class NotADay(ValueError):
    """The text is no day, month or year."""


def read_day(text: str, last: bool = False) -> date:
    """``2026-03-01``, ``1/3/2026`` (day first), ``2026-03`` or ``2026``: of the last two the first day, or the ``last``.

    Raises NotADay for anything else, and for a day that no calendar has.
    """
    if found := _DAY_FIRST.fullmatch(text.strip()):
        day, month, year = map(int, found.groups())
        return _day(text, year, month, day)
    if not (found := _ISO.fullmatch(text.strip())):
        raise NotADay(text)
    year, month = int(found[1]), int(found[2] or (12 if last else 1))
    return _day(text, year, month, int(found[3] or (_last_of(year, month) if last else 1)))


def month_named(name: str) -> int:
    """The month that a word names in either language, also shortened; 0 for any other word."""
    return next((n for n, names in enumerate(MONTHS, start=1) if name.casefold() in names.split()), 0)


def is_guessed(text: str) -> bool:
    """Whether a day may have been meant month first (``1/3/2026``), as a computer set to American English writes it."""
    found = _DAY_FIRST.fullmatch(text.strip())
    return found is not None and found[1] != found[2] and int(found[1]) <= 12


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as fault:
        raise NotADay(text) from fault


def _last_of(year: int, month: int) -> int:
    return monthrange(year, month)[1] if 1 <= month <= 12 and year >= 1 else 1
