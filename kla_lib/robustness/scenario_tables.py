"""Scenarios compared with the base: totals, categories, ranks, blocks, and what each of them changes."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.core.records import Row
from kla_lib.display.html import Cell, Column, Html, Table, details, join, paragraph, small, state
from kla_lib.display.numbers import change_text, count_text, exact_maximum_text, maximum_text, points_text
from kla_lib.display.words import word
from kla_lib.instrument.instrument import TOTAL
from kla_lib.robustness.model import Carried, Outcome
from kla_lib.robustness.tables import category_text, node_name, rank_text, scenario_name
from kla_lib.scoring.views.checks import problem_table

if TYPE_CHECKING:
    from kla_lib.robustness.robustness import Robustness


def scenario_table(robustness: Robustness) -> Html:
    """One column for the base and each scenario, blocks open to the indicators that differ; then the faulty scenarios."""
    faults = [problem_table(robustness.problems, word("scenario_faults", robustness.lang), robustness.lang)] * bool(
        robustness.problems
    )
    return Html("".join(part.text for part in (_comparison(robustness), *faults)))


def _comparison(robustness: Robustness) -> Html:
    lang, found = robustness.lang, robustness.outcomes
    if len(found) == 1:
        return paragraph(word("scenario_none", lang))
    columns = [Column(word("scenario_what", lang)), *(Column(scenario_name(o, lang), numeric=True) for o in found)]
    blocks = [node.code for node in robustness.assessment.edition.at("block")]
    rows: list[list[Cell]] = [
        [word("category", lang), *(category_text(o.category, lang) for o in found)],
        [word("rank_scored", lang), *(rank_text(robustness.ranks(o)[0], lang) for o in found)],
        [word("rank_published", lang), *(rank_text(robustness.ranks(o)[1], lang) for o in found)],
        *(_line(robustness, code) for code in blocks),
    ]
    under: list[Cell] = [*[""] * (len(rows) - len(blocks)), *(_indicators(robustness, code) for code in blocks)]
    foot: list[Cell] = [word("sum", lang), *_points(robustness, TOTAL)]
    shape = "plain" if len(found) < 3 else "scroll"
    return Table(word("scenario_caption", lang), columns, rows, foot, under=under, shape=shape)


def _line(robustness: Robustness, code: str) -> list[Cell]:
    return [node_name(robustness, code), *_points(robustness, code)]


def _points(robustness: Robustness, code: str) -> list[Cell]:
    base = robustness.outcomes[0]
    return [_cell(robustness, base, outcome, code) for outcome in robustness.outcomes]


def _cell(robustness: Robustness, base: Outcome, outcome: Outcome, code: str) -> Cell:
    """The points, with the change from the base where both are known and of the same maximum."""
    lang, points, before = robustness.lang, outcome.points(code), base.points(code)
    if points is None:
        return state("hidden", word("no_figure", lang))
    if outcome is base:
        return points_text(points, lang)
    if outcome.maximum(code) != base.maximum(code):
        told = word("of_points", lang, max=maximum_text(outcome.maximum(code) or 0, lang))
        return Markup("{}{}").format(points_text(points, lang), small(told))
    moved = change_text(points - before, lang) if before is not None and points != before else ""
    return Markup("{}{}").format(points_text(points, lang), small(moved))


def _indicators(robustness: Robustness, block: str) -> Markup:
    """The indicators of a block that any scenario gives other points; nothing where none does."""
    lang, found = robustness.lang, robustness.outcomes
    codes = [node.code for node in robustness.assessment.edition.children[block]]
    moved = [code for code in codes if len({(o.points(code), o.maximum(code)) for o in found}) > 1]
    if not moved:
        return Markup("")
    columns = [Column(word("indicator", lang)), *(Column(scenario_name(o, lang), numeric=True) for o in found)]
    shape = "plain" if len(found) < 3 else "scroll"
    table = Table(word("scenario_indicators", lang), columns, [_line(robustness, code) for code in moved], shape=shape)
    summary = word("scenario_moved", lang, count=count_text(len(moved), lang))
    return details(summary, table)


def scenario_changes(robustness: Robustness) -> Html:
    """The changes of each scenario, question by question, and how its total comes about."""
    lang, found = robustness.lang, robustness.outcomes[1:]
    if not found:
        return Html("")
    columns = [Column(word("scenario", lang)), Column(word("points", lang), numeric=True)]
    rows = [_head(robustness, outcome) for outcome in found]
    under = [_changes(robustness, outcome) for outcome in found]
    return Table(word("scenario_changes_caption", lang), columns, rows, under=under)


def _head(robustness: Robustness, outcome: Outcome) -> list[Cell]:
    lang, scenario = robustness.lang, outcome.scenario
    under = [*scenario.notes, *_settings(robustness, outcome)]
    points = points_text(outcome.points() or 0, lang)
    category = small(category_text(outcome.category, lang))
    return [
        Markup("{}{}").format(outcome.name, join(map(small, under))),
        Markup("{}{}").format(points, category),
    ]


def _settings(robustness: Robustness, outcome: Outcome) -> list[str]:
    lang, scenario = robustness.lang, outcome.scenario
    told = []
    if scenario.rule:
        told.append(word("scenario_rule", lang, rule=word(f"boundary_named_{outcome.rule}", lang)))
    if scenario.edition:
        told.append(word("scenario_edition", lang, edition=outcome.edition.title(lang)))
    if outcome.carried:
        told.append(carried_text(robustness, outcome.carried))
    return told


def carried_text(robustness: Robustness, carried: Carried) -> str:
    """How many answers another edition took over, and how."""
    counts = {key: count_text(count, robustness.lang) for key, count in asdict(carried).items()}
    return word("scenario_carried", robustness.lang, **counts)


def _changes(robustness: Robustness, outcome: Outcome) -> Markup:
    scenario = outcome.scenario
    if not (scenario.answers or scenario.uncorrected):
        return Markup("")
    lang, codes = robustness.lang, [*scenario.answers, *(c for c in scenario.uncorrected if c not in scenario.answers)]
    columns = [
        Column(word(key, lang), numeric=n > 0)
        for n, key in enumerate(("question", "scenario_before", "scenario_after"))
    ]
    rows = [_change(robustness, outcome, code) for code in codes]
    table = Table(word("scenario_rows_caption", lang), columns, rows)
    summary = word("scenario_rows", lang, count=count_text(len(codes), lang))
    return details(summary, Markup("{}{}").format(table, _sum(robustness, outcome)))


def _change(robustness: Robustness, outcome: Outcome, code: str) -> list[Cell]:
    node, scenario = outcome.edition.by_code[code], outcome.scenario
    before = _answer_cell(robustness, robustness.assessment.answer_rows.get(code))
    note = "" if code in scenario.answers else small(word("scenario_uncorrected", robustness.lang))
    head = Markup("{} {}{}").format(code, node.label(robustness.lang), note)
    return [head, before, _after(robustness, outcome, code)]


def _answer_cell(robustness: Robustness, row: Row | None) -> Cell:
    if row is None or row["status"] == "unanswered":
        return state("unanswered", word("state_unanswered", robustness.lang))
    if row["status"] == "not_applicable":
        return state("not_applicable", word("state_not_applicable", robustness.lang))
    return exact_maximum_text(int(row["points_micro"]), robustness.lang)


def _after(robustness: Robustness, outcome: Outcome, code: str) -> Cell:
    if answer := outcome.scenario.answers.get(code):
        return _answer_cell(robustness, {"status": answer.status, "points_micro": answer.points_micro})
    printed = robustness.assessment.answer_rows[code]["points_printed_micro"]  # no longer corrected
    return _answer_cell(robustness, {"status": "answered", "points_micro": printed})


def _sum(robustness: Robustness, outcome: Outcome) -> Markup:
    """The base and the change of each block make the total, where both are of one edition."""
    lang, base = robustness.lang, robustness.outcomes[0]
    points, before = outcome.points() or 0, base.points() or 0
    if outcome.carried is not None:
        return Markup("")
    line = f"{points_text(before, lang)} {change_text(points - before, lang)} = {points_text(points, lang)}"
    return Markup('<p class="calc">{}</p>').format(line)
