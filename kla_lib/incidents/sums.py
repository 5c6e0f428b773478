"""The sums of the register: ages of open incidents, what is overdue, and times with those still open counted properly.

An incident that is still open has waited at least so long: leaving it out would make a slow city look quick. Times are
therefore estimated by Kaplan and Meier (1958), with every open incident censored on the day of the report. Where more
than the asked share is still open, the time is not known yet, and is told so. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from kla_lib.incidents.model import FEWEST, TWICE, Incident, Targets

AGES = ((0, 1), (2, 7), (8, 30), (31, 90), (91, None))  # days, both ends included
HOUR, DAY = 3600, 86_400
MEDIAN, MOST = Fraction(1, 2), Fraction(9, 10)
Wait = tuple[float, bool]  # hours, and whether it ended


@dataclass(frozen=True, slots=True)
class Times:
    """Hours until half and until 90 % of the incidents had come so far; None where it is not known yet, or too few are
    counted."""

    count: int
    ended: int
    half: float | None
    most: float | None


@dataclass(frozen=True, slots=True)
class Share:
    """A row of a table: what it is of, its cases, those still open, those overdue, and the times until closing.

    None is a cell of too few incidents, or one from which such a cell could be told.
    """

    key: str
    incidents: int | None
    open: int | None
    overdue: int | None
    closing: Times


@dataclass(frozen=True, slots=True)
class Todo:
    """An open incident an agency has to do something about: the step, hours since the report, and whether it is
    overdue."""

    agency: str
    number: int
    step: str
    hours: float
    overdue: bool


@dataclass(frozen=True, slots=True)
class RegisterSums:
    """What may be shared of a register on a day; None is a cell of too few incidents. ``tables``: agency, kind,
    district, month."""

    incidents: int | None
    open: int | None
    overdue: int | None
    ages: Sequence[tuple[tuple[int, int | None], int | None]]
    action: Times
    closing: Times
    tables: Mapping[str, Sequence[Share]]
    todo: Sequence[Todo]


def standing_of(incidents: Sequence[Incident], targets: Targets, now: datetime) -> RegisterSums:
    """The sums of a register as it stood at a moment; what came later is left out."""
    seen = [_as_of(incident, now) for incident in incidents if incident.opened is None or incident.opened <= now]
    known = [incident for incident in seen if incident.outcome != TWICE]
    todo = sorted(_todo(known, targets, now), key=lambda t: (not t.agency, t.agency, not t.overdue, -t.hours, t.number))
    late = {each.number for each in todo if each.overdue}
    still = sum(incident.is_open for incident in known)
    tables = {name: _shares(known, key, late, now) for name, key in TABLES.items()}
    tables["month"].sort(key=lambda share: (share.key == "", share.key))
    shown_open = part_shown(still, len(known))
    return RegisterSums(
        part_shown(len(known), len(known)),
        shown_open,
        _shown_part(len(late), still, shown_open),
        _ages(known, now),
        times([_wait(incident, incident.acted or incident.closed, now) for incident in known if incident.opened]),
        times([_wait(incident, incident.closed, now) for incident in known if incident.opened]),
        tables,
        todo,
    )


def times(waits: Iterable[Wait], fewest: int = FEWEST) -> Times:
    """Median and 90 % of some waits, open ones counted as they are; nothing is told of fewer than ``fewest``."""
    every = sorted(waits)
    ended = sum(done for _, done in every)
    if len(every) < fewest:
        return Times(len(every), ended, None, None)
    return Times(len(every), ended, quantile(every, MEDIAN), quantile(every, MOST))


def quantile(waits: Sequence[Wait], share: Fraction) -> float | None:
    """The first wait by which a share has ended, by the product-limit estimate; None where it never comes so far."""
    remaining, at_risk = Fraction(1), len(waits)
    ends = Counter(hours for hours, done in waits if done)
    gone = Counter(hours for hours, _ in waits)
    for hours in sorted(gone):
        remaining *= 1 - Fraction(ends[hours], at_risk)
        if 1 - remaining >= share:
            return hours
        at_risk -= gone[hours]
    return None


def suppressed(counts: Mapping[str, int], also: Collection[str] = (), fewest: int = FEWEST) -> dict[str, int | None]:
    """The cells of a column that may be shown beside its sum: None for one to ``fewest`` - 1 incidents, and for
    ``also``.

    Where these together are still fewer than ``fewest`` they could be told from the sum: the next smallest cell goes too.
    """
    hidden = {key for key, count in counts.items() if 0 < count < fewest} | set(also)
    others = sorted((count == 0, count, key) for key, count in counts.items() if key not in hidden)
    while hidden and others and (len(hidden) < 2 or sum(counts[key] for key in hidden) < fewest):
        hidden.add(others.pop(0)[2])
    return {key: None if key in hidden else count for key, count in counts.items()}


def part_shown(part: int, whole: int, fewest: int = FEWEST) -> int | None:
    """A part of a shown whole: None where the part, or what is left of the whole, is a cell of too few."""
    return None if 0 < part < fewest or 0 < whole - part < fewest else part


def _as_of(incident: Incident, now: datetime) -> Incident:
    acted = incident.acted if incident.acted and incident.acted <= now else None
    closed = incident.closed if incident.closed and incident.closed <= now else None
    return Incident(
        incident.number,
        incident.opened,
        incident.district,
        incident.kind,
        incident.channel,
        incident.agency,
        acted,
        closed,
        incident.outcome if closed else "",
        incident.sender,
    )


def _wait(incident: Incident, end: datetime | None, now: datetime) -> Wait:
    assert incident.opened is not None  # noqa: S101 - callers leave out incidents without a time
    return max(((end or now) - incident.opened).total_seconds() / HOUR, 0.0), end is not None


def _ages(incidents: Iterable[Incident], now: datetime) -> list[tuple[tuple[int, int | None], int | None]]:
    days = [
        int((now - incident.opened).total_seconds() // DAY)
        for incident in incidents
        if incident.is_open and incident.opened
    ]
    counts = {f"{low}": sum(low <= d and (high is None or d <= high) for d in days) for low, high in AGES}
    shown = suppressed(counts)
    return [((low, high), shown[f"{low}"]) for low, high in AGES]


def _todo(incidents: Iterable[Incident], targets: Targets, now: datetime) -> list[Todo]:
    found = []
    for incident in incidents:
        if incident.is_open:
            step, limit = ("close", targets.close) if incident.acted else ("action", targets.action)
            hours = _wait(incident, None, now)[0] if incident.opened else 0.0
            late = (limit is not None and hours > limit) or (targets.close is not None and hours > targets.close)
            found.append(Todo(incident.agency, incident.number, step, hours, late))
    return found


def _shares(
    incidents: Sequence[Incident], key: Callable[[Incident], str], late: set[int], now: datetime
) -> list[Share]:
    """One row per value, the largest first; what nobody has said comes last."""
    groups: dict[str, list[Incident]] = {}
    for incident in incidents:
        groups.setdefault(key(incident), []).append(incident)
    counts = {name: len(mine) for name, mine in groups.items()}
    still = {name: sum(incident.is_open for incident in mine) for name, mine in groups.items()}
    overdue = {name: sum(incident.number in late for incident in mine) for name, mine in groups.items()}
    shown = suppressed(counts)
    opened = suppressed(still, [name for name in groups if _shown_part(still[name], counts[name], shown[name]) is None])
    behind = suppressed(
        overdue, [name for name in groups if _shown_part(overdue[name], still[name], opened[name]) is None]
    )
    return [
        Share(
            name,
            shown[name],
            opened[name],
            behind[name],
            times([_wait(incident, incident.closed, now) for incident in groups[name] if incident.opened]),
        )
        for name in sorted(groups, key=lambda name: (name == "", -counts[name], name))
    ]


def _shown_part(part: int, whole: int, shown: int | None) -> int | None:
    """A part of a whole that may itself be suppressed."""
    return None if shown is None else part_shown(part, whole)


TABLES: Mapping[str, Callable[[Incident], str]] = {
    "agency": lambda incident: incident.agency,
    "kind": lambda incident: incident.kind,
    "district": lambda incident: incident.district,
    "month": lambda incident: f"{incident.opened:%Y-%m}" if incident.opened else "",
}
