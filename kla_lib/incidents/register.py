"""The door to the field reports of a place and period: reading what came, and the register as it stands.

A message of a group or a row of a city's register becomes an event without personal data; the register is what the
events add up to. Everything is kept in data/processed and comes back by reading the same files again, with the same key.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path

from kla_lib.core.problems import InputFault, Lang, Problem, Where, errors, problem
from kla_lib.core.workspace import Workspace
from kla_lib.incidents.chat.export import read_export, shown_name
from kla_lib.incidents.chat.facts import events_of, keys_of, plain_sender, remarks_of, same_group
from kla_lib.incidents.events import alike, changed, decided, joined, possible, register_of, settled, told_faults
from kla_lib.incidents.model import Decided, Event, Incident, Register, Targets
from kla_lib.incidents.names import names_of
from kla_lib.incidents.rows import register_events
from kla_lib.incidents.store import UNTIL, load_events, load_sources, roles_of, same_key, save, secret_of
from kla_lib.incidents.sums import RegisterSums, standing_of
from kla_lib.incidents.targets import read_decisions, read_targets
from kla_lib.incidents.words import kinds, other_offices, outcomes, own_tag
from kla_lib.instrument.instrument import Edition
from kla_lib.instrument.parameters import Given, in_language, place_given
from kla_lib.instrument.place_folder import DISTRICTS, REGISTER_FOLDER
from kla_lib.instrument.places import Place
from kla_lib.local.model import Local
from kla_lib.local.reading import read_all
from kla_lib.local.shipped import shipped_districts

END = time(23, 59)
AHEAD = timedelta(days=1)  # by which clocks of telephones may be before ours
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
class Incidents:
    """The field reports of one place and period, on a day."""

    place: Place
    period: str
    edition: Edition
    lang: Lang
    moment: datetime
    local: Local
    register: Register
    targets: Targets
    problems: tuple[Problem, ...] = ()
    is_read: bool = True  # whether anything was ever read

    @property
    def title(self) -> str:
        """The place as people write it."""
        return self.place.title

    @property
    def day(self) -> date:
        """The day looked at."""
        return self.moment.date()

    @cached_property
    def standing(self) -> RegisterSums:
        """The sums: open by age, overdue, times, by agency, kind, kecamatan and month."""
        return standing_of(self.register.incidents, self.targets, self.moment)

    @cached_property
    def signed(self) -> RegisterSums:
        """The sums of the incidents reported in the period's own year: those of the table to sign."""
        own = [incident for incident in self.register.incidents if _within(incident, self.period)]
        return standing_of(own, self.targets, self.moment)

    def name(self, role: str) -> str:
        """What an agency is called here."""
        other = other_offices().get(role)
        if other and role not in self.edition.agencies:
            return self.local.names(self.day).get(role) or other[self.lang == "en"]
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


@dataclass(frozen=True)
class _Came:
    """What a file tells, and by what its group is known again."""

    name: str
    events: Sequence[Event]
    messages: int
    tagged: int
    sources: dict[str, str]
    remarks: Sequence[Problem]
    until: str = ""


@in_language
def read_incidents(home: object, period: object, place: object, path: Path, order: str = "") -> Reading:
    """Read an export of a group (.txt, .zip) or a register (.csv, .xlsx, .ods), and keep what is new of it.

    ``order`` (dmy, mdy) settles a date order that the file leaves open. Raises InputFault for a file that cannot be used;
    then nothing is kept.
    """
    given = place_given(home, period, place)
    workspace, desk = given.workspace, _desk(given)
    folder = workspace.processed / given.period / desk.place.slug / REGISTER_FOLDER
    secret, known = secret_of(workspace.home), settled(load_events(folder), desk.decisions)
    came = _came(workspace, desk, path, order, secret, known, same_key(secret, load_sources(folder)))
    before = register_of(decided(known, desk.decisions))
    every = settled(joined(known, came.events, [d.number for d in desk.decisions if d.number]), desk.decisions)
    after = register_of(decided(every, desk.decisions))
    told = [came.until, *(event.at.isoformat() for event in came.events if event.at)]
    save(folder, every, after.incidents, {**came.sources, UNTIL: max(came.sources.get(UNTIL, ""), *told)})
    mine = {event.key for event in came.events}
    unclear = [event for event in after.unclear if event.key in mine]
    new, updated = changed(before.incidents, after.incidents)
    problems = [*desk.problems, *came.remarks, *(each for event in unclear for each in _told(event, came.name))]
    problems += _other_years(
        came, [incident for incident in after.incidents if incident.number in _numbers(every, mine)], given.period
    )
    twice = alike(
        after.incidents,
        {incident.number for incident in after.incidents} - {incident.number for incident in before.incidents},
    )
    lines = {event.incident: event.line for event in every if event.act == "report" and event.key in mine}
    problems += [_alike(came.name, lines.get(number, 0), number, one) for number, one in twice.items()]
    return Reading(came.messages, came.tagged, new, updated, len(unclear), problems)


