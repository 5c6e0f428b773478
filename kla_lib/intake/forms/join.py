"""Many returns become one answer per question: later over earlier, the lead over its supporters, else a conflict.

Nothing is dropped on the way: every filled cell of every return is a `Record`, and says what became of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kla_lib.intake.forms.records import Conflict, Joined, Record, same
from kla_lib.rules.local_shapes import Decision

Duties = Mapping[str, Sequence[str]]
COMPARED = ("answer", "male", "female", "total", "whole", "percent")
STATED = COMPARED  # what makes a question answered; a note alone does not


def join(records: Sequence[Record], duties: Duties, decisions: Sequence[Decision] = ()) -> Joined:
    """What counts of the records that `replay.replay` gives; ``duties`` names the lead of each question first."""
    current: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        if record.became == "current":
            current.setdefault((record.given.table, record.given.code), []).append(record)
    conflicts: list[Conflict] = []
    for (table, code), mine in current.items():
        if table in ("evidence", "villages"):
            _count(mine, table)
        else:
            conflicts += _settle(code, mine, list(duties.get(code, ())), decisions)
    said = {(code, record.agency) for (_, code), mine in current.items() for record in mine}
    idle = tuple(one for one in decisions if (one.code, one.agency) not in said)
    return Joined(tuple(records), tuple(sorted(conflicts, key=lambda c: (c.code, c.field))), idle)


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
