"""The action list (RAD) on the page: what is to be done, by whom, by when, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.rules.rad_shapes import CARRIED, RadOutcome
from kla_lib.views.checks import problem_table
from kla_lib.views.html import Cell, Column, Html, Table, join, render, show, small, state
from kla_lib.views.numbers import date_text, exact_text
from kla_lib.views.plan_words import office, question
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.planning import Planning

SIGNS = {"won": "full", "part": "partial", "not_yet": "zero", "fell": "zero", "unknown": "unanswered"}


def rad_list(found: Planning) -> Html:
    """Every action with its agency, evidence, day and status, and the points that stand there now."""
    lang, rad = found.lang, found.rad
    told = [p for p in found.problems if p.kind in CARRIED] if rad.is_proposal else []
    left = problem_table(told, word("rad_not_carried", lang), lang) if told else Html("")
    if not rad.items:
        return Html(render("sentence.html.j2", lang, text=word("rad_none", lang)).text + left.text)
    keys = ("rad_action", "agency", "plan_to_win", "plan_by", "rad_status", "rad_now")
    columns = [Column(word(key, lang), numeric=key == "plan_to_win") for key in keys]
    rows = [_row(found, outcome) for outcome in rad.outcomes]
    table = show(Table(word("rad_caption", lang), columns, rows, shape="stack"))
    return Html(Markup("{}{}{}").format(table, join([_note(line) for line in _said(found)]), left))


def _row(found: Planning, outcome: RadOutcome) -> list[Cell]:
    lang, item = found.lang, outcome.item
    action = [question(found, item.code), small(item.action), small(item.evidence), small(item.note)]
    points = exact_text(item.points_micro, lang) if item.points_micro is not None else ""
    due = date_text(item.due.isoformat(), lang) if item.due else ""
    said = word(f"rad_status_{item.status}", lang)
    since = word("rad_since", lang, period=item.since) if item.since not in ("", found.period) else ""
    status = Markup("{}{}").format(said, small(since))
    return [join(action), office(found, item.agency), points, due, status, _now(found, outcome)]


def _now(found: Planning, outcome: RadOutcome) -> Markup:
    verdict = state(SIGNS[outcome.verdict], word(f"rad_verdict_{outcome.verdict}", found.lang))
    doubt = small(word("rad_doubtful", found.lang)) if outcome.is_doubtful else ""
    return Markup("{}{}").format(verdict, doubt)


def _said(found: Planning) -> list[str]:
    rad, lang = found.rad, found.lang
    said = [word("rad_proposal" if rad.is_proposal else "rad_table", lang)]
    if not rad.is_proposal and rad.missing:
        codes = ", ".join(item.code for item in rad.missing)
        said.append(word("rad_missing", lang, codes=codes))
    return said


def _note(text: str) -> Markup:
    return Markup('<p class="note">{}</p>').format(text)
