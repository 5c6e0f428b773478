"""Scoring a whole country against one bare groupby, side by side in one run.

514 places x 274 questions x 4 stages x 5 periods. The points are MADE UP (seeded random numbers): only the
time is of interest. Prints medians, the ratio and the peak memory.
"""

from __future__ import annotations

import resource
import statistics
import time

import numpy as np
import pandas as pd

from kla_lib.rules import editions
from kla_lib.rules.instrument import STAGES, Edition
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
    edition = editions.load(editions.shipped()["2023"])
    frame = made_up_country(edition)
    ours, bare = [], []
    for _ in range(ROUNDS):
        ours.append(seconds(lambda: score(frame, edition)))
        bare.append(seconds(frame.groupby(KEYS, observed=True)["points_micro"].sum))
    ratio = statistics.median(a / b for a, b in zip(ours, bare, strict=True))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"made-up data, {len(frame):,} rows, {ROUNDS} rounds")
    print(f"{'score at every node':28}{statistics.median(ours):8.2f} s   (target: at most 2 s)")
    print(f"{'bare groupby().sum()':28}{statistics.median(bare):8.2f} s")
    print(f"{'ratio, pair by pair':28}{ratio:8.2f} x   (target: at most 3 x)")
    print(f"{'peak memory':28}{peak:8.2f} GB  (target: at most 1.5 GB)")


if __name__ == "__main__":
    main()
