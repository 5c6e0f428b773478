"""The words and tables below the ladder: the questions of the plan, and what other targets and margins would ask."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from kla_lib.rules.plan_shapes import Plan, Step
from kla_lib.views.explore_chart import Look, climb_figure, climb_text
from kla_lib.views.explore_like import ExplorationLike
from kla_lib.views.html import Cell, Column, Html, Table, details, join, show, small
from kla_lib.views.numbers import count_text, date_text, exact_text, maximum_text, points_text
from kla_lib.views.words import listed, word

SHOWN, MOST_ROLES = 10, 6
MARGINS = (0, 25, 50)


def still(found: ExplorationLike) -> Html:
    """What stays on a page without a kernel: the ladder, the plan, and in a table what the controls would change."""
    look = Look(found, found.cheapest)
    parts = (
        climb_figure(look),
        message_of(look),
        picks(look),
        _others(found),
        _paragraph(word("explore_still", found.lang)),
    )
    return Html(str(join(parts)))


def message_of(look: Look) -> Markup:
    """The message of the ladder, why a target cannot be reached, and the limits that hold."""
    found, reason = look.found, look.plan.reason
    said = [climb_text(look), _why(found, look.plan) if reason else "", limits_text(found)]
    return _paragraph(" ".join(filter(None, said)))


def limits_text(found: ExplorationLike) -> str:
    """The most effort of each agency, once where it is the same for all; empty where there is no limit."""
    lang, capacity = found.lang, found.limits.capacity_centi
    roles = {step.agency for step in found.steps if step.agency}
    if roles <= set(capacity) and len(set(capacity.values())) == 1:
        return word("explore_limit_all", lang, effort=maximum_text(next(iter(capacity.values())), lang))
    each = [f"{found.name(role)} {maximum_text(centi, lang)}" for role, centi in capacity.items()]
    return word("explore_limits", lang, limits=listed(each, lang)) if each else ""


def _why(found: ExplorationLike, plan: Plan) -> str:
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


def picks(look: Look) -> Markup:
    """The questions of the plan: the first ones open, the rest on demand."""
    chosen, lang = look.plan.picks, look.found.lang
    if not chosen:
        return Markup("")
    shown = [show(_picks(look.found, chosen[:SHOWN], "explore_picks"))]
    if rest := chosen[SHOWN:]:
        more = word("explore_more", lang, count=count_text(len(rest), lang))
        shown.append(Html(str(details(more, show(_picks(look.found, rest, "explore_picks_rest"))))))
    return join(shown)


def _picks(found: ExplorationLike, chosen: Iterable[Step], caption: str) -> Table:
    columns = [
        Column(word(key, found.lang), numeric=n > 0)
        for n, key in enumerate(("question", "explore_gain", "explore_effort"))
    ]
    return Table(word(caption, found.lang), columns, [_pick(found, step) for step in chosen])


def _pick(found: ExplorationLike, step: Step) -> list[Cell]:
    lang, label = found.lang, question_text(found, step.code)
    mend = f" · {word('plan_mend', lang)}" if step.action == "mend" else ""
    who = found.name(step.agency) if step.agency else word("plan_no_agency", lang)
    head = Markup("{}{}").format(label, small(f"{who}{mend}"))
    return [head, f"+{exact_text(step.gain_micro, lang)}", maximum_text(step.effort_centi, lang)]


def question_text(found: ExplorationLike, code: str) -> str:
    """``14.1 Persalinan di fasilitas kesehatan``."""
    return f"{code} {found.edition.by_code[code].label(found.lang)}"


def _others(found: ExplorationLike) -> Html:
    """Every category that is not reached yet, with three margins: what it needs, how many questions, what effort."""
    lang = found.lang
    wanted = [d.category for d in found.case.rating.distances if d.short_hundredths] or [found.target]
    asked = [found.again(target=target, margin=str(margin)) for target in wanted[:2] for margin in MARGINS]
    keys = ("explore_goal_head", "questions", "explore_effort", "explore_after")
    columns = [Column(word(key, lang), numeric=n > 0) for n, key in enumerate(keys)]
    return show(Table(word("explore_others", lang), columns, [_other(other) for other in asked]))


def _other(found: ExplorationLike) -> list[Cell]:
    plan, lang = found.sketch, found.lang
    margin = maximum_text(found.margin_hundredths, lang)
    needed = word("explore_needed", lang, points=points_text(plan.needed_hundredths, lang))
    head = Markup("{}{}").format(word("explore_with_margin", lang, target=found.target, margin=margin), small(needed))
    if plan.status == "impossible":
        return [head, "–", "–", word("explore_only", lang, points=points_text(plan.after_hundredths, lang))]
    figures = count_text(len(plan.picks), lang), maximum_text(plan.effort_centi, lang)
    return [head, *figures, points_text(plan.after_hundredths, lang)]


def _paragraph(text: str) -> Markup:
    return Markup("<p>{}</p>").format(text)
