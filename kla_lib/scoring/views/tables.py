"""Tables of one recap: points of blocks or indicators, strengths, gaps, unanswered questions, agencies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.core.records import Row
from kla_lib.display.html import Cell, Column, Html, Table, details, see, small, state
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
    columns_of,
    figure_of,
    figures_under,
    open_indicators,
    sentence,
    short_name,
    with_default,
)

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Assessment

SHOWN, AGENCIES_SHOWN = 8, 10
NUMBERS = ("points", "max", "share")


def points_table(assessment: Assessment, code: str | int = TOTAL, opened: bool = True) -> Html:
    """Points, maximum and share of everything directly under a node.

    Under the total, each block opens to the parts it is the sum of, unless these are elsewhere on the page (``opened``).
    """
    code = node_code(code, assessment.edition, assessment.lang)
    figures, lang = figures_under(assessment, code), assessment.lang
    first = "block" if code == TOTAL else "indicator"
    columns = columns_of((first, *NUMBERS), lang, NUMBERS)
    parts = [_parts(assessment, figure) for figure in figures] if code == TOTAL and opened else []
    rows, foot = [_row(f, assessment) for f in figures], _sum(assessment, figure_of(assessment, code))
    caption = " ".join(part for part in (word(f"points_table_{first}", lang), compared_with(assessment)) if part)
    return Table(caption, columns, rows, foot, under=parts)


def _sum(assessment: Assessment, whole: Figure) -> list[Cell]:
    return [word("sum", assessment.lang), *_numbers(whole, assessment, see(whole.code, _points(whole, assessment)))]


def _row(figure: Figure, assessment: Assessment) -> list[Cell]:
    return [
        Markup("{}{}").format(figure.label, small(_coverage(figure, assessment))),
        *_numbers(figure, assessment, _points(figure, assessment)),
    ]


def _points(figure: Figure, assessment: Assessment) -> str:
    return points_text(figure.points or 0, assessment.lang)


def _numbers(figure: Figure, assessment: Assessment, points: Cell) -> list[Cell]:
    maximum = maximum_text(figure.maximum, assessment.lang)
    if figure.points is None:
        return [state("hidden", word("no_figure", assessment.lang)), maximum, ""]
    share = percent_text(figure.points, figure.maximum, assessment.lang)
    change = moved(assessment, figure.code, figure.points)
    return [Markup("{}{}").format(points, change), maximum, share]


def _coverage(figure: Figure, assessment: Assessment) -> str:
    """Answered of asked questions and the possible points, where anything is open."""
    if figure.points is None or figure.points == figure.possible:
        return ""
    values = {
        "answered": count_text(figure.answered, assessment.lang),
        "asked": count_text(figure.asked, assessment.lang),
    }
    return word("coverage", assessment.lang, **values, possible=points_text(figure.possible or 0, assessment.lang))


def _parts(assessment: Assessment, figure: Figure) -> Markup:
    """A block's indicators, each opening to its questions, or the row that gives the block itself."""
    codes = [item["code"] for item in assessment.explain_rows(figure.code)]
    if codes == [figure.code] or not codes:
        return working(assessment, figure)
    summary = word(
        "show_parts", assessment.lang, count=count_text(len(assessment.edition.children[figure.code]), assessment.lang)
    )
    line = sum_line(assessment, figure.code, word("sum", assessment.lang)) if figure.points is not None else ""
    inside = Markup("{}{}{}").format(arithmetic(assessment, figure.code), line, sum_steps(assessment, figure))
    return details(summary, inside, figure.code)


def strengths(assessment: Assessment) -> Html:
    """The indicators with the highest share of their maximum, the heaviest first among equals."""
    best, lang = sorted(assessment.gap_rows, key=_strength, reverse=True)[:SHOWN], assessment.lang
    rows = [[_label(assessment, row["code"]), *_points_and_share(row, assessment)] for row in best]
    return Table(word("strengths", lang), columns_of(("indicator", *NUMBERS), lang, NUMBERS), rows)


def _strength(row: Row) -> tuple[float, int]:
    return row["share_pct"] if known(row["share_pct"]) else -1, row["max_hundredths"]


