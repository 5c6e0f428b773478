"""Bands, boundary rules and distances: cases as data."""

import csv
import itertools
from pathlib import Path

import pytest

from kla_lib.core.problems import InputFault
from kla_lib.instrument import editions
from kla_lib.instrument.rating import category, distances, is_award, next_band, rules_differ, starts

BANDS = editions.load(editions.shipped()["2023"]).bands
with (Path(__file__).parent / "cases" / "rating.csv").open(encoding="utf-8") as source:
    CASES = list(csv.DictReader(source))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["points"])
def test_case(case):
    hundredths = round(float(case["points"]) * 100)
    assert (category(hundredths, BANDS, "reach") or "") == case["reach"]
    assert (category(hundredths, BANDS, "contiguous") or "") == case["contiguous"]
    assert rules_differ(hundredths, BANDS) == (case["reach"] != case["contiguous"])


def test_distances_of_the_real_recap():
    missing = {d.category: d.short_hundredths for d in distances(76961, BANDS, "reach")}
    assert missing == {"Pratama": 0, "Madya": 0, "Nindya": 0, "Utama": 3139, "KLA": 13139}
    assert next_band(76961, BANDS, "reach").category == "Utama"
    assert next_band(76961, BANDS, "contiguous").short_hundredths == 3040
    assert next_band(95000, BANDS, "reach") is None


def test_where_bands_start():
    assert starts(BANDS, "reach")["Madya"] == 60100
    assert starts(BANDS, "contiguous")["Madya"] == 60001
    assert starts(BANDS, "contiguous")["Pratama"] == 50000


def test_every_hundredth_has_at_most_one_step_and_never_falls():
    names = [None, *(band.category for band in BANDS)]
    for rule in ("reach", "contiguous"):
        ranks = [names.index(category(points, BANDS, rule)) for points in range(0, 100_001)]
        assert all(0 <= after - before <= 1 for before, after in itertools.pairwise(ranks))


def test_an_unknown_rule_is_named():
    with pytest.raises(InputFault, match="lenient"):
        category(1, BANDS, "lenient")


@pytest.mark.parametrize(
    ("stage", "award"), [("EM", False), ("VA", False), ("VP", False), ("VLH", False), ("VF", True)]
)
def test_only_the_final_stage_is_an_award(stage, award):
    assert is_award(stage) is award
