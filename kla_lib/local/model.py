"""The tables of a place: their names and columns, and what a row says. They lie in ``data/raw/<period>/<place>/``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kla_lib.instrument.place_folder import AGENCIES, DEADLINES, DECISIONS, DISTRICTS, DUTIES, POINTS, UNCERTAINTY
from kla_lib.instrument.stages import STAGES

RAD_COLUMNS = ("code", "action", "agency", "from", "points", "evidence", "due", "status", "note", "since")
COLUMNS: dict[str, tuple[str, ...]] = {
    AGENCIES: ("role", "name", "short", "valid_from", "valid_to", "contact", "source", "note"),
    DUTIES: ("code", "lead", "support"),
    DEADLINES: ("step", "due", "note"),
    DISTRICTS: ("name", "valid_from", "valid_to", "before", "change", "kelurahan", "source"),
    POINTS: ("code", "points", "note"),
    DECISIONS: ("code", "field", "agency", "note"),
    UNCERTAINTY: ("code", "low", "high", "source"),
}
STEPS = ("forms_out", "forms_back", *STAGES)


@dataclass(frozen=True, slots=True)
class Agency:
    """An office under one of its names, and the role it plays (empty where none fits); None is an open end.

    ``contact`` is a label ("Sekretariat"), never personal data.
    """

    role: str
    name: str
    short: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    contact: str = ""
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """Who answers a question: the role that leads, and those that support it."""

    code: str
    lead: str
    support: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deadline:
    """The day a step is due; None where it is not known."""

    step: str
    due: date | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class District:
    """A kecamatan under a name, for as long as the name means this area; ``before``: the names it came from."""

    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    before: tuple[str, ...] = ()
    change: str = ""
    kelurahan: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class CoordinatorPoints:
    """The points a coordinator gives a question; None where none are given yet."""

    code: str
    points_micro: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whose answer counts where agencies differ; an empty ``field`` means the whole question or quantity."""

    code: str
    field: str
    agency: str
    note: str = ""


@dataclass(frozen=True)
class Local:
    """Everything a place says of itself for a period; ``duties``: question -> roles, the lead first, table over edition."""

    agencies: Sequence[Agency]
    duties: Mapping[str, tuple[str, ...]]
    deadlines: Mapping[str, date]
    districts: Sequence[District]
    points: Mapping[str, CoordinatorPoints]
    decisions: Sequence[Decision]

    def day(self, period: str) -> date:
        """The day that names are looked up for: when the forms go out, else the last day of the period."""
        return self.deadlines.get("forms_out") or date(int(period[:4]), 12, 31)

    def names(self, on: date) -> dict[str, str]:
        """What each role is called here on a day; roles that no office plays then are left out."""
        found = {agency.role: who(self.agencies, agency.role, on) for agency in self.agencies if agency.role}
        return {role: agency.name for role, agency in found.items() if agency}

    def villages(self, on: date) -> dict[str, tuple[str, ...]]:
        """The kecamatan of a day, each with its kelurahan."""
        return {district.name: district.kelurahan for district in self.districts if holds(district, on)}


def who(agencies: Collection[Agency], role: str, on: date) -> Agency | None:
    """The office that plays a role on a day; the newest name where several are valid, None where none is."""
    valid = [agency for agency in agencies if agency.role == role and holds(agency, on)]
    return max(valid, key=lambda agency: agency.valid_from or date.min, default=None)


def holds(named: Agency | District, on: date) -> bool:
    """Whether a name is valid on a day."""
    return (named.valid_from or date.min) <= on <= (named.valid_to or date.max)


def several(text: str) -> tuple[str, ...]:
    """The parts of a cell that holds several, joined by ``;``."""
    return tuple(part.strip() for part in text.split(";") if part.strip())
