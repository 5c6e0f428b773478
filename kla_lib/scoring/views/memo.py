"""The gap memo, in the form officials already use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.core.records import Row
from kla_lib.display.html import Cell, Column, Html, Table, details, join, see, show
from kla_lib.display.numbers import count_text, exact_text, maximum_text, points_text
from kla_lib.display.words import listed, word
from kla_lib.instrument.instrument import TOTAL
from kla_lib.instrument.parameters import node_code
from kla_lib.scoring.views.figures import Figure, agencies_behind, figures_under, sentence, short_name

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Case

MEMO = ("number", "cluster", "score", "indicator", "done", "not_done", "data_needed", "in_charge")
OPEN = ("partial", "zero", "unanswered")
SHOWN = 8


def gap_memo(case: Case, code: str | int) -> Html:
    """No | Klaster | Nilai | Indikator | Telah | Belum dilaksanakan | Data yang dibutuhkan | Penanggung jawab.

    One row per indicator of a block (or all) that misses points; a sentence when none does. Raises InputFault for an
    unknown code.
    """
    code = node_code(code, case.edition, case.lang)
    blocks = [node.code for node in case.edition.children[TOTAL]] if code == TOTAL else [code]
    figures = [figure for block in blocks for figure in figures_under(case, block)]
    open_ones = [f for f in figures if f.missing and f.points is not None]
    if not open_ones:
        return sentence("nothing_missing", case)
    columns = [Column(word(f"memo_{key}", case.lang)) for key in MEMO]
    rows = [_row(case, n, figure) for n, figure in enumerate(open_ones, start=1)]
    return show(Table(word("memo_caption", case.lang), columns, rows, shape="stack memo"))


def _row(case: Case, number: int, figure: Figure) -> list[Cell]:
    questions = case.question_rows(figure.code)
    points, maximum = points_text(figure.points or 0, case.lang), maximum_text(figure.maximum, case.lang)
    score = see(figure.code, word("points_of", case.lang, points=points, max=maximum))
    label = short_name(case.edition.by_code[case.edition.block_of(figure.code)], case.lang)
    return [
        count_text(number, case.lang),
        label,
        score,
        figure.label,
        _done(case, questions),
        _not_done(case, questions),
        _evidence(case, questions),
        agencies_behind(case, figure.code, 5),
    ]


def _done(case: Case, questions: list[Row]) -> str:
    """Questions with full points, by number."""
    full = [str(q["code"]) for q in questions if q["state"] == "full"]
    return word("memo_full", case.lang, codes=listed(full, case.lang)) if full else word("memo_none", case.lang)


def _not_done(case: Case, questions: list[Row]) -> Markup:
    """Questions that miss points, the largest first, each with what is missing and how."""
    rows = [q for q in questions if q["state"] in OPEN]
    if not rows:
        return Markup("{}").format(word("memo_not_given", case.lang))
    items = [_open_question(case, q) for q in sorted(rows, key=lambda q: -int(q["gap_micro"]))]
    shown = Markup("<ul>{}</ul>").format(join(items[:SHOWN]))
    if len(items) <= SHOWN:
        return shown
    more = word("more_questions", case.lang, count=count_text(len(items) - SHOWN, case.lang))
    return Markup("{}{}").format(shown, details(more, Markup("<ul>{}</ul>").format(join(items[SHOWN:]))))


def _open_question(case: Case, question: Row) -> Markup:
    node = case.edition.by_code[str(question["code"])]
    missing = word("short_by", case.lang, points=exact_text(int(question["gap_micro"]), case.lang))
    said = [] if question["state"] == "partial" else [word(f"state_{question['state']}", case.lang)]
    how = join([*said, see(str(question["indicator"]), missing)], ", ")
    return Markup("<li>{} {} <i>({})</i></li>").format(node.code, node.label(case.lang), how)


def _evidence(case: Case, questions: list[Row]) -> str:
    """The kinds of document that the open questions ask for."""
    kinds = dict.fromkeys(kind for q in questions if q["state"] in OPEN for kind in q["evidence"])
    names = [word(f"evidence_{kind}", case.lang) for kind in kinds]
    return listed(names, case.lang) if names else word("evidence_none", case.lang)
