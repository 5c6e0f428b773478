"""Shares of variance: the exact value of a sum, and SALib's estimate close to it."""

from fractions import Fraction

import pytest

from kla_lib.instrument import editions
from kla_lib.robustness.model import REST, Uncertain
from kla_lib.robustness.sensitivity import SHOWN, Stated, exact_shares, sensitivity, uncertainties

EDITION = editions.load(editions.shipped()["2023"])
FULL = {n.code: {"code": n.code, "status": "answered", "points_micro": n.max_micro} for n in EDITION.at("question")}
CODES = list(FULL)
TOLERANCE = 0.01  # of an estimate with 512 samples; it lies within a millionth for few questions


def ranges(count):
    wide = [(code, EDITION.by_code[code].max_micro) for code in CODES[: 3 * count]]
    return [Uncertain(code, most // (n % 4 + 2), most, "stated") for n, (code, most) in enumerate(wide)][:count]


def test_by_hand_three_four_five():
    found = [Uncertain(code, 0, width, "stated") for code, width in (("1.1", 3), ("2.1", 4), ("3.2", 12))]
    assert exact_shares(found) == {"1.1": Fraction(9, 169), "2.1": Fraction(16, 169), "3.2": Fraction(144, 169)}
    assert exact_shares([]) == {}


@pytest.mark.parametrize("count", [1, 2, 3, SHOWN, SHOWN + 1, 60])
def test_the_estimate_comes_close_to_the_exact_share_and_all_shares_are_one(count):
    found = sensitivity(FULL, EDITION, "reach", ranges(count))
    assert sum(share.exact for share in found.shares) == 1
    assert found.furthest < TOLERANCE, found.furthest
    assert len(found.shares) == min(count, SHOWN + 1) and (found.shares[-1].code == REST) == (count > SHOWN)


def test_the_ends_of_the_total_and_how_often_the_category_holds():
    half = [Uncertain("1.1", 0, 12_000_000, "stated"), Uncertain("21A.2", 0, 15_000_000, "stated")]
    found = sensitivity(FULL, EDITION, "reach", half)
    assert (found.lowest_hundredths, found.highest_hundredths, found.category) == (97_300, 100_000, "KLA")
    assert found.holding == found.cases
    assert sensitivity(FULL, EDITION, "reach", half) == found, "the same input, the same answer"


def test_it_holds_in_as_many_cases_as_lie_above_the_start():
    rows, room = {}, 905_000_000
    for code in CODES:
        rows[code] = FULL[code] | {"points_micro": min(room, FULL[code]["points_micro"])}
        room -= rows[code]["points_micro"]
    found = sensitivity(rows, EDITION, "reach", [Uncertain("1.1", 0, 12_000_000, "stated")])
    assert (found.lowest_hundredths, found.highest_hundredths, found.category) == (89_300, 90_500, "KLA")
    assert found.holding / found.cases == pytest.approx(1 / 3, abs=0.01), "901 lies two thirds up from 893 to 905"


def test_where_the_ranges_come_from():
    rows = {
        **FULL,
        "1.1": {"code": "1.1", "status": "unanswered", "points_micro": None},
        "21B.2": FULL["21B.2"] | {"points_printed_micro": 7_200_000, "correction_confidence": "M"},
        "19.4": FULL["19.4"] | {"points_printed_micro": 6_000_000, "correction_confidence": "L"},
        "2.2": FULL["2.2"] | {"points_printed_micro": 1_000_000, "correction_confidence": "H"},
        "3.2": {"code": "3.2", "status": "not_applicable", "points_micro": None},
    }
    found = uncertainties(rows, EDITION, {"2.1": 5, "3.2": 9}, {"7.2": Stated(1, 9, "Dinkes")})
    told = {one.code: (one.low_micro, one.high_micro, one.why) for one in found}
    assert told == {
        "1.1": (0, 12_000_000, "unanswered"),
        "2.1": (0, EDITION.by_code["2.1"].max_micro, "doubtful"),
        "7.2": (1, 9, "stated"),
        "21B.2": (7_200_000, 8_000_000, "correction"),
    }, "a printed figure above the maximum is no possible figure"
    assert sensitivity(FULL, EDITION, "reach", []) is None
