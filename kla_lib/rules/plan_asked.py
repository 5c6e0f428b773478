"""What is asked of a plan, as people type it: target, margin, capacities, questions and a day; every fault of it at once."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kla_lib.problems import Problem, Where, problem
from kla_lib.rules.dates import NotADay, read_day
from kla_lib.rules.instrument import Edition, code_key
from kla_lib.rules.plan_shapes import Limits
from kla_lib.rules.points import AmbiguousNumber, NotANumber, read_number, to_hundredths, to_micro

MOST_HUNDREDTHS = 10_000_000
NEAR = 3


@dataclass(frozen=True)
class Asked:
    """The words of a question for a plan: numbers as text or number, roles and codes as typed."""

    target: str = ""
    margin: object = "25"
    capacity: Mapping[str, object] | None = None
    most: object = None
    fix: Collection[str] = ()
    forbid: Collection[str] = ()
    by: str | date | None = None


def read_asked(asked: Asked, edition: Edition) -> tuple[str, int, Limits, list[Problem]]:
    """The target's name (empty: the next one), the margin in hundredths, the limits, and every fault."""
    problems: list[Problem] = []
    target = _target(asked.target, edition, problems)
    margin = _number(asked.margin, "plan_margin", problems)
    capacity = _capacity(asked.capacity or {}, edition, problems)
    most = None if asked.most is None else _number(asked.most, "plan_capacity", problems)
    fix, forbid = (_codes(codes, edition, problems) for codes in (asked.fix, asked.forbid))
    problems += [problem("plan_both", Where(), code) for code in sorted(fix & forbid)]
    return target, margin, Limits(capacity, most, fix, forbid, _day(asked.by, problems)), problems


def fix_faults(fix: Iterable[str], can_be_raised: Collection[str]) -> list[Problem]:
    """A problem for each question that must be raised and has nothing to win."""
    return [problem("plan_nothing_to_raise", Where(), code) for code in sorted(fix) if code not in can_be_raised]


def _target(text: str, edition: Edition, problems: list[Problem]) -> str:
    known = {band.category.casefold(): band.category for band in edition.bands}
    found = known.get(text.strip().casefold(), "")
    if text and not found:
        problems.append(problem("value", Where(), text, known=", ".join(known.values())))
    return found


def _number(value: object, kind: str, problems: list[Problem], shown: str = "") -> int:
    """A number of at least nothing as hundredths; 0 where it cannot be used."""
    try:
        found = to_hundredths(to_micro(read_number(str(value).strip())))
    except (NotANumber, AmbiguousNumber):
        found = -1
    if not 0 <= found <= MOST_HUNDREDTHS:
        problems.append(problem(kind, Where(), f"{shown}{value}"))
        return 0
    return found


def _capacity(asked: Mapping[str, object], edition: Edition, problems: list[Problem]) -> dict[str, int]:
    """The effort of each role; one that is asked for under two of its names is a fault, as one of them would be lost."""
    found: dict[str, int] = {}
    for text, figure in asked.items():
        role = _role(text, edition, problems)
        if role in found:
            problems.append(problem("plan_capacity", Where(), f"{text}={figure}"))
        if role:
            found[role] = _number(figure, "plan_capacity", problems, f"{text}=")
    return found


def _role(text: str, edition: Edition, problems: list[Problem]) -> str:
    roles = {role.casefold(): role for role in edition.agencies}
    roles = {alias.casefold(): role for alias, role in edition.aliases.items()} | roles
    found = roles.get(text.strip().casefold(), "")
    if not found:
        near = dict.fromkeys(roles[name] for name in difflib.get_close_matches(text[:60].casefold(), roles, n=NEAR))
        problems.append(problem("plan_role", Where(), text, edition=edition.id, near=", ".join(near) or "-"))
    return found


def _codes(codes: Iterable[str], edition: Edition, problems: list[Problem]) -> frozenset[str]:
    found = set()
    for text in codes:
        code = edition.by_key.get(code_key(text), "")
        if code and edition.by_code[code].level == "question":
            found.add(code)
        else:
            problems.append(problem("code_not_in_edition", Where(), text or '""', edition=edition.id))
    return frozenset(found)


def _day(text: str | date | None, problems: list[Problem]) -> date | None:
    try:
        return text if isinstance(text, date) else read_day(text, last=True) if text else None
    except NotADay:
        problems.append(problem("date_unread", Where(), text))
        return None
