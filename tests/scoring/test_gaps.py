"""Strengths, gaps, agencies and stages side by side."""

import pandas as pd

from kla_lib.core.records import by_code, records
from kla_lib.scoring.nodes import score
from kla_lib.scoring.rows import agency_rows, indicator_rows, question_rows, side_by_side_rows
from tests.scoring.frames import answers_frame

K1 = [("4.1", "1"), ("4.2", "0.5"), ("4.3", "0"), ("4.4", ""), ("4.5", "na")]


def questions(rows, edition, code):
    return pd.DataFrame(question_rows(by_code(answers_frame(rows)), edition, code))


def test_each_question_keeps_its_own_state(edition):
    found = questions(K1, edition, "4").set_index("code")
    states = dict(zip(["4.1", "4.2", "4.3", "4.4", "4.5", "4.6"], found["state"], strict=False))
    assert list(states.values()) == ["full", "partial", "zero", "unanswered", "not_applicable", "unanswered"]
    assert found.loc[["4.1", "4.2", "4.3", "4.4", "4.5"], "gap_micro"].tolist() == [0, 500_000, 1_000_000, 5_000_000, 0]


def test_questions_behind_an_indicator_figure_are_hidden(edition):
    found = questions([("4", "12"), ("5.1", "3")], edition, "K1")
    by_indicator = found.groupby("indicator")["state"].agg(set).to_dict()
    assert by_indicator == {"4": {"hidden"}, "5": {"zero", "unanswered", "partial"} - {"zero"}, "6": {"unanswered"}}
    assert found.loc[found["indicator"] == "4", "gap_micro"].sum() == 0


def test_indicators_come_largest_gap_first_and_only_known_ones(edition):
    scores = score(answers_frame([("4", "15"), ("5", "40"), ("6", "32"), ("K2", "90")]), edition)
    found = pd.DataFrame(indicator_rows(records(scores)))
    assert found["code"].tolist() == ["6", "5", "4"]
    assert found["gap_hundredths"].tolist() == [2300, 500, 0]
    assert found["share_pct"].round(2).tolist() == [58.18, 88.89, 100.0]


def test_a_maximum_of_zero_has_no_share(edition):
    scores = score(answers_frame([("26.17", "0")]), edition)
    assert pd.DataFrame(indicator_rows(records(scores), level="question"))["share_pct"].isna().all()


def test_shared_questions_count_for_each_agency(edition):
    found = pd.DataFrame(agency_rows(records(questions(K1, edition, "4")))).set_index("role")
    assert found.loc["disdukcapil", "questions"] == 7
    assert found.loc["disdukcapil", "gap_micro"] == 10_500_000
    assert found.loc["bpbd", "gap_micro"] == 5_000_000


def test_stages_stand_in_order_with_the_change(edition):
    points = {"VA": "0.5", "EM": "1"}
    rows = side_by_side_rows({s: by_code(score(answers_frame([("4.1", p)]), edition)) for s, p in points.items()})
    assert list(rows["4.1"]) == ["code", "level", "EM", "VA", "change_hundredths"]
    assert [rows["4.1"][key] for key in ("EM", "VA", "change_hundredths")] == [100, 50, -50]
