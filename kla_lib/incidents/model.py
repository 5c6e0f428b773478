"""The register of field reports: a message that counts, what it became, and what waits for a person.

Nothing here can hold a name, a number of a person or an address: every field is a word of a list, a time, or a keyed digest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from kla_lib.instrument.place_folder import REPORT_DECISIONS, TARGETS

Act = Literal["report", "action", "close"]
ACTS: tuple[Act, ...] = get_args(Act)
FEWEST = 5  # cells of a table with fewer incidents are suppressed
TWICE = "ganda"  # the outcome of a report of another's incident: it is no incident of its own
COLUMNS = {
    TARGETS: ("step", "hours", "note"),
    REPORT_DECISIONS: ("id", "number", "district", "kind", "agency", "outcome", "ignore", "note"),
}
STEPS = {"tindak": "action", "selesai": "close"}  # of target.csv


@dataclass(frozen=True, slots=True)
class Event:
    """What one tagged message, or one row of a city's register, says.

    ``key`` is a keyed digest by which it is known again, ``sender`` a role or a pseudonym, ``number`` the incident it
    names (None: none), ``incident`` the incident a report was given. ``faults`` are machine words for what could not be
    understood, ``near`` the names it may mean, ``line`` the line of the file last read (or the row of a register).
    ``of`` is the key of the report that it belongs to by its row, whatever number that was given.
    """

    key: str
    act: Act
    at: datetime | None
    line: int
    number: int | None = None
    incident: int | None = None
    district: str = ""
    kind: str = ""
    agency: str = ""
    outcome: str = ""
    channel: str = ""
    sender: str = ""
    edited: bool = False
    faults: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    of: str = ""

    @property
    def is_message(self) -> bool:
        """Whether it came from a group: rows of a register have no sender."""
        return bool(self.sender)


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided of an event, named by the beginning of its key; empty and None say nothing."""

    id: str
    number: int | None = None
    district: str = ""
    kind: str = ""
    agency: str = ""
    outcome: str = ""
    ignore: bool = False


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident of the register; empty and None where nobody has said."""

    number: int
    opened: datetime | None
    district: str = ""
    kind: str = ""
    channel: str = ""
    agency: str = ""
    acted: datetime | None = None
    closed: datetime | None = None
    outcome: str = ""
    sender: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody has closed it."""
        return self.closed is None


@dataclass(frozen=True, slots=True)
class Register:
    """The incidents in order of number, and the events that wait for a person, each with the faults it has by now."""

    incidents: Sequence[Incident] = ()
    unclear: Sequence[Event] = ()


@dataclass(frozen=True, slots=True)
class Targets:
    """The time a city allows, in hours; None where it has set none."""

    action: int | None = None
    close: int | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """What words of a message may mean: squeezed phrase -> (field, value) pairs; the kecamatan of the day of a message.

    ``districts`` are today's names, ``former`` the names that ended, each with what its area is called now.
    """

    phrases: Mapping[str, Sequence[tuple[str, str]]]
    districts: Sequence[str] = ()
    former: Mapping[str, Sequence[str]] | None = None


Counted = tuple[str, str, int | None, int | None]  # kind, indicators, incidents, those still open; None is suppressed


@dataclass(frozen=True, slots=True)
class SignedTable:
    """Counts to be signed: the same on the page and in the workbook."""

    title: str
    period: str
    sheet: str
    heads: list[str]
    rows: list[Counted]
    total: Counted
    note: str
    signs: list[str]
    line: str