def gaps(assessment: Assessment, code: str | int = TOTAL) -> Html:
    """The indicators that miss most points, with the agencies behind them; a sentence when nothing is missing."""
    code = node_code(code, assessment.edition, assessment.lang)
    worst, lang = open_indicators(assessment, code)[:SHOWN], assessment.lang
    if not worst:
        return sentence("nothing_missing", assessment)
    columns = columns_of(("indicator", "missing", "points"), lang, ("missing", "points"))
    return Table(word("gaps", lang), columns, [_gap_row(row, assessment) for row in worst])


def _gap_row(row: Row, assessment: Assessment) -> list[Cell]:
    code, lang = str(row["code"]), assessment.lang
    head = Markup("{}{}").format(_label(assessment, code), small(agencies_behind(assessment, code)))
    missing, points, top = (int(row[c]) for c in ("gap_hundredths", "points_hundredths", "max_hundredths"))
    have = word("points_of", lang, points=points_text(points, lang), max=maximum_text(top, lang))
    return [head, Markup("<b>{}</b>").format(see(code, points_text(missing, lang))), have]


def _points_and_share(row: Row, assessment: Assessment) -> list[Cell]:
    points, top = (int(row[c]) for c in ("points_hundredths", "max_hundredths"))
    linked = see(str(row["code"]), points_text(points, assessment.lang))
    return [linked, maximum_text(top, assessment.lang), percent_text(points, top, assessment.lang)]


def _label(assessment: Assessment, code: object) -> str:
    return short_name(assessment.edition.by_code[str(code)], assessment.lang)


def unanswered(assessment: Assessment, code: str | int = TOTAL) -> Html:
    """Questions without an answer (not the same as zero) and those that do not apply."""
    code = node_code(code, assessment.edition, assessment.lang)
    rows = [row for row in assessment.question_rows(code) if row["state"] in ("unanswered", "not_applicable")]
    if not rows:
        return sentence("all_answered", assessment)
    columns = columns_of(("question", "waiting"), assessment.lang, ("waiting",))
    return Table(word("unanswered", assessment.lang), columns, [_open_row(row, assessment) for row in rows])


def _open_row(row: Row, assessment: Assessment) -> list[Cell]:
    node, lang = assessment.edition.by_code[str(row["code"])], assessment.lang
    names = listed(agency_names(assessment, node.agencies), lang)
    status = state(str(row["state"]), word(f"state_{row['state']}", lang))
    head = Markup("{} {}{}{}").format(node.code, node.label(lang), small(status), small(names))
    return [head, see(str(row["indicator"]), exact_maximum_text(int(row["gap_micro"]), lang))]


def agencies(assessment: Assessment, code: str | int = TOTAL) -> Html:
    """Each agency's questions and the points they still miss; a question that several share counts for each."""
    code = node_code(code, assessment.edition, assessment.lang)
    lang = assessment.lang
    if all(row["state"] == "hidden" for row in assessment.question_rows(code)):
        return sentence("no_questions_given", assessment)
    keys = ("agency", "questions", "open_questions", "missing")
    columns = columns_of(keys, lang, keys[1:])
    found = assessment.agency_rows(code)
    first, rest = found[:AGENCIES_SHOWN], found[AGENCIES_SHOWN:]
    shown = _agency_table(assessment, code, word("agencies_caption", lang), columns, first)
    if not rest:
        return shown
    more = word("more_agencies", lang, count=count_text(len(rest), lang))
    table = _agency_table(assessment, code, word("agencies_rest", lang), columns, rest)
    return Html(f"{shown.text}{details(more, table)}")


def _agency_table(
    assessment: Assessment, code: str, caption: str, columns: Sequence[Column], rows: Sequence[Row]
) -> Html:
    questions = assessment.question_rows(code)
    under = [agency_sum(assessment, str(row["role"]), questions) for row in rows]
    return Table(caption, columns, [_agency_row(row, code, assessment) for row in rows], under=under)


def _agency_row(row: Row, code: str, assessment: Assessment) -> list[Cell]:
    counts = [count_text(int(row[c]), assessment.lang) for c in ("questions", "open_questions")]
    role = str(row["role"])
    name, gap = (
        with_default(assessment, role, code, assessment.edition.agency(role, assessment.lang)),
        exact_text(int(row["gap_micro"]), assessment.lang),
    )
    return [name, *counts, gap]


def agency_names(assessment: Assessment, roles: Iterable[str]) -> list[str]:
    """The names of roles, in the reader's language."""
    return [assessment.edition.agency(role, assessment.lang) for role in roles]
