"""The plan is what brute force finds, on many small instances; and on the full instrument nothing dominates it."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from kla_lib.core.points import to_hundredths
from kla_lib.instrument import editions
from kla_lib.plan import effort
from kla_lib.plan.milp import undominated
from kla_lib.plan.model import Limits, Raise
from kla_lib.plan.solve import frontier, solve
from tests.plan.plan_oracle import alike, choices, instance, is_minimal, rule, total

CHUNKS = [pytest.param(n, marks=pytest.mark.slow if n > 2 else ()) for n in range(26)]
A_CHUNK = 20


def first_of_each(named: Sequence[tuple[object, tuple[Raise, ...]]]) -> list[tuple[Raise, ...]]:
    found: dict[object, tuple[Raise, ...]] = {}
    for name, way in named:
        found.setdefault(name, way)
    return list(found.values())


def without_dominated(steps: Sequence[Raise]) -> list[Raise]:
    return list(undominated(steps))


@pytest.mark.parametrize("chunk", CHUNKS)
def test_the_plan_is_what_brute_force_finds(chunk: int) -> None:
    for seed in range(chunk * A_CHUNK, (chunk + 1) * A_CHUNK):
        steps, now, needed, limits = instance(seed)
        plan = solve(steps, now, needed, limits)
        whole, steps = steps, without_dominated(steps)
        ways = list(choices(steps, limits))
        reaching = [way for way in ways if total(way, now) >= needed]
        furthest = max((total(way, now) for way in ways), default=to_hundredths(now))
        assert plan.reachable_hundredths == furthest, seed
        if not reaching:
            assert plan.status == "impossible" and plan.reason, seed
            continue
        ranked = sorted(reaching, key=lambda way: rule(way, whole))
        assert plan.picks == ranked[0], seed
        assert (plan.after_hundredths, plan.effort_centi) == (total(ranked[0], now), rule(ranked[0], steps)[0]), seed
        minimal = [way for way in ranked if is_minimal(way, reaching) or way == ranked[0]]
        expected = first_of_each([(alike(way, steps, limits), way) for way in minimal])[1:11] if ranked[0] else []
        assert [choice.picks for choice in plan.alternatives] == expected, seed


@pytest.mark.parametrize("chunk", [pytest.param(n, marks=pytest.mark.slow if n else ()) for n in range(5)])
def test_every_point_of_the_frontier_is_what_brute_force_finds(chunk: int) -> None:
    for seed in range(1000 + chunk * 10, 1010 + chunk * 10):
        steps, now, _, limits = instance(seed)
        ways = list(choices(steps, limits))
        points = frontier(steps, now, limits, n=12)
        assert bool(points) == bool(ways)
        for point in points:
            there = [way for way in ways if total(way, now) >= point.wanted_hundredths]
            least = min(sum(step.effort_centi for step in way) for way in there)
            most = max(total(w, now) for w in there if sum(step.effort_centi for step in w) == least)
            assert (point.effort_centi, point.after_hundredths) == (least, most), seed
        assert all(a.effort_centi < b.effort_centi for a, b in itertools.pairwise(points))


# ---- the full instrument -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole() -> list[Raise]:
    """Every question of edition 2023 at nothing, shared out over thirty agencies."""
    edition, cost = editions.load(editions.folder_of("2023")), effort.default_effort()
    asked = [node for node in edition.at("question") if node.max_micro]
    return [Raise(node.code, f"opd{at % 30}", 0, node.max_micro or 0, cost.of(node)) for at, node in enumerate(asked)]


def most_points(steps: Sequence[Raise], capacity: dict[str, int]) -> list[int]:
    """By effort (in units) the most micropoints that it wins: dynamic programming, another way than the solver's."""
    table = [0]
    for role in sorted({step.agency for step in steps}):
        own = [0] * (capacity.get(role, 10**9) // 100 + 1) if role in capacity else [0] * 120
        for step in (step for step in steps if step.agency == role):
            cost = step.effort_centi // 100
            for at in range(len(own) - 1, cost - 1, -1):
                own[at] = max(own[at], own[at - cost] + step.gain_micro)
        joined = [0] * (len(table) + len(own) - 1)
        for a, won in enumerate(table):
            for b, more in enumerate(own):
                joined[a + b] = max(joined[a + b], won + more)
        table = joined
    return table


@pytest.mark.parametrize("seed", range(3))
def test_nothing_dominates_the_plan_on_the_full_instrument(whole: list[Raise], seed: int) -> None:
    dice = random.Random(seed)
    capacity = {f"opd{n}": 100 * dice.randint(10, 25) for n in range(30)}
    plan = solve(whole, 0, 72_600, Limits(capacity), alternatives=0)
    table = most_points(whole, capacity)
    effort_units = plan.effort_centi // 100
    assert plan.status == "optimal"
    assert max(table[:effort_units]) < 726_000_000 <= sum(step.gain_micro for step in plan.picks)
    assert table[effort_units] == sum(step.gain_micro for step in plan.picks)


def test_no_question_left_out_could_take_the_place_of_one_in_the_plan(whole: list[Raise]) -> None:
    plan = solve(whole, 0, 82_600, alternatives=0)
    out = [step for step in whole if step not in plan.picks]
    better = [(a.code, b.code) for a in plan.picks for b in out
              if (b.gain_micro >= a.gain_micro and b.effort_centi < a.effort_centi)
              or (b.gain_micro > a.gain_micro and b.effort_centi <= a.effort_centi)]  # fmt: skip
    assert better == []


def test_the_same_question_gets_the_same_answer(whole: list[Raise]) -> None:
    limits = Limits({f"opd{n}": 2000 for n in range(30)})
    first, second = (solve(whole, 0, 72_600, limits, alternatives=3) for _ in range(2))
    assert first == second
    assert len({choice.picks for choice in (first, *first.alternatives)}) == 4  # type: ignore[union-attr]


# ---- limits and reasons --------------------------------------------------------------------------------------------

STEPS = [
    Raise("1", "dinkes", 0, 10_000_000, 100),
    Raise("2", "dinkes", 0, 10_000_000, 200),
    Raise("3", "dinsos", 0, 5_000_000, 300, earliest=date(2026, 9, 1)),
]
REASONS = [
    ("nothing more to win", 13_000, Limits(), "points", (), 12_500),
    ("an agency cannot", 12_000, Limits({"dinkes": 200}), "capacity", ("dinkes",), 12_500),
    ("the whole is too much", 12_500, Limits(effort_centi=500), "effort", (), 12_500),
    ("it is forbidden", 12_500, Limits(forbid=frozenset({"3"})), "forbid", (), 12_500),
    ("it is too late", 12_500, Limits(by=date(2026, 8, 31)), "dates", (), 12_500),
    ("several together", 12_500, Limits({"dinkes": 200}, by=date(2026, 8, 31)), "limits", ("dinkes",), 12_500),
    ("fixed beyond the limit", 10_100, Limits({"dinkes": 100}, fix=frozenset({"2"})), "fix", ("2",), None),
]


@pytest.mark.parametrize(
    ("needed", "limits", "kind", "roles", "without"), [r[1:] for r in REASONS], ids=[r[0] for r in REASONS]
)
def test_an_impossible_target_says_why(
    needed: int, limits: Limits, kind: str, roles: tuple[str, ...], without: int | None
) -> None:
    plan = solve(STEPS, 100_000_000, needed, limits)
    assert plan.reason
    assert (plan.status, plan.reason.kind, plan.reason.roles, plan.reason.without_hundredths) == (
        "impossible", kind, roles, without,
    )  # fmt: skip
    assert plan.after_hundredths == plan.reachable_hundredths


def test_what_is_reached_already_needs_nothing() -> None:
    plan = solve(STEPS, 100_000_000, 9_900)
    assert (plan.status, plan.picks, plan.effort_centi, plan.slack_hundredths) == ("reached", (), 0, 100)


def test_the_total_is_rounded_once_after_summing() -> None:
    thirds = [replace(STEPS[0], code=str(n), to_micro=333_333) for n in range(3)]
    assert solve(thirds, 0, 100).status == "optimal"  # 0.999999 is 1.00
    assert solve(thirds, 0, 101).status == "impossible"


def test_a_day_in_time_is_in_time() -> None:
    assert solve(STEPS, 100_000_000, 12_500, Limits(by=date(2026, 9, 1))).status == "optimal"
