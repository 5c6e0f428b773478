"""Published KLA results as data frames: awards, scores, national counts and award rounds, each with its source.

The tables stand in data/published/ (see data/datapackage.json). Sources that disagree stand side by side;
nothing is averaged away. Points are whole hundredths (``points_hundredths``, nullable), everything else is text.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

import pandas as pd

from kla_lib.core.points import read_number, to_hundredths, to_micro
from kla_lib.core.records import Row, records
from kla_lib.instrument.places import find_place
from kla_lib.instrument.stages import AWARD, STAGES

CATEGORIES = ("Pratama", "Madya", "Nindya", "Utama", "KLA")
CONFIDENCE = ("H", "M", "L")
UNCATEGORISED = "awards_uncategorised"
EARLIER_SAID = "earlier_said"  # what a page on another year's award states of this round
NOT_A_FINAL_FIGURE = "interim|computed here"
FACT = ["place_slug", "place", "year", "stage"]
CHOSEN = ["place_code", "place_slug", "place", "province", "year", "category"]
CHOSEN += ["points_hundredths", "confidence", "sources", "disputed"]
PAIR = [
    "place_slug",
    "place",
    "year",
    "stage",
    "em_hundredths",
    "after_hundredths",
    "ratio",
    "em_source",
    "after_source",
]
PAIR += ["confidence", "note"]


def results() -> pd.DataFrame:
    """Every published fact: one row per (place, year, stage, figure or category, source).

    Columns: place_code, place_slug, place, province, year, stage (a code of stages.csv or ``unclear``), category,
    confidence, source_url, note, origin (text, empty where not stated) and points_hundredths (Int64). Rows of the origin
    ``earlier_said`` contest an award, but state none.
    A place whose source does not say kabupaten or kota has no code and no slug.
    """
    return _with_points("results.csv").copy()


def node_scores() -> pd.DataFrame:
    """Published scores of single blocks and indicators: one row per (place, year, stage, node).

    Points and maximum are in hundredths; ``share`` is a percentage of the maximum as printed. Either may be missing.
    """
    return _with_points("node_scores.csv").copy()


def national_counts() -> pd.DataFrame:
    """Published national counts: one row per (year, category, source); ``status`` ok, misprint, conflict, stale, other.

    ``category`` is a category of award, ``all`` for their sum, or another thing counted (participants, Provila ...).
    """
    frame = _table("national_counts.csv")
    return frame.assign(count=frame["count"].astype("Int64"))


def rounds() -> pd.DataFrame:
    """The award rounds, oldest first: year, status (held, claimed by later sources only, none), source_url, note."""
    return _table("rounds.csv").copy()


def no_awards() -> pd.DataFrame:
    """The places of which a source says, or lets us infer, that a round gave them no award: one row per (place, year)."""
    return _table("no_awards.csv").copy()


def inferred_awards() -> pd.DataFrame:
    """Awards that follow from a rule and that no source states: one row per (place, year), without a category.

    ``rule``: ``provila`` (a province is one only where every place of it holds an award) or ``all_but_named`` (an official
    names the only places of a province without one). These rows are shown, but never counted as stated.
    """
    return _table("inferred_awards.csv").copy()


def inferred_of(place: str) -> list[Row]:
    """The rows of `inferred_awards` of one place, oldest first. Raises InputFault for an unknown place."""
    return _rows_of("inferred_awards.csv", place)


def no_awards_of(place: str) -> list[Row]:
    """The rows of `no_awards` of one place, oldest first. Raises InputFault for an unknown place."""
    return _rows_of("no_awards.csv", place)


def _rows_of(name: str, place: str) -> list[Row]:
    return records(_of_place(_table(name), find_place(place).slug).sort_values("year", kind="stable"))


def awards(place: str) -> pd.DataFrame:
    """All published facts of a place, oldest first, shaped as `results` with a column ``disagrees``.

    ``disagrees``: another row for the same year and stage states another category or other points, the row's own note
    records a conflict, a source says that there was no award, or no round of that year is known. Raises InputFault for an unknown place.
    """
    return _of_place(all_awards(), find_place(place).slug)


def everything_of(place: str) -> pd.DataFrame:
    """`awards` with what else is known of a place, oldest first: origin ``no_award`` (a source says that there was none) and
    ``inferred`` (an award that follows from a rule, stated by no source). Raises InputFault for an unknown place.
    """
    facts, others = awards(place), [("no_award", no_awards_of(place)), ("inferred", inferred_of(place))]
    empty = {"stage": AWARD, "category": "", "points_hundredths": pd.NA, "disagrees": False}
    rows = [{**row, **empty, "origin": origin} for origin, found in others for row in found]
    added = pd.DataFrame(rows, columns=list(facts.columns)).astype(facts.dtypes.to_dict())
    whole = pd.concat([facts, added], ignore_index=True) if rows else facts
    return whole.sort_values("year", kind="stable").reset_index(drop=True)


def chosen_awards(frame: pd.DataFrame) -> pd.DataFrame:
    """One award per (place, year) out of `results` or `awards`: the fact a chart may use.

    Of the categories that sources of the final verification (VF) state, the one with the best confidence
    (H before M before L), then with more independent sources (distinct hosts, ``sources``), then the lower
    category. ``disputed`` (contested): sources disagree, also those on another year's award; a source says that there was
    no award; a note records a conflict; or no round of that year is known. A contested award counts once, as chosen.
    ``points_hundredths`` is empty where sources of the chosen category print different points. Rows without
    a category or without a slug do not count, and `EARLIER_SAID` is never chosen.
    """
    final = frame[(frame["stage"] == AWARD) & (frame["place_slug"] != "")]
    facts = final[final["category"] != ""]
    facts = facts.assign(disputed=_contested(facts))
    claims = _claims(facts[facts["origin"] != EARLIER_SAID] if "origin" in facts else facts)
    disputed = claims.groupby(["place_slug", "year"])["disputed"].transform("any")
    best = claims.assign(disputed=disputed).sort_values(
        ["place_code", "year", "confidence_rank", "sources", "category_rank"],
        ascending=[True, True, True, False, True],
    )
    return best.drop_duplicates(["place_slug", "year"])[CHOSEN].reset_index(drop=True)


def chosen_of(place: str) -> pd.DataFrame:
    """The rows of `chosen_awards` of one place, oldest first. Raises InputFault for an unknown place."""
    return _of_place(all_chosen(), find_place(place).slug)


@cache
def all_chosen() -> pd.DataFrame:
    """`chosen_awards` of all that was published; not to be changed by who reads it."""
    return chosen_awards(_with_points("results.csv"))


def pairs(stage: str = "") -> pd.DataFrame:
    """Every published pair of a self-assessment and a later result of the same place and round, for one stage or all.

    One row per pair of exact figures: place_slug, place, year (of the self-assessment), stage (of the later result),
    em_hundredths, after_hundredths, ratio (after / EM), em_source, after_source, confidence (the weaker of the two), note.
    Interim and computed totals are no pairs, nor are figures of which sources print several.
    """
    both = _em_and_after()
    found = both[both["ratio"].notna() & (both["stage"].eq(stage) | (not stage))]
    return found.reset_index(drop=True)


def unquantified_pairs() -> pd.DataFrame:
    """Pairs of which a source gives at least one figure in words only ("sekitar 600-an"); shaped as `pairs`.

    Final results are left out: an award without points is no result in words.
    """
    both = _em_and_after()
    return both[both["ratio"].isna() & (both["stage"] != AWARD)].reset_index(drop=True)


@cache
def _table(name: str) -> pd.DataFrame:
    with files("kla_lib.instrument").joinpath("data", "published", name).open(encoding="utf-8") as source:
        return pd.read_csv(source, dtype=str, keep_default_na=False)


@cache
def _with_points(name: str) -> pd.DataFrame:
    frame = _table(name)
    for column in [c for c in ("points", "max") if c in frame]:
        frame = frame.assign(**{f"{column}_hundredths": _hundredths(frame[column])}).drop(columns=column)
    return frame


@cache
def all_awards() -> pd.DataFrame:
    """The published facts of all places as `awards` gives them: sources only disagree within a place."""
    frame = _with_points("results.csv")
    return frame.assign(disagrees=_contested(frame)).sort_values("year", kind="stable")


def _of_place(frame: pd.DataFrame, slug: str) -> pd.DataFrame:
    return frame[frame["place_slug"] == slug].reset_index(drop=True)


def _hundredths(printed: pd.Series[str]) -> pd.Series[int]:
    whole = [to_hundredths(to_micro(read_number(text))) if text else pd.NA for text in printed]
    return pd.Series(whole, index=printed.index, dtype="Int64")


def _contested(frame: pd.DataFrame) -> pd.Series[bool]:
    """`_disagrees`, an award of which a source says that there was none, or one of a year without a known round."""
    denied = pd.MultiIndex.from_frame(_table("no_awards.csv")[["place_slug", "year"]])
    award = frame["stage"].eq(AWARD) & frame["category"].ne("")
    said_none = pd.MultiIndex.from_frame(frame[["place_slug", "year"]]).isin(denied)
    return _disagrees(frame) | (award & (said_none | ~frame["year"].isin(_years_with_a_round())))


def _disagrees(frame: pd.DataFrame) -> pd.Series[bool]:
    found = frame["note"].str.contains("conflict", case=False, regex=False)
    for values in (frame["category"].where(frame["category"] != ""), frame["points_hundredths"]):
        kinds = values.groupby([frame[c] for c in FACT]).transform("nunique")
        found |= (kinds > 1) & values.notna()
    return found.astype(bool)


@cache
def _years_with_a_round() -> tuple[str, ...]:
    table = rounds()
    return tuple(table.loc[table["status"] != "none", "year"])


def _claims(facts: pd.DataFrame) -> pd.DataFrame:
    """One row per (place, year, category): its best confidence, its hosts and the points its sources agree on."""
    ranked = facts.assign(
        confidence_rank=facts["confidence"].map(CONFIDENCE.index),
        category_rank=facts["category"].map(CATEGORIES.index),
        host=facts["source_url"].map(host),
    )
    claims = ranked.groupby([*CHOSEN[:6], "category_rank"], as_index=False).agg(
        confidence_rank=("confidence_rank", "min"),
        sources=("host", "nunique"),
        disputed=("disputed", "any"),
        points_hundredths=("points_hundredths", _agreed),
    )
    best = claims["confidence_rank"].map(dict(enumerate(CONFIDENCE)))
    return claims.assign(confidence=best, points_hundredths=claims["points_hundredths"].astype("Int64"))


def _agreed(points: pd.Series[int]) -> object:
    return points.max() if points.nunique() == 1 else pd.NA


def host(source: str) -> str:
    """The site of a source, without ``www.``; the first word of a source whose address was not returned."""
    site = urlsplit(source).netloc or source.split(" ", maxsplit=1)[0]
    return site.casefold().removeprefix("www.")


def final_results() -> pd.DataFrame:
    """The rows of `results` that are of a known place and no interim or computed figure."""
    frame = results()
    return frame[(frame["place_slug"] != "") & ~frame["note"].str.contains(NOT_A_FINAL_FIGURE)]


def round_year(year: str) -> str:
    """The round that the results of a year belong to: its own, or the next one held (2024 belongs to 2025)."""
    held = [other for other in _years_with_a_round() if other >= year]
    return held[0] if held else year


@cache
def _em_and_after() -> pd.DataFrame:
    usable = final_results()
    usable = usable[usable["origin"] != EARLIER_SAID]
    em = _stage(usable, STAGES[0], "em")
    later = [_stage(usable, stage, "after").drop(columns="year").assign(stage=stage) for stage in STAGES[1:]]
    both = em.merge(pd.concat(later), on=["place_slug", "place", "round"])
    order = both.assign(order=both["stage"].map(STAGES.index)).sort_values(["order", "year", "place_slug"])
    weaker = order[["em_confidence", "after_confidence"]].map(CONFIDENCE.index).max(axis=1)
    return order.assign(
        ratio=(order["after_hundredths"] / order["em_hundredths"]).astype("Float64"),
        confidence=weaker.map(dict(enumerate(CONFIDENCE))),
        note=[_join(a, b) for a, b in zip(order["em_note"], order["after_note"], strict=True)],
    )[PAIR].reset_index(drop=True)


def _stage(frame: pd.DataFrame, stage: str, prefix: str) -> pd.DataFrame:
    """One row per place and round at a stage, the surest source first; no figure where sources print several."""
    rows = frame[frame["stage"] == stage]
    rows = rows.assign(
        round=rows["year"].map(round_year),
        exact=rows["points_hundredths"].notna(),
        rank=rows["confidence"].map(CONFIDENCE.index),
    )
    group = ["place_slug", "place", "round"]
    several = rows.groupby(group)["points_hundredths"].transform("nunique") > 1
    rows["points_hundredths"] = rows["points_hundredths"].mask(several)
    best = rows.sort_values([*group, "exact", "rank"], ascending=[True] * 3 + [False, True], kind="stable")
    best = best.drop_duplicates(group)
    short = {"points_hundredths": "hundredths", "source_url": "source", "confidence": "confidence", "note": "note"}
    return best[[*group, "year", *short]].rename(columns={long: f"{prefix}_{name}" for long, name in short.items()})


def _join(first: str, second: str) -> str:
    return "; ".join(dict.fromkeys(note for note in (first, second) if note))
