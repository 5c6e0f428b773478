"""The plan of one place, the frontier, and the plans of a whole country, in one run.

The answers of the country's places are MADE UP (seeded random shares of each maximum): only the time is of interest. The full
instrument has nothing answered, thirty agencies by turns, each with a capacity.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from benchmarks.table import Line, at_most, note, options, tell
from kla_lib.instrument import editions
from kla_lib.instrument.instrument import Edition
from kla_lib.plan.effort import default_effort
from kla_lib.plan.model import Limits, Raise
from kla_lib.plan.solve import frontier, solve

PLACES, ROUNDS, AGENCIES, TARGETS, WORKERS = 514, 3, 30, 50, 2
NINDYA, UTAMA = 72_600, 82_600  # the starts of these categories and a margin of 25


def full(edition: Edition) -> list[Raise]:
    """Every question at nothing, shared out over the agencies."""
    cost, asked = default_effort(), [node for node in edition.at("question") if node.max_micro]
    return [Raise(n.code, f"opd{at % AGENCIES}", 0, n.max_micro or 0, cost.of(n)) for at, n in enumerate(asked)]


def place(edition: Edition, seed: int) -> tuple[list[Raise], int]:
    """A made-up place: three quarters of the questions full, the others at a random quarter of their maximum."""
    dice, cost = random.Random(seed), default_effort()
    steps, now = [], 0
    for node in edition.at("question"):
        most = node.max_micro or 0
        points = most if dice.random() < 0.75 else most * dice.randint(0, 3) // 4
        now += points
        if points < most:
            steps.append(Raise(node.code, (*node.agencies, "")[0], points, most, cost.of(node)))
    return steps, now


def plan_places(seeds: Sequence[int]) -> float:
    """The processor time of planning so many places."""
    edition, started = editions.load(editions.shipped()["2023"]), time.process_time()
    for seed in seeds:
        solve(*place(edition, seed), UTAMA + 7_500, alternatives=0)
    return time.process_time() - started


def seconds(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    """Measure and tell."""
    asked = options(__doc__, rounds=ROUNDS, places=PLACES)
    steps = full(editions.load(editions.shipped()["2023"]))
    limits = Limits({f"opd{n}": 1_000 + 50 * n for n in range(AGENCIES)})
    alone, ten, line = [], [], []
    for number in range(asked.rounds):
        note(f"round {number + 1} of {asked.rounds}")
        alone.append(seconds(lambda: solve(steps, 0, NINDYA, limits, alternatives=0)))
        ten.append(seconds(lambda: solve(steps, 0, NINDYA, limits)))
        line.append(seconds(lambda: frontier(steps, 0, limits, n=TARGETS)))
    note(f"{asked.places} places")
    shares = [range(at, asked.places, WORKERS) for at in range(WORKERS)]
    with ProcessPoolExecutor(WORKERS) as pool:
        started = time.perf_counter()
        spent = sum(pool.map(plan_places, shares))
        country = time.perf_counter() - started
    tell(
        [
            at_most(f"the plan: {len(steps)} questions, {AGENCIES} capacities", statistics.median(alone), 2, "s"),
            Line("the same with its ten next-best sets", f"{statistics.median(ten):.2f} s"),
            at_most(f"the frontier with {TARGETS} targets", statistics.median(line), 20, "s"),
            at_most(f"{asked.places} made-up places, {WORKERS} processes", country, 300, "s"),
            Line("of that, processor time", f"{spent:.1f} s"),
            Line("load of the machine meanwhile", f"{os.getloadavg()[0]:.1f}"),
        ],
        asked.json,
    )


if __name__ == "__main__":
    main()
