from datetime import date

import pytest
from babel.numbers import format_percent
from hypothesis import given
from hypothesis import strategies as st

from kla_lib.display import numbers


@pytest.mark.parametrize(
    ("hundredths", "indonesian", "english"),
    [
        (76961, "769,61", "769.61"),
        (100000, "1.000,00", "1,000.00"),
        (5, "0,05", "0.05"),
        (0, "0,00", "0.00"),
        (123456789, "1.234.567,89", "1,234,567.89"),
    ],
)
def test_points(hundredths, indonesian, english):
    assert numbers.points_text(hundredths, "id") == indonesian
    assert numbers.points_text(hundredths, "en") == english


@pytest.mark.parametrize(
    ("hundredths", "text"), [(100000, "1.000"), (16400, "164"), (450, "4,5"), (75, "0,75"), (0, "0")]
)
def test_maxima_show_only_places_that_say_something(hundredths, text):
    assert numbers.maximum_text(hundredths, "id") == text


@pytest.mark.parametrize(
    ("micro", "text"),
    [(750000, "0,75"), (12_000_000, "12,00"), (333333, "0,333333"), (1_320_000, "1,32"), (125000, "0,125")],
)
def test_micropoints_lose_nothing(micro, text):
    assert numbers.exact_text(micro, "id") == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(76961, 100000, "77,0%"), (1, 8, "12,5%"), (1, 1600, "0,1%"), (1, 2000, "0,1%"), (0, 5, "0,0%")],
)
def test_shares_are_rounded_half_up_from_whole_numbers(part, whole, text):
    assert numbers.percent_text(part, whole, "id") == text


@given(st.integers(0, 10_000), st.sampled_from([("id", "id_ID"), ("en", "en_GB")]))
def test_percentages_have_each_language_s_form(tenths, language):
    lang, locale = language
    assert numbers.percent_text(tenths, 1000, lang) == format_percent(tenths / 1000, "#,##0.0%", locale=locale)


def test_a_share_of_nothing_is_no_number():
    assert numbers.percent_text(0, 0, "id") == "–"


def test_ranges_and_changes():
    assert numbers.range_text(76961, 77061, "id") == "769,61–770,61"
    assert numbers.range_text(76961, 76961, "id") == "769,61"
    assert [numbers.change_text(n, "id") for n in (1200, -350, 0)] == ["+12,00", "−3,50", "0,00"]


def test_dates():
    assert numbers.date_text("2025-08-08", "id") == "8 Agustus 2025"
    assert numbers.date_text(date(2025, 8, 8).isoformat(), "en") == "8 August 2025"
    months = {lang: [numbers.date_text(f"2025-{n:02}-01", lang) for n in range(1, 13)] for lang in ("id", "en")}
    assert months["id"][4] == "1 Mei 2025" and months["en"][4] == "1 May 2025"
    assert [n for n in range(12) if months["id"][n] == months["en"][n]] == [3, 8, 10], "April, September, November"
    with pytest.raises(ValueError, match="soon"):
        numbers.date_text("soon", "id")


def test_the_systems_locale_changes_nothing(monkeypatch):
    for name in ("LC_ALL", "LANG", "LC_NUMERIC"):
        monkeypatch.setenv(name, "de_DE.UTF-8")
    numbers.locale.cache_clear()
    assert numbers.points_text(123456, "en") == "1,234.56"
