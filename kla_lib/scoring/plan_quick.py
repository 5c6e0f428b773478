"""A plan while somebody drags a slider: first the figures, which two solves settle, then the set of questions itself.

What `plan.solve` says beside it (the next-best sets, the furthest total) takes ten times as long and is left out.
"""

from __future__ import annotations

from collections.abc import Sequence

from kla_lib.rules.plan_shapes import Limits, Plan, Status, Step
from kla_lib.rules.points import to_hundredths
from kla_lib.scoring.plan import best, cheapest, solve, wanted
from kla_lib.scoring.plan_model import Ints, Model, build, optimum


def sketch(steps: Sequence[Step], now: int, needed: int, limits: Limits, target: str = "", margin: int = 0) -> Plan:
    """The plan's total, effort and number of questions; of sets that are equal in these it holds any.

    Of an impossible target it holds a set that comes furthest, without the reason.
    """
    model = build(steps, limits)
    chosen = cheapest(model, wanted(model, now, needed))
    if chosen is None:
        return _plan(model, optimum(model, -model.gains), now, needed, "impossible", target, margin)
    return _plan(model, chosen, now, needed, _status(chosen), target, margin)


def settled(steps: Sequence[Step], now: int, needed: int, limits: Limits, target: str = "", margin: int = 0) -> Plan:
    """The plan that `plan.solve` gives, without next-best sets; ``reachable_hundredths`` only where it is impossible."""
    model = build(steps, limits)
    chosen = best(model, wanted(model, now, needed))
    if chosen is None:
        return solve(steps, now, needed, limits, target, margin, alternatives=0)
    return _plan(model, chosen, now, needed, _status(chosen), target, margin)


def _status(chosen: Ints) -> Status:
    return "optimal" if chosen.any() else "reached"


def _plan(model: Model, chosen: Ints | None, now: int, needed: int, status: Status, target: str, margin: int) -> Plan:
    taken = () if chosen is None else tuple(step for step, on in zip(model.steps, chosen, strict=True) if on)
    after = to_hundredths(now + sum(step.gain_micro for step in taken))
    effort = sum(step.effort_centi for step in taken)
    return Plan(target, margin, needed, to_hundredths(now), after, effort, status, taken)
