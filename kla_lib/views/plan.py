"""The report on a plan: what it comes to, its questions by agency, the next-best sets, the cuts, and what is assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.rules.plan_shapes import Choice, Step
from kla_lib.rules.points import MICRO_PER_HUNDREDTH
from kla_lib.views.html import Cell, Column, Html, Table, details, join, render, show, small
from kla_lib.views.numbers import count_text, date_text, exact_text, maximum_text, points_text
from kla_lib.views.plan_words import (
    categories,
    cut_name,
    effort_text,
    exchange,
    goal,
    instead,
    left_text,
    must_text,
    notes,
    office,
    question,
    threatened,
    verdict,
    way,
)
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.planning import Planning
    from kla_lib.scoring.plan_cuts import AfterCut

FIRST = 3


def plan_headline(found: Planning) -> Html:
    """The total the plan comes to, what it costs, and its three largest gains."""
    lang, plan = found.lang, found.plan
    largest = sorted(plan.picks, key=lambda step: -step.gain_micro)[:FIRST]
    first = [{"missing": f"+{exact_text(step.gain_micro, lang)}", "label": question(found, step.code),
              "agencies": office(found, step.agency, step.code)} for step in largest]  # fmt: skip
    most = maximum_text(found.edition.total_micro // MICRO_PER_HUNDREDTH, lang)
    lines = [verdict(found), " ".join([goal(found), *threatened(found)])]
    return render("headline.html.j2", lang, name="", big=points_text(plan.after_hundredths, lang), known=True, maximum=most,
                  moved="", lines=lines, facts=_facts(found), working="", first=first,
                  notes=list(notes(found)))  # fmt: skip


def _facts(found: Planning) -> list[tuple[str, Cell]]:
    lang, plan = found.lang, found.plan
    won = plan.after_hundredths - plan.now_hundredths
    facts: list[tuple[str, Cell]] = [
        (word("plan_safe_now", lang), points_text(plan.now_hundredths, lang)),
        (word("plan_to_win", lang), points_text(won, lang)),
        (word("questions", lang), count_text(len(plan.picks), lang)),
        (word("plan_effort", lang), effort_text(plan.effort_centi, found)),
        (word("plan_slack", lang), points_text(plan.slack_hundredths, lang)),
    ]
    by = [(word("plan_by", lang), date_text(found.limits.by.isoformat(), lang))] if found.limits.by else []
    return [*facts, *by]


def plan_agencies(found: Planning) -> Html:
    """Who wins how many points with what effort; each agency opens to its questions."""
    lang, plan = found.lang, found.plan
    if not plan.picks:
        return render("sentence.html.j2", lang, text=word("plan_no_picks", lang))
    roles = dict.fromkeys(step.agency for step in plan.picks)
    of_role = {role: [step for step in plan.picks if step.agency == role] for role in roles}
    ordered = sorted(of_role, key=lambda role: (-_won(of_role[role]), role))
    keys = ("agency", "questions", "plan_to_win", "plan_effort")
    columns = [Column(word(key, lang), numeric=key != "agency") for key in keys]
    rows = [_agency(found, role, of_role[role]) for role in ordered]
    under = [details(word("plan_which", lang), _questions(found, of_role[role]), f"opd-{role or 'lain'}")
             for role in ordered]  # fmt: skip
    foot: list[Cell] = [word("sum", lang), count_text(len(plan.picks), lang), exact_text(_won(plan.picks), lang),
                        effort_text(plan.effort_centi, found)]  # fmt: skip
    return show(Table(word("plan_agencies_caption", lang), columns, rows, foot, under=under))


def _won(steps: list[Step] | tuple[Step, ...]) -> int:
    return sum(step.gain_micro for step in steps)


def _agency(found: Planning, role: str, steps: list[Step]) -> list[Cell]:
    spent = effort_text(sum(step.effort_centi for step in steps), found)
    most = found.limits.capacity_centi.get(role)
    effort = spent if most is None else word("points_of", found.lang, points=spent, max=effort_text(most, found))
    return [office(found, role), count_text(len(steps), found.lang), exact_text(_won(steps), found.lang), effort]


def _questions(found: Planning, steps: list[Step]) -> Html:
    lang = found.lang
    columns = [Column(word("question", lang)), Column(word("plan_to_win", lang), numeric=True),
               Column(word("plan_effort", lang), numeric=True)]  # fmt: skip
    rows: list[list[Cell]] = [
        [_asked(found, step), exact_text(step.gain_micro, lang), effort_text(step.effort_centi, found)]
        for step in steps
    ]
    return show(Table(word("plan_questions_caption", lang), columns, rows))


def _asked(found: Planning, step: Step) -> Markup:
    lang = found.lang
    node = found.edition.by_code[step.code]
    kind = found.edition.kinds.get(node.kind, (node.kind, node.kind))[lang == "en"]
    how = word("plan_mend", lang) if step.action == "mend" else kind
    return Markup("{}{}").format(question(found, step.code), small(f"{way(found, step)} · {how}"))


def plan_alternatives(found: Planning) -> Html:
    """The next-best sets as exchanges against the plan; a sentence where there are none."""
    lang, others = found.lang, found.plan.alternatives
    if not others:
        return render("sentence.html.j2", lang, text=word("plan_no_others", lang))
    keys = ("plan_exchange", "points", "plan_effort")
    columns = [Column(word(key, lang), numeric=key != "plan_exchange") for key in keys]
    rows = [_other(found, choice) for choice in others]
    return show(Table(word("plan_others_caption", lang), columns, rows))


def _other(found: Planning, choice: Choice) -> list[Cell]:
    lang = found.lang
    out, into = exchange(found, choice)
    told = word("plan_exchanged", lang, out=out or "-", into=into or "-")
    told = Markup("{}{}").format(told, join(map(small, instead(found, choice))))
    return [told, points_text(choice.after_hundredths, lang), effort_text(choice.effort_centi, found)]


def plan_cuts(found: Planning) -> Html:
    """What would be left of the plan's total after cuts that were published; a sentence once verification has begun."""
    lang = found.lang
    if not found.after_cuts:
        return render("sentence.html.j2", lang, text=word("plan_no_cuts", lang))
    keys = ("plan_cut", "plan_cut_left", "plan_cut_category", "plan_cut_must")
    columns = [Column(word(key, lang), numeric=key in ("plan_cut_left", "plan_cut_must")) for key in keys]
    rows = [_cut(found, after) for after in found.after_cuts]
    table = show(Table(word("plan_cuts_caption", lang), columns, rows, shape="stack"))
    said = [word("plan_no_prediction", lang)]
    if not any(after.cut.kind == "own" for after in found.after_cuts):
        said.append(word("plan_cut_unknown", lang))
    said += [f"{row['year']}: {row['note']}" for row in found.told_cuts]
    lines = Markup("").join(Markup('<p class="note">{}</p>').format(line) for line in said)
    return Html(Markup("{}{}").format(table, lines))


def _cut(found: Planning, after: AfterCut) -> list[Cell]:
    most = found.edition.total_micro // MICRO_PER_HUNDREDTH
    return [cut_name(after, found), left_text(after, found), categories(after, found), must_text(after, found, most)]


def plan_effort(found: Planning) -> Html:
    """What each kind of question costs here, and whose assumption that is."""
    lang, kinds = found.lang, found.edition.kinds
    columns = [Column(word("plan_kind", lang)), Column(word("plan_effort", lang), numeric=True)]
    names = {kind: kinds[kind][lang == "en"] for kind in found.effort.of_kind if kind in kinds}
    rows: list[list[Cell]] = [[name, effort_text(found.effort.of_kind[kind], found)] for kind, name in names.items()]
    rows.append([word("plan_mend_kind", lang), effort_text(found.effort.of_kind["mend"], found)])
    table = show(Table(word("plan_effort_caption", lang), columns, rows))
    said = Markup('<p class="note">{}</p>').format(notes(found)[0])
    return Html(Markup("{}{}").format(said, details(word("plan_effort_open", lang), table, "usaha")))
