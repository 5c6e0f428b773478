"""Tables of one recap: points of blocks or indicators, strengths, gaps, unanswered questions, agencies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.core.problems import Lang
from kla_lib.core.records import Row
from kla_lib.display.html import Cell, Column, Html, Table, details, see, show, small, state
from kla_lib.display.numbers import (
    count_text,
    exact_maximum_text,
    exact_text,
    known,
    maximum_text,
    percent_text,
    points_text,
)
from kla_lib.display.words import listed, word
from kla_lib.instrument.instrument import TOTAL
from kla_lib.instrument.parameters import node_code
from kla_lib.scoring.views.arithmetic import agency_sum, arithmetic, compared_with, moved, sum_line, sum_steps, working
from kla_lib.scoring.views.figures import (
    Figure,
    agencies_behind,
    figure_of,
    figures_under,
    open_indicators,
    sentence,
    short_name,
    with_default,
)

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Case

SHOWN, AGENCIES_SHOWN = 8, 10


def points_table(case: Case, code: str | int = TOTAL, opened: bool = True) -> Html:
    """Points, maximum and share of everything directly under a node.

    Under the total, each block opens to the parts it is the sum of, unless these are elsewhere on the page (``opened``).
    """
    code = node_code(code, case.edition, case.lang)
    figures, lang = figures_under(case, code), case.lang
    first = "block" if code == TOTAL else "indicator"
    columns = [Column(word(first, lang)), *_number_columns(lang)]
    parts = [_parts(case, figure) for figure in figures] if code == TOTAL and opened else []
    rows, foot = [_row(f, case) for f in figures], _sum(case, figure_of(case, code))
    caption = " ".join(part for part in (word(f"points_table_{first}", lang), compared_with(case)) if part)
    return show(Table(caption, columns, rows, foot, under=parts))


def _sum(case: Case, whole: Figure) -> list[Cell]:
    return [word("sum", case.lang), *_numbers(whole, case, see(whole.code, _points(whole, case)))]


def _number_columns(lang: Lang) -> list[Column]:
    return [Column(word(key, lang), numeric=True) for key in ("points", "max", "share")]


def _row(figure: Figure, case: Case) -> list[Cell]:
    return [
        Markup("{}{}").format(figure.label, small(_coverage(figure, case))),
        *_numbers(figure, case, _points(figure, case)),
    ]


def _points(figure: Figure, case: Case) -> str:
    return points_text(figure.points or 0, case.lang)


def _numbers(figure: Figure, case: Case, points: Cell) -> list[Cell]:
    maximum = maximum_text(figure.maximum, case.lang)
    if figure.points is None:
        return [state("hidden", word("no_figure", case.lang)), maximum, ""]
    share = percent_text(figure.points, figure.maximum, case.lang)
    change = moved(case, figure.code, figure.points)
    return [Markup("{}{}").format(points, change), maximum, share]


def _coverage(figure: Figure, case: Case) -> str:
    """Answered of asked questions and the possible points, where anything is open."""
    if figure.points is None or figure.points == figure.possible:
        return ""
    values = {"answered": count_text(figure.answered, case.lang), "asked": count_text(figure.asked, case.lang)}
    return word("coverage", case.lang, **values, possible=points_text(figure.possible or 0, case.lang))


def _parts(case: Case, figure: Figure) -> Markup:
    """A block's indicators, each opening to its questions, or the row that gives the block itself."""
    codes = [item["code"] for item in case.explain_rows(figure.code)]
    if codes == [figure.code] or not codes:
        return working(case, figure)
    summary = word("show_parts", case.lang, count=count_text(len(case.edition.children[figure.code]), case.lang))
    line = sum_line(case, figure.code, word("sum", case.lang)) if figure.points is not None else ""
    inside = Markup("{}{}{}").format(arithmetic(case, figure.code), line, sum_steps(case, figure))
    return details(summary, inside, figure.code)


def strengths(case: Case) -> Html:
    """The indicators with the highest share of their maximum, the heaviest first among equals."""
    best, lang = sorted(case.gap_rows, key=_strength, reverse=True)[:SHOWN], case.lang
    rows = [[_label(case, row["code"]), *_points_and_share(row, case)] for row in best]
    return show(Table(word("strengths", lang), [Column(word("indicator", lang)), *_number_columns(lang)], rows))


def _strength(row: Row) -> tuple[float, int]:
    return row["share_pct"] if known(row["share_pct"]) else -1, row["max_hundredths"]