def _came(
    workspace: Workspace,
    desk: _Desk,
    path: Path,
    order: str,
    secret: bytes,
    known: Sequence[Event],
    sources: dict[str, str],
) -> _Came:
    """What a file tells. Raises InputFault for one that cannot be used."""
    latest = datetime.now() + AHEAD
    names_on = names_of(desk.edition, desk.local.agencies, desk.local.districts)
    if path.suffix.lower() in REGISTERS:
        events, rows, remarks = register_events(path, names_on, secret, order)
        events = possible(events, latest)
        return _Came(shown_name(path), events, rows, rows, sources, remarks)
    export = read_export(path, order, latest)
    roles = {plain_sender(sender): role for sender, role in roles_of(workspace.home) if role in desk.edition.agencies}
    events = possible(events_of(export, names_on, secret, roles), latest)
    sources = same_group(export, events, known, sources, secret, lambda hours: keys_of(export, secret, hours))
    remarks = remarks_of(export, events, known)
    until = export.until.isoformat() if export.until and export.until <= latest else ""
    return _Came(export.name, events, export.messages, len(events), sources, remarks, until)


@in_language
def open_incidents(
    home: object = None, period: object = None, place: object = None, lang: object = None, day: object = None
) -> Incidents:
    """The register of a place and period as it stands on a day, else on the last day that was read of: what came later
    nobody knows. Raises InputFault with every fault of the parameters, then of the tables.
    """
    given = place_given(home, period, place, lang, day=day)
    desk = _desk(given)
    folder = given.workspace.processed / given.period / desk.place.slug / REGISTER_FOLDER
    events, until = load_events(folder), load_sources(folder).get(UNTIL, "")
    register = register_of(decided(events, desk.decisions))
    about = (
        desk.place,
        given.period,
        desk.edition,
        given.lang,
        _moment(given.day, datetime.fromisoformat(until) if until else None),
        desk.local,
    )
    return Incidents(*about, register, desk.targets, tuple(desk.problems), bool(until))


def _moment(day: date | None, until: datetime | None) -> datetime:
    """The end of a day, but of today no more than has passed, or been read of; without a day the last minute read of."""
    now = datetime.now()
    if day == now.date():
        return max(now, until or now)
    if day or not until:
        return datetime.combine(day or now.date(), END)
    return until if until.time() != time() else datetime.combine(until.date(), END)


def _desk(given: Given) -> _Desk:
    """The tables of a place. Raises InputFault with every fault of all of them."""
    where, edition, folder = given.place, given.edition, given.folder
    local, faults = read_all(folder, edition)
    local = local if local.districts else replace(local, districts=shipped_districts(where.slug))
    targets, of_targets = read_targets(folder)
    decisions, of_decisions = read_decisions(folder, edition, [d.name for d in local.districts])
    problems = [*faults, *of_targets, *of_decisions]
    if errors(problems):
        raise InputFault(problems)
    if not local.districts:
        problems.append(problem("cases_no_districts", Where(f"{given.period}/{where.slug}/{DISTRICTS}"), DISTRICTS))
    return _Desk(where, edition, local, decisions, targets, problems)


def _alike(name: str, line: int, number: int, before: int) -> Problem:
    said = f"{own_tag('report')} {number}"
    return problem("case_alike", Where(name, "", str(line)), said, line=line, number=number, before=before)


def _told(event: Event, name: str) -> list[Problem]:
    """Why an event waits, with its line and id: never a word of its text."""
    number = f" {event.number}" if event.number else ""
    said = f"{own_tag(event.act)}{number}"
    where = Where(name, "", str(event.line) if event.is_message else f"A{event.line}")
    about = {"line": event.line, "id": event.key[:8]}
    return [
        problem(f"case_{fault}", where, said, near=", ".join(_near(event, fault)) or "-", **about)
        for fault in told_faults(event)
    ]


def _near(event: Event, fault: str) -> list[str]:
    """Of the names that an event may mean those that a fault is of."""
    of_kind, of_outcome = fault.startswith("kind"), fault.startswith("outcome")
    of_place = fault.startswith("district")
    if of_kind or of_outcome:
        return [name for name in event.near if name in (kinds() if of_kind else outcomes())]
    roles = [name for name in event.near if name not in kinds() and name not in outcomes()]
    return [name for name in roles if of_place == name[:1].isupper()]


def _numbers(events: Sequence[Event], mine: Collection[str]) -> set[int]:
    """The incidents that the reports of a file opened."""
    return {event.incident for event in events if event.act == "report" and event.incident and event.key in mine}


def _other_years(came: _Came, incidents: Sequence[Incident], period: str) -> list[Problem]:
    """How many of a file's incidents were reported in other years than the period: they are not in its signed table."""
    years = sorted(
        {str(incident.opened.year) for incident in incidents if incident.opened and not _within(incident, period)}
    )
    count = sum(1 for incident in incidents if incident.opened and not _within(incident, period))
    where = Where(came.name, "", "1")
    return [problem("case_other_years", where, ", ".join(years), rows=count, period=period)] if count else []


def _within(incident: Incident, period: str) -> bool:
    return incident.opened is not None and str(incident.opened.year) == period[:4]
