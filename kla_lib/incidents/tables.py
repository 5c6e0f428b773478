"""The report on field reports: what is open, how long it takes, what is behind; nothing that could point at a child.

Counts come suppressed already (None: fewer than five incidents, or a cell from which such a count could be told).
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.core.problems import Lang
from kla_lib.display.html import Cell, Column, Html, Table, details, first_screen, paragraph, render, small, state
from kla_lib.display.numbers import count_text, day_text, month_text
from kla_lib.display.words import word
from kla_lib.incidents.model import FEWEST, Counted
from kla_lib.incidents.reminder import age_text
from kla_lib.incidents.signed import FEW, signed_table
from kla_lib.incidents.words import kinds

if TYPE_CHECKING:
    from kla_lib.incidents.register import Incidents, Reading
    from kla_lib.incidents.sums import Share, Times, Todo

ROWS = ("agency", "kind", "district", "month")


def incidents_headline(incidents: Incidents) -> Html:
    """How many incidents are open, how many are overdue, and how long half and nine of ten take."""
    lang, standing = incidents.lang, incidents.standing
    if standing.incidents == 0:
        return paragraph(word("cases_none", lang))
    late = word("cases_overdue_line", lang, count=_count(standing.overdue, incidents))
    lines = [
        word("cases_verdict", lang, day=day_text(incidents.day.isoformat(), lang)),
        late if _has_target(incidents) else word("cases_no_target", lang),
    ]
    facts: list[tuple[str, Cell]] = [
        (word("cases_all", lang), _count(standing.incidents, incidents)),
        (word("cases_half_acted", lang), _time(standing.action.half, standing.action, incidents)),
        (word("cases_half_closed", lang), _time(standing.closing.half, standing.closing, incidents)),
        (word("cases_most_closed", lang), _time(standing.closing.most, standing.closing, incidents)),
    ]
    notes = [word("cases_note_few", lang, few=FEWEST), word("cases_note_open", lang), word("cases_twice", lang)]
    return first_screen(lang, _count(standing.open, incidents), lines, facts, notes=notes)


def incidents_times(incidents: Incidents) -> Html:
    """Time to the first action and to closing beside the time that the place allows."""
    lang, standing, targets = incidents.lang, incidents.standing, incidents.targets
    keys = ("case_time_until", "cases_counted", "cases_half", "cases_most", "cases_target")
    columns = [Column(word(key, lang), numeric=key != "case_time_until") for key in keys]
    rows: list[list[Cell]] = [
        [word("case_until_action", lang), *_spread(standing.action, incidents), _target(targets.action, incidents)],
        [word("case_until_close", lang), *_spread(standing.closing, incidents), _target(targets.close, incidents)],
    ]
    return Table(word("cases_times_caption", lang), columns, rows, shape="stack")


def incidents_by(incidents: Incidents, what: str) -> Html:
    """The incidents by agency, kind, district or month: all, still open and overdue, and the time until half are
    closed."""
    lang, shares = incidents.lang, incidents.standing.tables[what]
    if not shares:
        return paragraph(word("cases_none", lang))
    heads = (f"cases_by_{what}", "cases_count", "cases_open", "cases_half_short")
    columns = [Column(word(key, lang), numeric=not key.startswith("cases_by_")) for key in heads]
    rows = [_share(incidents, what, share) for share in shares]
    total = incidents.standing
    foot: list[Cell] = [
        word("sum", lang),
        _count(total.incidents, incidents),
        _open(total.open, total.overdue, incidents),
        _time(total.closing.half, total.closing, incidents),
    ]
    return Table(word(f"cases_by_{what}_caption", lang), columns, rows, foot)


def _share(incidents: Incidents, what: str, share: Share) -> list[Cell]:
    half = _time(share.closing.half, share.closing, incidents) if share.incidents is not None else "–"
    opened = _open(share.open, share.overdue, incidents)
    return [share_name(incidents, what, share.key), _count(share.incidents, incidents), opened, half]


def _open(count: int | None, overdue: int | None, incidents: Incidents) -> Cell:
    """How many are open, and below it how many of them are overdue, where there is a time to keep."""
    late = word("cases_of_them_late", incidents.lang, count=_count(overdue, incidents))
    return Markup("{}{}").format(
        _count(count, incidents), small(late if count and overdue is not None and _has_target(incidents) else "")
    )


def share_name(incidents: Incidents, what: str, key: str) -> str:
    """What a row is of, in the reader's words."""
    lang = incidents.lang
    if not key:
        return word("cases_unknown", lang)
    if what == "kind":
        return kinds()[key].label(lang)
    if what == "month":
        return month_text(key, lang)
    return incidents.name(key) if what == "agency" else key


