"""What the returns of a place come to: every filled cell as a record, and where offices contradict one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kla_lib.intake.shapes import squeezed
from kla_lib.rules.local_shapes import Decision
from kla_lib.rules.returns import Given

Became = Literal["current", "unchanged", "superseded", "conflict", "older", "rejected"]
Key = tuple[str, str, str, int]  # table, code, field, and of evidence the row it is told under


def key_of(given: Given, row: int = 0) -> Key:
    """What a cell is a value of; ``row`` is the row that evidence is told under."""
    return (given.table, given.code, given.field, row)


def same(one: Given, other: Given) -> bool:
    """Whether two cells say the same: the same number, the same choice in any language, the same words."""
    if one.number is not None and other.number is not None:
        return one.number == other.number
    if one.table == "answers" and (one.choice or other.choice):
        return one.choice == other.choice
    return squeezed(one.text) == squeezed(other.text)


@dataclass
class Record:
    """One filled cell of one return: who gave it in which return (``order`` from 1), and what became of it.

    ``became``: current (the office's word now), unchanged (says again what it said), superseded (by a later return),
    conflict (current, but others say otherwise and nobody decided), older (of an older copy: the newer word holds),
    rejected. ``counts`` says why a current value is the city's: lead, supporter, decision, evidence, villages; empty
    where it does not count. ``row`` is the row that evidence is told under, ``by`` the return that superseded it (of an
    older one: that holds instead), ``again`` the latest cell that says the same, ``saved`` when a file that says so was
    saved last, ``back`` whether a later file went back to it.
    """

    order: int
    agency: str
    given: Given
    became: Became = "current"
    counts: str = ""
    row: int = 0
    by: int = 0
    again: Given | None = None
    saved: str = ""
    back: bool = False

    @property
    def latest(self) -> Given:
        """The value where it was said last: people mend the file they sent last."""
        return self.again or self.given

    @property
    def key(self) -> Key:
        """What it is a value of."""
        return key_of(self.given, self.row)


@dataclass(frozen=True)
class Conflict:
    """Different values for one field of a question or quantity, none of which may be preferred."""

    code: str
    field: str
    records: tuple[Record, ...]

    def as_dict(self) -> dict[str, object]:
        """The conflict as plain values: code, field, and each value with agency, found and address."""
        return {"code": self.code, "field": self.field, "values": [_told(record) for record in self.records]}


@dataclass(frozen=True)
class Joined:
    """Every filled cell of every return, what contradicts, and decisions for which there is nothing to decide."""

    records: tuple[Record, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    idle: tuple[Decision, ...] = ()

    @property
    def aged(self) -> frozenset[int]:
        """The returns, by number, that are older than what their office has said already."""
        return frozenset(record.order for record in self.records if record.became == "older")

    def counting(self) -> dict[str, dict[str, Record]]:
        """The answers that count, by code and field."""
        found: dict[str, dict[str, Record]] = {}
        for record in self.records:
            if record.counts and record.given.table == "answers":
                found.setdefault(record.given.code, {}).setdefault(record.given.field, record)
        return found


def _told(record: Record) -> dict[str, str]:
    where = record.latest.where
    address = {"file": where.file, "sheet": where.sheet, "cell": where.cell}
    return {"agency": record.agency, "found": record.given.text, **address}
