"""Where offices contradict one another, told under the name that each of them has here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kla_lib.intake.forms.records import Conflict, Record, same
from kla_lib.intake.forms.texts import bare
from kla_lib.problems import Problem, problem

Names = Mapping[str, str]  # role -> what it is called here
COUNTED = ("male", "female", "total")


def contradictions(conflicts: Sequence[Conflict], names: Names) -> list[Problem]:
    """A problem for each conflict, at the cell of the second office."""
    return [
        _told(conflict, _other(conflict, conflict.records[0]), conflict.records[0], names) for conflict in conflicts
    ]


def told_to_each(conflicts: Sequence[Conflict], names: Names) -> dict[str, list[Problem]]:
    """By office, a problem at its own cell for each conflict that it is in."""
    found: dict[str, list[Problem]] = {}
    for conflict in conflicts:
        for mine in conflict.records:
            found.setdefault(mine.agency, []).append(_told(conflict, mine, _other(conflict, mine), names))
    return found


def _other(conflict: Conflict, mine: Record) -> Record:
    """The first who says otherwise."""
    return next(record for record in conflict.records if not same(record.given, mine.given))


def _told(conflict: Conflict, mine: Record, other: Record, names: Names) -> Problem:
    kind = "check_agencies" if mine.given.table == "figures" and conflict.field in COUNTED else "form_conflict"
    where, there = mine.latest.where, other.latest
    values = {"code": conflict.code, "agency": named(mine.agency, names), "other": named(other.agency, names)}
    values |= {"said": there.text, "file": bare(there.where.file), "cell": there.where.cell}
    return problem(kind, where, mine.latest.text, **values)


def named(role: str, names: Names) -> str:
    """``Dinas Kesehatan (dinkes)``: its name, and what stands for it in the place's tables."""
    return f"{names[role]} ({role})" if names.get(role, role) != role else role
