"""``kla plan --json``: exactly target, margin, needed, points_now, points_after, effort, status, picks and alternatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kla_lib.rules.plan_shapes import Choice, Step
from kla_lib.rules.points import MICRO, float_points

if TYPE_CHECKING:
    from kla_lib.planning import Planning

CENTI = 100


def plan_record(found: Planning) -> dict[str, Any]:
    """The plan as plain values; of an impossible target the picks, effort and points are those of the furthest total."""
    plan = found.plan
    return {
        "target": plan.target,
        "margin": float_points(plan.margin_hundredths),
        "needed": float_points(plan.needed_hundredths),
        "points_now": float_points(plan.now_hundredths),
        "points_after": float_points(plan.after_hundredths),
        "effort": plan.effort_centi / CENTI,
        "status": plan.status,
        "picks": [_pick(step) for step in plan.picks],
        "alternatives": [_choice(choice) for choice in plan.alternatives],
    }


def _choice(choice: Choice) -> dict[str, Any]:
    return {
        "effort": choice.effort_centi / CENTI,
        "points_after": float_points(choice.after_hundredths),
        "picks": [_pick(step) for step in choice.picks],
    }


def _pick(step: Step) -> dict[str, Any]:
    return {
        "code": step.code,
        "from": step.from_micro / MICRO,
        "to": step.to_micro / MICRO,
        "gain": step.gain_micro / MICRO,
        "effort": step.effort_centi / CENTI,
        "agency": step.agency,
    }
