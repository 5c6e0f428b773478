"""The forms in which telephones begin a message, and the order of day and month, each decided for a whole file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Literal

from kla_lib.core.problems import InputFault, Problem, Where, problem
from kla_lib.incidents.words import table

INVISIBLE = "\u200e\u200f\ufeff\u202a-\u202e\u2066-\u2069"
SPACE = "[ \u00a0\u2009\u202f]"
PARTS = {
    "{date}": rf"[{INVISIBLE}]*" r"(?P<date>\d{1,4}[/.\-]\d{1,2}[/.\-]\d{2,4})",
    "{time}": (
        rf"(?:(?:pukul|pkl\.?|jam|at){SPACE})?(?P<hour>\d{{1,2}})[.:](?P<minute>\d{{2}})(?:[.:]\d{{2}})?"
        rf"(?:{SPACE}?(?:(?P<half>[ap])\.?{SPACE}?m\.?|(?P<malay>pt?g)\b))?(?:{SPACE}wi[bt]a?\b)?"
    ),
    "{s}": f"{SPACE}?",
}
APART = 2  # days that a message may lie before the one above it: telephones send late, but not later
CENTURY = 2000
JUMP = 300  # days between two messages by which a wrong order gives itself away
FIRST, RECENT = 9, 2  # the year in which the telephone's program came out; years back that an export is likely of


@dataclass
class Dates:
    """What a file shows of its dates: each as it is written with its first line, and what file names beside them say."""

    lines: dict[str, int] = field(default_factory=dict)
    witnesses: set[tuple[str, str]] = field(default_factory=set)  # (date as written, YYYYMMDD in a file's name)
    indonesian: bool = False  # times with a dot and words of an Indonesian telephone or group: the day comes first


@cache
def headers() -> Mapping[str, re.Pattern[str]]:
    """The pattern of each form; invisible marks may stand before it."""
    return {row["form"]: _compiled(row["pattern"]) for row in table("headers.csv")}


def form_of(sample: Sequence[str]) -> str:
    """The form of an export by the first of its lines; empty where no line begins a message."""
    counts = {form: sum(1 for line in sample if begins.match(line)) for form, begins in headers().items()}
    best = max(counts, key=lambda form: counts[form])
    return best if counts[best] else ""


def order_of(dates: Dates, name: str, asked: str = "", latest: date = date.max) -> str:
    """Day and month order of a whole file: ``dmy``, ``mdy`` or ``ymd``; ``asked`` settles what the file does not.

    ``latest``: the last day that can be. Raises InputFault where nothing decides it, and where the file has a date that the order asked for does not allow.
    """
    parts = {text: _numbers(text) for text in dates.lines}
    if all(len(text.split(mark)[0]) == 4 for text in parts for mark in re.findall(r"\D", text)[:1]):
        return "ymd"
    if asked:
        against = next(
            (text for text, part in parts.items() if part[asked.index("m")] > 12 or part[asked.index("d")] > 31), ""
        )
        if against:
            line = dates.lines[against]
            raise InputFault([problem("chat_order_asked", Where(name, "", str(line)), against, line=line, order=asked)])
        return asked
    years = _year_first(list(parts.values()), latest)
    if years == "yes":
        return "ymd"
    if years == "perhaps" and not dates.indonesian:
        raise InputFault([_open_order(dates, name)])
    first = next((text for text, (a, b, _) in parts.items() if a > 12), "")
    second = next((text for text, (a, b, _) in parts.items() if b > 12), "")
    if first and second:
        raise InputFault([_mixed(dates, first, second, name)])
    if first or second:
        return "dmy" if first else "mdy"
    found = _witnessed(dates, parts) or _forward(list(parts.values())) or ("dmy" if dates.indonesian else "")
    if not found:
        raise InputFault([_open_order(dates, name)])
    return found


def day_of(text: str, order: str) -> date | None:
    """The day of a date as written; None for one that the calendar does not have."""
    a, b, c = _numbers(text)
    day, month, year = {"dmy": (a, b, c), "mdy": (b, a, c), "ymd": (c, b, a)}[order]
    try:
        return date(year + (CENTURY if year < 100 else 0), month, day)
    except ValueError:
        return None


def moment(found: re.Match[str], order: str) -> datetime | None:
    """The minute of a message's header; None for one that no clock shows."""
    day, hour = day_of(found["date"], order), int(found["hour"])
    if half := found["half"] or found["malay"]:
        late = half.casefold() in ("p", "ptg")
        hour = hour % 12 + 12 * late if hour <= 12 else hour if late else 99  # 00:08 AM; 13:05 PM
    if day is None or hour > 23 or int(found["minute"]) > 59:
        return None
    return datetime(day.year, day.month, day.day, hour, int(found["minute"]))


