"""Sentences of a plan that the terminal and the report share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kla_lib.display.numbers import (
    count_text,
    date_text,
    exact_maximum_text,
    exact_text,
    maximum_text,
    points_text,
    range_text,
)
from kla_lib.display.words import listed, word
from kla_lib.plan.model import Choice, Plan, Raise

if TYPE_CHECKING:
    from kla_lib.plan.cuts import AfterCut
    from kla_lib.plan.planning import Planning

MOST_ROLES = 6


def goal(planning: Planning) -> str:
    """The target, where it starts, and what is needed with the margin."""
    values = {"start": planning.start_hundredths, "margin": planning.margin_hundredths}
    texts = {key: maximum_text(value, planning.lang) for key, value in values.items()}
    needed = points_text(planning.needed_hundredths, planning.lang)
    return word("plan_goal", planning.lang, target=planning.target, needed=needed, **texts)


def verdict(planning: Planning) -> str:
    """The result of the plan, or why the target cannot be reached."""
    plan, lang = planning.plan, planning.lang
    after, questions = points_text(plan.after_hundredths, lang), count_text(len(plan.picks), lang)
    texts = {"after": after, "questions": questions, "effort": effort_text(plan.effort_centi, planning)}
    if plan.status == "impossible":
        reach = word("plan_reach", lang, points=points_text(plan.reachable_hundredths, lang))
        return f"{word('plan_impossible', lang, reason=why(planning, plan))} {reach}"
    slack = points_text(plan.slack_hundredths, lang)
    return word(f"plan_{plan.status}", lang, slack=slack, **texts)


def why(planning: Planning, plan: Plan) -> str:
    """Why the target of a plan cannot be reached, as the words after "because"; empty where it can."""
    reason, lang = plan.reason, planning.lang
    if reason is None:
        return ""
    names = reason.roles if reason.kind == "fix" else [planning.name(role) for role in reason.roles[:MOST_ROLES]]
    more = len(reason.roles) - MOST_ROLES
    extra = [word("plan_roles_more", lang, count=count_text(more, lang))] if reason.kind != "fix" and more > 0 else []
    points = points_text(reason.without_hundredths or 0, lang)
    by = date_text(planning.limits.by.isoformat(), lang) if planning.limits.by else ""
    return word(f"plan_why_{reason.kind}", lang, roles=listed([*names, *extra], lang), points=points, by=by)


def effort_text(centi: int, planning: Planning) -> str:
    """Effort without places that say nothing: ``12,5``."""
    return maximum_text(centi, planning.lang)


def question(planning: Planning, code: str) -> str:
    """``14.1 Persalinan di fasilitas kesehatan``."""
    return f"{code} {planning.edition.by_code[code].label(planning.lang)}"


def office(planning: Planning, role: str, code: str = "") -> str:
    """The agency that leads a question, by its name here; marked where it is our default for that question."""
    if not role:
        return word("plan_no_agency", planning.lang)
    node = planning.edition.by_code.get(code)
    default = node is not None and bool(node.lead_source) and node.agencies[:1] == (role,)
    return word("plan_lead_default", planning.lang, name=planning.name(role)) if default else planning.name(role)


def way(planning: Planning, step: Raise) -> str:
    """``0,00 → 12,00``."""
    return f"{exact_text(step.from_micro, planning.lang)} → {exact_text(step.to_micro, planning.lang)}"


def exchange(planning: Planning, choice: Choice) -> tuple[str, str]:
    """The codes that another set leaves out of the plan, and those it takes instead."""
    out, into = (_beyond(*pair) for pair in ((planning.plan.picks, choice.picks), (choice.picks, planning.plan.picks)))
    return ", ".join(_code(planning, step) for step in out), ", ".join(_code(planning, step) for step in into)


def instead(planning: Planning, choice: Choice) -> list[str]:
    """The questions that another set takes instead, with who leads them."""
    return [
        f"{question(planning, s.code)} · {office(planning, s.agency, s.code)}"
        for s in _beyond(choice.picks, planning.plan.picks)
    ]


def _beyond(picks: Sequence[Raise], others: Sequence[Raise]) -> list[Raise]:
    """The steps of a set that another set does not take as far."""
    there = {(step.code, step.to_micro) for step in others}
    return [step for step in picks if (step.code, step.to_micro) not in there]


def _code(planning: Planning, step: Raise) -> str:
    """The code; where a question has several steps, with the points it is raised to."""
    several = sum(other.code == step.code for other in planning.steps) > 1
    return f"{step.code} ({exact_maximum_text(step.to_micro, planning.lang)})" if several else step.code


def cut_name(after: AfterCut, planning: Planning) -> str:
    """The source of a cut and the share that was left of the self-assessment."""
    cut, lang = after.cut, planning.lang
    if cut.kind == "none":
        return word("plan_cut_none", lang)
    values = {"em": points_text(cut.em_low, lang), "after": points_text(cut.after_low, lang), "year": cut.year}
    shares = {"low": _share(cut.after_low, cut.em_low, planning), "high": _share(cut.after_high, cut.em_high, planning)}
    return word(f"plan_cut_{cut.kind}", lang, stage=cut.stage, **values, **shares, pairs=count_text(cut.pairs, lang))


def _share(part: int, whole: int, planning: Planning) -> str:
    """A share as a decimal figure of two places: ``0,69``."""
    return points_text((part * 200 + whole) // (2 * whole), planning.lang)


def left_text(after: AfterCut, planning: Planning) -> str:
    """The planned total after a cut."""
    return range_text(after.low_hundredths, after.high_hundredths, planning.lang)


def categories(after: AfterCut, planning: Planning) -> str:
    """The category of what would be left, or both where they differ."""
    none = word("plan_no_category", planning.lang)
    names = list(dict.fromkeys([after.low_category or none, after.high_category or none]))
    return word("plan_to", planning.lang, low=names[0], high=names[-1]) if len(names) > 1 else names[0]


def must_text(after: AfterCut, planning: Planning, most: int) -> str:
    """The total that would still reach the target after the cut; beyond the instrument's maximum it says so."""
    if after.must_low_hundredths > most:
        return word("plan_beyond", planning.lang)
    low, high = after.must_low_hundredths, after.must_high_hundredths
    if high > most:
        return word(
            "plan_to", planning.lang, low=points_text(low, planning.lang), high=word("plan_beyond", planning.lang)
        )
    return range_text(low, high, planning.lang)


def threatened(planning: Planning) -> list[str]:
    """The points at risk and the unanswered questions, where there are any; shown next to the safe points."""
    at_risk, lang, lines = planning.at_risk, planning.lang, []
    if at_risk:
        points, count = exact_text(sum(at_risk.values()), lang), count_text(len(at_risk), lang)
        lines.append(word("plan_at_risk", lang, points=points, count=count))
    if planning.unknown:
        lines.append(word("plan_unknown", lang, count=count_text(planning.unknown, lang)))
    return lines


def notes(planning: Planning) -> Sequence[str]:
    """Notes for the reader: the source of the effort, whole raises, and the rule for ties."""
    lang = planning.lang
    key = f"plan_effort_{planning.effort.name}" if planning.effort.name in ("default", "equal") else "plan_effort_own"
    return [word(key, lang, file=planning.effort.name), word("plan_whole_steps", lang), word("plan_rule", lang)]
