"""The other way in: a city's own register of incidents in CSV or Excel, each row as the events it tells of.

Only the columns whose headings `words.headings` lists are looked at; names, addresses and numbers beside them are never read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from kla_lib.core.dates import month_named
from kla_lib.core.problems import InputFault, Problem, Where, problem
from kla_lib.incidents.chat.export import shown_name
from kla_lib.incidents.chat.forms import Dates, day_of, order_of
from kla_lib.incidents.chat.meaning import understood
from kla_lib.incidents.model import ACTS, Act, Event, Names
from kla_lib.incidents.store import digest
from kla_lib.incidents.words import channels, headings, squeezed, tokens
from kla_lib.recap.model import Cell, Sheet
from kla_lib.recap.sheets import read_sheets
from kla_lib.recap.sniff import read_bytes, sniff

HEAD_ROWS = 20
NEEDED = ("number", "opened", "kind")
SOURCE = "register"
AFTER: tuple[tuple[Act, str], ...] = (("action", "acted"), ("close", "closed"))
LISTED = ("number", "agency", "outcome", "channel")
NOTHING, SHOWN = ("", "-", "–"), 10
DATED = ("opened", "acted", "closed")
_DAY = re.compile(
    r"\s*(\d{1,4}[/.\-]\d{1,2}[/.\-]\d{2,4})(?:[ T,]+(?:pukul )?(\d{1,2})[.:](\d{2})(?:[.:]\d{2}(?:\.\d+)?)?)?\s*"
)
_SPELLED = re.compile(r"(\d{1,2})[ -]([^\W\d_]{3,9})[ -](\d{4})")
_NUMBER = re.compile(r"\s*(?:no\.?|nomor)?\s*(\d{1,5})(?:\.0)?\s*", re.IGNORECASE)
_CHANNELS = {squeezed(tokens(w)): key for key, meant in channels().items() for w in (meant.label_id, *meant.words)}

NamesOn = Callable[[datetime | None], Names]
Cells = Mapping[str, Cell]
Row = tuple[int, Cells]


def register_events(
    path: Path, names_on: NamesOn, secret: bytes, order: str = ""
) -> tuple[list[Event], int, list[Problem]]:
    """The events that a register tells, how many rows it has, and what in them is no word of ours.

    Raises InputFault for a file that is none.
    """
    name = shown_name(path)
    sheets, _ = read_sheets(sniff(read_bytes(path, name), name), headings())
    rows = [row for sheet in sheets for row in _rows(sheet)]
    if not rows:
        raise InputFault([problem("register_headings", Where(name), name, known=", ".join(NEEDED))])
    order = _order(rows, name, order)
    events, seen, unread = list[Event](), Counter[str](), dict[str, list[int]]()
    for line, cells in rows:
        texts = {field: " ".join(cell.text.split()) for field, cell in cells.items()}
        report = _report(line, texts, names_on, order)
        which = _identity(report, texts.get("number", ""))
        seen[which] += 1
        keys = {act: digest(secret, SOURCE, act, which, str(seen[which])) for act in ACTS}
        events += [replace(report, key=keys["report"]), *_later(report, texts, keys, order)]
        for column in LISTED:
            if texts.get(column, "-") not in NOTHING and not getattr(report, column):
                unread.setdefault(column, []).append(line)
    return events, len(rows), [_unread(name, column, lines) for column, lines in unread.items()]


def _unread(name: str, column: str, lines: Sequence[int]) -> Problem:
    """What was left out of a column, by its rows: what stands there may be anybody's name."""
    shown = ", ".join(map(str, lines[:SHOWN])) + (" …" if len(lines) > SHOWN else "")
    kind = "register_numbers" if column == "number" else "register_words"
    return problem(kind, Where(name, "", f"A{lines[0]}"), column, rows=shown, count=len(lines))


def _rows(sheet: Sheet) -> Iterator[Row]:
    """The rows below the header, each as the cells of the fields we know; none without a header."""
    heads = ((n, _columns(row)) for n, row in enumerate(sheet.rows[:HEAD_ROWS], 1))
    top, found = next(((n, head) for n, head in heads if set(NEEDED) <= set(head)), (len(sheet.rows), {}))
    for line, cells in enumerate(sheet.rows[top:], top + 1):
        held = {field: cells[column] for field, column in found.items() if column < len(cells)}
        if any(not cell.is_blank for cell in held.values()):
            yield line, held


