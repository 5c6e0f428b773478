"""``kla plan`` on the terminal: goal, cheapest set, next-best sets, effort against points, cuts; and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kla_lib.core.points import MICRO, MICRO_PER_HUNDREDTH, float_points
from kla_lib.display.numbers import count_text, exact_text, points_text
from kla_lib.display.words import word
from kla_lib.plan.model import Choice, Raise
from kla_lib.plan.words import (
    categories,
    cut_name,
    effort_text,
    exchange,
    goal,
    left_text,
    must_text,
    notes,
    office,
    question,
    threatened,
    verdict,
    way,
)

if TYPE_CHECKING:
    from kla_lib.plan.planning import Planning

SHOWN = 10  # points of the frontier
CENTI = 100


def plan_lines(planning: Planning) -> list[str]:
    """The whole plan."""
    lang, plan = planning.lang, planning.plan
    now = points_text(plan.now_hundredths, lang)
    head = f"{planning.title} · {planning.period} · {planning.stage}"
    lines = [head, word("plan_now", lang, points=now), *threatened(planning), goal(planning)]
    return [
        *lines,
        "",
        verdict(planning),
        *_picks(planning),
        *_others(planning),
        *_frontier(planning),
        *_cuts(planning),
        "",
        *notes(planning),
    ]


def _picks(planning: Planning) -> Iterator[str]:
    lang = planning.lang
    for step in planning.plan.picks:
        cost = word("plan_effort_of", lang, effort=effort_text(step.effort_centi, planning))
        mend = f" · {word('plan_mend', lang)}" if step.action == "mend" else ""
        yield f"  {question(planning, step.code)}"
        yield f"    +{exact_text(step.gain_micro, lang)} ({way(planning, step)}) · {cost} · {office(planning, step.agency, step.code)}{mend}"


def _others(planning: Planning) -> Iterator[str]:
    if not planning.plan.alternatives:
        return
    yield from ("", word("plan_others", planning.lang))
    for number, choice in enumerate(planning.plan.alternatives, start=1):
        yield f"  {number:2}. {_other(planning, choice)}"


def _other(planning: Planning, choice: Choice) -> str:
    out, into = exchange(planning, choice)
    figures = {
        "effort": effort_text(choice.effort_centi, planning),
        "after": points_text(choice.after_hundredths, planning.lang),
    }
    count = count_text(len(choice.picks), planning.lang)
    return word("plan_other", planning.lang, out=out or "-", into=into or "-", count=count, **figures)


def _frontier(planning: Planning) -> Iterator[str]:
    points = [point for point in planning.frontier if point.effort_centi]
    if not points:
        return
    yield from ("", word("plan_frontier", planning.lang))
    chosen = points[:: max(1, len(points) // SHOWN)]
    for point in chosen if chosen[-1] == points[-1] else [*chosen, points[-1]]:
        figures = {
            "effort": effort_text(point.effort_centi, planning),
            "points": points_text(point.after_hundredths, planning.lang),
        }
        yield f"  {word('plan_frontier_point', planning.lang, **figures)}"


def _cuts(planning: Planning) -> Iterator[str]:
    if not planning.after_cuts:
        return
    most = planning.edition.total_micro // MICRO_PER_HUNDREDTH
    yield from ("", word("plan_cuts", planning.lang))
    for after in planning.after_cuts:
        texts = {"left": left_text(after, planning), "categories": categories(after, planning)}
        yield f"  {cut_name(after, planning)}: {word('plan_left', planning.lang, **texts, must=must_text(after, planning, most))}"
    if not any(after.cut.kind == "own" for after in planning.after_cuts):
        yield f"  {word('plan_cut_unknown', planning.lang)}"
    yield from (f"  {row['year']}: {row['note']}" for row in planning.told_cuts)
    yield f"  {word('plan_no_prediction', planning.lang)}"


def plan_record(planning: Planning) -> dict[str, Any]:
    """The plan as plain values; of an impossible target the picks, effort and points are those of the furthest total."""
    plan = planning.plan
    return {
        "target": planning.target,
        "margin": float_points(planning.margin_hundredths),
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


def _pick(step: Raise) -> dict[str, Any]:
    return {
        "code": step.code,
        "from": step.from_micro / MICRO,
        "to": step.to_micro / MICRO,
        "gain": step.gain_micro / MICRO,
        "effort": step.effort_centi / CENTI,
        "agency": step.agency,
    }
