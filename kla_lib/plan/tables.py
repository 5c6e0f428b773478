"""The tables of a plan: its total, its questions by agency, the next-best sets, the cuts, the assumptions, the action list.

The action list (RAD) is also written as a CSV for Excel: UTF-8 with a byte-order mark, no text that is read as a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.core.points import MICRO, MICRO_PER_HUNDREDTH
from kla_lib.core.problems import Lang
from kla_lib.core.tables import inert
from kla_lib.display.html import Cell, Html, Table, details, first_screen, join, paragraph, small, state
from kla_lib.display.numbers import count_text, date_text, exact_text, maximum_text, points_text
from kla_lib.display.words import word
from kla_lib.instrument.instrument import Edition
from kla_lib.local.model import RAD_COLUMNS
from kla_lib.plan.actions import CARRIED, RadItem, RadOutcome
from kla_lib.plan.model import Choice, Raise
from kla_lib.plan.words import (
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
from kla_lib.scoring.views.checks import problem_table
from kla_lib.scoring.views.figures import columns_of

if TYPE_CHECKING:
    from kla_lib.plan.cuts import AfterCut
    from kla_lib.plan.planning import Planning

FIRST = 3
MARK = "\ufeff"  # byte-order mark
SIGNS = {"won": "full", "part": "partial", "not_yet": "zero", "fell": "zero", "unknown": "unanswered"}


def plan_headline(planning: Planning) -> Html:
    """The total of the plan, its effort, and its three largest gains."""
    lang, plan = planning.lang, planning.plan
    largest = sorted(plan.picks, key=lambda step: -step.gain_micro)[:FIRST]
    first = [_largest_gain(planning, step) for step in largest]
    most = maximum_text(planning.edition.total_micro // MICRO_PER_HUNDREDTH, lang)
    lines = [verdict(planning), " ".join([goal(planning), *threatened(planning)])]
    big = points_text(plan.after_hundredths, lang)
    return first_screen(lang, big, lines, _facts(planning), maximum=most, first=first, notes=notes(planning))


def _largest_gain(planning: Planning, step: Raise) -> dict[str, Cell]:
    gain, leader = exact_text(step.gain_micro, planning.lang), office(planning, step.agency, step.code)
    return {"missing": f"+{gain}", "label": question(planning, step.code), "agencies": leader}


def _facts(planning: Planning) -> list[tuple[str, Cell]]:
    lang, plan = planning.lang, planning.plan
    won = plan.after_hundredths - plan.now_hundredths
    facts: list[tuple[str, Cell]] = [
        (word("plan_safe_now", lang), points_text(plan.now_hundredths, lang)),
        (word("plan_to_win", lang), points_text(won, lang)),
        (word("questions", lang), count_text(len(plan.picks), lang)),
        (word("plan_effort", lang), effort_text(plan.effort_centi, planning)),
        (word("plan_slack", lang), points_text(plan.slack_hundredths, lang)),
    ]
    by = [(word("plan_by", lang), date_text(planning.limits.by.isoformat(), lang))] if planning.limits.by else []
    return [*facts, *by]


def plan_agencies(planning: Planning) -> Html:
    """Who wins how many points with what effort; each agency opens to its questions."""
    lang, plan = planning.lang, planning.plan
    if not plan.picks:
        return paragraph(word("plan_no_picks", lang))
    roles = dict.fromkeys(step.agency for step in plan.picks)
    of_role = {role: [step for step in plan.picks if step.agency == role] for role in roles}
    ordered = sorted(of_role, key=lambda role: (-_won(of_role[role]), role))
    keys = ("agency", "questions", "plan_to_win", "plan_effort")
    columns = columns_of(keys, lang, keys[1:])
    rows = [_agency(planning, role, of_role[role]) for role in ordered]
    which = word("plan_which", lang)
    under = [details(which, _questions(planning, of_role[role]), f"opd-{role or 'lain'}") for role in ordered]
    won, effort = exact_text(_won(plan.picks), lang), effort_text(plan.effort_centi, planning)
    foot: list[Cell] = [word("sum", lang), count_text(len(plan.picks), lang), won, effort]
    return Table(word("plan_agencies_caption", lang), columns, rows, foot, under=under)


def _won(steps: list[Raise] | tuple[Raise, ...]) -> int:
    return sum(step.gain_micro for step in steps)


def _agency(planning: Planning, role: str, steps: list[Raise]) -> list[Cell]:
    spent = effort_text(sum(step.effort_centi for step in steps), planning)
    most = planning.limits.capacity_centi.get(role)
    effort = spent if most is None else word("points_of", planning.lang, points=spent, max=effort_text(most, planning))
    return [
        office(planning, role),
        count_text(len(steps), planning.lang),
        exact_text(_won(steps), planning.lang),
        effort,
    ]


def _questions(planning: Planning, steps: list[Raise]) -> Html:
    lang = planning.lang
    columns = columns_of(("question", "plan_to_win", "plan_effort"), lang, ("plan_to_win", "plan_effort"))
    rows: list[list[Cell]] = [
        [_asked(planning, step), exact_text(step.gain_micro, lang), effort_text(step.effort_centi, planning)]
        for step in steps
    ]
    return Table(word("plan_questions_caption", lang), columns, rows)


def _asked(planning: Planning, step: Raise) -> Markup:
    lang = planning.lang
    node = planning.edition.by_code[step.code]
    kind = planning.edition.kinds.get(node.kind, (node.kind, node.kind))[lang == "en"]
    how = word("plan_mend", lang) if step.action == "mend" else kind
    return Markup("{}{}").format(question(planning, step.code), small(f"{way(planning, step)} · {how}"))


def plan_alternatives(planning: Planning) -> Html:
    """The next-best sets as exchanges against the plan; a sentence where there are none."""
    lang, others = planning.lang, planning.plan.alternatives
    if not others:
        return paragraph(word("plan_no_others", lang))
    keys = ("plan_exchange", "points", "plan_effort")
    columns = columns_of(keys, lang, keys[1:])
    rows = [_other(planning, choice) for choice in others]
    return Table(word("plan_others_caption", lang), columns, rows)


def _other(planning: Planning, choice: Choice) -> list[Cell]:
    lang = planning.lang
    out, into = exchange(planning, choice)
    cell = word("plan_exchanged", lang, out=out or "-", into=into or "-")
    cell = Markup("{}{}").format(cell, join(map(small, instead(planning, choice))))
    return [cell, points_text(choice.after_hundredths, lang), effort_text(choice.effort_centi, planning)]


def plan_cuts(planning: Planning) -> Html:
    """The plan's total after cuts that were published; a sentence once verification has begun."""
    lang = planning.lang
    if not planning.after_cuts:
        return paragraph(word("plan_no_cuts", lang))
    keys = ("plan_cut", "plan_cut_left", "plan_cut_category", "plan_cut_must")
    columns = columns_of(keys, lang, ("plan_cut_left", "plan_cut_must"))
    rows = [_cut(planning, after) for after in planning.after_cuts]
    table = Table(word("plan_cuts_caption", lang), columns, rows, shape="stack")
    remarks = [word("plan_no_prediction", lang)]
    if not any(after.cut.kind == "own" for after in planning.after_cuts):
        remarks.append(word("plan_cut_unknown", lang))
    remarks += [f"{row['year']}: {row['note']}" for row in planning.told_cuts]
    return Html(Markup("{}{}").format(table, join(map(_note, remarks))))


