"""The rows of one place, period and stage as plain values: gaps, the arithmetic of a figure, and stages next to each other.

`Assessment` shows the same rows as frames.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from kla_lib.core.records import Row
from kla_lib.instrument.instrument import TOTAL, Edition, Node
from kla_lib.instrument.stages import STAGES

QUESTION = ["code", "indicator", "state", "points_micro", "max_micro", "gap_micro", "agencies", "evidence"]
AGENCY = ["role", "questions", "open_questions", "gap_micro"]
GIVEN = ("answered", "not_applicable")
SHOWN = ["points_micro", "status", "file", "sheet", "cell", "found", "correction_id", "correction_en"]
SHOWN += ["correction_confidence", "rubric"]


def indicator_rows(scores: Iterable[Row], level: str = "indicator") -> list[Row]:
    """The rows of `nodes.score` of one level whose points are known, largest gap first; ties in the order of the instrument.

    Adds gap_hundredths (maximum less certain points) and share_pct (certain points of the maximum, percent;
    <NA> for a maximum of zero).
    """
    known = [
        row for row in scores if row["level"] == level and row["given_at"] and row["points_hundredths"] is not pd.NA
    ]
    rows = [row | _gap(row["points_hundredths"], row["max_hundredths"]) for row in known]
    return sorted(rows, key=lambda row: -row["gap_hundredths"])


def _gap(points: int, maximum: int) -> Row:
    return {"gap_hundredths": maximum - points, "share_pct": points * 100 / maximum if maximum > 0 else pd.NA}


def question_rows(answers: Mapping[str, Row], edition: Edition, code: str = TOTAL) -> list[Row]:
    """One row per question under a node, in tree order; ``answers`` are the rows of one recap by code.

    Keys: code, indicator, state (full, partial, zero, unanswered, not_applicable, hidden), points_micro
    (<NA> unless answered), max_micro, gap_micro (what is still missing; 0 for not_applicable), agencies (roles,
    tuple), evidence (kinds of document the question asks for, tuple). ``hidden``: the recap gives no question
    of that indicator, only a figure further up.
    """
    questions = edition.questions_under(code)
    hidden = _without_questions(answers, edition, {question.parent for question in questions} - {""})
    return [_question(node, answers.get(node.code), edition, node.parent in hidden) for node in questions]


def _without_questions(answers: Mapping[str, Row], edition: Edition, parents: set[str]) -> set[str]:
    """Those indicators of which the recap gives no question at all, only a figure of their own or further up."""
    given = {code for code, row in answers.items() if row["status"] != "unanswered"}
    asked = {p for p in parents if any(child.code in given for child in edition.children[p])}
    above = {p for p in parents if p in given or edition.by_code[p].parent in given}
    return (parents - asked) & above


def _question(node: Node, row: Row | None, edition: Edition, hidden: bool) -> Row:
    maximum = node.max_micro or 0
    status = str(row["status"]) if row else "unanswered"
    points = int(row["points_micro"]) if row and status == "answered" else None
    state = "hidden" if hidden else _state(status, points, maximum)
    return {
        "code": node.code,
        "indicator": node.parent,
        "state": state,
        "points_micro": pd.NA if points is None else points,
        "max_micro": maximum,
        "gap_micro": 0 if state in ("not_applicable", "hidden") else maximum - (points or 0),
        "agencies": node.agencies,
        "evidence": edition.evidence.get(node.code, ()),
    }


def _state(status: str, points: int | None, maximum: int) -> str:
    if points is None:
        return status
    if points >= maximum:
        return "full"
    return "partial" if points else "zero"


def agency_rows(questions: Iterable[Row]) -> list[Row]:
    """One row per role: questions (how many it answers), open_questions and gap_micro it touches, largest first.

    ``questions`` are rows of `question_rows`. A question several agencies share counts for each of them, so the gaps do
    not add up to the total.
    """
    found: dict[str, Row] = {}
    for question in questions:
        for role in question["agencies"]:
            row = found.setdefault(role, {"role": role, "questions": 0, "open_questions": 0, "gap_micro": 0})
            row["questions"] += 1
            row["open_questions"] += question["gap_micro"] > 0
            row["gap_micro"] += question["gap_micro"]
    return sorted(found.values(), key=lambda row: (-row["gap_micro"], row["role"]))


def explain_rows(answers: Mapping[str, Row], edition: Edition, code: str) -> list[Row]:
    """The rows whose points make up one node's figure; ``answers`` are the rows of one recap by code.

    One row per counted item in tree order: code, level, max_micro, status and, where the recap has the row,
    points_micro, its address (file, sheet, cell), the text found there and the declared correction (else <NA>). An item
    without a row is ``unanswered``. The sum of points_micro over the rows is the node's certain figure. A node whose
    figure hides in an ancestor's own figure has no rows.
    """
    given = _given(answers)
    nodes = [] if _hidden(edition, given, code) else _items(edition, given, code)
    return [_explained(node, answers.get(node.code, {"status": "unanswered"})) for node in nodes]


def certain_parts(answers: Mapping[str, Row], edition: Edition) -> dict[str, int]:
    """The answered rows that a recap's points are the sum of, in micropoints by code.

    These are questions, and indicators or blocks of which nothing below is given. A printed subtotal above given questions
    is not among them.
    """
    parts = ((node.code, answers.get(node.code)) for node in _items(edition, _given(answers), TOTAL))
    return {code: int(row["points_micro"]) for code, row in parts if row and row["status"] == "answered"}


def certain_micro(answers: Mapping[str, Row], edition: Edition) -> int:
    """The certain points of a recap before rounding, in micropoints; ``answers`` are its rows by code."""
    return sum(certain_parts(answers, edition).values())


def _given(answers: Mapping[str, Row]) -> set[str]:
    """The codes that have points or do not apply; a printed total is left out."""
    return {code for code, row in answers.items() if row["status"] in GIVEN} - {TOTAL}


def _explained(node: Node, row: Row) -> Row:
    named = {"code": node.code, "level": node.level, "max_micro": node.max_micro}
    return named | {column: row.get(column, pd.NA) for column in SHOWN}


def _items(edition: Edition, given: set[str], code: str) -> list[Node]:
    children = edition.children[code]
    if not children or (code in given and not _any_below(edition, given, code)):
        return [edition.by_code[code]]
    return [item for child in children for item in _items(edition, given, child.code)]


def _any_below(edition: Edition, given: set[str], code: str) -> bool:
    return any(child.code in given or _any_below(edition, given, child.code) for child in edition.children[code])


def _hidden(edition: Edition, given: set[str], code: str) -> bool:
    if code == TOTAL:
        return False
    parent = edition.by_code[code].parent
    if not parent:
        return False
    own_figure = parent in given and not _any_below(edition, given, parent)
    return own_figure or _hidden(edition, given, parent)


def side_by_side_rows(scores: Mapping[str, Mapping[str, Row]]) -> dict[str, Row]:
    """Every node by code with its level, the hundredths of each stage in order EM..VF, and change_hundredths.

    ``scores`` are the rows of `nodes.score` of each stage by code. The change is the last stage less the first (<NA> with
    one stage only).
    """
    stages = [stage for stage in STAGES if stage in scores]
    found: dict[str, Row] = {}
    for code, row in scores[stages[0]].items():
        points = {stage: scores[stage][code]["points_hundredths"] for stage in stages}
        change = points[stages[-1]] - points[stages[0]] if len(stages) > 1 else pd.NA
        found[code] = {"code": code, "level": row["level"], **points, "change_hundredths": change}
    return found
