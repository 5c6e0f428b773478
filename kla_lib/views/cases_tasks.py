"""What each agency has to do today, the table to sign for the evidence of 21A-24B, and what is kept and why."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from kla_lib.rules.case_shapes import FEWEST
from kla_lib.views.book_shapes import Counted
from kla_lib.views.cases_book import FEW
from kla_lib.views.cases_counts import signed_table
from kla_lib.views.cases_text import age_text
from kla_lib.views.html import Cell, Column, Html, Table, details, render, show, state
from kla_lib.views.numbers import count_text
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.cases import Cases
    from kla_lib.scoring.cases import Todo


def cases_todo(found: Cases) -> Html:
    """Each agency with its open cases, opening to their numbers; by number alone, as the group knows them."""
    lang = found.lang
    groups = [(role, list(todo)) for role, todo in groupby(found.standing.todo, key=lambda each: each.agency)]
    if not groups:
        return render(
            "sentence.html.j2", lang, text=word("cases_none_open" if found.standing.cases else "cases_none", lang)
        )
    columns = [Column(word("agency", lang)), Column(word("cases_today", lang))]
    rows: list[list[Cell]] = [
        [found.name(role) if role else word("cases_no_agency", lang), _first(found, todo)] for role, todo in groups
    ]
    under = [details(word("cases_numbers", lang), _numbers(found, todo), f"opd-{role or '0'}") for role, todo in groups]
    return show(Table(word("cases_todo_caption", lang), columns, rows, under=under))


def _first(found: Cases, todo: list[Todo]) -> Cell:
    """The case that has waited longest, overdue ones first."""
    first = todo[0]
    text = word("cases_oldest", found.lang, number=first.number, age=age_text(first.hours, found.lang))
    return state("zero", f"{text} · {word('cases_late', found.lang)}") if first.overdue else text


def _numbers(found: Cases, todo: list[Todo]) -> Html:
    lang = found.lang
    columns = [Column(word(key, lang), numeric=key != "cases_step") for key in ("cases_no", "cases_step", "cases_age")]
    rows: list[list[Cell]] = [[str(each.number), _step(found, each), age_text(each.hours, lang)] for each in todo]
    return show(Table(word("cases_numbers_caption", lang), columns, rows))


def _step(found: Cases, todo: Todo) -> Cell:
    text = word(f"case_step_{todo.step}", found.lang)
    return state("zero", f"{text} · {word('cases_late', found.lang)}") if todo.overdue else text


def cases_evidence(found: Cases) -> Html:
    """The counts as a table to print and sign, by kind with the indicator it may be evidence for."""
    signed = signed_table(found)
    columns = [Column(head, numeric=n > 1) for n, head in enumerate(signed.heads)]
    rows = [_counted(row, found) for row in signed.rows]
    table = show(Table(signed.title, columns, rows, _counted(signed.total, found)))
    return render("cases_signed.html.j2", found.lang, table=table, note=signed.note, signs=signed.signs)


def cases_kept(found: Cases) -> Html:
    """What is kept, what is not, for how long, and by which laws."""
    keys = ("kept", "not_kept", "key", "few", "law_pdp", "law_child", "limits")
    said = {key: word(f"cases_privacy_{key}", found.lang, few=FEWEST) for key in keys}
    return render("evidence_limits.html.j2", found.lang, lines=list(said.values()))


def _counted(row: Counted, found: Cases) -> list[Cell]:
    return [*row[:2], *(_count(count, found) for count in row[2:])]


def _count(count: int | None, found: Cases) -> str:
    return FEW if count is None else count_text(count, found.lang)
