"""The request for a plan as people type it: target, margin, capacities, questions and a day; all its faults at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kla_lib.core.dates import NotADay, read_day
from kla_lib.core.nearest import nearest, shown
from kla_lib.core.points import AmbiguousNumber, NotANumber, read_number, to_hundredths, to_micro
from kla_lib.core.problems import Problem, Where, problem
from kla_lib.instrument.instrument import Edition, code_key
from kla_lib.instrument.parameters import choice_fault, read_choice
from kla_lib.plan.model import Limits

MARGIN = 25  # points above the start of a category, where no margin is asked for
ALIASES = {"Paripurna": "KLA", "Kabupaten/Kota Layak Anak": "KLA"}  # what the fifth category is called, too
MOST_HUNDREDTHS = 10_000_000
NEAR = 3


@dataclass(frozen=True)
class Asked:
    """The words of a question for a plan: numbers as text or number, roles and codes as typed. No margin is 25 points."""

    target: object = None
    margin: object = None
    capacity: Mapping[str, object] | None = None
    most: object = None
    fix: Collection[str] = ()
    forbid: Collection[str] = ()
    by: str | date | None = None


@dataclass(frozen=True)
class PlanRequest:
    """What a plan is asked for: the target's name (empty: the next one), the margin, the limits; and every fault."""

    target: str
    margin_hundredths: int
    limits: Limits
    problems: list[Problem]


def read_asked(asked: Asked, edition: Edition) -> PlanRequest:
    """The request that is meant by what people typed."""
    problems: list[Problem] = []
    target = _target(asked.target, edition, problems)
    unasked = asked.margin is None or (isinstance(asked.margin, str) and not asked.margin.strip())
    margin = _number(MARGIN if unasked else asked.margin, "plan_margin", problems, name="margin")
    capacity = _capacity(asked.capacity or {}, edition, problems)
    most = None if asked.most is None else _number(asked.most, "plan_capacity", problems)
    fix, forbid = (_codes(codes, edition, problems) for codes in (asked.fix, asked.forbid))
    problems += [problem("plan_both", Where(), code) for code in sorted(fix & forbid)]
    return PlanRequest(target, margin, Limits(capacity, most, fix, forbid, _day(asked.by, problems)), problems)


def fix_faults(fix: Iterable[str], can_be_raised: Collection[str]) -> list[Problem]:
    """A problem for each question that must be raised and has nothing to win."""
    return [problem("plan_nothing_to_raise", Where(), code) for code in sorted(fix) if code not in can_be_raised]


def _target(value: object, edition: Edition, problems: list[Problem]) -> str:
    """A category in whatever case. Points are asked about: 900 may be a total or the start of a category."""
    known = {band.category: band.category for band in edition.bands}
    before = len(problems)
    found = read_choice(
        "target", value, known | {alias: name for alias, name in ALIASES.items() if name in known}, problems
    )
    if len(problems) > before and problems[-1].kind == "parameter_choice":
        text = shown(value)
        near = [
            b.category for b in edition.bands if text.isdecimal() and 0 <= b.lower_hundredths - int(text) * 100 <= 100
        ]
        problems[-1] = choice_fault("target", value, known, near or nearest(text, known))
    return found


def _number(value: object, kind: str, problems: list[Problem], shown_as: str = "", name: str = "") -> int:
    """A number of at least nothing as hundredths; 0 where it cannot be used."""
    try:
        found = to_hundredths(to_micro(read_number(str(value).strip())))
    except (NotANumber, AmbiguousNumber, ArithmeticError):
        found = -1
    if not 0 <= found <= MOST_HUNDREDTHS:
        problems.append(problem(kind, Where(cell=name), f"{shown_as}{shown(value)}"))
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
        near = nearest(text, roles, NEAR)
        problems.append(problem("plan_role", Where(), text, edition=edition.id, near=", ".join(near) or "-"))
    return found


def _codes(codes: Iterable[str], edition: Edition, problems: list[Problem]) -> frozenset[str]:
    found = set()
    for given in codes:
        text = str(given)
        code = edition.by_key.get(code_key(text), "")
        if (
            code
            and edition.by_code[code].level == "question"
            and not (isinstance(given, float) and f"{code}0" in edition.by_code)
        ):
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
