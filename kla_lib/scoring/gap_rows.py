"""Gaps by indicator, question and agency: where points are missing, and which agencies answer for them.

Each ``*_rows`` function gives the rows of one place, period and stage as plain values; the function of the same name
without ``_rows`` gives them as a frame.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from kla_lib.core.records import Row, by_code, records
from kla_lib.instrument.instrument import TOTAL, Edition, Node

QUESTION = ["code", "indicator", "state", "points_micro", "max_micro", "gap_micro", "agencies", "evidence"]
AGENCY = ["role", "questions", "open_questions", "gap_micro"]


def indicator_gaps(scores: pd.DataFrame, level: str = "indicator") -> pd.DataFrame:
    """One row per (place, period, stage, indicator) whose points are known, largest gap first.

    Adds gap_hundredths (maximum less certain points) and share_pct (certain points of the maximum, percent;
    <NA> for a maximum of zero). Ties keep the order of the instrument.
    """
    rows = indicator_rows(records(scores), level)
    table = pd.DataFrame(rows, columns=[*scores.columns, "gap_hundredths", "share_pct"])
    return table.astype({**scores.dtypes, "gap_hundredths": "Int64", "share_pct": "Float64"})


def indicator_rows(scores: Iterable[Row], level: str = "indicator") -> list[Row]:
    """The rows of `indicator_gaps` as plain values; ``scores`` are rows of `nodes.score`."""
    known = [
        row for row in scores if row["level"] == level and row["given_at"] and row["points_hundredths"] is not pd.NA
    ]
    rows = [row | _gap(row["points_hundredths"], row["max_hundredths"]) for row in known]
    return sorted(rows, key=lambda row: -row["gap_hundredths"])


def _gap(points: int, maximum: int) -> Row:
    return {"gap_hundredths": maximum - points, "share_pct": points * 100 / maximum if maximum > 0 else pd.NA}


def question_gaps(answers: pd.DataFrame, edition: Edition, code: str) -> pd.DataFrame:
    """One row per question under a node, in tree order, for one place, period and stage.

    Columns: code, indicator, state (full, partial, zero, unanswered, not_applicable, hidden), points_micro
    (<NA> unless answered), max_micro, gap_micro (what is still missing; 0 for not_applicable), agencies (roles,
    tuple), evidence (kinds of document the question asks for, tuple). ``hidden``: the recap gives no question
    of that indicator, only a figure further up.
    """
    rows = question_rows(by_code(answers), edition, code)
    return pd.DataFrame(rows, columns=QUESTION).astype({"points_micro": "Int64"})


def question_rows(answers: Mapping[str, Row], edition: Edition, code: str = TOTAL) -> list[Row]:
    """The rows of `question_gaps` as plain values; ``answers`` are the rows of one recap by code."""
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
    gap = 0 if state in ("not_applicable", "hidden") else maximum - (points or 0)
    known = pd.NA if points is None else points
    evidence = edition.evidence.get(node.code, ())
    cells = (node.code, node.parent, state, known, maximum, gap, node.agencies, evidence)
    return dict(zip(QUESTION, cells, strict=True))


def _state(status: str, points: int | None, maximum: int) -> str:
    if points is None:
        return status
    if points >= maximum:
        return "full"
    return "partial" if points else "zero"


def agency_gaps(questions: pd.DataFrame) -> pd.DataFrame:
    """One row per role: questions (how many it answers), open_questions and gap_micro it touches, largest first.

    A question several agencies share counts for each of them, so the gaps do not add up to the total.
    """
    return pd.DataFrame(agency_rows(records(questions)), columns=AGENCY)


def agency_rows(questions: Iterable[Row]) -> list[Row]:
    """The rows of `agency_gaps` as plain values; ``questions`` are rows of `question_rows`."""
    found: dict[str, Row] = {}
    for question in questions:
        for role in question["agencies"]:
            row = found.setdefault(role, {"role": role, "questions": 0, "open_questions": 0, "gap_micro": 0})
            row["questions"] += 1
            row["open_questions"] += question["gap_micro"] > 0
            row["gap_micro"] += question["gap_micro"]
    return sorted(found.values(), key=lambda row: (-row["gap_micro"], row["role"]))
