"""Reading what people write for points, and the one rounding."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_lib.core.points import (
    AmbiguousNumber,
    NotANumber,
    decimal_points,
    float_points,
    read_number,
    to_hundredths,
    to_micro,
)

READ = [
    ("12,5", "12.5"), ("12.5", "12.5"), ("1.004,00", "1004"), ("1,004.00", "1004"), ("0", "0"), ("0,66", "0.66"),
    ("0.375", "0.375"), ("0,660", "0.66"), (" 4,5 ", "4.5"), ("-1", "-1"), ("\u22122,5", "-2.5"), ("1000", "1000"),
    ("1.000.000", "1000000"), ("12\u00a0", "12"), ("1 004", "1004"), ("1\u202f004,5", "1004.5"), ("12\u200b", "12"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "number"), READ)
def test_reads(text, number):
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["1.004", "1,004", "12.500", "999.999"])
def test_thousands_or_decimals_is_not_guessed(text):
    with pytest.raises(AmbiguousNumber):
        read_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "sepuluh",
        "1e3",
        "1..2",
        "12,5,3",
        "0x10",
        "1/2",
        "12%",
        "nan",
        "inf",
        "٣",
        "１２",
        "5 0",
        "1 2",
        "1 00",
        "12 .5",
        "- 1",
        "\u202e12",
        "0.375.000",
        "1.5.",
        "1,5,0",
        "2½",
        "4/5",
        "12 poin",
        "±3",
        "(2)",
        "1E+01",
    ],
)
def test_refuses(text):
    with pytest.raises(NotANumber):
        read_number(text)


ROUNDED = [(5_000, 1), (4_999, 0), (15_000, 2), (769_614_999, 76961), (769_615_000, 76962), (0, 0)]


@pytest.mark.parametrize(("micro", "hundredths"), ROUNDED)
def test_rounds_half_up_once(micro, hundredths):
    assert to_hundredths(micro) == hundredths


def test_thirds_are_summed_before_they_are_rounded():
    third = to_micro(Decimal(1) / 3)
    assert to_hundredths(3 * third) == 100
    assert 3 * to_hundredths(third) == 99


@given(st.decimals(min_value=0, max_value=1000, places=2))
def test_hundredths_survive_every_form(points):
    micro = to_micro(read_number(f"{points:f}".replace(".", ",")))
    assert decimal_points(to_hundredths(micro)) == points
    assert Decimal(repr(float_points(to_hundredths(micro)))) == points


@given(st.floats(min_value=0, max_value=1000).map(lambda x: round(x, 4)))
def test_a_spreadsheet_float_is_what_it_shows(number):
    assert to_micro(Decimal(repr(number))) == round(number * 1_000_000)
