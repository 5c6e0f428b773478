"""The door to the field reports of a place and period: reading what came, and the register as it stands.

A message of a group or a row of a city's register becomes an event without personal data; the register is what the
events add up to. Everything is kept in data/processed and comes back by reading the same files again, with the same key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path

from kla_lib.case import edition_for
from kla_lib.intake.case_rows import register_events
from kla_lib.intake.case_store import load_events, load_sources, roles_of, save, secret_of
from kla_lib.intake.case_tables import read_decisions, read_targets
from kla_lib.intake.chat.facts import events_of, plain_sender
from kla_lib.intake.chat.meaning import digest
from kla_lib.intake.chat.scan import Export, read_export
from kla_lib.intake.chat.text import shown_name
from kla_lib.problems import InputFault, Lang, Problem, Where, errors, problem
from kla_lib.rules.case_names import names_of
from kla_lib.rules.case_shapes import REGISTER_FOLDER, Decided, Event, Register, Targets
from kla_lib.rules.cases import own_tag
from kla_lib.rules.instrument import Edition
from kla_lib.rules.local import read_all
from kla_lib.rules.local_shapes import DISTRICTS, Local
from kla_lib.rules.local_shipped import shipped_districts
from kla_lib.rules.places import Place, find_place
from kla_lib.scoring.case_register import changed, decided, joined, register_of
from kla_lib.scoring.cases import Standing, standing_of
from kla_lib.workspace import Workspace, open_workspace

UNTIL = "until"  # the last day that anything read tells of
REGISTERS = (".csv", ".xlsx", ".xlsm", ".ods")


@dataclass(frozen=True)
class Reading:
    """What came of reading one file."""

    messages: int = 0
    tagged: int = 0
    new: int = 0
    updated: int = 0
    unclear: int = 0
    problems: Sequence[Problem] = ()


@dataclass(frozen=True)
class Cases:
    """The field reports of one place and period, on a day."""

    place: Place
    period: str
    edition: Edition
    lang: Lang
    day: date
    local: Local
    register: Register
    targets: Targets
    problems: tuple[Problem, ...] = ()

    @property
    def title(self) -> str:
        """The place as people write it."""
        return self.place.title

    @cached_property
    def standing(self) -> Standing:
        """The sums: open by age, overdue, times, by agency, kind, kecamatan and month."""
        return standing_of(self.register.cases, self.targets, datetime.combine(self.day, time(23, 59)))

    def name(self, role: str) -> str:
        """What an agency is called here."""
        return self.local.names(self.day).get(role) or self.edition.agency(role, self.lang)


@dataclass
class _Desk:
    """What reading needs of a place."""

    place: Place
    edition: Edition
    local: Local
    decisions: list[Decided]
    targets: Targets
    problems: list[Problem] = field(default_factory=list)


def read_cases(home: str | Path | Workspace, period: str, place: str, path: Path, order: str = "") -> Reading:
    """Read an export of a group (.txt, .zip) or a register (.csv, .xlsx, .ods), and keep what is new of it.

    ``order`` (dmy, mdy) settles a date order that the file leaves open. Raises InputFault for a file that cannot be used;
    then nothing is kept.
    """
    workspace = home if isinstance(home, Workspace) else open_workspace(Path(home))
    desk = _desk(workspace, period, place)
    folder = workspace.processed / period / desk.place.slug / REGISTER_FOLDER
    secret, known, sources = secret_of(workspace.home), load_events(folder), load_sources(folder)
    names_on = names_of(desk.edition, desk.local.agencies, desk.local.districts)
    if path.suffix.lower() in REGISTERS:
        events, messages = register_events(path, names_on, secret, order)
        name, remarks = shown_name(path), list[Problem]()
        tagged, last = messages, ""
    else:
        export = read_export(path, order)
        roles = {
            plain_sender(sender): role for sender, role in roles_of(workspace.home) if role in desk.edition.agencies
        }
        events = events_of(export, names_on, secret, roles)
        sources = _same_group(export, events, known, sources, secret)
        messages, tagged, name, remarks = export.messages, len(events), export.name, _remarks(export, events, known)
        last = export.last.isoformat() if export.last else ""
    before = register_of(decided(known, desk.decisions))
    every = joined(known, events)
    after = register_of(decided(every, desk.decisions))
    days = [sources.get(UNTIL, ""), *(event.at.date().isoformat() for event in events if event.at), last]
    save(folder, every, after.cases, {**sources, UNTIL: max(days)})
    mine = {event.key for event in events}
    unclear = [event for event in after.unclear if event.key in mine]
    new, updated = changed(before.cases, after.cases)
    told = [_told(event, name) for event in unclear]
    return Reading(messages, tagged, new, updated, len(unclear), (*desk.problems, *remarks, *told))


def open_cases(home: str | Path | Workspace, period: str, place: str, lang: str = "", day: date | None = None) -> Cases:
    """The register of a place and period as it stands on a day, else on the last day that was read of: what came later
    nobody knows. Raises InputFault for faulty tables.
    """
    workspace = home if isinstance(home, Workspace) else open_workspace(Path(home))
    desk = _desk(workspace, period, place)
    folder = workspace.processed / period / desk.place.slug / REGISTER_FOLDER
    events, until = load_events(folder), load_sources(folder).get(UNTIL, "")
    register = register_of(decided(events, desk.decisions))
    about = (
        desk.place,
        period,
        desk.edition,
        workspace.language(lang),
        day or (date.fromisoformat(until) if until else date.today()),
        desk.local,
    )
    return Cases(*about, register, desk.targets, tuple(desk.problems))


def _desk(workspace: Workspace, period: str, place: str) -> _Desk:
    """The tables of a place. Raises InputFault with every fault of all of them."""
    where, edition = find_place(place), edition_for(workspace, period)
    folder = workspace.raw / period / where.slug
    local, faults = read_all(folder, edition)
    local = local if local.districts else replace(local, districts=shipped_districts(where.slug))
    targets, of_targets = read_targets(folder)
    decisions, of_decisions = read_decisions(folder, edition, [d.name for d in local.districts])
    problems = [*faults, *of_targets, *of_decisions]
    if errors(problems):
        raise InputFault(problems)
    if not local.districts:
        problems.append(problem("cases_no_districts", Where(f"{period}/{where.slug}/{DISTRICTS}"), DISTRICTS))
    return _Desk(where, edition, local, decisions, targets, problems)


def _same_group(
    export: Export, events: Sequence[Event], known: Sequence[Event], sources: dict[str, str], secret: bytes
) -> dict[str, str]:
    """By what the group is known again. Raises InputFault for an export that is of another group than those before."""
    told = {"created": export.created, "titled": export.titled}
    mine = {what: digest(secret, what, text) for what, text in told.items() if text}
    before = {event.key for event in known if event.is_message}
    shared = bool(before & {event.key for event in events})
    created = {sources.get("created"), mine.get("created")} - {None}
    within = [e for e in known if e.is_message and e.at and _covers(export, e.at)]
    if before and not shared and (len(created) > 1 or within or not events):
        raise InputFault([problem("chat_other_group", Where(export.name, "", "1"), export.name, line=1)])
    return {**sources, **mine}


def _covers(export: Export, at: datetime) -> bool:
    return bool(export.first and export.last and export.first < at.date() < export.last)


def _remarks(export: Export, events: Sequence[Event], known: Sequence[Event]) -> list[Problem]:
    """What is said of a whole export that was read."""
    where = Where(export.name, "", "1")
    remarks = list(export.problems)
    if not events:
        remarks.append(problem("chat_no_tags", where, export.name, tag=own_tag("report")))
    later = [e for e in known if e.is_message and e.at and export.last and e.at.date() > export.last]
    if later:
        remarks.append(problem("chat_shorter", where, export.name, rows=len(later)))
    return remarks


def _told(event: Event, name: str) -> Problem:
    """Why an event waits, with its line and id: never a word of its text."""
    number = f" {event.number}" if event.number else ""
    said = f"{own_tag(event.act)}{number}"
    where = Where(name, "", str(event.line) if event.is_message else f"A{event.line}")
    about = {"line": event.line, "near": ", ".join(event.near) or "-", "id": event.key[:8]}
    return problem(f"case_{event.faults[0]}", where, said, **about)
