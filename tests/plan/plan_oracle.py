"""The plan by brute force: every choice of steps there is, judged by the stated rule. For small instances only."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence

from kla_lib.core.points import to_hundredths
from kla_lib.plan.model import Limits, Raise

ROLES = ("dinkes", "dinsos", "")


def instance(seed: int) -> tuple[list[Raise], int, int, Limits]:
    """Steps, points now, the total needed and limits; one in six has points in thirds, as partnership questions do."""
    dice = random.Random(seed)
    unit = 333_333 if dice.random() < 1 / 6 else 250_000
    steps: list[Raise] = []
    for number in range(dice.randint(1, 7)):
        code, role, start = f"q{number}", dice.choice(ROLES), unit * dice.randint(0, 2)
        tops = sorted(dice.sample(range(1, 7), dice.choice([1, 1, 1, 2, 3])))
        costs = sorted(dice.randint(1, 4) for _ in tops)
        steps += [
            Raise(code, role, start, start + unit * top, 50 * cost) for top, cost in zip(tops, costs, strict=True)
        ]
    codes = sorted({step.code for step in steps})
    capacity = {role: 50 * dice.randint(1, 8) for role in ROLES if dice.random() < 0.5}
    fix = frozenset(dice.sample(codes, 1)) if dice.random() < 0.2 else frozenset[str]()
    forbid = frozenset(dice.sample(codes, 1)) - fix if dice.random() < 0.2 else frozenset[str]()
    most = 50 * dice.randint(4, 20) if dice.random() < 0.2 else None
    now = 700_000_000 + dice.randint(0, 40_000)
    needed = to_hundredths(now) + dice.randint(-20, 100 * len(codes))
    return steps, now, needed, Limits(capacity, most, fix, forbid)


def choices(steps: Sequence[Raise], limits: Limits) -> Iterator[tuple[Raise, ...]]:
    """Every set of steps that keeps to the limits, at most one step of a question."""
    of_code: dict[str, list[Raise | None]] = {code: [] for code in sorted(limits.fix)}
    for step in steps:
        if step.code not in limits.forbid:
            of_code.setdefault(step.code, []).append(step)
    ways = [own if code in limits.fix else [None, *own] for code, own in of_code.items()]
    for picked in itertools.product(*ways):
        chosen = tuple(step for step in picked if step)
        if _keeps(chosen, limits):
            yield tuple(sorted(chosen, key=steps.index))


def _keeps(chosen: Sequence[Raise], limits: Limits) -> bool:
    spent = {role: sum(s.effort_centi for s in chosen if s.agency == role) for role in limits.capacity_centi}
    whole = limits.effort_centi is None or sum(s.effort_centi for s in chosen) <= limits.effort_centi
    return whole and all(effort <= limits.capacity_centi[role] for role, effort in spent.items())


def total(chosen: Sequence[Raise], now: int) -> int:
    return to_hundredths(now + sum(step.gain_micro for step in chosen))


def rule(chosen: Sequence[Raise], steps: Sequence[Raise]) -> tuple[object, ...]:
    """The stated order of sets: effort, points, number, squares of places in the instrument, the earliest first."""
    places = [steps.index(step) + 1 for step in chosen]
    gain, effort = sum(s.gain_micro for s in chosen), sum(s.effort_centi for s in chosen)
    return effort, -gain, len(chosen), sum(place**2 for place in places), places


def alike(chosen: Sequence[Raise], steps: Sequence[Raise], limits: Limits) -> tuple[object, ...]:
    """What a set looks like when questions that count alike are exchanged for one another."""
    codes = [step.code for step in steps]
    own = {step.code for step in steps if codes.count(step.code) > 1} | limits.fix
    named = [s.code if s.code in own else (s.agency, s.gain_micro) for s in chosen]
    return tuple(sorted((str(name), s.effort_centi, s.to_micro if s.code in own else 0)
                        for name, s in zip(named, chosen, strict=True)))  # fmt: skip


def is_minimal(chosen: Sequence[Raise], all_reaching: Sequence[tuple[Raise, ...]]) -> bool:
    """Whether no other set that reaches the total lies within this one: fewer questions, or lower steps of them."""
    tops = {step.code: step.to_micro for step in chosen}
    return not any(
        other != chosen and all(tops.get(step.code, -1) >= step.to_micro for step in other) for other in all_reaching
    )
