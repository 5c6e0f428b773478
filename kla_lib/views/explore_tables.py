"""The words and tables below the ladder: the questions of the plan, and what other targets and margins would ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.rules.plan_shapes import Step
from kla_lib.views.explore_look import Look
from kla_lib.views.explore_words import question_text
from kla_lib.views.html import Cell, Column, Html, Table, details, join, show, small
from kla_lib.views.numbers import count_text, exact_text, maximum_text, points_text
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.exploring import Exploration

SHOWN = 10
MARGINS = (0, 25, 50)


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


def _picks(found: Exploration, chosen: Iterable[Step], caption: str) -> Table:
    columns = [
        Column(word(key, found.lang), numeric=n > 0)
        for n, key in enumerate(("question", "explore_gain", "explore_effort"))
    ]
    return Table(word(caption, found.lang), columns, [_pick(found, step) for step in chosen])


def _pick(found: Exploration, step: Step) -> list[Cell]:
    lang, label = found.lang, question_text(found, step.code)
    mend = f" · {word('plan_mend', lang)}" if step.action == "mend" else ""
    who = found.name(step.agency) if step.agency else word("plan_no_agency", lang)
    head = Markup("{}{}").format(label, small(f"{who}{mend}"))
    return [head, f"+{exact_text(step.gain_micro, lang)}", maximum_text(step.effort_centi, lang)]


def others(found: Exploration) -> Html:
    """The next two categories that are not reached yet, with three margins: questions, effort and total of each."""
    lang = found.lang
    wanted = [d.category for d in found.case.rating.distances if d.short_hundredths] or [found.target]
    asked = [found.again(target=target, margin=str(margin)) for target in wanted[:2] for margin in MARGINS]
    keys = ("explore_goal_head", "questions", "explore_effort", "explore_after")
    columns = [Column(word(key, lang), numeric=n > 0) for n, key in enumerate(keys)]
    return show(Table(word("explore_others", lang), columns, [_other(other) for other in asked]))


def _other(found: Exploration) -> list[Cell]:
    plan, lang = found.sketch, found.lang
    margin = maximum_text(found.margin_hundredths, lang)
    needed = word("explore_needed", lang, points=points_text(plan.needed_hundredths, lang))
    head = Markup("{}{}").format(word("explore_with_margin", lang, target=found.target, margin=margin), small(needed))
    if plan.status == "impossible":
        return [head, "–", "–", word("explore_only", lang, points=points_text(plan.after_hundredths, lang))]
    figures = count_text(len(plan.picks), lang), maximum_text(plan.effort_centi, lang)
    return [head, *figures, points_text(plan.after_hundredths, lang)]
