"""Scenarios scored: against summing by hand, with nothing mutated; carried to another edition by a stated rule."""

from copy import deepcopy
from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kla_lib.core.points import to_hundredths
from kla_lib.instrument import editions
from kla_lib.robustness.model import Scenario, ScenarioAnswer
from kla_lib.robustness.scenarios import changed, faults, outcomes

EDITION = editions.load(editions.shipped()["2023"])
CODES = [node.code for node in EDITION.at("question")]
FEW = [*CODES[:5], *CODES[-5:]]


def answer(code, micro, status="answered", **more):
    return {"code": code, "status": status, "points_micro": pd.NA if micro is None else micro} | more


FULL = {node.code: answer(node.code, node.max_micro) for node in EDITION.at("question")}
tellings = st.one_of(
    st.builds(ScenarioAnswer, st.just("answered"), st.integers(0, 1_000_000)),
    st.sampled_from([ScenarioAnswer("unanswered", None), ScenarioAnswer("not_applicable", None)]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(FEW), tellings, min_size=1), min_size=1, max_size=3))
def test_each_is_what_summing_by_hand_gives_and_nothing_is_mutated(drawn):
    before = deepcopy(FULL)
    found = outcomes(FULL, EDITION, "reach", [(Scenario(str(n), told), EDITION) for n, told in enumerate(drawn)])
    assert found[0].points() == 100_000 and before.keys() == FULL.keys()
    assert all(FULL[code] == row for code, row in before.items())
    for outcome, told in zip(found[1:], drawn, strict=True):
        by_hand = sum(told[c].points_micro or 0 if c in told else FULL[c]["points_micro"] for c in CODES)
        assert outcome.points() == to_hundredths(by_hand)


def test_rule_and_category_are_the_scenarios_own():
    short = Scenario(
        "x", {code: ScenarioAnswer("answered", 0) for code in CODES if EDITION.block_of(code) in ("K0", "K5")}
    )
    base, first, second = outcomes(
        FULL, EDITION, "reach", [(short, EDITION), (replace(short, rule="contiguous"), EDITION)]
    )
    assert (base.category, base.next_category, base.short_hundredths) == ("KLA", "", 0)
    assert (first.points(), first.category, first.rule, first.next_category) == (63_100, "Madya", "reach", "Nindya")
    assert second.rule == "contiguous" and second.points("K0") == 0 and second.points("K1") == 11_500


def other_edition(**maxima):
    """The edition with other maxima of some questions; its sums above are not needed here."""
    nodes = [replace(n, max_micro=maxima.get(n.code, n.max_micro)) for n in EDITION.nodes if n.code != "3.3"]
    nodes.append(replace(EDITION.by_code["3.3"], code="3.4"))
    return replace(EDITION, id="lain", nodes=tuple(nodes), digest="lain")


def test_another_edition_keeps_points_or_their_share_and_says_so():
    target = other_edition(**{"1.1": 9_000_000})
    rows, carried = changed(FULL | {"1.1": answer("1.1", 5_000_000)}, Scenario("x", edition="lain"), EDITION, target)
    assert rows["1.1"]["points_micro"] == round(Fraction(5_000_000 * 9, 12))
    assert rows["2.1"]["points_micro"] == EDITION.by_code["2.1"].max_micro and "3.3" not in rows
    assert (carried.by_share, carried.dropped, carried.new) == (1, 1, 1)
    assert carried.kept + 2 == len(FULL)


def test_a_correction_that_does_not_hold_counts_as_printed():
    corrected = answer("21B.2", 8_000_000, points_printed_micro=7_200_000, correction_id="Baris ganda")
    rows = FULL | {"21B.2": corrected}
    off = Scenario("x", uncorrected=("21B.2",))
    assert faults(rows, off, EDITION, EDITION) == []
    assert outcomes(rows, EDITION, "reach", [(off, EDITION)])[1].points() == 99_920


def kinds(found):
    return [(fault.kind, fault.found) for fault in found]


def test_changes_that_could_have_no_effect_are_refused():
    coarse = {c: row for c, row in FULL.items() if EDITION.block_of(c) != "K1"} | {"K1": answer("K1", 9_000_000)}
    scenario = Scenario(
        "x",
        {
            "K0": ScenarioAnswer("answered", 1),
            "4.1": ScenarioAnswer("answered", 1),
            "K1": ScenarioAnswer("answered", 1),
        },
    )
    known = [code for code in scenario.answers if code in EDITION.by_code]
    scenario = replace(scenario, answers={code: scenario.answers[code] for code in known})
    found = kinds(faults(coarse, scenario, EDITION, EDITION))
    assert ("scenario_idle", "K0") in found and ("scenario_idle", "K1") not in found
    below = next(code for code in CODES if EDITION.block_of(code) == "K1")
    assert kinds(faults(coarse, Scenario("y", {below: ScenarioAnswer("answered", 1)}), EDITION, EDITION)) == [
        ("scenario_idle", below)
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (answer("19.4", 3_000_000, points_printed_micro=6_000_000, correction_id="x"), ("points_above", "6")),
        (answer("19.4", 3_000_000, points_printed_micro=3_000_000, correction_id=""), ("scenario_correction", "19.4")),
    ],
)
def test_corrections_that_cannot_be_taken_back(row, expected):
    assert kinds(faults(FULL | {"19.4": row}, Scenario("x", uncorrected=("19.4",)), EDITION, EDITION)) == [expected]
