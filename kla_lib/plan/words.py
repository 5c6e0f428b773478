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


def goal(found: Planning) -> str:
    """The target, where it starts, and what is needed with the margin."""
    values = {"start": found.start_hundredths, "margin": found.margin_hundredths}
    told = {key: maximum_text(value, found.lang) for key, value in values.items()}
    needed = points_text(found.needed_hundredths, found.lang)
    return word("plan_goal", found.lang, target=found.target, needed=needed, **told)


def verdict(found: Planning) -> str:
    """The result of the plan, or why the target cannot be reached."""
    plan, lang = found.plan, found.lang
    after, questions = points_text(plan.after_hundredths, lang), count_text(len(plan.picks), lang)
    told = {"after": after, "questions": questions, "effort": effort_text(plan.effort_centi, found)}
    if plan.status == "impossible":
        reach = word("plan_reach", lang, points=points_text(plan.reachable_hundredths, lang))
        return f"{word('plan_impossible', lang, reason=why(found, plan))} {reach}"
    slack = points_text(plan.slack_hundredths, lang)
    return word(f"plan_{plan.status}", lang, slack=slack, **told)


def why(found: Planning, plan: Plan) -> str:
    """Why the target of a plan cannot be reached, as the words after "because"; empty where it can."""
    reason, lang = plan.reason, found.lang
    if reason is None:
        return ""
    names = reason.roles if reason.kind == "fix" else [found.name(role) for role in reason.roles[:MOST_ROLES]]
    more = len(reason.roles) - MOST_ROLES
    extra = [word("plan_roles_more", lang, count=count_text(more, lang))] if reason.kind != "fix" and more > 0 else []
    points = points_text(reason.without_hundredths or 0, lang)
    by = date_text(found.limits.by.isoformat(), lang) if found.limits.by else ""
    return word(f"plan_why_{reason.kind}", lang, roles=listed([*names, *extra], lang), points=points, by=by)


def effort_text(centi: int, found: Planning) -> str:
    """Effort without places that say nothing: ``12,5``."""
    return maximum_text(centi, found.lang)


def question(found: Planning, code: str) -> str:
    """``14.1 Persalinan di fasilitas kesehatan``."""
    return f"{code} {found.edition.by_code[code].label(found.lang)}"


def office(found: Planning, role: str, code: str = "") -> str:
    """The agency that leads a question, by its name here; marked where it is our default for that question."""
    if not role:
        return word("plan_no_agency", found.lang)
    node = found.edition.by_code.get(code)
    default = node is not None and bool(node.lead_source) and node.agencies[:1] == (role,)
    return word("plan_lead_default", found.lang, name=found.name(role)) if default else found.name(role)


def way(found: Planning, step: Raise) -> str:
    """``0,00 → 12,00``."""
    return f"{exact_text(step.from_micro, found.lang)} → {exact_text(step.to_micro, found.lang)}"


def exchange(found: Planning, choice: Choice) -> tuple[str, str]:
    """The codes that another set leaves out of the plan, and those it takes instead."""
    out, into = (_beyond(*pair) for pair in ((found.plan.picks, choice.picks), (choice.picks, found.plan.picks)))
    return ", ".join(_code(found, step) for step in out), ", ".join(_code(found, step) for step in into)


def instead(found: Planning, choice: Choice) -> list[str]:
    """The questions that another set takes instead, with who leads them."""
    return [
        f"{question(found, s.code)} · {office(found, s.agency, s.code)}"
        for s in _beyond(choice.picks, found.plan.picks)
    ]


def _beyond(picks: Sequence[Raise], others: Sequence[Raise]) -> list[Raise]:
    """The steps of a set that another set does not take as far."""
    there = {(step.code, step.to_micro) for step in others}
    return [step for step in picks if (step.code, step.to_micro) not in there]


def _code(found: Planning, step: Raise) -> str:
    """The code; where a question has several steps, with the points it is raised to."""
    several = sum(other.code == step.code for other in found.steps) > 1
    return f"{step.code} ({exact_maximum_text(step.to_micro, found.lang)})" if several else step.code


def cut_name(after: AfterCut, found: Planning) -> str:
    """The source of a cut and the share that was left of the self-assessment."""
    cut, lang = after.cut, found.lang
    if cut.kind == "none":
        return word("plan_cut_none", lang)
    values = {"em": points_text(cut.em_low, lang), "after": points_text(cut.after_low, lang), "year": cut.year}
    shares = {"low": _share(cut.after_low, cut.em_low, found), "high": _share(cut.after_high, cut.em_high, found)}
    return word(f"plan_cut_{cut.kind}", lang, stage=cut.stage, **values, **shares, pairs=count_text(cut.pairs, lang))


def _share(part: int, whole: int, found: Planning) -> str:
    """A share as a decimal figure of two places: ``0,69``."""
    return points_text((part * 200 + whole) // (2 * whole), found.lang)


def left_text(after: AfterCut, found: Planning) -> str:
    """The planned total after a cut."""
    return range_text(after.low_hundredths, after.high_hundredths, found.lang)


def categories(after: AfterCut, found: Planning) -> str:
    """The category of what would be left, or both where they differ."""
    none = word("plan_no_category", found.lang)
    names = list(dict.fromkeys([after.low_category or none, after.high_category or none]))
    return word("plan_to", found.lang, low=names[0], high=names[-1]) if len(names) > 1 else names[0]


def must_text(after: AfterCut, found: Planning, most: int) -> str:
    """The total that would still reach the target after the cut; beyond the instrument's maximum it says so."""
    if after.must_low_hundredths > most:
        return word("plan_beyond", found.lang)
    low, high = after.must_low_hundredths, after.must_high_hundredths
    if high > most:
        return word("plan_to", found.lang, low=points_text(low, found.lang), high=word("plan_beyond", found.lang))
    return range_text(low, high, found.lang)


def threatened(found: Planning) -> list[str]:
    """The points at risk and the unanswered questions, where there are any; shown next to the safe points."""
    at_risk, lang, told = found.at_risk, found.lang, []
    if at_risk:
        points, count = exact_text(sum(at_risk.values()), lang), count_text(len(at_risk), lang)
        told.append(word("plan_at_risk", lang, points=points, count=count))
    if found.unknown:
        told.append(word("plan_unknown", lang, count=count_text(found.unknown, lang)))
    return told


def notes(found: Planning) -> Sequence[str]:
    """Notes for the reader: the source of the effort, whole raises, and the rule for ties."""
    lang = found.lang
    key = f"plan_effort_{found.effort.name}" if found.effort.name in ("default", "equal") else "plan_effort_own"
    return [word(key, lang, file=found.effort.name), word("plan_whole_steps", lang), word("plan_rule", lang)]