def gaps(case: Case, code: str | int = TOTAL) -> Html:
    """The indicators that miss most points, with the agencies behind them; a sentence when nothing is missing."""
    code = node_code(code, case.edition, case.lang)
    worst, lang = open_indicators(case, code)[:SHOWN], case.lang
    if not worst:
        return sentence("nothing_missing", case)
    keys = ("indicator", "missing", "points")
    headings = [Column(word(key, lang), numeric=n > 0) for n, key in enumerate(keys)]
    return show(Table(word("gaps", lang), headings, [_gap_row(row, case) for row in worst]))


def _gap_row(row: Row, case: Case) -> list[Cell]:
    code, lang = str(row["code"]), case.lang
    head = Markup("{}{}").format(_label(case, code), small(agencies_behind(case, code)))
    missing, points, top = (int(row[c]) for c in ("gap_hundredths", "points_hundredths", "max_hundredths"))
    have = word("points_of", lang, points=points_text(points, lang), max=maximum_text(top, lang))
    return [head, Markup("<b>{}</b>").format(see(code, points_text(missing, lang))), have]


def _points_and_share(row: Row, case: Case) -> list[Cell]:
    points, top = (int(row[c]) for c in ("points_hundredths", "max_hundredths"))
    told = see(str(row["code"]), points_text(points, case.lang))
    return [told, maximum_text(top, case.lang), percent_text(points, top, case.lang)]


def _label(case: Case, code: object) -> str:
    return short_name(case.edition.by_code[str(code)], case.lang)


def unanswered(case: Case, code: str | int = TOTAL) -> Html:
    """Questions without an answer (not the same as zero) and those that do not apply."""
    code = node_code(code, case.edition, case.lang)
    rows = [row for row in case.question_rows(code) if row["state"] in ("unanswered", "not_applicable")]
    if not rows:
        return sentence("all_answered", case)
    headings = [Column(word("question", case.lang)), Column(word("waiting", case.lang), True)]
    body = [_open_row(row, case) for row in rows]
    return show(Table(word("unanswered", case.lang), headings, body))


def _open_row(row: Row, case: Case) -> list[Cell]:
    node, lang = case.edition.by_code[str(row["code"])], case.lang
    names = listed(agency_names(case, node.agencies), lang)
    said = state(str(row["state"]), word(f"state_{row['state']}", lang))
    head = Markup("{} {}{}{}").format(node.code, node.label(lang), small(said), small(names))
    return [head, see(str(row["indicator"]), exact_maximum_text(int(row["gap_micro"]), lang))]


def agencies(case: Case, code: str | int = TOTAL) -> Html:
    """Each agency's questions and the points they still miss; a question that several share counts for each."""
    code = node_code(code, case.edition, case.lang)
    lang = case.lang
    if all(row["state"] == "hidden" for row in case.question_rows(code)):
        return sentence("no_questions_given", case)
    keys = ("agency", "questions", "open_questions", "missing")
    columns = [Column(word(key, lang), numeric=n > 0) for n, key in enumerate(keys)]
    found = case.agency_rows(code)
    first, rest = found[:AGENCIES_SHOWN], found[AGENCIES_SHOWN:]
    shown = _agency_table(case, code, word("agencies_caption", lang), columns, first)
    if not rest:
        return shown
    more = word("more_agencies", lang, count=count_text(len(rest), lang))
    table = _agency_table(case, code, word("agencies_rest", lang), columns, rest)
    return Html(f"{shown.text}{details(more, table)}")


def _agency_table(case: Case, code: str, caption: str, columns: Sequence[Column], rows: Sequence[Row]) -> Html:
    questions = case.question_rows(code)
    under = [agency_sum(case, str(row["role"]), questions) for row in rows]
    return show(Table(caption, columns, [_agency_row(row, code, case) for row in rows], under=under))


def _agency_row(row: Row, code: str, case: Case) -> list[Cell]:
    counts = [count_text(int(row[c]), case.lang) for c in ("questions", "open_questions")]
    role = str(row["role"])
    name, gap = (
        with_default(case, role, code, case.edition.agency(role, case.lang)),
        exact_text(int(row["gap_micro"]), case.lang),
    )
    return [name, *counts, gap]


def agency_names(case: Case, roles: Iterable[str]) -> list[str]:
    """The names of roles, in the reader's language."""
    return [case.edition.agency(role, case.lang) for role in roles]
