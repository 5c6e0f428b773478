"""Periods: which edition measures which year, and refusing where the sources leave it open."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kla_lib.core.problems import InputFault
from kla_lib.instrument.editions import all_periods, edition_of, shipped, with_period

CASES = list(csv.DictReader((Path(__file__).parent / "cases/period_editions.csv").read_text("utf-8").splitlines()))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["period"])
def test_a_period_has_the_edition_its_sources_support(case: dict[str, str]) -> None:
    edition, note = edition_of(case["period"], {}, "en")
    assert edition == case["edition"]
    assert case["note_en_says"] in note


def test_every_row_names_a_shipped_edition_or_none_and_its_source() -> None:
    for row in all_periods().values():
        assert row.edition in {"", *shipped()}
        assert row.source.startswith("http")
        assert row.confidence in ("H", "M", "L")
        assert row.note("id") != row.note("en")


def test_no_weak_row_chooses_an_edition() -> None:
    assert [row.period for row in all_periods().values() if row.edition and row.confidence == "L"] == []


@pytest.mark.parametrize("period", ["2024", "2025", "2030"])
def test_the_workspace_wins(period: str) -> None:
    assert edition_of(period, {period: "riau-2025"}) == ("riau-2025", "")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_2025_is_refused_with_the_reason_it_is_open(lang: str) -> None:
    with pytest.raises(InputFault) as caught:
        edition_of("2025", {"2024": "2023"})
    (fault,) = caught.value.problems
    assert (fault.kind, fault.found, fault.where.file) == ("period_unknown", "2025", "")
    remedy = fault.remedy("id" if lang == "id" else "en")
    assert '"2025" = "' in remedy
    assert "[periods]" in remedy
    assert "Kuningan" in remedy


def test_a_period_nobody_listed_is_refused_without_a_reason() -> None:
    with pytest.raises(InputFault) as caught:
        edition_of("2031", {})
    remedy = caught.value.problems[0].remedy("en")
    assert '"2031" = "' in remedy
    assert remedy.endswith("writes it for you).")


ENTRY = '"2026" = "2023"'
SETTINGS = [  # a kla.toml, and the same with one period more
    ("", f"\n[periods]\n{ENTRY}\n"),
    ('lang = "id"  # bahasa\n', f'lang = "id"  # bahasa\n\n[periods]\n{ENTRY}\n'),
    ('lang = "id"', f'lang = "id"\n\n[periods]\n{ENTRY}\n'),
    ('# [periods]\n# "2026" = "x"\n', f'# [periods]\n# "2026" = "x"\n\n[periods]\n{ENTRY}\n'),
    ('[periods]  # edisi\n"2025" = "2023"\n', f'[periods]  # edisi\n{ENTRY}\n"2025" = "2023"\n'),
    ("[ 'periods' ]\n2025 = 2023\n[evidence_years]\n", f"[ 'periods' ]\n{ENTRY}\n2025 = 2023\n[evidence_years]\n"),
    ("[periods]", f"[periods]\n{ENTRY}"),
    ('periods = { "2025" = "2023" }\nlang = "id"\n', f'periods = {{ {ENTRY}, "2025" = "2023" }}\nlang = "id"\n'),
    ("periods = {}\n", f"periods = {{ {ENTRY} }}\n"),
    ('periods.2025 = "2023"\nlang = "id"\n', f'periods.{ENTRY}\nperiods.2025 = "2023"\nlang = "id"\n'),
    ('\ufefflang = "id"\r\n[periods]\r\n', f'\ufefflang = "id"\r\n[periods]\r\n{ENTRY}\r\n'),
    ('note = """\n[periods]\n"""\n', f'note = """\n[periods]\n"""\n\n[periods]\n{ENTRY}\n'),
]


@pytest.mark.parametrize(("before", "after"), SETTINGS)
def test_a_period_is_added_and_nothing_else_changes(before, after):
    assert with_period(before, "2026", "2023") == after
