"""Scoring a whole country against one bare groupby, side by side in one run.

514 places x 274 questions x 4 stages x 5 periods. The points are MADE UP (seeded random numbers): only the
time is of interest. Tells medians, the ratio and the peak memory.
"""

from __future__ import annotations

import resource
import statistics
import time

import numpy as np
import pandas as pd

from benchmarks.table import Line, at_most, options, tell
from kla_lib.instrument import editions
from kla_lib.instrument.instrument import Edition
from kla_lib.instrument.stages import STAGES
from kla_lib.scoring.nodes import score

PLACES, PERIODS, ROUNDS = 514, 5, 7
KEYS = ["place", "period", "stage", "code"]


def made_up_country(edition: Edition) -> pd.DataFrame:
    codes = [question.code for question in edition.at("question")]
    index = pd.MultiIndex.from_product(
        [[f"rekaan-{i}" for i in range(PLACES)], [str(2020 + i) for i in range(PERIODS)], STAGES, codes], names=KEYS
    )
    frame = pd.DataFrame(
        {key: pd.Categorical.from_codes(index.codes[i], categories=index.levels[i]) for i, key in enumerate(KEYS)}
    )
    frame["status"] = pd.Categorical(["answered"] * len(frame))
    frame["points_micro"] = pd.array(np.random.default_rng(1).integers(0, 1_000_000, len(frame)), dtype="Int64")
    return frame


def seconds(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    """Measure and tell."""
    asked = options(__doc__, rounds=ROUNDS)
    edition = editions.load(editions.shipped()["2023"])
    frame = made_up_country(edition)
    ours, bare = [], []
    for _ in range(asked.rounds):
        ours.append(seconds(lambda: score(frame, edition)))
        bare.append(seconds(frame.groupby(KEYS, observed=True)["points_micro"].sum))
    ratio = statistics.median(a / b for a, b in zip(ours, bare, strict=True))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    lines = [
        at_most(f"score at every node, {len(frame):,} made-up rows", statistics.median(ours), 2, "s"),
        Line("bare groupby().sum()", f"{statistics.median(bare):.2f} s"),
        at_most("score against groupby, pair by pair", ratio, 3, "x"),
        at_most("peak memory", peak, 1.5, "GB"),
    ]
    tell(lines, asked.json)


if __name__ == "__main__":
    main()
