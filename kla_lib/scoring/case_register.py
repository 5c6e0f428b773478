"""The register as the events add up to it: numbers given once, the first action and closing, and what does not fit.

A case keeps its number for ever; what is read later is added, or changes what it corrects. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from kla_lib.rules.case_shapes import Case, Decided, Event, Register

NOT_CASES = ("tag_inside", "tag_near")  # a person decides first whether these are reports at all
STOPS = (*NOT_CASES, "number_missing", "number_unknown", "closed_early", "acted_early", "closed_twice", "time")
OVER = ("number", "district", "kind", "agency", "outcome")  # what a decision may say of an event


def joined(old: Sequence[Event], new: Sequence[Event]) -> list[Event]:
    """All events: those known take what they now say (and their new line), an edited message replaces what it was."""
    by_key = {event.key: event for event in old}
    fresh = {event.key for event in new}
    for event in new:
        before = by_key.get(event.key) or _before_edit(event, by_key, fresh)
        if before and before.key != event.key:
            del by_key[before.key]
        by_key[event.key] = replace(event, case=before.case) if before else event
    return _numbered(list(by_key.values()))


def register_of(events: Iterable[Event]) -> Register:
    """The cases, and the events that wait for a person."""
    every = list(events)
    cases, unclear = dict[int, Case](), list[Event]()
    for event in every:
        if event.act == "report" and event.case is not None:
            cases[event.case] = _opened(event)
        if event.act == "report" and event.faults:
            unclear.append(event)
    later = sorted((e for e in every if e.act != "report"), key=lambda e: (e.at or datetime.max, e.act == "close"))
    for event in later:
        fault = "" if set(event.faults) & set(STOPS) else _misfit(event, cases)
        faults = tuple(dict.fromkeys([*event.faults, *([fault] if fault else [])]))
        if set(faults) & set(STOPS):
            unclear.append(replace(event, faults=faults))
        elif event.number is not None:
            cases[event.number] = _after(cases[event.number], event)
    return Register([cases[number] for number in sorted(cases)], sorted(unclear, key=lambda e: e.line))


def decided(events: Iterable[Event], decisions: Iterable[Decided]) -> list[Event]:
    """The events as a person decided of them: what a decision says holds, and its event waits no longer."""
    by_id = list(decisions)
    found = [(event, next((d for d in by_id if event.key.startswith(d.id)), None)) for event in events]
    kept = [(event, d) for event, d in found if d is None or not d.ignore]
    return _numbered([event if d is None else _over(event, d) for event, d in kept])


def _over(event: Event, decision: Decided) -> Event:
    said = {name: value for name in OVER if (value := getattr(decision, name))}
    faults = ("time",) if event.at is None else ()
    return replace(event, **said, faults=faults, near=())


def changed(before: Sequence[Case], after: Sequence[Case]) -> tuple[int, int]:
    """How many cases are new, and how many of the others say something else than before."""
    known = {case.number: case for case in before}
    new = sum(case.number not in known for case in after)
    return new, sum(case.number in known and known[case.number] != case for case in after)


def _before_edit(event: Event, by_key: Mapping[str, Event], fresh: set[str]) -> Event | None:
    """What an edited message was when it was read before: of the same minute and sender, and no longer in the export."""
    if not event.edited:
        return None
    same = (e for e in by_key.values() if e.at == event.at and e.sender == event.sender and e.is_message)
    return next((e for e in same if e.key not in fresh and e.act == event.act), None)


def _numbered(events: Sequence[Event]) -> list[Event]:
    """Every report with its case: the number it names where nobody has it, else the next free one."""
    taken = {event.case for event in events if event.case is not None}
    wanted = {event.number for event in events if event.act == "report" and event.number is not None}
    free = _free(taken | wanted)
    return [_with_case(event, taken, free) for event in events]


def _with_case(event: Event, taken: set[int], free: Iterator[int]) -> Event:
    if event.act != "report" or set(event.faults) & set(NOT_CASES):
        return event
    if event.case is None:
        twice = event.number is not None and event.number in taken
        case = next(free) if event.number is None or twice else event.number
        event = replace(event, case=case)
        taken.add(case)
    if event.number is not None and event.number != event.case:
        event = replace(event, faults=tuple(dict.fromkeys([*event.faults, "number_twice"])))
    return event


def _free(taken: set[int]) -> Iterator[int]:
    """Numbers nobody has, after those that were given in turn."""
    number = 0
    while True:
        number += 1
        if number not in taken:
            yield number


def _opened(event: Event) -> Case:
    about = (event.district, event.kind, event.channel, event.agency)
    return Case(event.case or 0, event.at, *about, sender=event.sender)


def _misfit(event: Event, cases: Mapping[int, Case]) -> str:
    """Why an action or a closing cannot be of a case; empty where it can."""
    case = cases.get(event.number or 0)
    if case is None:
        return "number_unknown"
    if case.opened and event.at and event.at < case.opened:
        return "closed_early" if event.act == "close" else "acted_early"
    return "closed_twice" if case.closed and event.act == "close" else ""


def _after(case: Case, event: Event) -> Case:
    """A case after an action or its closing; what the event does not say stays."""
    case = replace(case, agency=event.agency or case.agency)
    if event.act == "action":
        return replace(case, acted=min(filter(None, (case.acted, event.at)), default=None))
    return replace(case, closed=event.at, outcome=event.outcome or case.outcome)