def _compiled(pattern: str) -> re.Pattern[str]:
    for name, part in PARTS.items():
        pattern = pattern.replace(name, part)
    return re.compile(f"[{INVISIBLE}]*{pattern}", re.IGNORECASE)


@cache
def _numbers(text: str) -> tuple[int, int, int]:
    a, b, c = map(int, re.findall(r"\d+", text))
    return a, b, c


def _open_order(dates: Dates, name: str) -> Problem:
    text, line = next(iter(dates.lines.items()))
    return problem("chat_order", Where(name, "", str(line)), text, line=line)


def _year_first(parts: Sequence[tuple[int, int, int]], latest: date) -> Literal["yes", "perhaps", "no"]:
    """True if dates of two-digit parts begin with the year (``26/07/13``, as some telephones write).

    Proven where they run forward so, and jump by years or back where they are read with the day first.
    """
    latest = min(latest, date.today() + timedelta(days=1))
    newest = latest.year % 100
    if any(c > 31 or b > 12 or not FIRST <= a <= newest for a, b, c in parts):
        return "no"
    by_year, by_day = ([day_of(f"{a:02}/{b:02}/{c:02}", order) for a, b, c in parts] for order in ("ymd", "dmy"))
    if not _runs(by_year) or any(day and day > latest for day in by_year):
        return "no"
    if len(parts) > 1:
        jumps = [_jumps(by_year), _jumps(by_day)]
        if jumps[0] < jumps[1]:
            return "yes"
        if jumps[0] > jumps[1]:
            return "no"
    year, day = min(a for a, _, _ in parts), max(c for _, _, c in parts)
    return "perhaps" if year != day and (year > newest - RECENT or day < min(year, newest - RECENT)) else "no"


def _jumps(days: Sequence[date | None]) -> int:
    """How often days run back, or on by most of a year; one that the calendar does not have counts twice."""
    return sum(2 if not (a and b) else not -APART <= (b - a).days < JUMP for a, b in pairwise(days))


def _mixed(dates: Dates, first: str, second: str, name: str) -> Problem:
    line = max(dates.lines[first], dates.lines[second])
    return problem("chat_orders", Where(name, "", str(line)), f"{first}, {second}", line=line)


def _witnessed(dates: Dates, parts: Mapping[str, tuple[int, int, int]]) -> str:
    """What the names of pictures say that were sent on the day of their message (``IMG-20260721-WA0001.jpg``)."""
    told = set()
    for text, digits in dates.witnesses:
        a, b, _ = parts[text]
        month, day = int(digits[4:6]), int(digits[6:8])
        told |= {order for order, pair in (("dmy", (day, month)), ("mdy", (month, day))) if (a, b) == pair and a != b}
    return told.pop() if len(told) == 1 else ""


def _forward(parts: Sequence[tuple[int, int, int]]) -> str:
    """The only order in which time runs forward through the file, or either where they mean the same."""
    if all(a == b for a, b, _ in parts):
        return "dmy"
    runs = {order: _runs(day_of(f"{a}/{b}/{c}", order) for a, b, c in parts) for order in ("dmy", "mdy")}
    good = [order for order, forward in runs.items() if forward]
    return good[0] if len(good) == 1 else ""


def _runs(days: Iterable[date | None]) -> bool:
    known = list(days)
    return all(a and b and (b - a).days >= -APART for a, b in pairwise(known))