def _has_target(incidents: Incidents) -> bool:
    return incidents.targets.action is not None or incidents.targets.close is not None


def _count(count: int | None, incidents: Incidents) -> str:
    return FEW if count is None else count_text(count, incidents.lang)


def _time(hours: float | None, times: Times, incidents: Incidents) -> str:
    """A time, or why there is none: too few incidents, or too many still open."""
    if hours is not None:
        return age_text(hours, incidents.lang)
    return "–" if times.count < FEWEST else word("cases_not_yet", incidents.lang)


def _spread(times: Times, incidents: Incidents) -> list[Cell]:
    counted = _count(times.count if times.count == 0 or times.count >= FEWEST else None, incidents)
    return [counted, _time(times.half, times, incidents), _time(times.most, times, incidents)]


def _target(hours: int | None, incidents: Incidents) -> str:
    return word("cases_target_none", incidents.lang) if hours is None else age_text(hours, incidents.lang)


def reading_lines(found: Reading, lang: Lang) -> list[str]:
    """One line of counts, and one that says where to decide what is unclear."""
    names = ("messages", "tagged", "new", "updated", "unclear")
    counts = {name: count_text(getattr(found, name), lang) for name in names}
    return [word("case_read", lang, **counts), *([word("case_decide", lang)] if found.unclear else [])]


def incidents_todo(incidents: Incidents) -> Html:
    """Each agency with its open incidents, opening to their numbers; by number alone, as the group knows them."""
    lang = incidents.lang
    groups = [(role, list(todo)) for role, todo in groupby(incidents.standing.todo, key=lambda each: each.agency)]
    if not groups:
        return paragraph(word("cases_none_open" if incidents.standing.incidents else "cases_none", lang))
    columns = [Column(word("agency", lang)), Column(word("cases_today", lang))]
    rows: list[list[Cell]] = [
        [incidents.name(role) if role else word("cases_no_agency", lang), _first(incidents, todo)]
        for role, todo in groups
    ]
    under = [
        details(word("cases_numbers", lang), _numbers(incidents, todo), f"opd-{role or '0'}") for role, todo in groups
    ]
    return Table(word("cases_todo_caption", lang), columns, rows, under=under)


def _first(incidents: Incidents, todo: list[Todo]) -> Cell:
    """The incident that has waited longest, overdue ones first."""
    first = todo[0]
    text = word("cases_oldest", incidents.lang, number=first.number, age=age_text(first.hours, incidents.lang))
    return state("zero", f"{text} · {word('cases_late', incidents.lang)}") if first.overdue else text


def _numbers(incidents: Incidents, todo: list[Todo]) -> Html:
    lang = incidents.lang
    columns = [Column(word(key, lang), numeric=key != "cases_step") for key in ("cases_no", "cases_step", "cases_age")]
    rows: list[list[Cell]] = [[str(each.number), _step(incidents, each), age_text(each.hours, lang)] for each in todo]
    return Table(word("cases_numbers_caption", lang), columns, rows)


def _step(incidents: Incidents, todo: Todo) -> Cell:
    text = word(f"case_step_{todo.step}", incidents.lang)
    return state("zero", f"{text} · {word('cases_late', incidents.lang)}") if todo.overdue else text


def incidents_evidence(incidents: Incidents) -> Html:
    """The counts as a table to print and sign, by kind with the indicator it may be evidence for."""
    signed = signed_table(incidents)
    columns = [Column(head, numeric=n > 1) for n, head in enumerate(signed.heads)]
    rows = [_counted(row, incidents) for row in signed.rows]
    table = Table(signed.title, columns, rows, _counted(signed.total, incidents))
    return render("cases_signed.html.j2", incidents.lang, table=table, note=signed.note, signs=signed.signs)


def incidents_kept(incidents: Incidents) -> Html:
    """What is kept, what is not, for how long, and by which laws."""
    keys = ("kept", "not_kept", "key", "few", "law_pdp", "law_child", "limits")
    said = {key: word(f"cases_privacy_{key}", incidents.lang, few=FEWEST) for key in keys}
    return render("evidence_limits.html.j2", incidents.lang, lines=list(said.values()))


def _counted(row: Counted, incidents: Incidents) -> list[Cell]:
    return [*row[:2], *(_count(count, incidents) for count in row[2:])]