def _columns(row: Sequence[Cell]) -> dict[str, int]:
    """The columns whose headings we know, by field."""
    found: dict[str, int] = {}
    for column, cell in enumerate(row):
        field = headings().get(" ".join(tokens(cell.text)).casefold(), "")
        if field:
            found.setdefault(field, column)
    return found


def _order(rows: Sequence[Row], name: str, asked: str) -> str:
    """Day and month order of all dates of a register together; those that begin with a year need none."""
    dates = Dates()
    for line, cells in rows:
        for field in DATED:
            found = _DAY.fullmatch(cells[field].text) if field in cells else None
            if found and not re.match(r"\d{4}", found[1]):
                dates.lines.setdefault(found[1], line)
    return order_of(dates, name, asked) if dates.lines else "dmy"


def _identity(report: Event, written: str) -> str:
    """What a row is known by, however the others change: its number and year, else its year and all that it means."""
    meant = (report.district, report.kind, report.agency, report.outcome, report.channel)
    year = str(report.at.year) if report.at else ""
    return "/".join([str(report.number or written), year, *(() if written else meant)])


def _later(report: Event, texts: Mapping[str, str], keys: Mapping[Act, str], order: str) -> Iterator[Event]:
    """The first action and the closing of a row, which belong to its report whatever number that gets."""
    for act, field in AFTER:
        at, not_read = _moment(texts.get(field, ""), order)
        if at or not_read:
            faults = ("time",) if not_read else ()
            yield replace(report, key=keys[act], act=act, at=at, faults=faults, near=(), of=keys["report"])


def _number(text: str) -> int | None:
    """The number of an incident that a cell holds; None for one that is written otherwise, such as ``001/LK/2026``."""
    found = _NUMBER.fullmatch(text)
    return int(found[1]) or None if found else None


def _report(line: int, texts: Mapping[str, str], names_on: NamesOn, order: str) -> Event:
    """A row as a report, without its key; each cell is read by the list of its own column."""
    opened, _ = _moment(texts.get("opened", ""), order)
    names = names_on(opened)
    place = understood(texts.get("district", ""), names, column="district")
    kind, agency, outcome = (
        understood(texts.get(column, ""), names, asks_place=False, column=column)
        for column in ("kind", "agency", "outcome")
    )
    faults = [fault for fault in place.faults if fault.startswith("district")]
    if texts.get("district") and faults == ["district_missing"]:
        faults = ["district_unknown"]
    many = [fault for fault in kind.faults if fault in ("kinds_many", "kind_unsure")]
    faults += many or ([] if kind.kind else ["kind_missing"])
    faults += [] if texts.get("number") else ["number_missing"]
    faults += [] if opened else ["time"]
    return Event(
        key="",
        act="report",
        at=opened,
        line=line,
        number=_number(texts.get("number", "")),
        district=place.district,
        kind=kind.kind,
        agency=agency.agency,
        outcome=outcome.outcome,
        channel=_CHANNELS.get(squeezed(tokens(texts.get("channel", ""))), ""),
        faults=tuple(faults),
        near=tuple(place.near or (kind.near if many else [])),
    )


def _moment(text: str, order: str) -> tuple[datetime | None, bool]:
    """The time of a cell (midnight where it has only a day), and whether there is one that cannot be read."""
    if text in NOTHING:
        return None, False
    found = _DAY.fullmatch(text) or _DAY.fullmatch(_with_month(text))
    if found is None:
        return None, True
    year_first = re.match(r"\d{4}", found[1]) is not None
    day = day_of(found[1], "ymd" if year_first else "dmy" if found.string != text else order)
    hour, minute = int(found[2] or 0), int(found[3] or 0)
    whole = day is not None and hour < 24 and minute < 60
    return (datetime(day.year, day.month, day.day, hour, minute), False) if whole and day else (None, True)


def _with_month(text: str) -> str:
    """``13 Juli 2026`` as ``13/7/2026``; any other text as it is."""
    found = _SPELLED.match(text)
    month = month_named(found[2]) if found else None
    return f"{found[1]}/{month}/{found[3]}{text[found.end() :]}" if found and month else text
