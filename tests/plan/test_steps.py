"""From answers to steps: what is safe, what can be raised, and what is at risk; cuts as whole numbers."""

from __future__ import annotations

from datetime import date

import pytest

from kla_lib.core.points import to_hundredths
from kla_lib.instrument.instrument import TOTAL
from kla_lib.plan.actions import RadItem, outcomes
from kla_lib.plan.cuts import Cut, after_cut, cuts
from kla_lib.plan.effort import Effort, default_effort, equal_effort, steps
from kla_lib.scoring.assessment import open_assessment
from kla_lib.scoring.rows import certain_micro


@pytest.fixture(scope="module")
def assessment(request):
    return open_assessment(request.config.rootpath, "2024", "kab-ogan-ilir")


def row(code, state, points=None):
    return {"code": code, "state": state, "points_micro": points}


def test_the_certain_points_before_rounding_are_those_of_the_score(assessment):
    assert (
        to_hundredths(certain_micro(assessment.answer_rows, assessment.edition))
        == assessment.score_rows[TOTAL]["points_hundredths"]
    )


def test_a_figure_further_up_counts_where_nothing_below_is_given(assessment):
    answers = {
        "12": {"status": "answered", "points_micro": 20_000_000},
        "13": {"status": "answered", "points_micro": 9_000_000},
        "13.1": {"status": "answered", "points_micro": 2_500_000},
    }
    assert certain_micro(answers, assessment.edition) == 22_500_000


STEPS = [
    ("raised to the maximum", row("6.3", "partial", 9_000_000), {}, {}, [(9, 21, 100, "raise")]),
    ("nothing answered is nothing won", row("6.3", "unanswered"), {}, {}, [(0, 21, 100, "raise")]),
    ("full", row("6.3", "full", 21_000_000), {}, {}, []),
    ("not applicable", row("6.3", "not_applicable"), {}, {}, []),
    ("known further up only", row("6.3", "hidden"), {}, {}, []),
    ("at risk", row("6.3", "partial", 9_000_000), {"6.3": 9_000_000}, {}, [(0, 9, 100, "mend"), (0, 21, 100, "raise")]),
    ("full but at risk", row("6.3", "full", 21_000_000), {"6.3": 21_000_000}, {}, [(0, 21, 100, "mend")]),
    ("options between", row("6.3", "partial", 9_000_000), {}, {"6.3": [0, 9_000_000, 12_000_000]},
     [(9, 12, 25, "raise"), (9, 21, 100, "raise")]),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "risk", "options", "expected"), [s[1:] for s in STEPS], ids=[s[0] for s in STEPS])
def test_steps(assessment, answer, risk, options, expected):
    found = steps([answer], assessment.edition, default_effort(), {"6.3": "dp3a"}, risk, options)
    told = [(s.from_micro // 10**6, s.to_micro // 10**6, s.effort_centi, s.action) for s in found]
    assert told == expected
    assert {step.agency for step in found} <= {"dp3a"}


def test_equal_effort_is_the_same_for_every_step(assessment):
    found = steps([row("6.3", "zero", 0)], assessment.edition, equal_effort(), {}, {}, {"6.3": [7_000_000]})
    assert [step.effort_centi for step in found] == [100, 100]


def test_a_days_of_a_code_overrules_that_of_its_kind(assessment):
    node = assessment.edition.by_code["6.3"]
    cost = Effort(
        "x.csv", default_effort().of_kind, {"6.3": 50}, {node.kind: date(2026, 1, 1), "6.3": date(2026, 2, 1)}
    )
    (found,) = steps([row("6.3", "zero", 0)], assessment.edition, cost, {})
    assert (found.effort_centi, found.earliest) == (50, date(2026, 2, 1))


def test_every_kind_of_question_has_a_default_effort(assessment):
    assert set(assessment.edition.kinds) <= set(default_effort().of_kind)


PAIRS = [
    {
        "place_slug": "a",
        "year": "2022",
        "em_hundredths": 95_000,
        "stage": "VA",
        "after_hundredths": 66_500,
        "after_source": "s1",
    },
    {
        "place_slug": "b",
        "year": "2022",
        "em_hundredths": 80_000,
        "stage": "VA",
        "after_hundredths": 80_000,
        "after_source": "s2",
    },
    {
        "place_slug": "a",
        "year": "2021",
        "em_hundredths": 90_000,
        "stage": "VA",
        "after_hundredths": 81_000,
        "after_source": "s3",
    },
    {
        "place_slug": "b",
        "year": "2022",
        "em_hundredths": 80_000,
        "stage": "VF",
        "after_hundredths": 60_000,
        "after_source": "s4",
    },
]


def test_the_cuts_are_none_the_places_own_and_the_range_of_each_stage():
    found = cuts(PAIRS, "a")
    assert [(cut.kind, cut.stage, cut.year) for cut in found] == [
        ("none", "", ""), ("own", "VA", "2021"), ("own", "VA", "2022"), ("range", "VA", ""), ("range", "VF", ""),
    ]  # fmt: skip
    assert found[-2:] == [
        Cut("range", 95_000, 66_500, 80_000, 80_000, 3, "VA"),
        Cut("range", 80_000, 60_000, 80_000, 60_000, 1, "VF"),
    ]
    assert [cut.kind for cut in cuts(PAIRS, "c")] == ["none", "range", "range"]
    assert [cut.kind for cut in cuts([], "c")] == ["none"]


def test_a_total_under_a_cut_is_never_rounded_up(assessment):
    found = after_cut(
        82_601, "Utama", Cut("range", 95_000, 66_500, 80_000, 80_000, 3), assessment.edition.bands, "reach"
    )
    assert (found.low_hundredths, found.high_hundredths) == (57_820, 82_601)
    assert (found.low_category, found.high_category) == ("Pratama", "Utama")
    assert (found.must_low_hundredths, found.must_high_hundredths) == (80_100, 114_429)


VERDICTS = [(None, "unknown"), (8, "fell"), (9, "not_yet"), (10, "part"), (21, "won"), (22, "won")]


@pytest.mark.parametrize(("now", "verdict"), VERDICTS)
def test_what_became_of_an_action(now, verdict):
    item = RadItem("6.3", from_micro=9, points_micro=12, status="done")
    (found,) = outcomes([item], {"6.3": now})
    assert found.verdict == verdict
    assert found.is_doubtful == (verdict in ("fell", "not_yet", "part"))
