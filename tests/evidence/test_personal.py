"""Kinds of personal data in texts and file names: assessments in a table, and what never leaves."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_lib.evidence.personal import personal_in

with (Path(__file__).parent / "cases/personal_in.csv").open(encoding="utf-8") as table:
    CASES = [(row["text"].replace("\\n", "\n"), row["kinds"]) for row in csv.DictReader(table)]
MONTHS = [
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember",
]  # fmt: skip


@pytest.mark.parametrize(("text", "kinds"), CASES)
def test_the_kinds_of_a_text(text, kinds):
    assert personal_in(text) == tuple(kinds.split(";") if kinds else ())


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2026, 1, 1)))
def test_a_birth_is_found_on_any_day(day):
    assert personal_in(f"lahir di Pekanbaru, {day.day} {MONTHS[day.month - 1]} {day.year}") == ("birth",)
    assert personal_in(f"Tempat/Tgl Lahir : SIAK, {day:%d-%m-%Y}") == ("birth",)


@pytest.mark.parametrize(
    "text", ["nama lahir\n" + "a" * 20_000 + "\n01-01-2020", "nama lahir\n" + "a1 " * 9_000 + "\n2020-01-01"]
)
def test_a_long_line_is_looked_through_once(text):
    """Else it takes minutes: letters by their number cubed."""
    assert personal_in(text) == ()


@given(st.text(max_size=300))
def test_any_text_is_answered_with_known_kinds(text):
    assert set(personal_in(text)) <= {"nik", "birth", "phone", "email"}
