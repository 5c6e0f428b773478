"""The cheapest set of questions to raise so that a total is reached, the next-best sets, and why it cannot be reached.

Of several cheapest sets the rule takes, in this order: the least effort, the most points, the fewest questions, the smallest
sum of squares of their places in the instrument (squares leave hardly any equal), the earliest question first. Next-best sets
are minimal (nothing in one can be left out) and follow in the same order; sets that only exchange questions that count alike
(same agency, gain and effort) are one.

`quick_plan` and `plan_only` serve a slider that is being dragged: without next-best sets and the furthest total they take a
tenth of the time of `solve`. `frontier` gives the least effort for totals between the safe points and the furthest total.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from kla_lib.core.points import MICRO_PER_HUNDREDTH, to_hundredths
from kla_lib.plan.milp import Bound, Ints, Model, allowed, build, no_superset, not_again, optimum, weighted
from kla_lib.plan.model import Choice, FrontierPoint, Limits, Plan, Raise, Reason, Status

NEXT_BEST = 10
TARGETS = 50  # points of a frontier
AT_ONCE = 20  # steps ordered by one solve: 2 to the power of this stays exact


def solve(
    steps: Sequence[Raise], now: int, needed: int, limits: Limits = Limits(), alternatives: int = NEXT_BEST
) -> Plan:
    """The plan: ``now`` in micropoints, ``needed`` in hundredths, ``steps`` in the order of the instrument."""
    model = build(steps, limits)
    furthest = optimum(model, -model.gains)
    reachable = total_of(model, furthest, now) if furthest is not None else to_hundredths(now)
    if furthest is None or reachable < needed:
        chosen = None if furthest is None else best(model, int(model.gains @ furthest))
        plan = _plan(model, chosen, now, needed, possible=False)
        return replace(plan, reachable_hundredths=reachable, reason=why(steps, now, needed, limits, furthest is None))
    chosen = best(model, wanted(model, now, needed))
    assert chosen is not None  # noqa: S101 - the furthest choice reaches it
    others = next_best(model, now, needed, chosen, alternatives)
    return replace(_plan(model, chosen, now, needed), reachable_hundredths=reachable, alternatives=others)


def _plan(model: Model, chosen: Ints | None, now: int, needed: int, possible: bool = True) -> Plan:
    """The plan of a choice: ``reached`` where nothing need be raised."""
    status: Status = "reached" if chosen is None or not chosen.any() else "optimal"
    choice = choice_of(model, chosen, now)
    return Plan(
        needed,
        to_hundredths(now),
        choice.after_hundredths,
        choice.effort_centi,
        status if possible else "impossible",
        choice.picks,
    )


def wanted(model: Model, now: int, needed: int) -> int:
    """The gain needed, in the model's units, so that the total rounds to at least ``needed`` hundredths."""
    short = needed * MICRO_PER_HUNDREDTH - MICRO_PER_HUNDREDTH // 2 - now
    return max(-(-short // model.gain_unit), 0)


def cheapest(model: Model, units: int, rows: Iterable[Bound] = ()) -> Ints | None:
    """A choice that wins so many units with the least effort, and of these the most points with the fewest questions."""
    rows = list(rows)
    chosen = optimum(model, model.efforts, [*rows, weighted(model.gains, low=units)])
    if chosen is None:
        return None
    effort = weighted(model.efforts, high=int(model.efforts @ chosen))
    return optimum(model, 1 - (len(model.steps) + 1) * model.gains, [*rows, effort])


def best(model: Model, units: int, rows: Iterable[Bound] = ()) -> Ints | None:
    """The choice that wins so many units and comes first by the rule; None where none does."""
    rows = list(rows)
    chosen = cheapest(model, units, rows)
    if chosen is None or not chosen.any():
        return chosen
    ones, places = np.ones_like(model.gains), model.places**2
    equal = [
        weighted(model.efforts, high=int(model.efforts @ chosen)),
        weighted(model.gains, low=int(model.gains @ chosen)),
        weighted(ones, high=int(chosen.sum())),
    ]
    first = optimum(model, places, [*rows, *equal])
    assert first is not None  # noqa: S101 - the choice before keeps to these rows
    equal.append(weighted(places, high=int(places @ first)))
    return _earliest(model, first, [*rows, *equal])


def _earliest(model: Model, chosen: Ints, rows: list[Bound]) -> Ints:
    """Of choices that are equal in all else, the one with the earliest questions; most often there is but one."""
    if optimum(model, np.zeros_like(model.gains), [*rows, not_again(chosen)]) is None:
        return chosen
    for start in range(0, len(model.steps), AT_ONCE):
        ats = range(start, min(start + AT_ONCE, len(model.steps)))
        weights = np.zeros_like(model.gains)
        weights[ats.start : ats.stop] = [-(1 << (ats.stop - 1 - at)) for at in ats]
        found = optimum(model, weights, rows)
        assert found is not None  # noqa: S101 - the choice before keeps to these rows
        chosen = found
        rows = [*rows, *(Bound({at: 1}, int(chosen[at]), int(chosen[at])) for at in ats)]
    return chosen


def next_best(model: Model, now: int, needed: int, chosen: Ints, n: int = NEXT_BEST) -> tuple[Choice, ...]:
    """The next minimal sets after ``chosen``, best first; fewer where there are no more."""
    rows: list[Bound] = []
    found: list[Choice] = []
    while len(found) < n and chosen.any():
        rows.append(no_superset(model, chosen))
        another = best(model, wanted(model, now, needed), rows)
        if another is None:
            break
        chosen = another
        found.append(choice_of(model, chosen, now))
    return tuple(found)


def why(steps: Sequence[Raise], now: int, needed: int, limits: Limits, broken: bool) -> Reason:
    """Why ``needed`` cannot be reached: the one limit without which it could, several together, or too few points."""
    if broken:
        return Reason("fix", tuple(sorted(limits.fix)))
    free = _furthest(steps, now, Limits())
    if free < needed:
        return Reason("points", without_hundredths=free)
    for kind, fewer in _without_one(limits):
        total = _furthest(steps, now, fewer)
        if total >= needed:
            return Reason(kind, tight(steps, limits) if kind == "capacity" else (), total)
    return Reason("limits", tight(steps, limits), free)


def tight(steps: Sequence[Raise], limits: Limits) -> tuple[str, ...]:
    """The roles whose questions cannot all be raised with the effort they can give."""
    dearest: dict[tuple[str, str], int] = {}
    for step in allowed(steps, limits):
        key = (step.agency, step.code)
        dearest[key] = max(dearest.get(key, 0), step.effort_centi)
    asked = {role: sum(e for (of, _), e in dearest.items() if of == role) for role in limits.capacity_centi}
    return tuple(sorted(role for role, effort in asked.items() if effort > limits.capacity_centi[role]))


def _without_one(limits: Limits) -> list[tuple[str, Limits]]:
    return [
        ("capacity", replace(limits, capacity_centi={})),
        ("effort", replace(limits, effort_centi=None)),
        ("forbid", replace(limits, forbid=frozenset())),
        ("dates", replace(limits, by=None)),
    ]


def _furthest(steps: Sequence[Raise], now: int, limits: Limits) -> int:
    model = build(steps, limits)
    most = optimum(model, -model.gains)
    return to_hundredths(now) if most is None else total_of(model, most, now)


def total_of(model: Model, chosen: Ints, now: int) -> int:
    """The total of a choice in hundredths."""
    return to_hundredths(now + int(model.gains @ chosen) * model.gain_unit)


def choice_of(model: Model, chosen: Ints | None, now: int) -> Choice:
    """A choice as its steps; nothing where there is none."""
    if chosen is None:
        return Choice((), 0, to_hundredths(now))
    picks = tuple(step for step, on in zip(model.steps, chosen, strict=True) if on)
    effort = int(model.efforts @ chosen) * model.effort_unit
    return Choice(picks, effort, total_of(model, chosen, now))


def quick_plan(steps: Sequence[Raise], now: int, needed: int, limits: Limits) -> Plan:
    """The plan's total, effort and number of questions; of sets that are equal in these it holds any.

    Of an impossible target it holds a set that comes furthest, without the reason.
    """
    model = build(steps, limits)
    chosen = cheapest(model, wanted(model, now, needed))
    if chosen is None:
        return _plan(model, optimum(model, -model.gains), now, needed, possible=False)
    return _plan(model, chosen, now, needed)


def plan_only(steps: Sequence[Raise], now: int, needed: int, limits: Limits) -> Plan:
    """The plan that `solve` gives, without next-best sets; ``reachable_hundredths`` only where it is impossible."""
    model = build(steps, limits)
    chosen = best(model, wanted(model, now, needed))
    if chosen is None:
        return solve(steps, now, needed, limits, alternatives=0)
    return _plan(model, chosen, now, needed)


def frontier(
    steps: Sequence[Raise], now: int, limits: Limits = Limits(), n: int = TARGETS, wants: Sequence[int] = ()
) -> tuple[FrontierPoint, ...]:
    """The frontier at ``n`` totals evenly apart up to the furthest, and at ``wants`` (hundredths), lowest first.

    ``now`` in micropoints. A total that an earlier point already passes is left out; so every point needs more effort than
    the one before and wins more. Empty where what is fixed breaks the limits.
    """
    model = build(steps, limits)
    most = optimum(model, -model.gains)
    if most is None:
        return ()
    start, end = to_hundredths(now), total_of(model, most, now)
    totals = {start + (end - start) * at // n for at in range(n + 1)} | {want for want in wants if start < want <= end}
    found: list[FrontierPoint] = []
    for total in sorted(totals):
        if not found or total > found[-1].after_hundredths:
            found.append(_point(model, now, total))
    return tuple(found)


def _point(model: Model, now: int, total: int) -> FrontierPoint:
    chosen = cheapest(model, wanted(model, now, total))
    assert chosen is not None  # noqa: S101 - no total exceeds the furthest
    choice = choice_of(model, chosen, now)
    return FrontierPoint(total, choice.after_hundredths, choice.effort_centi)
