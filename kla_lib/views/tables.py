"""Tables of one recap: points of blocks or indicators, strengths, gaps, unanswered questions, agencies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from kla_lib.problems import Lang
from kla_lib.rules.instrument import TOTAL
from kla_lib.rules.records import Row
from kla_lib.views.case_like import CaseLike
from kla_lib.views.figures import Figure, figure_of, figures_under, open_indicators, short_name
from kla_lib.views.html import Cell, Column, Html, Table, details, join, show, small, state
from kla_lib.views.numbers import (
    count_text,
    exact_maximum_text,
    exact_text,
    known,
    maximum_text,
    percent_text,
    points_text,
)
from kla_lib.views.phrases import agencies_behind, sentence
from kla_lib.views.words import listed, word

SHOWN, AGENCIES_SHOWN = 8, 10


def points_table(case: CaseLike, code: str = TOTAL) -> Html:
    """Points, maximum and share of everything directly under a node, each opening to the parts it is the sum of."""
    figures, lang = figures_under(case, code), case.lang
    first = "block" if code == TOTAL else "indicator"
    columns = [Column(word(first, lang)), *_number_columns(lang)]
    parts = [_parts(case, figure) for figure in figures] if code == TOTAL else []
    whole = figure_of(case, code)
    rows, foot = [_row(f, case) for f in figures], [word("sum", lang), *_numbers(whole, case)]
    return show(Table(word(f"points_table_{first}", lang), columns, rows, foot, under=parts))


def _number_columns(lang: Lang) -> list[Column]:
    return [Column(word(key, lang), numeric=True) for key in ("points", "max", "share")]


def _row(figure: Figure, case: CaseLike) -> list[Cell]:
    return [Markup("{}{}").format(figure.label, small(_coverage(figure, case))), *_numbers(figure, case)]


def _numbers(figure: Figure, case: CaseLike) -> list[Cell]:
    maximum = maximum_text(figure.maximum, case.lang)
    if figure.points is None:
        return [state("hidden", word("no_figure", case.lang)), maximum, ""]
    share = percent_text(figure.points, figure.maximum, case.lang)
    return [points_text(figure.points, case.lang), maximum, share]


def _coverage(figure: Figure, case: CaseLike) -> str:
    """What is open, where anything is: answered of asked, and how far the figure can still rise."""
    if figure.points is None or figure.points == figure.possible:
        return ""
    values = {"answered": count_text(figure.answered, case.lang), "asked": count_text(figure.asked, case.lang)}
    return word("coverage", case.lang, **values, possible=points_text(figure.possible or 0, case.lang))


def _parts(case: CaseLike, figure: Figure) -> Markup:
    items = [(f.label, _sum_text(f, case)) for f in figures_under(case, figure.code)]
    lines = join(Markup("<li><span>{}</span> <b>{}</b></li>").format(*item) for item in items)
    summary = word("show_parts", case.lang, count=count_text(len(items), case.lang))
    return details(summary, Markup("<ul>{}</ul>").format(lines))


def _sum_text(figure: Figure, case: CaseLike) -> str:
    if figure.points is None:
        return word("no_figure", case.lang)
    return word("points_of", case.lang, points=points_text(figure.points, case.lang),
                max=maximum_text(figure.maximum, case.lang))  # fmt: skip


def strengths(case: CaseLike) -> Html:
    """The indicators with the highest share of their maximum, the heaviest first among equals."""
    best, lang = sorted(case.gap_rows, key=_strength, reverse=True)[:SHOWN], case.lang
    rows = [[_label(case, row["code"]), *_points_and_share(row, case)] for row in best]
    return show(Table(word("strengths", lang), [Column(word("indicator", lang)), *_number_columns(lang)], rows))


def _strength(row: Row) -> tuple[float, int]:
    return row["share_pct"] if known(row["share_pct"]) else -1, row["max_hundredths"]


def gaps(case: CaseLike, code: str = TOTAL) -> Html:
    """The indicators that miss most points, with the agencies behind them; a sentence when nothing is missing."""
    worst, lang = open_indicators(case, code)[:SHOWN], case.lang
    if not worst:
        return sentence("nothing_missing", case)
    keys = ("indicator", "missing", "points")
    headings = [Column(word(key, lang), numeric=n > 0) for n, key in enumerate(keys)]
    return show(Table(word("gaps", lang), headings, [_gap_row(row, case) for row in worst]))


def _gap_row(row: Row, case: CaseLike) -> list[Cell]:
    code, lang = str(row["code"]), case.lang
    head = Markup("{}{}").format(_label(case, code), small(agencies_behind(case, code)))
    missing, points, top = (int(row[c]) for c in ("gap_hundredths", "points_hundredths", "max_hundredths"))
    have = word("points_of", lang, points=points_text(points, lang), max=maximum_text(top, lang))
    return [head, Markup("<b>{}</b>").format(points_text(missing, lang)), have]


def _points_and_share(row: Row, case: CaseLike) -> list[Cell]:
    points, top = (int(row[c]) for c in ("points_hundredths", "max_hundredths"))
    return [points_text(points, case.lang), maximum_text(top, case.lang), percent_text(points, top, case.lang)]


def _label(case: CaseLike, code: object) -> str:
    return short_name(case.edition.by_code[str(code)], case.lang)


def unanswered(case: CaseLike, code: str = TOTAL) -> Html:
    """Questions without an answer (not the same as zero) and those that do not apply."""
    rows = [row for row in case.question_rows(code) if row["state"] in ("unanswered", "not_applicable")]
    if not rows:
        return sentence("all_answered", case)
    headings = [Column(word("question", case.lang)), Column(word("waiting", case.lang), True)]
    body = [_open_row(row, case) for row in rows]
    return show(Table(word("unanswered", case.lang), headings, body))


def _open_row(row: Row, case: CaseLike) -> list[Cell]:
    node, lang = case.edition.by_code[str(row["code"])], case.lang
    names = listed(agency_names(case, node.agencies), lang)
    said = state(str(row["state"]), word(f"state_{row['state']}", lang))
    head = Markup("{} {}{}{}").format(node.code, node.label(lang), small(said), small(names))
    return [head, exact_maximum_text(int(row["gap_micro"]), lang)]


def agencies(case: CaseLike, code: str = TOTAL) -> Html:
    """Each agency's questions and the points they still miss; a question that several share counts for each."""
    lang = case.lang
    if all(row["state"] == "hidden" for row in case.question_rows(code)):
        return sentence("no_questions_given", case)
    keys = ("agency", "questions", "open_questions", "missing")
    columns = [Column(word(key, lang), numeric=n > 0) for n, key in enumerate(keys)]
    rows = [_agency_row(row, case) for row in case.agency_rows(code)]
    shown = show(Table(word("agencies_caption", lang), columns, rows[:AGENCIES_SHOWN]))
    rest = rows[AGENCIES_SHOWN:]
    return Html(f"{shown.text}{_more_agencies(rest, columns, lang)}") if rest else shown


def _more_agencies(rows: Sequence[Sequence[Cell]], columns: Sequence[Column], lang: Lang) -> Markup:
    said = word("more_agencies", lang, count=count_text(len(rows), lang))
    return details(said, show(Table(word("agencies_rest", lang), columns, rows)))


def _agency_row(row: Row, case: CaseLike) -> list[Cell]:
    counts = [count_text(int(row[c]), case.lang) for c in ("questions", "open_questions")]
    name, gap = case.edition.agency(str(row["role"]), case.lang), exact_text(int(row["gap_micro"]), case.lang)
    return [name, *counts, gap]


def agency_names(case: CaseLike, roles: Iterable[str]) -> list[str]:
    """The names of roles, in the reader's language."""
    return [case.edition.agency(role, case.lang) for role in roles]
