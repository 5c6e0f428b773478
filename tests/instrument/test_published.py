"""Published results: nothing lost or smoothed, disagreement visible, and one documented choice for charts."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kla_lib.core.problems import InputFault
from kla_lib.instrument import awards, published
from kla_lib.instrument.editions import load, shipped
from kla_lib.instrument.places import all_places

CASES = Path(__file__).parent / "cases"
AWARDED = ["Pratama", "Madya", "Nindya", "Utama"]


def cases_of(name: str) -> pd.DataFrame:
    return pd.read_csv(CASES / name, dtype=str, keep_default_na=False)


def hundredths(texts: pd.Series) -> list[int | None]:
    return [round(float(text) * 100) if text else None for text in texts]


def shown(frame: pd.DataFrame) -> list[dict[str, str]]:
    text = frame.astype("string").fillna("")
    return [dict(zip(text.columns, row, strict=True)) for row in text.itertuples(index=False)]


def test_every_collected_fact_is_there() -> None:
    frame = published.results()
    assert frame["origin"].value_counts().to_dict() == {
        "awards": 1763, "awards_uncategorised": 104, "scores": 28, "earlier_said": 11,
    }  # fmt: skip
    facts = ["place", "year", "stage", "points_hundredths", "category", "source_url"]
    assert not frame.duplicated(facts).any()


def test_places_are_named_one_way_and_the_bare_ones_have_no_code() -> None:
    frame = published.results()
    bare = frame[frame["place_slug"] == ""]
    assert sorted(bare["place"]) == ["Blitar", "Bogor", "Magelang", "Mojokerto"]
    assert set(bare["place_code"]) == {""}
    known = frame[frame["place_slug"] != ""]
    found = {(r.place_code, r.place_slug, r.place, r.province) for r in known.itertuples()}
    assert found <= {(p.code, p.slug, p.title, p.province) for p in all_places().values()}


def test_words_are_clean() -> None:
    frame = published.results()
    assert set(frame["category"]) == {"", *AWARDED}
    assert set(frame["stage"]) == {"EM", "VA", "VLH", "VF", "unclear"}
    assert set(frame["confidence"]) == {"H", "M", "L"}
    assert not frame["note"].str.contains(r"published-scores|find_string|existing rows").any()


def test_figures_are_exact() -> None:
    frame = published.results()
    assert frame["points_hundredths"].dtype == "Int64"
    pati = frame[(frame["place_slug"] == "kab-pati") & (frame["year"] == "2022")]
    assert set(pati["points_hundredths"].dropna()) == {59670}
    assert frame["points_hundredths"].max() == 100000


def test_an_interim_figure_says_so() -> None:
    lahat = published.awards("kab-lahat").query("stage == 'EM'")
    assert lahat["points_hundredths"].tolist() == [36300]
    assert lahat["note"].str.contains("interim").all()


def test_what_a_caller_does_to_a_frame_stays_with_the_caller() -> None:
    mine = published.results()
    mine["place"] = "spoilt"
    assert "spoilt" not in set(published.results()["place"])


def test_awards_of_a_place_come_oldest_first() -> None:
    frame = published.awards("Kota Pekanbaru")
    assert frame["year"].is_monotonic_increasing
    assert set(frame["place_slug"]) == {"kota-pekanbaru"}
    assert not frame["disagrees"].any()


def test_awards_of_an_unknown_place_are_refused() -> None:
    with pytest.raises(InputFault):
        published.awards("Pekanbru")


def test_pekanbaru_round_by_round() -> None:
    expected = cases_of("pekanbaru_rounds.csv")
    found = awards.rounds_of("kota-pekanbaru")
    assert shown(found[list(expected)]) == shown(expected)
    assert not found["disputed"].any()


@pytest.mark.parametrize(
    ("place", "year", "status"),
    [
        ("kab-malinau", "2023", "no_award"),
        ("kab-kuantan-singingi", "2022", "no_award"),
        ("kab-aceh-besar", "2019", "awarded_uncategorised"),
        ("kab-aceh-tengah", "2024", "no_round"),
        ("kota-salatiga", "2023", "awarded"),
    ],
)
def test_a_round_says_what_was_published(place: str, year: str, status: str) -> None:
    rounds = awards.rounds_of(place).set_index("year")
    assert rounds.loc[year, "status"] == status
    assert bool(rounds.loc[year, "category"]) == (status == "awarded")


def test_a_place_nobody_wrote_about_has_every_round_and_no_figure() -> None:
    silent = next(slug for slug in all_places() if slug not in set(published.results()["place_slug"]))
    rounds = awards.rounds_of(silent)
    assert len(rounds) == len(published.rounds())
    assert set(rounds["status"]) == {"nothing_published", "no_round"}


def test_bangka_2025_is_nindya_or_madya() -> None:
    frame = published.awards("kab-bangka").query("year == '2025'")
    assert set(frame["category"]) == {"Nindya", "Madya"}
    assert frame["disagrees"].all()


def test_bekasi_2023_has_two_totals_for_one_category() -> None:
    frame = published.awards("kota-bekasi").query("year == '2023'")
    with_points = frame[frame["points_hundredths"].notna()]
    assert sorted(with_points["points_hundredths"]) == [62300, 65800]
    assert with_points["disagrees"].all()
    chosen = published.chosen_awards(frame)
    assert chosen["category"].tolist() == ["Madya"]
    assert chosen["points_hundredths"].isna().all()
    assert chosen["disputed"].all()


def test_salatigas_utama_is_disputed_and_leaves_the_nineteen_of_the_ministry() -> None:
    claim = published.awards("kota-salatiga").query("year == '2023'")
    assert claim["category"].tolist() == ["Utama"]
    assert claim["disagrees"].all()
    chosen = published.chosen_awards(published.results())
    utama = chosen[(chosen["year"] == "2023") & (chosen["category"] == "Utama") & ~chosen["disputed"]]
    counts = published.national_counts().query("year == '2023' and category == 'Utama' and status == 'ok'")
    assert set(counts["count"]) == {len(utama)} == {19}


def test_choosing_among_sources_follows_its_rule() -> None:
    facts = cases_of("choosing_facts.csv").rename(columns={"case": "place_slug"})
    names = dict.fromkeys(("place_code", "place", "province"), facts["place_slug"])
    frame = facts.assign(**names, points_hundredths=pd.array(hundredths(facts["points"]), dtype="Int64"))
    expected = cases_of("choosing_expected.csv")
    found = published.chosen_awards(frame).rename(columns={"place_slug": "case"})[list(expected)]
    assert shown(found) == shown(expected)


def test_every_disputed_award_is_known() -> None:
    expected = cases_of("disputed_awards.csv")
    chosen = published.chosen_awards(published.results())
    assert shown(chosen.loc[chosen["disputed"], list(expected)]) == shown(expected)


def test_one_award_per_place_and_year() -> None:
    chosen = published.chosen_awards(published.results())
    assert not chosen.duplicated(["place_slug", "year"]).any()
    assert (len(chosen), chosen["place_slug"].nunique()) == (1029, 347)
    assert "" not in set(chosen["category"]) | set(chosen["place_slug"])


@pytest.mark.parametrize("category", AWARDED)
def test_no_more_undisputed_awards_than_the_ministry_counted(category: str) -> None:
    chosen = published.chosen_awards(published.results()).query("category == @category and not disputed")
    counts = published.national_counts().query("category == @category and status == 'ok'")
    limits = counts.groupby("year")["count"].max()
    found = chosen.groupby("year").size().reindex(limits.index, fill_value=0)
    assert (found <= limits).all(), found[found > limits]


def test_categories_stand_in_the_order_of_the_bands() -> None:
    assert tuple(band.category for band in load(shipped()["2018"]).bands) == published.CATEGORIES


def test_pairs_are_the_exact_published_ones() -> None:
    found, expected = published.pairs(), cases_of("pairs.csv")
    columns = ("place", "year", "stage", "em_hundredths", "after_hundredths")
    pairs = set(zip(*(found[column] for column in columns), strict=True))
    figures = (hundredths(expected[column]) for column in ("em", "after"))
    assert pairs == set(zip(expected["place"], expected["year"], expected["stage"], *figures, strict=True))
    assert len(found) == len(expected)


@pytest.mark.parametrize(("stage", "deepest"), [("VA", 66330 / 95960), ("VF", 602 / 913)])
def test_what_a_stage_has_left_of_self_assessments(stage: str, deepest: float) -> None:
    ratio = published.pairs(stage)["ratio"]
    assert (ratio.min(), ratio.max()) == (deepest, 1.0)


def test_a_figure_in_words_is_no_pair_but_is_not_lost() -> None:
    found = published.unquantified_pairs().set_index("place_slug")
    assert sorted(found.index) == ["kab-parigi-moutong", "kota-banjarmasin", "kota-pekanbaru"]
    pekanbaru = found.loc["kota-pekanbaru"]
    assert pekanbaru["em_hundredths"] == 95700
    assert pd.isna(pekanbaru["after_hundredths"])
    assert pd.isna(pekanbaru["ratio"])
    assert "sekitar 600-an" in pekanbaru["note"]
    assert "kota-pekanbaru" not in set(published.pairs()["place_slug"])


@pytest.mark.parametrize(("word", "status"), [("misprint", "misprint"), ("CONFLICT", "conflict"), ("stale", "stale")])
def test_a_count_carries_the_status_its_note_gives(word: str, status: str) -> None:
    counts = published.national_counts()
    assert (counts["note"].str.startswith(word) == (counts["status"] == status)).all()
    assert (counts["status"] == status).any()


def test_sound_counts_agree_and_add_up() -> None:
    sound = published.national_counts().query("status == 'ok'")
    assert (sound.groupby(["year", "category"])["count"].nunique() == 1).all()
    table = sound.drop_duplicates(["year", "category"]).pivot(index="year", columns="category", values="count")
    whole = table.dropna(subset=["Pratama", "Madya", "Nindya", "all"])
    assert list(whole.index) == ["2011", "2015", "2018", "2019", "2022", "2023", "2025"]
    assert (whole[AWARDED].fillna(0).sum(axis=1) == whole["all"]).all()


def test_rounds_name_a_source_and_the_two_years_without_award() -> None:
    rounds = published.rounds()
    assert rounds["year"].is_monotonic_increasing
    assert rounds["source_url"].str.startswith("http").all()
    assert rounds.query("status == 'none'")["year"].tolist() == ["2020", "2024"]
    assert rounds.query("status == 'claimed'")["year"].tolist() == ["2013"]


def test_node_scores_hold_one_recap_and_what_two_places_named() -> None:
    scores = published.node_scores()
    recap = scores.query("place_slug == 'kab-ogan-ilir'").set_index("node")
    assert len(recap) == 38
    assert set(scores["place_slug"]) == {"kab-ogan-ilir", "kab-indragiri-hulu", "kab-kuningan"}
    assert recap.loc[[f"K{n}" for n in range(7)], "max_hundredths"].sum() == 100000
    assert recap.loc["1", "points_hundredths"] == 7316


@pytest.mark.parametrize(
    ("source", "host"),
    [
        ("https://www.viva.co.id/berita/1?page=all", "viva.co.id"),
        ("http://viva.co.id", "viva.co.id"),
        ("radarsemarang.com (Wonosobo; address not returned)", "radarsemarang.com"),
    ],
)
def test_the_host_of_a_source(source: str, host: str) -> None:
    assert published.host(source) == host
