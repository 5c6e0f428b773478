"""A plan while somebody drags a slider: first the figures, which two solves settle, then the set of questions itself.

What `plan.solve` says beside it (the next-best sets, the furthest total) takes ten times as long and is left out.
"""

from __future__ import annotations

from collections.abc import Sequence

from kla_lib.rules.plan_shapes import Limits, Plan, Step
from kla_lib.scoring.plan import best, cheapest, choice_of, plan_of, solve, status_of, wanted
from kla_lib.scoring.plan_model import build, optimum


def sketch(steps: Sequence[Step], now: int, needed: int, limits: Limits, target: str = "", margin: int = 0) -> Plan:
    """The plan's total, effort and number of questions; of sets that are equal in these it holds any.

    Of an impossible target it holds a set that comes furthest, without the reason.
    """
    model = build(steps, limits)
    chosen = cheapest(model, wanted(model, now, needed))
    if chosen is None:
        furthest = choice_of(model, optimum(model, -model.gains), now)
        return plan_of(target, margin, needed, now, "impossible", furthest)
    return plan_of(target, margin, needed, now, status_of(chosen), choice_of(model, chosen, now))


def settled(steps: Sequence[Step], now: int, needed: int, limits: Limits, target: str = "", margin: int = 0) -> Plan:
    """The plan that `plan.solve` gives, without next-best sets; ``reachable_hundredths`` only where it is impossible."""
    model = build(steps, limits)
    chosen = best(model, wanted(model, now, needed))
    if chosen is None:
        return solve(steps, now, needed, limits, target, margin, alternatives=0)
    return plan_of(target, margin, needed, now, status_of(chosen), choice_of(model, chosen, now))
