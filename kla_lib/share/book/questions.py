"""The sheet of questions: every figure of the recap with its evidence; the points are the cells to change."""

from __future__ import annotations

from collections.abc import Sequence

from kla_lib.core.points import MICRO
from kla_lib.core.problems import Lang
from kla_lib.display.book import FIRST, BookSheet, Grid, quoted
from kla_lib.display.words import word
from kla_lib.share.book.data import Question

HEADINGS = {
    "code": "book_code",
    "label": "question",
    "block": "book_block",
    "indicator": "indicator",
    "max": "book_maximum",
    "points": "points",
    "state": "book_state",
    "possible": "possible",
    "agencies": "agency",
    "correction": "book_correction",
    "file": "book_file",
    "cell": "cell",
    "remark": "book_remark",
}
WIDTHS = (8, 60, 10, 11, 11, 13, 15, 11, 44, 32, 16, 9, 32)
KEYS, PRINT_SCALE = tuple(HEADINGS), 90
STATES = {
    "full": "book_full",
    "partial": "book_partial",
    "zero": "book_zero",
    "unanswered": "state_unanswered",
    "not_applicable": "state_not_applicable",
    "hidden": "book_hidden",
}


def questions_grid(questions: Sequence[Question], lang: Lang) -> Grid:
    """The position of the questions."""
    return Grid(word("book_sheet_questions", lang), KEYS, len(questions))


def write_questions(page: BookSheet, questions: Sequence[Question], lang: Lang) -> None:
    """One row per question; state and what is still possible are formulas over the points."""
    grid = questions_grid(questions, lang)
    page.heading(word("book_sheet_questions", lang), word("book_questions_told", lang))
    page.widths(*WIDTHS)
    page.table(grid, [word(HEADINGS[key], lang) for key in KEYS])
    page.print_on_two_pages(KEYS.index("agencies"), PRINT_SCALE)
    for row, question in enumerate(questions, start=FIRST):
        _write_rule(page, row, question)
        _write_points(page, row, question, grid, lang)
        _write_evidence(page, row, question)
    _validate(page, grid, lang)


def _write_rule(page: BookSheet, row: int, question: Question) -> None:
    for column, text in enumerate((question.code, question.label, question.block, question.indicator)):
        page.text(row, column, text)
    page.number(row, KEYS.index("max"), question.max_micro / MICRO, "exact")


def _write_points(page: BookSheet, row: int, question: Question, grid: Grid, lang: Lang) -> None:
    points, state, possible = (KEYS.index(key) for key in ("points", "state", "possible"))
    said = word(STATES[question.state], lang)
    if question.state == "hidden":
        page.blank(row, points)
        page.text(row, state, said)
        page.blank(row, possible)
        return
    if question.points_micro is not None:
        page.number(row, points, question.points_micro / MICRO, "input")
    elif question.state == "not_applicable":
        page.text(row, points, said, "choice")
    else:
        page.blank(row, points, "input")
    page.formula(row, state, _state_formula(grid, row, lang), said, "said")
    page.formula(row, possible, _possible_formula(grid, row), _possible(question), "exact")


def _state_formula(grid: Grid, row: int, lang: Lang) -> str:
    points, maximum = grid.at("points", row), grid.at("max", row)
    full, partial, zero, unanswered, nothing, _ = (quoted(word(STATES[state], lang)) for state in STATES)
    answered = f"IF({points}>={maximum},{full},IF({points}>0,{partial},{zero}))"
    return f'=IF(ISNUMBER({points}),{answered},IF({points}="",{unanswered},{nothing}))'


def _possible_formula(grid: Grid, row: int) -> str:
    points, maximum = grid.at("points", row), grid.at("max", row)
    return f'=IF(ISNUMBER({points}),{points},IF({points}="",{maximum},0))'


def _possible(question: Question) -> float:
    if question.state == "not_applicable":
        return 0
    micro = question.max_micro if question.points_micro is None else question.points_micro
    return micro / MICRO


def _write_evidence(page: BookSheet, row: int, question: Question) -> None:
    origin = question.origin
    told = (question.agencies, origin.correction, origin.file, origin.cell, origin.remark)
    for column, text in enumerate(told, start=KEYS.index("agencies")):
        page.text(row, column, text)


def _validate(page: BookSheet, grid: Grid, lang: Lang) -> None:
    """Only points from zero to the maximum, nothing, or the words for not applicable can be typed."""
    column, last = KEYS.index("points"), FIRST + max(grid.rows, 1) - 1
    points, maximum = grid.at("points", FIRST), grid.at("max", FIRST)
    nothing = word("state_not_applicable", lang)
    number = f"AND(ISNUMBER({points}),{points}>=0,{points}<={maximum})"
    rule = f"=OR({number},{points}={quoted(nothing)})"
    told = {"error_title": word("book_wrong", lang), "error_message": word("book_wrong_told", lang, words=nothing)}
    page.sheet.data_validation(FIRST, column, last, column, {"validate": "custom", "value": rule, **told})