def _cut(planning: Planning, after: AfterCut) -> list[Cell]:
    most = planning.edition.total_micro // MICRO_PER_HUNDREDTH
    return [
        cut_name(after, planning),
        left_text(after, planning),
        categories(after, planning),
        must_text(after, planning, most),
    ]


def plan_effort(planning: Planning) -> Html:
    """The effort of each kind of question, and whose assumption it is."""
    lang, kinds = planning.lang, planning.edition.kinds
    columns = columns_of(("plan_kind", "plan_effort"), lang, ("plan_effort",))
    names = {kind: kinds[kind][lang == "en"] for kind in planning.effort.of_kind if kind in kinds}
    rows: list[list[Cell]] = [
        [name, effort_text(planning.effort.of_kind[kind], planning)] for kind, name in names.items()
    ]
    rows.append([word("plan_mend_kind", lang), effort_text(planning.effort.of_kind["mend"], planning)])
    table = Table(word("plan_effort_caption", lang), columns, rows)
    return Html(
        Markup("{}{}").format(_note(notes(planning)[0]), details(word("plan_effort_open", lang), table, "usaha"))
    )


def rad_list(planning: Planning) -> Html:
    """Every action with its agency, evidence, day and status, and the result by its points now."""
    lang, rad = planning.lang, planning.rad
    not_carried = [p for p in planning.problems if p.kind in CARRIED] if rad.is_proposal else []
    left = problem_table(not_carried, word("rad_not_carried", lang), lang) if not_carried else Html("")
    if not rad.items:
        return Html(paragraph(word("rad_none", lang)).text + left.text)
    keys = ("rad_action", "agency", "plan_to_win", "plan_by", "rad_status", "rad_now")
    columns = columns_of(keys, lang, ("plan_to_win",))
    rows = [_row(planning, outcome) for outcome in rad.outcomes]
    table = Table(word("rad_caption", lang), columns, rows, shape="stack")
    return Html(Markup("{}{}{}").format(table, join(map(_note, _rad_notes(planning))), left))


