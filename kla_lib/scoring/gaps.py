"""Strengths and gaps: where points are, where they are missing, and who answers for them."""

from __future__ import annotations

import pandas as pd

from kla_lib.rules.instrument import Edition, Node

NEEDED = ("unanswered", "partial", "zero")


def indicator_gaps(scores: pd.DataFrame, level: str = "indicator") -> pd.DataFrame:
    """One row per (place, period, stage, indicator) whose points are known, largest gap first.

    Adds gap_hundredths (maximum less certain points) and share_pct (certain points of the maximum, percent;
    <NA> for a maximum of zero). Ties keep the order of the instrument.
    """
    rows = scores[(scores["level"] == level) & scores["points_hundredths"].notna() & (scores["given_at"] != "")]
    gap = rows["max_hundredths"] - rows["points_hundredths"]
    whole = rows["max_hundredths"].where(rows["max_hundredths"] > 0).astype("Int64")
    share = (rows["points_hundredths"] * 100 / whole).astype("Float64")
    table = rows.assign(gap_hundredths=gap.astype("Int64"), share_pct=share)
    return table.sort_values("gap_hundredths", ascending=False, kind="stable").reset_index(drop=True)


def question_gaps(answers: pd.DataFrame, edition: Edition, code: str) -> pd.DataFrame:
    """One row per question under a node, in tree order, for one place, period and stage.

    Columns: code, indicator, state (full, partial, zero, unanswered, not_applicable, hidden), points_micro
    (<NA> unless answered), max_micro, gap_micro (what is still missing; 0 for not_applicable), agencies (roles,
    tuple), evidence (kinds of document the question asks for, tuple). ``hidden``: the recap gives no question
    of that indicator, only a figure further up.
    """
    known = answers.set_index(answers["code"].astype(str))
    questions = edition.questions_under(code)
    hidden = _without_questions(known, edition, code)
    return pd.DataFrame([_question(node, known, edition, node.parent in hidden) for node in questions])


def _without_questions(known: pd.DataFrame, edition: Edition, code: str) -> set[str]:
    """Indicators under a node of which the recap gives no question at all."""
    parents = {question.parent for question in edition.questions_under(code)}
    given = set(known.index[known["status"] != "unanswered"])
    asked = {p for p in parents if given & {child.code for child in edition.children[p]}}
    above = {p for p in parents if p in given or edition.by_code[p].parent in given}
    return (parents - asked) & above


def _question(node: Node, known: pd.DataFrame, edition: Edition, hidden: bool) -> dict[str, object]:
    maximum = node.max_micro or 0
    there = node.code in known.index
    status = str(known.at[node.code, "status"]) if there else "unanswered"
    points = int(str(known.at[node.code, "points_micro"])) if status == "answered" else None
    state = "hidden" if hidden else _state(status, points, maximum)
    gap = 0 if state in ("not_applicable", "hidden") else maximum - (points or 0)
    return {
        "code": node.code,
        "indicator": node.parent,
        "state": state,
        "points_micro": pd.NA if points is None else points,
        "max_micro": maximum,
        "gap_micro": gap,
        "agencies": node.agencies,
        "evidence": edition.evidence.get(node.code, ()),
    }


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
    rows = questions.explode("agencies").dropna(subset=["agencies"])
    rows = rows.assign(open_questions=rows["gap_micro"] > 0)
    table = rows.groupby("agencies", sort=False).agg(
        questions=("code", "size"), open_questions=("open_questions", "sum"), gap_micro=("gap_micro", "sum")
    )
    table = table.rename_axis("role").reset_index()
    return table.sort_values(["gap_micro", "role"], ascending=[False, True], kind="stable").reset_index(drop=True)
