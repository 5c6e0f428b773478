"""What people type into one cell, and what it comes to."""

from decimal import Decimal

import pytest

from kla_lib.forms.cells import follows, is_formula, read_choice, read_count, read_day, read_percent, tidy
from kla_lib.forms.form_questions import asked_of
from kla_lib.instrument import editions

COUNTS = [  # text, kind of cell, number or fault
    ("230", "number", 230), ("0", "number", 0), ("230", "text", 230), (" 230\u00a0", "text", 230), ("'230", "text", 230),
    ("1.238", "text", 1238), ("1,238", "text", 1238), ("1.238.000", "text", 1238000), ("1 238", "text", 1238),
    ("1.238", "number", "number_fraction"), ("12,5", "text", "number_fraction"), ("1.23", "text", "number_fraction"),
    ("1.238,00", "text", "number_text"), ("230 anak", "text", "number_text"), ("±230", "text", "number_text"),
    ("-", "text", "number_text"), ("tidak ada", "text", "number_text"), ("1e3", "text", "number_text"),
    ("٣", "text", "number_text"), ("-5", "number", "number_range"), ("−5", "text", "number_range"),
    ("1000000000", "number", "number_range"), ("2025-04-29", "date", "number_date"), ("TRUE", "text", "number_text"),
    ("inf", "number", "number_text"), ("nan", "number", "number_text"), ("5 0", "text", "number_text"),
    ("1 2", "text", "number_text"), ("1 238 000", "text", 1238000), ("１２", "text", "number_text"),
]  # fmt: skip
PERCENTS = [  # text, kind, total, whole, number or fault
    ("85", "number", None, None, "85"), ("85%", "text", None, None, "85"), ("85 %", "text", None, None, "85"),
    ("85,5", "text", None, None, "85.5"), ("85.5", "text", None, None, "85.5"), ("0", "number", None, None, "0"),
    ("100", "number", None, None, "100"), ("0.85", "number", None, None, "percent_unclear"),
    ("0,85", "text", None, None, "percent_unclear"), ("1", "number", None, None, "percent_unclear"),
    ("0,85%", "text", None, None, "0.85"), ("0.85", "number", 17, 20, "85"), ("0.85", "number", 17, 2000, "0.85"),
    ("0.85", "number", 3, 20, "percent_unclear"), ("1", "number", 20, 20, "100"), ("0.85", "number", 0, 0, "percent_unclear"),
    ("850", "number", None, None, "percent_range"), ("-1", "number", None, None, "percent_range"),
    ("delapan", "text", None, None, "number_text"), ("85/100", "text", None, None, "number_text"),
    ("2025-04-29", "date", None, None, "number_date"), ("8 5", "text", None, None, "number_text"),
    ("11.111111111111112", "number", None, None, "11.1111111111111"),
]  # fmt: skip
DAYS = [
    ("2024-12-31", "date", "2024-12-31"), ("2024-12-31T00:00:00", "date", "2024-12-31"), ("31/12/2024", "text", "2024-12-31"),
    ("1-2-2024", "text", "2024-02-01"), ("31.12.2024", "text", "2024-12-31"), ("31 Desember 2024", "text", "2024-12-31"),
    ("1 Agt 2024", "text", "2024-08-01"), ("1 August 2024", "text", "2024-08-01"), ("12/31/2024", "text", "date"),
    ("31/02/2024", "text", "date"), ("31/12/24", "text", "date"), ("2024", "text", "date"), ("Desember 2024", "text", "date"),
    ("45657", "number", "date"), ("31/12/1999", "text", "date_range"), ("31/12/2029", "text", "date_range"),
]  # fmt: skip
FOLLOWING = [  # percentage, total, whole, whether it follows: half of the last digit shown
    ("35", 248, 1238, False), ("20", 248, 1238, True), ("20.0", 248, 1238, True), ("20.1", 248, 1238, False),
    ("20.03", 248, 1238, True), ("33.333333333333336", 1, 3, True), ("67", 2, 3, True), ("66", 2, 3, False),
    ("100", 995, 1000, True), ("99", 995, 1000, True), ("98", 995, 1000, False), ("0.5", 5, 1000, True),
]  # fmt: skip


def outcome(found):
    return found.fault or found.number


@pytest.mark.parametrize(("text", "kind", "wanted"), COUNTS)
def test_counts(text, kind, wanted):
    assert outcome(read_count(text, kind)) == wanted


@pytest.mark.parametrize(("text", "kind", "total", "whole", "wanted"), PERCENTS)
def test_percentages_are_never_guessed(text, kind, total, whole, wanted):
    counts = [None if number is None else Decimal(number) for number in (total, whole)]
    found = read_percent(text, kind, *counts)
    assert found.fault == wanted if found.fault else found.number == Decimal(wanted)


@pytest.mark.parametrize(("text", "kind", "wanted"), DAYS)
def test_days(text, kind, wanted):
    found = read_day(text, kind, 2028)
    assert (found.fault or found.text) == wanted


@pytest.mark.parametrize(("percent", "total", "whole", "wanted"), FOLLOWING)
def test_whether_a_percentage_follows(percent, total, whole, wanted):
    assert follows(Decimal(percent), Decimal(total), Decimal(whole)) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("ada", "yes"), (" ADA ", "yes"), ("Belum  ada", "not_yet"), ("In part", "part"), ("Tidak berlaku", "not_applicable")],
)  # fmt: skip
def test_choices(text, wanted):
    asked = asked_of(editions.load(editions.folder_of("2023")), "disdukcapil", "2026").questions["4.4"]
    assert read_choice(text, asked).choice == wanted


@pytest.mark.parametrize(("text", "near"), [
    ("Belum adda", "Belum ada"), ("sebagian saja", "Sebagian"), ("42", "-"), ("Tidak ada", "Belum ada"), ("tidak", "Belum ada"),
    ("Tdk ada", "Belum ada"), ("nihil", "Belum ada"), ("-", "-"), ("kosong", "-"), ("None", "Belum ada"), ("Ya", "Ada"), ("Sudah ada", "Ada"),
    ("Ada, belum lengkap", "Sebagian"), ("tidak semua", "Sebagian"), ("tdk berlaku", "Tidak berlaku"), ("N/A", "Tidak berlaku"),
    ("sudah tidak berlaku", "-"), ("tidak ada data", "-"), ("belum tahu", "-"), ("Tidak berlaku?", "-"), ("#N/A", "-"),
])  # fmt: skip
def test_an_unknown_choice_names_the_nearest(text, near):
    asked = asked_of(editions.load(editions.folder_of("2023")), "disdukcapil", "2026").questions["4.4"]
    found = read_choice(text, asked)
    assert (found.fault, found.values["near"]) == ("choice", near)


@pytest.mark.parametrize(
    ("text", "alive"),
    [("=1+1", True), ("+62", True), ("@SUM(A1)", True), ("-2+3+cmd|' /C calc'!A0", True), ("- belum", False),
     ("-5", False), ("=", False), ("catatan = ini", False)],
)  # fmt: skip
def test_texts_that_would_come_alive(text, alive):
    assert is_formula(text) is alive


@pytest.mark.parametrize(
    ("text", "clean"),
    [("\u00a0a\u200b b\u00a0", "a b"), ("'teks", "teks"), ("a\x00\x07b", "ab"), ("a\r\nb", "a\nb"), ("\u202ea", "a")],
)
def test_texts_are_cleaned(text, clean):
    assert tidy(text) == clean
