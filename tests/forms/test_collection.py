"""How far a collecting is: a case by hand, then what holds of every collection (all made up)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_lib.forms.collection import QuestionProgress, days_left, standings, totals, visits

DAY = date(2026, 3, 10)
BY_HAND = [
    QuestionProgress("1.1", ("hukum", "dp3a"), 12_000_000),
    QuestionProgress("1.2a", ("hukum",), 1_000_000, answered={"hukum": date(2026, 3, 9)}),
    QuestionProgress("1.2b", ("hukum", "dinkes"), 1_000_000, answered={"dinkes": date(2026, 3, 3)}),
    QuestionProgress("1.2c", ("dinkes",), 2_000_000, points_micro=1_500_000, answered={"dinkes": date(2026, 2, 1)}),
    QuestionProgress("1.2d", ("dinkes",), 3_000_000, points_micro=0),
    QuestionProgress("1.2e", ("dp3a",), 4_000_000, answered={"dp3a": date(2026, 3, 4)}, closed=True),
    QuestionProgress("1.2f", (), 5_000_000),
    QuestionProgress("1.2g", ("dp3a",), 12_000_000),
]


def test_by_hand():
    found = {s.role: (s.asked, s.answered, s.waiting, s.at_stake_micro, s.last, s.new) for s in standings(BY_HAND, DAY)}
    assert found == {
        "hukum": (3, 1, ("1.1",), 12_000_000, date(2026, 3, 9), 1),
        "dp3a": (3, 1, ("1.2g",), 12_000_000, date(2026, 3, 4), 1),
        "dinkes": (3, 2, (), 0, date(2026, 3, 3), 0),
    }
    city = totals(BY_HAND, DAY)
    assert (city.asked, city.answered, city.new, city.unasked) == (8, 5, 2, ("1.2f",))
    assert (city.certain_micro, city.possible_micro) == (1_500_000, 1_500_000 + 12_000_000 + 2_000_000 + 17_000_000)
    assert city.waiting_micro == 29_000_000


def test_among_equals_the_silent_come_first_then_the_name():
    equal = [
        QuestionProgress("1", ("b",), 1),
        QuestionProgress("2", ("a",), 1),
        QuestionProgress("3", ("c", "a"), 1),
        QuestionProgress("4", ("a",), 0, None, {"a": DAY}),
    ]
    assert [s.role for s in visits(standings(equal, DAY))] == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("due", "left"), [(None, None), (date(2026, 3, 10), 0), (date(2026, 3, 31), 21), (date(2026, 3, 1), -9)]
)
def test_days_left(due, left):
    assert days_left(due, DAY) == left


ROLES = ("a", "b", "c", "d")


@st.composite
def questions(draw):
    roles = tuple(draw(st.lists(st.sampled_from(ROLES), unique=True, max_size=3)))
    most = draw(st.integers(0, 10**7))
    points = draw(st.none() | st.integers(0, most))
    answered = {role: DAY - timedelta(draw(st.integers(0, 30))) for role in roles if draw(st.booleans())}
    return QuestionProgress(
        str(draw(st.integers())), roles, most, points, answered, draw(st.booleans()) and points is None
    )


@given(st.lists(questions(), max_size=12))
def test_no_point_is_counted_twice_and_none_is_lost(asked):
    city, found = totals(asked, DAY), standings(asked, DAY)
    unasked = sum(q.open_micro for q in asked if q.waits and not q.roles)
    assert sum(s.at_stake_micro for s in found) + unasked == city.waiting_micro
    assert city.certain_micro <= city.possible_micro <= sum(q.max_micro for q in asked)
    assert city.answered + sum(q.waits for q in asked) == city.asked
    assert {code for s in found for code in s.waiting} == {q.code for q in asked if q.waits and q.roles}


@given(st.lists(questions(), max_size=12), st.integers(0, 11))
def test_an_answer_never_raises_what_is_at_stake(asked, n):
    if n < len(asked) and asked[n].roles:
        one = asked[n]
        role = one.roles[0]
        more = [
            *asked[:n],
            QuestionProgress(
                one.code, one.roles, one.max_micro, one.points_micro, {**one.answered, role: DAY}, one.closed
            ),
            *asked[n + 1 :],
        ]
        before, after = ({s.role: s.at_stake_micro for s in standings(rows, DAY)} for rows in (asked, more))
        assert (
            all(after[r] <= before[r] for r in before)
            and totals(more, DAY).possible_micro == totals(asked, DAY).possible_micro
        )
