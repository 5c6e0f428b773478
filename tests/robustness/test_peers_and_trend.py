"""Ranks with ties, fair comparisons, and what may be compared from one period to the next."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_lib.instrument.awards import Rank
from kla_lib.province.rankings import rank, ranks
from kla_lib.robustness.model import FEWEST, Point
from kla_lib.robustness.robustness import compared_with
from kla_lib.robustness.trend import node_changes, points_of, steps


@pytest.mark.parametrize(
    ("mine", "others", "expected"),
    [
        ((5, 5), [], (1, 1, 1, 1)),
        ((5, 5), [(9, 9), (7, 7), (1, 1)], (3, 3, 1, 4)),
        ((5, 5), [(9, 9), (5, 5), (5, 5), (1, 1)], (2, 2, 3, 5)),
        ((800, 800), [(800, 800), (700, 700)], (1, 1, 2, 3)),
        ((700, 700), [(800, 800), (800, 800)], (3, 3, 1, 3)),
        ((5, 5), [(4, 8), (1, 2)], (1, 2, 1, 3)),
        ((3, 9), [(5, 5), (1, 1)], (1, 2, 1, 3)),
    ],
)
def test_ranks_share_ties_and_leave_open_what_is_open(mine, others, expected):
    assert rank(mine, [mine, *others]) == Rank(*expected)


SPAN = st.tuples(st.integers(0, 9), st.integers(0, 3)).map(lambda pair: (pair[0], sum(pair)))


@given(st.lists(SPAN, min_size=1, max_size=5))
def test_a_place_has_one_rank_whether_it_is_asked_for_alone_or_among_all(spans):
    """Page 55 asks for one place next to the others, page 60 for all places at once."""
    among = ranks({str(n): span for n, span in enumerate(spans)})
    alone = {str(n): rank(span, [span, *spans[:n], *spans[n + 1 :]]) for n, span in enumerate(spans)}
    assert alone == among


def test_fewer_than_five_are_not_compared():
    others = {f"kab-{n}": {"1": n, "2": n} for n in range(FEWEST - 1)}
    few = compared_with("province", "Riau", {"1": 3}, others, ["1", "2"])
    assert few.few and few.rows == () and len(few.places) == FEWEST - 1


def test_a_node_counts_where_enough_places_and_this_one_give_it():
    others = {f"kab-{n}": {"TOTAL": 9, "1": n} | ({"2": 5} if n else {}) for n in range(FEWEST)}
    found = compared_with("band", "Madya", {"TOTAL": 9, "1": 4, "2": 1, "3": 1}, others, ["TOTAL", "1", "2", "3"])
    (row,) = found.rows
    assert (row.code, row.points, row.middle, row.lowest, row.highest, row.count, row.lead) == ("1", 4, 2, 0, 4, 5, 2)
    assert found.strengths == [row] and found.weaknesses == []


def test_the_middle_is_a_real_place():
    others = {f"kab-{n}": {"1": value} for n, value in enumerate([1, 2, 4, 8, 16, 32])}
    assert compared_with("band", "", {"1": 1}, others, ["1"]).rows[0].middle == 4


def fact(year, stage, points, category="", note="", confidence="M"):
    hundredths = pd.NA if points is None else points
    return {"year": year, "stage": stage, "points_hundredths": hundredths, "category": category, "note": note,
            "confidence": confidence, "disputed": False}  # fmt: skip


EDITIONS = {"2021": "2018", "2022": "2018", "2023": "2023", "2024": "2023", "2025": ""}


def test_steps_say_what_may_be_compared():
    own = [
        Point("2023", "EM", "2023", 80_000, "Nindya", "recap"),
        Point("2024", "EM", "2023", 90_000, "Utama", "recap"),
    ]
    published = [fact("2022", "EM", 95_700), fact("2024", "EM", 1), fact("2025", "EM", 70_000),
                 fact("2021", "EM", 5, note="interim total")]  # fmt: skip
    chosen = [fact("2021", "VF", None, "Madya"), fact("2022", "VF", 70_000, "Nindya")]
    points = points_of(own, published, chosen, EDITIONS)
    assert [(p.period, p.stage, p.origin) for p in points] == [
        ("2022", "EM", "published"), ("2023", "EM", "recap"), ("2024", "EM", "recap"), ("2025", "EM", "published"),
        ("2021", "VF", "published"), ("2022", "VF", "published"),
    ]  # fmt: skip
    told = {(s.before.period, s.after.period, s.after.stage): (s.verdict, s.change_hundredths) for s in steps(points)}
    assert told == {
        ("2022", "2023", "EM"): ("nothing", None),
        ("2023", "2024", "EM"): ("points", 10_000),
        ("2024", "2025", "EM"): ("edition_open", None),
        ("2021", "2022", "VF"): ("category", None),
    }


def test_no_award_is_a_result_too():
    chosen = [fact("2021", "VF", None, "Madya"), fact("2025", "VF", None, "Pratama")]
    without = [
        {"year": "2022", "confidence": "L"},
        {"year": "2023", "confidence": "L"},
        {"year": "2025", "confidence": "L"},
    ]
    points = points_of([], [fact("2023", "VF", 46_700)], chosen, EDITIONS, without)
    assert [(p.period, p.points_hundredths, p.category) for p in points] == [
        ("2021", None, "Madya"), ("2022", None, "none"), ("2023", 46_700, "none"), ("2025", None, "Pratama"),
    ]  # fmt: skip
    assert [step.verdict for step in steps(points)] == ["category"] * 3


def test_sources_that_differ_give_no_figure():
    (point,) = points_of([], [fact("2023", "VA", 65_800), fact("2023", "VA", 62_300, confidence="H")], [], EDITIONS)
    assert (point.points_hundredths, point.disputed, point.confidence) == (None, True, "H")


def test_node_changes_are_of_nodes_known_in_both():
    before = {c: {"level": "indicator", "given_at": g, "points_hundredths": p} for c, g, p in
              (("1", "question", 5), ("2", "question", 9), ("3", "", 0), ("4", "question", 1))}  # fmt: skip
    after = {c: {"level": "indicator", "given_at": "question", "points_hundredths": p} for c, p in
             (("1", 9), ("2", 1), ("3", 9), ("4", 1), ("5", 2))}  # fmt: skip
    assert node_changes(before, after) == [("1", 4), ("2", -8)]
