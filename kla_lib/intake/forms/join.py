"""Many returns become one answer per question: later over earlier, the lead over its supporters, else a conflict.

Nothing is dropped on the way: every filled cell of every return is a `Record`, and says what became of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from kla_lib.intake.forms.shapes import Return
from kla_lib.intake.shapes import squeezed
from kla_lib.rules.local_shapes import Decision
from kla_lib.rules.returns import Given

Became = Literal["current", "unchanged", "superseded", "conflict", "rejected"]
Duties = Mapping[str, Sequence[str]]
Key = tuple[str, str, str, int]  # table, code, field, and of evidence the row it is told under
COMPARED = ("answer", "male", "female", "total", "whole", "percent")
STATED = COMPARED  # what makes a question answered; a note alone does not


@dataclass
class Record:
    """One filled cell of one return: who gave it in which return (``order`` from 1), and what became of it.

    ``became``: current (the office's word now), unchanged (says again what it said), superseded (by a later return),
    conflict (current, but others say otherwise and nobody decided), rejected. ``counts`` says why a current value is
    the city's: lead, supporter, decision, evidence, villages; empty where it does not count. ``row`` is the row that evidence is
    told under, ``by`` the return that superseded it, ``again`` the latest cell that says the same.
    """

    order: int
    agency: str
    given: Given
    became: Became = "current"
    counts: str = ""
    row: int = 0
    by: int = 0
    again: Given | None = None

    @property
    def latest(self) -> Given:
        """The value where it was said last: people mend the file they sent last."""
        return self.again or self.given

    @property
    def key(self) -> Key:
        """What it is a value of."""
        return (self.given.table, self.given.code, self.given.field, self.row)


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

    def counting(self) -> dict[str, dict[str, Record]]:
        """The answers that count, by code and field."""
        found: dict[str, dict[str, Record]] = {}
        for record in self.records:
            if record.counts and record.given.table == "answers":
                found.setdefault(record.given.code, {}).setdefault(record.given.field, record)
        return found


@dataclass
class _Office:
    """What one office has said so far: its current record of every key."""

    current: dict[Key, Record] = field(default_factory=dict)

    def rows(self, code: str) -> dict[int, frozenset[tuple[str, str]]]:
        """Its current rows of evidence for a question, by the row they are told under."""
        found: dict[int, set[tuple[str, str]]] = {}
        for (table, of, name, row), record in self.current.items():
            if (table, of) == ("evidence", code):
                found.setdefault(row, set()).add((name, squeezed(record.given.text)))
        return {row: frozenset(cells) for row, cells in found.items()}


def join(returns: Sequence[Return], duties: Duties, decisions: Sequence[Decision] = ()) -> Joined:
    """All returns in the order in which they came; ``duties`` names the lead of each question first.

    A later return of an office replaces what it said before, cell by cell; an empty cell replaces nothing.
    """
    records, offices = replay(returns)
    current: dict[tuple[str, str], list[Record]] = {}
    for office in offices.values():
        for (table, code, _, _), record in office.current.items():
            current.setdefault((table, code), []).append(record)
    conflicts: list[Conflict] = []
    for (table, code), mine in current.items():
        if table in ("evidence", "villages"):
            _count(mine, table)
        else:
            conflicts += _settle(code, mine, list(duties.get(code, ())), decisions)
    said = {(code, record.agency) for (_, code), mine in current.items() for record in mine}
    idle = tuple(one for one in decisions if (one.code, one.agency) not in said)
    return Joined(tuple(records), tuple(sorted(conflicts, key=lambda c: (c.code, c.field))), idle)


def replay(returns: Sequence[Return]) -> tuple[list[Record], dict[str, _Office]]:
    """Every filled cell as a record, and what each office says in the end."""
    records, offices = list[Record](), dict[str, _Office]()
    for order, returned in enumerate(returns, start=1):
        office = offices.setdefault(returned.agency, _Office())
        rows = _rows_told(returned, office)
        for given in returned.given:
            row = rows.get((given.code, given.row), 0) if given.table == "evidence" else 0
            record = Record(order, returned.agency, given, row=row)
            records.append(record)
            _place(record, office)
    return records, offices


def _place(record: Record, office: _Office) -> None:
    before = office.current.get(record.key)
    if record.given.status == "rejected":
        record.became = "rejected"
    elif before is not None and same(before.given, record.given):
        record.became, before.again = "unchanged", record.given
    else:
        if before is not None:
            before.became, before.by = "superseded", record.order
        office.current[record.key] = record


def _rows_told(returned: Return, office: _Office) -> dict[tuple[str, int], int]:
    """The row that each row of evidence is told under: where the same stands already (rows move), else its own."""
    cells: dict[tuple[str, int], set[tuple[str, str]]] = {}
    for given in returned.given:
        if given.table == "evidence" and given.status == "kept":
            cells.setdefault((given.code, given.row), set()).add((given.field, squeezed(given.text)))
    told = {}
    for (code, row), said in cells.items():
        known = [at for at, found in office.rows(code).items() if found == said]
        told[code, row] = row if row in known or not known else known[0]
    return told


def same(one: Given, other: Given) -> bool:
    """Whether two cells say the same: the same number, the same choice in any language, the same words."""
    if one.number is not None and other.number is not None:
        return one.number == other.number
    if one.table == "answers" and (one.choice or other.choice):
        return one.choice == other.choice
    return squeezed(one.text) == squeezed(other.text)


def _settle(
    code: str, mine: Sequence[Record], roles: Sequence[str], decisions: Sequence[Decision]
) -> Iterator[Conflict]:
    """Mark which records of one question or quantity count, field by field; a conflict for each field without one."""
    chosen = {decision.field: decision.agency for decision in decisions if decision.code == code}
    stated = {record.agency for record in mine if record.given.field in STATED}
    lead = roles[0] if roles and roles[0] in stated else ""
    whole = chosen.get("", "") if chosen.get("", "") in stated else ""
    fields: dict[str, list[Record]] = {}
    for record in sorted(mine, key=lambda one: _rank(one.agency, roles)):
        fields.setdefault(record.given.field, []).append(record)
    for name, records in fields.items():
        decided = next((a for a in (chosen.get(name), whole) if any(r.agency == a for r in records)), "")
        if decided or whole or lead:
            wanted = decided or whole or lead
            _count([r for r in records if r.agency == wanted], "decision" if decided or whole else "lead")
        elif name in COMPARED and not _agree(records):
            for record in records:
                record.became = "conflict"
            yield Conflict(code, name, tuple(records))
        else:
            _count(records[:1], "supporter")


def _rank(agency: str, roles: Sequence[str]) -> tuple[int, str]:
    return (list(roles).index(agency) if agency in roles else len(roles), agency)


def _agree(records: Sequence[Record]) -> bool:
    return all(same(records[0].given, other.given) for other in records[1:])


def _count(records: Iterable[Record], why: str) -> None:
    for record in records:
        record.counts = why


def _told(record: Record) -> dict[str, str]:
    where = record.latest.where
    address = {"file": where.file, "sheet": where.sheet, "cell": where.cell}
    return {"agency": record.agency, "found": record.given.text, **address}
