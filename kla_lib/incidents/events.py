"""The register as the events add up to it: numbers given once, the first action and closing, and what does not fit.

An incident keeps its number for ever; what is read later is added, or changes what it corrects. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise

from kla_lib.incidents.model import TWICE, Decided, Event, Incident, Register

NOT_INCIDENTS = ("tag_inside", "tag_near")  # a person decides first whether these are reports at all
NOT_ROWS = (
    "number_missing",
    "number_taken",
    "time",
)  # nor is a row of a register without a number and a time of its own
STOPS = (
    *NOT_INCIDENTS,
    "number_missing",
    "number_more",
    "act_unsure",
    "number_unknown",
    "closed_early",
    "acted_early",
    "acted_closed",
    "closed_twice",
    "time",
)
FIRST_YEAR = 2000
ALIKE = timedelta(hours=12)  # within which two people may have seen one child
PSEUDONYM = "p-"  # so begins a sender who has no role
OVER = ("number", "district", "kind", "agency", "outcome")  # what a decision may say of an event


def possible(events: Iterable[Event], latest: datetime) -> list[Event]:
    """The events, with those of a day that cannot be (before telephones, after ``latest``) as events without a time."""
    return [
        replace(e, at=None, faults=tuple(dict.fromkeys([*e.faults, "time"])))
        if e.at and not (e.at.year >= FIRST_YEAR and e.at <= latest)
        else e
        for e in events
    ]


def joined(old: Sequence[Event], new: Sequence[Event], kept: Collection[int] = ()) -> list[Event]:
    """All events: those known take what they now say (and their new line), an edited message replaces what it was, and
    what a row of a register no longer says is gone. ``kept``: numbers that a person gave, which no other incident may
    get.
    """
    by_key = {event.key: event for event in old}
    fresh = {event.key for event in new}
    for key in [e.key for e in old if e.of in fresh and e.key not in fresh]:
        del by_key[key]
    for event in new:
        before = by_key.get(event.key) or _before_edit(event, by_key, fresh)
        if before and before.key != event.key:
            del by_key[before.key]
        by_key[event.key] = (
            replace(event, incident=before.incident, sender=_known_as(before, event)) if before else event
        )
    return _numbered(list(by_key.values()), kept)


def settled(events: Sequence[Event], decisions: Sequence[Decided]) -> list[Event]:
    """The events, those that a person made reports with the number they got by it: an incident keeps it for ever."""
    given = {event.key: event.incident for event in decided(events, decisions)}
    said = {d.id for d in decisions if d.number}
    return [
        replace(event, incident=given.get(event.key))
        if event.incident is None and not any(event.key.startswith(id_) for id_ in said)
        else event
        for event in events
    ]


def _when(event: Event) -> tuple[datetime, bool]:
    """The order in which actions and closings count; a mere day comes after the minutes of that day."""
    at = event.at or datetime.max
    return (datetime.combine(at.date(), time.max) if _that_day(event, at) else at), event.act == "close"


def _known_as(before: Event, event: Event) -> str:
    """Who sent a message: as the first telephone knew them, until they have a role."""
    return before.sender if before.sender and event.sender.startswith(PSEUDONYM) else event.sender


def register_of(events: Iterable[Event]) -> Register:
    """The incidents, and the events that wait for a person."""
    every = list(events)
    incidents, unclear = dict[int, Incident](), list[Event]()
    for event in every:
        if event.act == "report" and event.incident is not None and not _waits(event):
            incidents[event.incident] = _opened(event, incidents.get(event.incident))
        if event.act == "report" and event.faults:
            unclear.append(event)
    reports = {event.key: None if _waits(event) else event.incident for event in every if event.act == "report"}
    rows = (replace(e, number=reports.get(e.of)) if e.of else e for e in every if e.act != "report")
    later = sorted((e for e in rows if not e.of or e.number is not None), key=_when)
    for event in later:
        fault = "" if set(event.faults) & set(STOPS) else _misfit(event, incidents)
        faults = tuple(dict.fromkeys([*event.faults, *([fault] if fault else [])]))
        if set(faults) & set(STOPS):
            unclear.append(replace(event, faults=faults))
            continue
        if faults:
            unclear.append(event)
        if event.number is not None:
            incidents[event.number] = _after(incidents[event.number], event)
    return Register([incidents[number] for number in sorted(incidents)], sorted(unclear, key=lambda e: e.line))


def decided(events: Iterable[Event], decisions: Iterable[Decided]) -> list[Event]:
    """The events as a person decided of them: what a decision says holds, and its event waits no longer."""
    by_id = list(decisions)
    found = [(event, next((d for d in by_id if event.key.startswith(d.id)), None)) for event in events]
    kept = [event if d is None else _over(event, d) for event, d in found if d is None or not d.ignore]
    return _numbered(kept, [event.incident for event, d in found if d and d.ignore and event.incident])


def _over(event: Event, decision: Decided) -> Event:
    """What a person decided. A report to which they gave a number is that case, whoever else told of it."""
    said = {name: value for name in OVER if (value := getattr(decision, name))}
    faults = ("time",) if event.at is None else ()
    incident = decision.number if event.act == "report" and decision.number else event.incident
    return replace(event, **said, incident=incident, faults=faults, near=())


def changed(before: Sequence[Incident], after: Sequence[Incident]) -> tuple[int, int]:
    """How many incidents are new, and how many of the others say something else than before."""
    known = {incident.number: incident for incident in before}
    new = sum(incident.number not in known for incident in after)
    return new, sum(incident.number in known and known[incident.number] != incident for incident in after)


def _before_edit(event: Event, by_key: Mapping[str, Event], fresh: set[str]) -> Event | None:
    """What an edited message was when it was read before: of the same minute, and no longer in the export.

    Telephones name people differently: of another sender only where no other message can be meant.
    """
    if not event.edited:
        return None
    gone = [
        e for e in by_key.values() if e.at == event.at and e.act == event.act and e.is_message and e.key not in fresh
    ]
    mine = [e for e in gone if e.sender == event.sender]
    return next(iter(mine or (gone if len(gone) == 1 else [])), None)


def _waits(event: Event) -> bool:
    """Whether a person decides first if this is an incident, and which."""
    return bool(set(event.faults) & {*NOT_INCIDENTS, *(() if event.is_message else NOT_ROWS)})


def _numbered(events: Sequence[Event], kept: Collection[int]) -> list[Event]:
    """Every report with its case: the number it names where nobody has it, else the next free one.

    A row of a register keeps to its number: where that is another incident's, it waits for a person.
    """
    holders = {event.incident: event for event in events if event.incident is not None and event.act == "report"}
    wanted = {event.number for event in events if event.act == "report" and event.number is not None}
    free = _free({*holders, *wanted, *kept})
    return [_with_incident(event, holders, free) for event in events]


def _with_incident(event: Event, holders: dict[int, Event], free: Iterator[int]) -> Event:
    if event.act != "report" or _waits(event):
        return event
    holder = holders.get(event.number) if event.number is not None else None
    if event.incident is None:
        if holder and not event.is_message and not _same(event, holder):
            return replace(event, faults=tuple(dict.fromkeys([*event.faults, "number_taken"])))
        named = event.number is not None and (holder is None or not event.is_message)
        event = replace(event, incident=event.number if named else next(free))
        holders.setdefault(event.incident or 0, event)
    if event.number is not None and event.number != event.incident:
        event = replace(event, faults=tuple(dict.fromkeys([*event.faults, "number_twice"])))
    return event


def _same(row: Event, holder: Event) -> bool:
    """Whether a row of a register tells of the incident that a message has its number from: of that day, kind and
    kecamatan."""
    days = [event.at.date() if event.at else None for event in (row, holder)]
    return holder.is_message and days[0] == days[1] and (row.kind, row.district) == (holder.kind, holder.district)


def _free(taken: set[int]) -> Iterator[int]:
    """Numbers nobody has, after those that were given in turn."""
    number = 0
    while True:
        number += 1
        if number not in taken:
            yield number


def _opened(event: Event, before: Incident | None = None) -> Incident:
    """An incident as a report tells it; what an earlier report of it says stays."""
    about = (event.district, event.kind, event.channel, event.agency)
    incident = Incident(event.incident or 0, event.at, *about, sender=event.sender)
    if before is None:
        return incident
    said = {name: getattr(before, name) for name in ("opened", "district", "kind", "channel", "agency", "sender")}
    return replace(incident, **{name: value for name, value in said.items() if value})


def _misfit(event: Event, incidents: Mapping[int, Incident]) -> str:
    """Why an action or a closing cannot be of an incident; empty where it can."""
    incident = incidents.get(event.number or 0)
    if incident is None:
        return "number_unknown"
    if incident.opened and event.at and event.at < incident.opened and not _that_day(event, incident.opened):
        return "closed_early" if event.act == "close" else "acted_early"
    if incident.closed and event.act == "close":
        return "" if _that_day(event, incident.closed) else "closed_twice"
    return "acted_closed" if incident.closed and event.at and event.at > incident.closed else ""


def _that_day(event: Event, at: datetime) -> bool:
    """Whether a row of a register says no more than the day on which something was."""
    return bool(event.of and event.at and event.at == datetime.combine(at.date(), time()))


def _after(incident: Incident, event: Event) -> Incident:
    """An incident after an action or its closing; what the event does not say stays, and a day takes no minute away."""
    at = incident.opened if incident.opened and _that_day(event, incident.opened) else event.at
    agency, outcome = event.agency or incident.agency, event.outcome or incident.outcome
    if event.act == "close":
        return replace(incident, closed=incident.closed or at, agency=agency, outcome=outcome)
    known = incident.acted is not None and _that_day(event, incident.acted)
    return replace(
        incident,
        acted=incident.acted if known else min(filter(None, (incident.acted, at)), default=None),
        agency=agency,
    )


def told_faults(event: Event) -> list[str]:
    """The faults of an event that are reported: the one that keeps it out of the register, else every one."""
    stops = [fault for fault in event.faults if fault in (*STOPS, *NOT_ROWS)]
    return stops[:1] or list(dict.fromkeys(event.faults))


def alike(incidents: Iterable[Incident], new: Collection[int]) -> dict[int, int]:
    """New incidents that somebody else seems to have reported before: of one kind and kecamatan, within hours."""
    groups: dict[tuple[str, str], list[Incident]] = {}
    for incident in sorted((c for c in incidents if c.opened), key=lambda c: (c.opened or datetime.max, c.number)):
        if incident.kind and incident.district:
            groups.setdefault((incident.kind, incident.district), []).append(incident)
    pairs = [pair for group in groups.values() for pair in pairwise(group)]
    return {two.number: one.number for one, two in pairs if two.number in new and _soon(one, two)}


def _soon(one: Incident, two: Incident) -> bool:
    close = one.opened and two.opened and two.opened - one.opened < ALIKE
    return bool(close and one.sender and two.sender and one.sender != two.sender and two.outcome != TWICE)
