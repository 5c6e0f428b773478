"""What drops a rating, against trying everything out: each question, each pair, each set."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kla_lib.core.points import to_hundredths
from kla_lib.instrument import editions
from kla_lib.instrument.instrument import BOUNDARY_RULES
from kla_lib.instrument.rating import category
from kla_lib.robustness.stability import PAIRS, stability

EDITION = editions.load(editions.shipped()["2023"])
QUESTIONS = EDITION.at("question")
HEAVY = sorted(QUESTIONS, key=lambda node: -(node.max_micro or 0))[:8]
OTHERS = [node for node in QUESTIONS if node not in HEAVY]


def recap(points, open_=()):
    rows = {code: {"code": code, "status": "answered", "points_micro": micro} for code, micro in points.items()}
    return rows | {code: {"code": code, "status": "unanswered", "points_micro": None} for code in open_}


@st.composite
def recaps(draw):
    """Eight questions drawn freely, the others in one figure that brings the total near a band's start."""
    points = {node.code: draw(st.integers(0, node.max_micro)) for node in HEAVY}
    band = draw(st.sampled_from(EDITION.bands[:4]))
    room = band.lower_hundredths * 10_000 + draw(st.integers(-30_000_000, 60_000_000)) - sum(points.values())
    for node in OTHERS:
        points[node.code] = max(min(room, node.max_micro), 0)
        room -= points[node.code]
    return points


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(recaps(), st.sampled_from(BOUNDARY_RULES))
def test_it_is_what_trying_out_gives(points, rule):
    found, total = stability(recap(points), EDITION, rule), sum(points.values())

    def left(codes):
        return category(to_hundredths(total - sum(points[code] for code in codes)), EDITION.bands, rule)

    now = category(to_hundredths(total), EDITION.bands, rule)
    assert (found.category, found.total_hundredths) == (now, to_hundredths(total))
    singles = {code for code in points if left([code]) != now}
    pairs = {pair for pair in combinations(points, 2) if not singles & {*pair} and left(pair) != now}
    assert {loss.codes[0] for loss in found.singles} == singles
    assert found.pairs_count == len(pairs)
    assert len(found.pairs) == min(len(pairs), PAIRS) and all({*loss.codes} in map(set, pairs) for loss in found.pairs)
    for loss in (*found.singles, *found.pairs, *found.indicators, *filter(None, [found.fewest])):
        assert loss.after == left(loss.codes) if loss not in found.indicators else loss.after != now
    if found.spare_micro is not None:
        assert category(to_hundredths(total - found.spare_micro), EDITION.bands, rule) == now
        assert category(to_hundredths(total - found.spare_micro - 1), EDITION.bands, rule) != now


@settings(max_examples=30, deadline=None)
@given(recaps())
def test_no_smaller_set_than_the_fewest_drops_it(points):
    found = stability(recap(points), EDITION, "reach")
    if found.fewest:
        heaviest = sorted(points.values(), reverse=True)[: len(found.fewest.codes) - 1]
        assert sum(heaviest) <= found.spare_micro < found.fewest.points_micro


def test_below_the_first_band_nothing_can_drop():
    found = stability(recap({"1.1": 12_000_000}), EDITION, "reach")
    assert (found.category, found.spare_micro, found.singles, found.pairs_count, found.fewest) == (
        None,
        None,
        (),
        0,
        None,
    )


def test_what_is_unanswered_is_possible_and_what_is_doubtful_counts_no_more_than_is_given():
    full = {node.code: node.max_micro for node in QUESTIONS if node.code not in ("1.1", "7.2")}
    found = stability(recap(full, open_=["1.1", "7.2"]), EDITION, "reach", {"2.1": 10**9, "1.1": 5, "99": 3})
    assert (found.open_codes, found.possible_hundredths, found.possible) == (("1.1", "7.2"), 100_000, "KLA")
    assert found.doubtful.codes == ("2.1",) and found.doubtful.points_micro == EDITION.by_code["2.1"].max_micro
    assert stability(recap(full), EDITION, "reach").doubtful is None
    assert stability(recap(full), EDITION, "reach", {}).doubtful.codes == ()


def test_the_boundary_rules_are_told_where_they_differ():
    points, room = {}, 600_500_000
    for node in QUESTIONS:
        points[node.code] = min(room, node.max_micro)
        room -= points[node.code]
    assert stability(recap(points), EDITION, "reach").by_rule == {"reach": "Pratama", "contiguous": "Madya"}
    assert stability(recap(points), EDITION, "contiguous").spare_micro == 495_000 - 10_000 + 10_000


def test_a_figure_that_stands_for_its_parts_is_lost_whole():
    blocks = {
        node.code: {"code": node.code, "status": "answered", "points_micro": node.max_micro}
        for node in EDITION.at("block")
    }
    found = stability(blocks, EDITION, "reach")
    assert {loss.codes[0] for loss in found.singles} == {node.code for node in EDITION.at("block")}
    assert found.indicators == ()
