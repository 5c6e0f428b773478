"""The sentences below the ladder: what the plan comes to, why a target cannot be reached, which limits hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kla_lib.rules.plan_shapes import Plan
from kla_lib.views.explore_look import Look
from kla_lib.views.numbers import count_text, date_text, maximum_text, points_text
from kla_lib.views.words import listed, word

if TYPE_CHECKING:
    from kla_lib.exploring import Exploration

MOST_ROLES = 6


def message_of(look: Look) -> str:
    """The message of the ladder, why a target cannot be reached, and the limits that hold."""
    found, reason = look.found, look.plan.reason
    said = [climb_text(look), _why(found, look.plan) if reason else "", limits_text(found)]
    return " ".join(filter(None, said))


def climb_text(look: Look) -> str:
    """The message of the ladder in words and figures."""
    found, plan, lang = look.found, look.plan, look.found.lang
    figures = {"now": plan.now_hundredths, "ticked": look.ticked_hundredths, "after": plan.after_hundredths,
               "needed": plan.needed_hundredths}  # fmt: skip
    told = {key: points_text(value, lang) for key, value in figures.items()}
    count = {"count": count_text(len(plan.picks), lang), "effort": maximum_text(plan.effort_centi, lang)}
    start, margin = (maximum_text(value, lang) for value in (found.start_hundredths, found.margin_hundredths))
    goal = word("explore_goal", lang, target=found.target, start=start, margin=margin, needed=told["needed"])
    said = [word(f"explore_{plan.status}", lang, **told, **count), goal]
    said += [word("explore_ticked", lang, ticked=told["ticked"])] if found.limits.fix else []
    return " ".join(said)


def limits_text(found: Exploration) -> str:
    """The most effort of each agency, once where it is the same for all; empty where there is no limit."""
    lang, capacity = found.lang, found.limits.capacity_centi
    roles = {step.agency for step in found.steps if step.agency}
    if roles <= set(capacity) and len(set(capacity.values())) == 1:
        return word("explore_limit_all", lang, effort=maximum_text(next(iter(capacity.values())), lang))
    each = [f"{found.name(role)} {maximum_text(centi, lang)}" for role, centi in capacity.items()]
    return word("explore_limits", lang, limits=listed(each, lang)) if each else ""


def _why(found: Exploration, plan: Plan) -> str:
    reason, lang = plan.reason, found.lang
    if reason is None:
        return ""
    names = list(reason.roles if reason.kind == "fix" else map(found.name, reason.roles))
    more = word("plan_roles_more", lang, count=count_text(len(names) - MOST_ROLES, lang))
    shown = [*names[:MOST_ROLES], more] if len(names) > MOST_ROLES else names
    by = date_text(found.limits.by.isoformat(), lang) if found.limits.by else ""
    points = points_text(reason.without_hundredths or 0, lang)
    return word(
        "explore_why",
        lang,
        reason=word(f"plan_why_{reason.kind}", lang, roles=listed(shown, lang), points=points, by=by),
    )


def question_text(found: Exploration, code: str) -> str:
    """``14.1 Persalinan di fasilitas kesehatan``."""
    return f"{code} {found.edition.by_code[code].label(found.lang)}"