def _row(planning: Planning, outcome: RadOutcome) -> list[Cell]:
    lang, item = planning.lang, outcome.item
    action = [question(planning, item.code), small(item.action), small(item.evidence), small(item.note)]
    points = exact_text(item.points_micro, lang) if item.points_micro is not None else ""
    due = date_text(item.due.isoformat(), lang) if item.due else ""
    status_word = word(f"rad_status_{item.status}", lang)
    since = word("rad_since", lang, period=item.since) if item.since not in ("", planning.period) else ""
    status = Markup("{}{}").format(status_word, small(since))
    return [join(action), office(planning, item.agency), points, due, status, _now(planning, outcome)]


def _now(planning: Planning, outcome: RadOutcome) -> Markup:
    verdict = state(SIGNS[outcome.verdict], word(f"rad_verdict_{outcome.verdict}", planning.lang))
    doubt = small(word("rad_doubtful", planning.lang)) if outcome.is_doubtful else ""
    return Markup("{}{}").format(verdict, doubt)


def _rad_notes(planning: Planning) -> list[str]:
    rad, lang = planning.rad, planning.lang
    lines = [word("rad_proposal" if rad.is_proposal else "rad_table", lang)]
    if not rad.is_proposal and rad.missing:
        codes = ", ".join(item.code for item in rad.missing)
        lines.append(word("rad_missing", lang, codes=codes))
    return lines


def _note(text: str) -> Markup:
    return Markup('<p class="note">{}</p>').format(text)


def rad_csv(items: Iterable[RadItem], edition: Edition, lang: Lang) -> str:
    """The rows with the question in words at the end, which identifies a code that Excel has changed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*RAD_COLUMNS, word("init_question", lang)])
    for item in items:
        writer.writerow([inert(cell) for cell in _cells(item, edition, lang)])
    return MARK + text.getvalue()


def _cells(item: RadItem, edition: Edition, lang: Lang) -> list[str]:
    due = item.due.isoformat() if item.due else ""
    points = [_figure(item.from_micro), _figure(item.points_micro)]
    status_word = word(f"rad_status_{item.status}", lang)
    rest = [item.evidence, due, status_word, item.note, item.since]
    return [item.code, item.action, item.agency, *points, *rest, edition.by_code[item.code].label(lang)]


def _figure(micro: int | None) -> str:
    """A number of points that reads the same everywhere: never exactly three places after the point."""
    if micro is None:
        return ""
    whole, rest = divmod(micro, MICRO)
    places = f"{rest:06d}".rstrip("0")
    return f"{whole}.{places}0" if len(places) == 3 else f"{whole}.{places}" if places else str(whole)
