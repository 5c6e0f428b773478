"""Plain rows of gaps and of the arithmetic: worked out once for all questions, the same at every node."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kla_lib.core.records import by_code, records
from kla_lib.instrument import editions
from kla_lib.instrument.instrument import TOTAL
from kla_lib.recap.model import Recap
from kla_lib.scoring.assessment import Assessment
from kla_lib.scoring.rows import agency_rows, explain_rows, question_rows
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
def test_agencies_against_pandas_own_grouping(recap, code):
    questions = pd.DataFrame(question_rows(by_code(recap), EDITION, code))
    rows = questions.explode("agencies").dropna(subset=["agencies"])
    grouped = rows.groupby("agencies")["gap_micro"]
    found = {row["role"]: row for row in agency_rows(records(questions))}
    assert {role: row["questions"] for role, row in found.items()} == grouped.size().to_dict()
    assert {role: row["gap_micro"] for role, row in found.items()} == grouped.sum().to_dict()
    assert {role: row["open_questions"] for role, row in found.items()} == (rows["gap_micro"] > 0).groupby(
        rows["agencies"]
    ).sum().to_dict()
    assert [r["gap_micro"] for r in found.values()] == sorted((r["gap_micro"] for r in found.values()), reverse=True)


def test_points_of_questions_are_whole_numbers_or_missing_whatever_is_given():
    for rows in ([("4.1", "1")], [("4.1", "")], [("4", "12")]):
        recap = Recap(answers_frame(rows), (), 0, 0, 0, {})
        found = Assessment("kab-contoh", "2024", "EM", "id", "rounded", EDITION, {"EM": recap})
        assert found.question_gaps("4")["points_micro"].dtype == pd.Int64Dtype()


def test_a_printed_total_is_no_part_of_the_arithmetic():
    recap = answers_frame([(TOTAL, "900"), ("4.1", "1")])
    shown = explain_rows(by_code(recap), EDITION, TOTAL)
    assert len(shown) == len(EDITION.at("question"))
    assert pd.DataFrame(shown)["points_micro"].sum() == 1_000_000


@pytest.mark.parametrize("code", ["", "99", "4.99"])
def test_the_arithmetic_of_an_unknown_code_is_no_empty_table(code):
    with pytest.raises(KeyError):
        explain_rows(by_code(answers_frame([("4.1", "1")])), EDITION, code)
