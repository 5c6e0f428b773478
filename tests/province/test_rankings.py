"""Ranks that leave open what is open, checked against every way it may come out; moves and coverage by cases."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_lib.instrument.awards import Award, Coverage, Earlier, Group, Move, Rank, Spread
from kla_lib.province import rankings

BANDS = ("Pratama", "Madya", "Nindya", "Utama", "KLA")
AWARDED = BANDS[:4]
ORDER = ("none", *AWARDED)
known = st.sampled_from(ORDER)


def position(mine, every):
    """The rank of a figure among others as people count it: 1 2 2 4."""
    return 1 + sum(other > mine for other in every)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=4))
def test_the_rank_of_points_is_the_best_and_worst_that_can_come_out(drawn):
    points = {str(n): (low, low + more) for n, (low, more) in enumerate(drawn)}
    found = {place: set() for place in points}
    for totals in product(*(range(low, high + 1) for low, high in points.values())):
        for place, total in zip(points, totals, strict=True):
            found[place].add(position(total, totals))
    ranks = rankings.ranks(points)
    assert {p: (min(seen), max(seen)) for p, seen in found.items()} == {p: (r.first, r.last) for p, r in ranks.items()}


@given(st.lists(st.one_of(known, st.sampled_from(["silent", "uncategorised"])), min_size=1, max_size=6))
def test_the_rank_of_awards_is_the_best_and_worst_that_can_come_out(drawn):
    standings = {str(n): value for n, value in enumerate(drawn)}
    ways = {"silent": ORDER, "uncategorised": AWARDED}
    found = {value: set() for value in drawn if value in ORDER}
    for outcome in product(*(ways.get(value, (value,)) for value in drawn)):
        levels = [ORDER.index(value) for value in outcome]
        for value, level in zip(drawn, levels, strict=True):
            if value in ORDER:
                found[value].add(position(level, levels))
    groups = {group.category or "none": group for group in rankings.groups(standings, AWARDED)}
    assert {v: (min(seen), max(seen)) for v, seen in found.items()} == {
        v: (g.rank.first, g.rank.last) for v, g in groups.items()
    }
    assert {v: drawn.count(v) for v in groups} == {v: g.rank.tied for v, g in groups.items()}


def test_ties_share_a_rank_and_the_next_one_is_skipped():
    found = rankings.ranks({"a": (9, 9), "b": (7, 7), "c": (7, 7), "d": (5, 5)})
    assert list(found.values()) == [Rank(1, 1, 1, 4), Rank(2, 2, 2, 4), Rank(2, 2, 2, 4), Rank(4, 4, 1, 4)]


STANDINGS = {"a": "Madya", "b": "Utama", "c": "Madya", "d": "silent", "e": "none", "f": "uncategorised"}


def test_groups_stand_highest_first_and_keep_the_order_of_their_places():
    assert rankings.groups(STANDINGS, AWARDED) == [
        Group("Utama", ("b",), Rank(1, 1, 1)),
        Group("Madya", ("a", "c"), Rank(2, 4, 2)),
        Group("", ("e",), Rank(5, 6, 1)),
    ]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, [(1, 1, 1), (2, 4, 2), (5, 6, 1)]),
        ({"Utama": (8,), "Nindya": (66,)}, [(1, 1, 1), (2, 4, 2), (5, 6, 1)]),
        ({"Utama": (8,), "Nindya": (66,), "Madya": (1, 117)}, [(1, 1, 1), (2, 4, 2), (5, 6, 1)]),
        ({"Utama": (8,), "Nindya": (66,), "Madya": (117,)}, [(1, 1, 8), (75, 75, 117), (192, 192, 0)]),
        ({"Utama": (0,), "Nindya": (0,), "Madya": (0,)}, [(1, 1, 1), (2, 2, 2), (4, 4, 0)]),
    ],
    ids=["nothing announced", "a category missing", "sources disagree", "all announced", "fewer than named"],
)
def test_the_nation_takes_its_ranks_from_what_was_announced(counts, expected):
    found = rankings.counted_groups(rankings.groups(STANDINGS, AWARDED), counts, AWARDED)
    assert [(g.rank.first, g.rank.last, g.rank.tied) for g in found] == expected


def test_coverage_counts_everything_once():
    found = rankings.coverage(STANDINGS, BANDS)
    assert found == Coverage(6, {"Pratama": 0, "Madya": 2, "Nindya": 0, "Utama": 1, "KLA": 0}, 1, 1, 1)
    assert (found.named, found.known, found.complete) == (3, 4, False)
    assert rankings.coverage({"a": "Utama", "b": "none"}, BANDS).complete


def test_moves_are_up_down_or_none_and_places_without_an_earlier_award_are_left_out():
    told = {"a": ("Madya", False), "b": ("Utama", True), "c": ("Madya", False), "new": ("KLA", False)}
    now = {place: Award("awarded", category, disputed=doubt) for place, (category, doubt) in told.items()}
    before = {
        "a": Earlier("2019", "Utama", False),
        "b": Earlier("2023", "Pratama", False),
        "c": Earlier("2022", "Madya", True),
        "gone": Earlier("2022", "KLA", False),
    }
    assert rankings.moves(now, before, BANDS) == [
        Move("b", "Pratama", "Utama", "2023", 3, True),
        Move("c", "Madya", "Madya", "2022", 0, True),
        Move("a", "Utama", "Madya", "2019", -2, False),
    ]


def test_the_middle_of_an_even_number_is_one_of_them():
    assert rankings.spread([4, 1, 2, 9]) == Spread(1, 2, 9, 4)
