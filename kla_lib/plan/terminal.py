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


def plan_lines(found: Planning) -> list[str]:
    """The whole plan."""
    lang, plan = found.lang, found.plan
    now = points_text(plan.now_hundredths, lang)
    head = f"{found.title} · {found.period} · {found.stage}"
    lines = [head, word("plan_now", lang, points=now), *threatened(found), goal(found)]
    return [
        *lines,
        "",
        verdict(found),
        *_picks(found),
        *_others(found),
        *_frontier(found),
        *_cuts(found),
        "",
        *notes(found),
    ]


def _picks(found: Planning) -> Iterator[str]:
    lang = found.lang
    for step in found.plan.picks:
        cost = word("plan_effort_of", lang, effort=effort_text(step.effort_centi, found))
        mend = f" · {word('plan_mend', lang)}" if step.action == "mend" else ""
        yield f"  {question(found, step.code)}"
        yield f"    +{exact_text(step.gain_micro, lang)} ({way(found, step)}) · {cost} · {office(found, step.agency, step.code)}{mend}"


def _others(found: Planning) -> Iterator[str]:
    if not found.plan.alternatives:
        return
    yield from ("", word("plan_others", found.lang))
    for number, choice in enumerate(found.plan.alternatives, start=1):
        yield f"  {number:2}. {_other(found, choice)}"


def _other(found: Planning, choice: Choice) -> str:
    out, into = exchange(found, choice)
    told = {
        "effort": effort_text(choice.effort_centi, found),
        "after": points_text(choice.after_hundredths, found.lang),
    }
    count = count_text(len(choice.picks), found.lang)
    return word("plan_other", found.lang, out=out or "-", into=into or "-", count=count, **told)


def _frontier(found: Planning) -> Iterator[str]:
    points = [point for point in found.frontier if point.effort_centi]
    if not points:
        return
    yield from ("", word("plan_frontier", found.lang))
    chosen = points[:: max(1, len(points) // SHOWN)]
    for point in chosen if chosen[-1] == points[-1] else [*chosen, points[-1]]:
        told = {
            "effort": effort_text(point.effort_centi, found),
            "points": points_text(point.after_hundredths, found.lang),
        }
        yield f"  {word('plan_frontier_point', found.lang, **told)}"


def _cuts(found: Planning) -> Iterator[str]:
    if not found.after_cuts:
        return
    most = found.edition.total_micro // MICRO_PER_HUNDREDTH
    yield from ("", word("plan_cuts", found.lang))
    for after in found.after_cuts:
        told = {"left": left_text(after, found), "categories": categories(after, found)}
        yield f"  {cut_name(after, found)}: {word('plan_left', found.lang, **told, must=must_text(after, found, most))}"
    if not any(after.cut.kind == "own" for after in found.after_cuts):
        yield f"  {word('plan_cut_unknown', found.lang)}"
    yield from (f"  {row['year']}: {row['note']}" for row in found.told_cuts)
    yield f"  {word('plan_no_prediction', found.lang)}"


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


def _pick(step: Raise) -> dict[str, Any]:
    return {
        "code": step.code,
        "from": step.from_micro / MICRO,
        "to": step.to_micro / MICRO,
        "gain": step.gain_micro / MICRO,
        "effort": step.effort_centi / CENTI,
        "agency": step.agency,
    }
