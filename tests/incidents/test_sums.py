"""The sums of the register: times with open incidents counted, ages, overdue, suppression; each by hand, and by
another's hand."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from scipy import stats

from kla_lib.incidents.events import changed, joined, register_of
from kla_lib.incidents.model import Event, Incident, Targets
from kla_lib.incidents.sums import part_shown, quantile, standing_of, suppressed, times

START, NOW = datetime(2026, 7, 1, 8), datetime(2026, 7, 31, 23, 59)

# Hours, True where it ended; the median and 90 % worked out by hand.
BY_HAND = [
    ([(1, True), (2, True), (3, True), (4, True)], 2, 4),
    ([(1, True), (2, False), (3, True), (4, False), (5, True)], 5, 5),  # still open: 4/5, 8/15, 0
    ([(1, True), (2, False), (3, False), (4, False), (5, False)], None, None),  # 80 % have not ended
    ([(1, False)] * 4 + [(2, True)] * 2, 2, 2),  # open ones that were seen for a shorter time say nothing
    ([(5, True), (5, False), (5, True), (9, True)], 5, 9),  # ended and still open after the same time: ended first
    ([], None, None),
]


@pytest.mark.parametrize(("waits", "half", "most"), BY_HAND)
def test_the_time_until_a_share_has_ended(waits, half, most):
    every = sorted(waits)
    assert (quantile(every, Fraction(1, 2)), quantile(every, Fraction(9, 10))) == (half, most)


@pytest.mark.parametrize("seed", range(20))
def test_the_same_as_scipy_finds(seed):
    chance = random.Random(seed)
    waits = sorted((float(chance.randrange(1, 40)), chance.random() < 0.7) for _ in range(chance.randrange(5, 60)))
    ended = [hours for hours, done in waits if done]
    data = stats.CensoredData(uncensored=ended, right=[hours for hours, done in waits if not done])
    found = stats.ecdf(data).cdf
    for share in (Fraction(1, 2), Fraction(9, 10)):
        reached = [q for q, p in zip(found.quantiles, found.probabilities, strict=True) if p >= float(share) - 1e-12]
        assert quantile(waits, share) == (reached[0] if reached else None)


def test_leaving_open_incidents_out_would_look_quicker():
    waits = [(float(n), n % 2 == 0) for n in range(1, 21)]
    assert times(waits).half > times([wait for wait in waits if wait[1]]).half


def test_nothing_is_told_of_fewer_than_five():
    assert times([(1.0, True)] * 4).half is None
    assert times([(1.0, True)] * 5).half == 1.0


SUPPRESSED = [
    ({"a": 10, "b": 4}, {"a": None, "b": None}),  # 4 could be told from the sum
    ({"a": 10, "b": 4, "c": 7}, {"a": 10, "b": None, "c": None}),
    ({"a": 10, "b": 2, "c": 1, "d": 6}, {"a": 10, "b": None, "c": None, "d": None}),  # 3 together are still few
    ({"a": 10, "b": 4, "c": 3}, {"a": 10, "b": None, "c": None}),
    ({"a": 10, "b": 0}, {"a": 10, "b": 0}),
    ({"a": 1}, {"a": None}),
    ({}, {}),
]


@pytest.mark.parametrize(("counts", "shown"), SUPPRESSED)
def test_cells_of_few_incidents_cannot_be_told(counts, shown):
    assert suppressed(counts) == shown


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(0, 9, 0), (9, 9, 9), (4, 20, None), (16, 20, None), (5, 20, 5), (15, 20, 15), (3, 3, None)]
)  # fmt: skip
def test_a_part_is_shown_only_where_the_rest_may_be(part, whole, shown):
    assert part_shown(part, whole) == shown


@pytest.mark.parametrize("seed", range(30))
def test_no_hidden_cell_follows_from_a_sum(seed):
    """Beside its sum, what is hidden is one of at least two cells, and five incidents or more together."""
    chance = random.Random(seed)
    counts = {str(n): chance.choice((0, 1, 2, 4, 5, 9, 30)) for n in range(chance.randrange(2, 9))}
    hidden = [key for key, count in suppressed(counts).items() if count is None]
    assert not [key for key, count in counts.items() if 0 < count < 5 and key not in hidden]
    assert not hidden or len(hidden) == len(counts) or (len(hidden) > 1 and sum(counts[key] for key in hidden) >= 5)


def incident(number, days, agency="dinsos", acted=None, closed=None, kind="terlantar"):
    opened = NOW - timedelta(days=days)

    def after(hours):
        return None if hours is None else opened + timedelta(hours=hours)

    return Incident(number, opened, "Sail", kind, "whatsapp", agency, after(acted), after(closed))


def test_a_register_on_a_day():
    incidents = [incident(n, 40, closed=24 * 5, acted=3) for n in range(1, 11)]
    incidents += [incident(n, 3) for n in range(11, 17)] + [incident(n, 20, "disdik", acted=5) for n in range(17, 23)]
    found = standing_of(incidents, Targets(action=48, close=24 * 14), NOW)
    assert (found.incidents, found.open, found.overdue) == (22, 12, 12)
    assert dict(found.ages) == {(0, 1): 0, (2, 7): 6, (8, 30): 6, (31, 90): 0, (91, None): 0}
    assert (found.action.half, found.closing.count, found.closing.ended) == (5.0, 22, 10)
    assert [(s.key, s.incidents, s.open) for s in found.tables["agency"]] == [("dinsos", 16, 6), ("disdik", 6, 6)]
    assert [(t.agency, t.number, t.step) for t in found.todo][:2] == [
        ("dinsos", 11, "action"),
        ("dinsos", 12, "action"),
    ]


def test_what_came_later_is_not_known_yet():
    incidents = [incident(1, 10, closed=24 * 9), incident(2, -1)]
    found = standing_of(incidents, Targets(), NOW - timedelta(days=5))
    assert [(t.number, t.overdue) for t in found.todo] == [(1, False)]


def event(key, act, hours, number=None, **more):
    return Event(key, act, START + timedelta(hours=hours), 1, number, sender="p-1", **more)


def test_numbers_stay_what_they_were():
    first = joined([], [event("a", "report", 1), event("b", "report", 2)])
    again = joined(first, [event("c", "report", 0), event("b", "report", 2), event("d", "report", 3, number=7)])
    assert {e.key: e.incident for e in again} == {"a": 1, "b": 2, "c": 3, "d": 7}
    before, after = register_of(first).incidents, register_of(again).incidents
    assert changed(before, after) == (2, 0)


def test_the_first_action_and_the_first_closing_hold():
    events = [event("a", "report", 0), event("b", "action", 9, 1), event("c", "action", 5, 1),
              event("d", "close", 20, 1, outcome="keluarga"), event("e", "close", 10, 1, outcome="dirujuk")]  # fmt: skip
    found = register_of(joined([], events))
    (one,) = found.incidents
    assert (one.acted, one.closed, one.outcome) == (START + timedelta(hours=5), START + timedelta(hours=10), "dirujuk")
    assert [(e.key, e.faults) for e in found.unclear] == [("d", ("closed_twice",))]
