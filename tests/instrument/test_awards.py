"""A round of awards over many places: which round a period shows, Riau whole, and what stays open."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kla_lib.core.problems import InputFault
from kla_lib.instrument import awards, published
from kla_lib.instrument.awards import AwardRound
from kla_lib.instrument.places import NATION, all_places, all_provinces, find_province, places_of

CASES = Path(__file__).parent / "cases"
RIAU = find_province("riau")


def standing(award: awards.Award) -> str:
    return award.category or award.status


@pytest.mark.parametrize("year", ["2022", "2023", "2025"])
def test_riau_is_complete(year: str) -> None:
    """Every place of Riau has an award with a source, or a source that says it had none; nothing is disputed."""
    with (CASES / "riau_awards.csv").open(encoding="utf-8") as table:
        expected = {row["place"]: row[year] for row in csv.DictReader(table)}
    found = awards.awards_of(year, places_of(RIAU))
    assert {slug: standing(award) for slug, award in found.items()} == expected
    assert len(found) == 12
    assert all(award.sources and award.confidence and not award.disputed for award in found.values())


def test_the_split_of_riau_is_the_one_a_source_prints() -> None:
    """riauexpose.com on 2025: 1 Utama, 4 Nindya, 6 Madya, 1 Pratama."""
    found = [award.category for award in awards.awards_of("2025", places_of(RIAU)).values()]
    assert {name: found.count(name) for name in set(found)} == {"Utama": 1, "Nindya": 4, "Madya": 6, "Pratama": 1}


@pytest.mark.parametrize(
    ("period", "year", "how"),
    [
        ("2022", "2022", "own"),
        ("2025-2026", "2025", "own"),
        ("2024", "2025", "next"),
        ("2020", "2021", "next"),
        ("2016", "2017", "next"),
        ("2026", "2025", "last"),
    ],
)
def test_which_round_a_period_shows(period: str, year: str, how: str) -> None:
    found = awards.round_for(period)
    assert (found.year, found.how) == (year, how)
    assert isinstance(found, AwardRound)


def test_a_year_without_a_round_says_why() -> None:
    assert "1.5 years" in awards.round_for("2024").note


def test_what_nobody_published_is_silent_and_not_without_an_award() -> None:
    found = awards.awards_of("2025", all_places().values())
    statuses = {award.status for award in found.values()}
    assert statuses == {"awarded", "uncategorised", "none", "silent"}
    silent = [a for a in found.values() if a.status == "silent"]
    assert all(not a.category and bool(a.sources) == bool(a.inferred) == bool(a.confidence) for a in silent)
    assert all(a.sources and not a.category for a in found.values() if a.status == "uncategorised")


def test_an_award_is_the_one_a_chart_may_use() -> None:
    chosen = published.all_chosen()
    for year in awards.years_held():
        found = {s: a for s, a in awards.awards_of(year, all_places().values()).items() if a.status == "awarded"}
        rows = chosen[chosen["year"] == year]
        assert {slug: award.category for slug, award in found.items()} == dict(
            zip(rows["place_slug"], rows["category"], strict=True)
        )


def test_only_a_source_makes_a_place_one_without_an_award() -> None:
    rows = published.no_awards()
    assert set(rows["place_slug"]) <= set(all_places())
    for row in rows.itertuples():
        (award,) = awards.awards_of(row.year, [all_places()[row.place_slug]]).values()
        assert (award.status, award.sources) == ("none", (row.source_url,))


def test_the_award_before_is_of_a_round_that_was_held() -> None:
    before = awards.earlier_awards("2025", all_places().values())
    assert before["kota-pekanbaru"].year == "2023"
    assert {was.year for was in before.values()} <= set(awards.years_held()) - {"2025"}
    assert awards.earlier_awards("2011", all_places().values()) == {}


def test_national_numbers_without_misprints() -> None:
    found = awards.counted("2022")
    assert {k: v for k, v in found.items() if k != "participants"} == {
        "Pratama": (121,), "Madya": (117,), "Nindya": (66,), "Utama": (8,), "all": (312,),
    }  # fmt: skip
    assert awards.counted("2021") == {"all": (275,)}, "the split of 2021 was not found, and is not made up"
    assert awards.counted("1999") == {}


@pytest.mark.parametrize(("text", "slug"), [("Riau", "riau"), ("14", "riau"), ("kepulauan riau", "kepulauan-riau"), ("RIAU", "riau"),
                                            ("di-yogyakarta", None), ("", "indonesia"), ("Indonesia", "indonesia")])  # fmt: skip
def test_finding_a_province(text: str, slug: str | None) -> None:
    if slug:
        assert find_province(text).slug == slug
        return
    with pytest.raises(InputFault) as caught:
        find_province(text)
    (fault,) = caught.value.problems
    assert (fault.kind, fault.found) == ("province_unknown", text)
    assert "Daerah Istimewa Yogyakarta" in fault.remedy("id")


def test_every_place_is_in_one_province() -> None:
    assert len(all_provinces()) == 38
    assert sum(len(places_of(province)) for province in all_provinces().values()) == len(places_of(NATION)) == 514
    assert {find_province(slug) for slug in all_provinces()} == set(all_provinces().values())
