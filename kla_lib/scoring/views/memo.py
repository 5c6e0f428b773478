"""The gap memo, in the form officials already use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.core.records import Row
from kla_lib.display.html import Cell, Column, Html, Table, details, join, see
from kla_lib.display.numbers import count_text, exact_text
from kla_lib.display.words import listed, word
from kla_lib.instrument.instrument import TOTAL
from kla_lib.instrument.parameters import node_code
from kla_lib.scoring.views.figures import (
    Figure,
    agencies_behind,
    figures_under,
    points_of_maximum,
    sentence,
    short_name,
)

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Assessment

MEMO = ("number", "cluster", "score", "indicator", "done", "not_done", "data_needed", "in_charge")
OPEN = ("partial", "zero", "unanswered")
SHOWN = 8


def gap_memo(assessment: Assessment, code: str | int) -> Html:
    """No | Klaster | Nilai | Indikator | Telah | Belum dilaksanakan | Data yang dibutuhkan | Penanggung jawab.

    One row per indicator of a block (or all) that misses points; a sentence when none does. Raises InputFault for an
    unknown code.
    """
    code = node_code(code, assessment.edition, assessment.lang)
    blocks = [node.code for node in assessment.edition.children[TOTAL]] if code == TOTAL else [code]
    figures = [figure for block in blocks for figure in figures_under(assessment, block)]
    open_ones = [f for f in figures if f.missing and f.points is not None]
    if not open_ones:
        return sentence("nothing_missing", assessment)
    columns = [Column(word(f"memo_{key}", assessment.lang)) for key in MEMO]
    rows = [_row(assessment, n, figure) for n, figure in enumerate(open_ones, start=1)]
    return Table(word("memo_caption", assessment.lang), columns, rows, shape="stack memo")


def _row(assessment: Assessment, number: int, figure: Figure) -> list[Cell]:
    questions = assessment.question_rows(figure.code)
    score = see(figure.code, points_of_maximum(figure, assessment.lang))
    label = short_name(assessment.edition.by_code[assessment.edition.block_of(figure.code)], assessment.lang)
    return [
        count_text(number, assessment.lang),
        label,
        score,
        figure.label,
        _done(assessment, questions),
        _not_done(assessment, questions),
        _evidence(assessment, questions),
        agencies_behind(assessment, figure.code, 5),
    ]


def _done(assessment: Assessment, questions: list[Row]) -> str:
    """Questions with full points, by number."""
    full = [str(q["code"]) for q in questions if q["state"] == "full"]
    return (
        word("memo_full", assessment.lang, codes=listed(full, assessment.lang))
        if full
        else word("memo_none", assessment.lang)
    )


def _not_done(assessment: Assessment, questions: list[Row]) -> Markup:
    """Questions that miss points, the largest first, each with what is missing and how."""
    rows = [q for q in questions if q["state"] in OPEN]
    if not rows:
        return Markup("{}").format(word("memo_not_given", assessment.lang))
    items = [_open_question(assessment, q) for q in sorted(rows, key=lambda q: -int(q["gap_micro"]))]
    shown = Markup("<ul>{}</ul>").format(join(items[:SHOWN]))
    if len(items) <= SHOWN:
        return shown
    more = word("more_questions", assessment.lang, count=count_text(len(items) - SHOWN, assessment.lang))
    return Markup("{}{}").format(shown, details(more, Markup("<ul>{}</ul>").format(join(items[SHOWN:]))))


def _open_question(assessment: Assessment, question: Row) -> Markup:
    node = assessment.edition.by_code[str(question["code"])]
    missing = word("short_by", assessment.lang, points=exact_text(int(question["gap_micro"]), assessment.lang))
    status = [] if question["state"] == "partial" else [word(f"state_{question['state']}", assessment.lang)]
    how = join([*status, see(str(question["indicator"]), missing)], ", ")
    return Markup("<li>{} {} <i>({})</i></li>").format(node.code, node.label(assessment.lang), how)


def _evidence(assessment: Assessment, questions: list[Row]) -> str:
    """The kinds of document that the open questions ask for."""
    kinds = dict.fromkeys(kind for q in questions if q["state"] in OPEN for kind in q["evidence"])
    names = [word(f"evidence_{kind}", assessment.lang) for kind in kinds]
    return listed(names, assessment.lang) if names else word("evidence_none", assessment.lang)
