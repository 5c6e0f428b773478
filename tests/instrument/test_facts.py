"""Figures that follow from the published tables, recounted with the csv module alone, and prose that must agree with them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from kla_lib.instrument import awards, published, stages
from kla_lib.instrument.editions import load, shipped
from kla_lib.instrument.instrument import TOTAL
from kla_lib.instrument.places import all_places
from kla_lib.scoring.views import pairs

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "kla_lib/instrument/data"
EDITION = load(shipped()["2023"])
RANGES = {
    "README.md": r"(\d\.\d\d)\s+to\s+(\d\.\d\d)[^(]*\((\d+)\s+pairs\s+EM\s+to\s+(\w+)\)",
    "README.id.md": r"(\d,\d\d)\s+sampai\s+(\d,\d\d)[^(]*\((\d+)\s+pasangan\s+EM\s+ke\s+(\w+)\)",
}


def table(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8") as source:
        return list(csv.DictReader(source))


def recounted_pairs() -> dict[str, list[Decimal]]:
    """What each later stage left of a self-assessment, by stage, from the rows of results.csv as they are printed."""
    totals: dict[tuple[str, str, str], set[Decimal]] = {}
    for row in table("published/results.csv"):
        if row["points"] and row["place_slug"] and not re.search("interim|computed here", row["note"]):
            round_ = "2025" if row["year"] == "2024" else row["year"]
            totals.setdefault((row["place_slug"], round_, row["stage"]), set()).add(Decimal(row["points"]))
    found: dict[str, list[Decimal]] = {}
    for (place, round_, stage), points in totals.items():
        own = totals.get((place, round_, "EM"), set())
        if stage in ("VA", "VP", "VLH", "VF") and len(points) == len(own) == 1:
            found.setdefault(stage, []).append(min(points) / min(own))
    return found


def two_places(share: Decimal) -> str:
    return str(share.quantize(Decimal("0.01"), ROUND_HALF_UP))


@pytest.mark.parametrize(("name", "pattern"), RANGES.items())
def test_the_readmes_give_the_range_of_each_stage(name: str, pattern: str) -> None:
    told = re.findall(pattern, (ROOT / name).read_text("utf-8"))
    expected = [
        (two_places(min(shares)), two_places(max(shares)), str(len(shares)), stage)
        for stage, shares in sorted(recounted_pairs().items())
    ]
    assert [tuple(text.replace(",", ".") for text in found) for found in told] == expected


def test_pairs_are_those_of_the_recount() -> None:
    found = Counter((row.stage, round(row.ratio, 9)) for row in published.pairs().itertuples())
    assert found == Counter((stage, round(float(s), 9)) for stage, shares in recounted_pairs().items() for s in shares)


def test_every_pair_lies_on_the_scale_of_its_chart() -> None:
    figures = published.pairs()[["em_hundredths", "after_hundredths"]].to_numpy().ravel()
    assert min(figures) >= pairs.LOW and max(figures) <= pairs.HIGH


def test_other_figures_in_prose_follow_from_the_tables() -> None:
    stated = {row["place_slug"] for row in table("published/results.csv")
              if row["category"] and row["stage"] == "VF" and row["place_slug"] and row["origin"] != "earlier_said"}  # fmt: skip
    assert f"Published awards of {len(stated)} places" in (ROOT / "CHANGELOG.md").read_text("utf-8")
    of_2025 = {row["place_slug"] for row in table("published/results.csv") if row["place_slug"] in stated
               and (row["year"], row["stage"]) == ("2025", "VF") and row["category"]}  # fmt: skip
    of_2025 |= {row["place_slug"] for row in table("published/no_awards.csv") if row["year"] == "2025"}
    share = round(100 * len(of_2025) / len(table("places.csv")))
    decisions = (ROOT / "DECISIONS.md").read_text("utf-8")
    assert f"since {share} % of places (2025)" in decisions
    deepest = min(share for shares in recounted_pairs().values() for share in shares)
    assert f"fall by up to {round(100 * (1 - deepest))} %" in decisions


def test_an_inferred_award_is_shown_and_never_counted() -> None:
    rows = table("published/inferred_awards.csv")
    assert len(rows) == 83 and {row["year"] for row in rows} == {"2025"}
    found = awards.awards_of("2025", all_places().values())
    for row in rows:
        award = found[row["place_slug"]]
        assert (award.status, award.category, award.inferred) == ("silent", "", row["rule"])
        (told,) = published.everything_of(row["place_slug"]).query("origin == 'inferred'")["year"]
        assert told == "2025" and row["place_slug"] not in set(
            published.results().query("year == '2025' and stage == 'VF' and category != ''")["place_slug"]
        )
    assert {row["place_slug"] for row in rows} == {slug for slug, award in found.items() if award.inferred}
    assert awards.rounds_of(rows[0]["place_slug"]).set_index("year").loc["2025", "status"] == "nothing_published"


def test_the_rule_of_provila_leaves_no_place_of_its_provinces_open() -> None:
    """Stated and inferred awards together are all places of a Provila; of Jawa Barat all but the three named."""
    by_rule = {row["province"]: row["rule"] for row in table("published/inferred_awards.csv")}
    found = awards.awards_of("2025", all_places().values())
    for province, rule in by_rule.items():
        mine = [found[place.slug] for place in all_places().values() if place.province == province]
        without = sum(award.status == "none" for award in mine)
        assert all(award.inferred or award.status != "silent" for award in mine), province
        assert without == (0 if rule == "provila" else 3), province


def test_what_a_page_on_another_year_says_contests_an_award_and_makes_none() -> None:
    said = [row for row in table("published/results.csv") if row["origin"] == "earlier_said"]
    chosen = {(row.place_slug, row.year): row for row in published.all_chosen().itertuples()}
    for row in said:
        award = chosen[row["place_slug"], row["year"]]
        assert award.disputed and award.category != row["category"]
        assert (
            not published.awards(row["place_slug"])
            .query("year == @row['year'] and category != ''")["disagrees"]
            .eq(False)
            .any()
        )
    stated = published.results().query("origin != 'earlier_said'")
    assert len(published.chosen_awards(stated)) == len(published.all_chosen())


def test_every_contested_award_is_marked_in_the_facts_of_its_place() -> None:
    """Also an award of a year without a round, and of a place that a source says got none (none such so far)."""
    for row in published.all_chosen().query("disputed").itertuples():
        facts = published.awards(row.place_slug).query("year == @row.year and stage == 'VF' and category != ''")
        assert facts["disagrees"].any(), (row.place, row.year)
    free = published.all_chosen().query("not disputed").head(40)
    assert not any(
        published.awards(row.place_slug).query("year == @row.year and category == @row.category")["disagrees"].any()
        for row in free.itertuples()
    )


def test_every_round_without_an_award_is_told() -> None:
    for row in table("published/no_awards.csv"):
        found = published.everything_of(row["place_slug"])
        assert found.query("origin == 'no_award' and year == @row['year']")["source_url"].tolist() == [
            row["source_url"]
        ]


def test_stages_are_the_table_and_every_row_has_its_years_and_source() -> None:
    rows = table("stages.csv")
    assert tuple(dict.fromkeys(row["code"] for row in rows)) == stages.STAGES == ("EM", "VA", "VP", "VLH", "VF")
    assert all(row["source"].startswith("https://") for row in rows)
    names = {year: stages.stage_of("VA", year).by() for year in ("2021", "2022", "2023", "2024")}  # type: ignore[union-attr]
    assert list(names.values()) == ["tim Kementerian PPPA"] * 2 + ["pemerintah provinsi"] * 2
    spelled = {alias: row["code"] for row in rows for alias in (*row["aliases"].split(";"), row["code"])}
    assert {alias: stages.stage_code(alias.upper()) for alias in spelled if alias} == {
        a: c for a, c in spelled.items() if a
    }


def test_another_table_of_stages_needs_no_other_code() -> None:
    lines = (TABLES / "stages.csv").read_text("utf-8").splitlines()
    more = [*lines[:-1], "VX,Verifikasi lain,Another check,a,b,2027,,vx,https://example.org,L,", lines[-1]]
    assert stages.codes(stages.read_stages(more)) == ("EM", "VA", "VP", "VLH", "VX", "VF")


def test_every_question_has_a_lead_that_is_an_office() -> None:
    questions = EDITION.at("question")
    no_office = {"jdih", "forum_anak", "dunia_usaha"}
    assert [node.code for node in questions if not node.agencies or node.agencies[0] in no_office] == []
    assert all(node.agencies[0] == "hukum" for node in questions if node.kind == "regulation" and node.code[:2] == "1.")
    ours = {node.code: node.agencies[0] for node in questions if node.lead_source}
    assert {code: ours[code] for code in ("26.2", "26.15", "26.16", "26.18")} == dict.fromkeys(
        ("26.2", "26.15", "26.16", "26.18"), "dpmd"
    )
    printed = {row["code"]: row["agencies"] for row in table("2023/instrument.csv") if row["level"] == "question"}
    assert set(ours) == {code for code, agencies in printed.items() if not agencies}
    assert {EDITION.by_code[code].lead_source for code in ours} <= set(EDITION.sources)


def test_both_readmes_state_what_is_not_certain_about_the_legal_basis() -> None:
    for name, lang in (("README.md", "en"), ("README.id.md", "id")):
        text = " ".join((ROOT / name).read_text("utf-8").split())
        assert f"{EDITION.legal_basis}. {EDITION.legal_note(lang)}" in text  # type: ignore[arg-type]
    assert len(EDITION.questions_under(TOTAL)) == 274
