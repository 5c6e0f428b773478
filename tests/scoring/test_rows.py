"""Plain rows of gaps and of the arithmetic: worked out once for all questions, the same at every node."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kla_lib.core.records import by_code, records
from kla_lib.instrument import editions
from kla_lib.instrument.instrument import TOTAL
from kla_lib.scoring.explaining import explain, explain_rows
from kla_lib.scoring.gap_rows import (
    agency_gaps,
    agency_rows,
    indicator_gaps,
    indicator_rows,
    question_gaps,
    question_rows,
)
from kla_lib.scoring.nodes import score
from tests.scoring.frames import answers_frame

EDITION = editions.load(editions.shipped()["2023"])
NODES = [TOTAL, *(node.code for node in EDITION.nodes)]
codes = st.sampled_from([node.code for node in EDITION.nodes])
marks = st.sampled_from(["", "na", "0", "0.25", "1"])
recaps = st.dictionaries(codes, marks, max_size=60).map(lambda rows: answers_frame(list(rows.items()) or [("1.1", "")]))


def told(rows):
    """Rows as text: what is missing is equal to nothing, itself included."""
    return [{key: str(value) for key, value in row.items()} for row in rows]


@settings(max_examples=40, deadline=None)
@given(recaps, codes)
def test_a_question_is_the_same_wherever_it_is_looked_at_from(recap, code):
    answers = by_code(recap)
    every = {row["code"]: row for row in question_rows(answers, EDITION)}
    under = [every[question.code] for question in EDITION.questions_under(code)]
    assert told(under) == told(question_rows(answers, EDITION, code))


@settings(max_examples=40, deadline=None)
@given(recaps, codes)
def test_rows_and_frames_say_the_same(recap, code):
    answers = by_code(recap)
    scores, questions = score(recap, EDITION), question_gaps(recap, EDITION, code)
    for level in ("indicator", "question"):
        assert told(indicator_rows(records(scores), level)) == told(records(indicator_gaps(scores, level)))
    assert told(question_rows(answers, EDITION, code)) == told(records(questions))
    assert agency_rows(question_rows(answers, EDITION, code)) == records(agency_gaps(questions))
    shown = records(explain(recap, EDITION, code))
    assert [{key: row[key] for key in shown[0]} for row in told(explain_rows(answers, EDITION, code)) if shown] == told(
        shown
    )


@settings(max_examples=40, deadline=None)
@given(recaps, codes)
def test_agencies_against_pandas_own_grouping(recap, code):
    questions = question_gaps(recap, EDITION, code)
    rows = questions.explode("agencies").dropna(subset=["agencies"])
    grouped = rows.groupby("agencies")["gap_micro"]
    found = {row["role"]: row for row in records(agency_gaps(questions))}
    assert {role: row["questions"] for role, row in found.items()} == grouped.size().to_dict()
    assert {role: row["gap_micro"] for role, row in found.items()} == grouped.sum().to_dict()
    assert {role: row["open_questions"] for role, row in found.items()} == (rows["gap_micro"] > 0).groupby(
        rows["agencies"]
    ).sum().to_dict()
    assert [r["gap_micro"] for r in found.values()] == sorted((r["gap_micro"] for r in found.values()), reverse=True)


def test_points_of_questions_are_whole_numbers_or_missing_whatever_is_given():
    for rows in ([("4.1", "1")], [("4.1", "")], [("4", "12")]):
        assert question_gaps(answers_frame(rows), EDITION, "4")["points_micro"].dtype == pd.Int64Dtype()


def test_a_printed_total_is_no_part_of_the_arithmetic():
    recap = answers_frame([(TOTAL, "900"), ("4.1", "1")])
    shown = explain(recap, EDITION, TOTAL)
    assert len(shown) == len(EDITION.at("question"))
    assert shown["points_micro"].sum() == 1_000_000


@pytest.mark.parametrize("code", ["", "99", "4.99"])
def test_the_arithmetic_of_an_unknown_code_is_no_empty_table(code):
    with pytest.raises(KeyError):
        explain(answers_frame([("4.1", "1")]), EDITION, code)
