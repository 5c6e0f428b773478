"""Published KLA results as data frames: awards, scores, national counts and award rounds, each with its source.

The tables stand in data/published/ (see data/datapackage.json). Sources that disagree stand side by side;
nothing is averaged away. Points are whole hundredths (``points_hundredths``, nullable), everything else is text.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

import pandas as pd

from kla_lib.rules.places import find_place
from kla_lib.rules.points import read_number, to_hundredths, to_micro
from kla_lib.rules.records import Row, records

CATEGORIES = ("Pratama", "Madya", "Nindya", "Utama", "KLA")
CONFIDENCE = ("H", "M", "L")
AWARD = "VF"
UNCATEGORISED = "awards_uncategorised"
NOT_A_FINAL_FIGURE = "interim|computed here"
FACT = ["place_slug", "place", "year", "stage"]
CHOSEN = ["place_code", "place_slug", "place", "province", "year", "category"]
CHOSEN += ["points_hundredths", "confidence", "sources", "disputed"]
PAIR = ["place_slug", "place", "year", "em_hundredths", "va_hundredths", "ratio", "em_source", "va_source"]
PAIR += ["confidence", "note"]


def results() -> pd.DataFrame:
    """Every published fact: one row per (place, year, stage, figure or category, source).

    Columns: place_code, place_slug, place, province, year, stage (EM, VA, VL, VF or ``unclear``), category,
    confidence, source_url, note, origin (text, empty where not stated) and points_hundredths (Int64).
    A place whose source does not say kabupaten or kota has no code and no slug.
    """
    return _with_points("results.csv").copy()


def node_scores() -> pd.DataFrame:
    """Published scores of single blocks and indicators: one row per (place, year, stage, node), both in hundredths."""
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


def no_awards_of(place: str) -> list[Row]:
    """The rows of `no_awards` of one place, oldest first. Raises InputFault for an unknown place."""
    return sorted(records(_of_place(_table("no_awards.csv"), find_place(place).slug)), key=lambda row: str(row["year"]))


def awards(place: str) -> pd.DataFrame:
    """All published facts of a place, oldest first, shaped as `results` with a column ``disagrees``.

    ``disagrees``: another row for the same year and stage states another category or other points, or the
    row's own note records a conflict. Raises InputFault for an unknown place.
    """
    return _of_place(_all_awards(), find_place(place).slug)


def chosen_awards(frame: pd.DataFrame) -> pd.DataFrame:
    """One award per (place, year) out of `results` or `awards`: the fact a chart may use.

    Of the categories that sources of the final verification (VF) state, the one with the best confidence
    (H before M before L), then with more independent sources (distinct hosts, ``sources``), then the lower
    category. ``disputed``: sources disagree, a note records a conflict, or no round of that year is known.
    ``points_hundredths`` is empty where sources of the chosen category print different points. Rows without
    a category or without a slug do not count.
    """
    final = frame[(frame["stage"] == AWARD) & (frame["place_slug"] != "")]
    facts = final[final["category"] != ""]
    claims = _claims(facts.assign(disputed=_disagrees(facts) | ~facts["year"].isin(_years_with_a_round())))
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


def pairs() -> pd.DataFrame:
    """Every published pair of self-assessment and administrative verification of one place and year.

    One row per pair of exact figures: place_slug, place, year, em_hundredths, va_hundredths, ratio (VA / EM),
    em_source, va_source, confidence (the weaker of the two), note. Interim and computed totals are no pairs.
    """
    both = _em_and_va()
    return both[both["ratio"].notna()].reset_index(drop=True)


def unquantified_pairs() -> pd.DataFrame:
    """Pairs of which a source gives at least one figure in words only ("sekitar 600-an"); shaped as `pairs`."""
    both = _em_and_va()
    return both[both["ratio"].isna()].reset_index(drop=True)


@cache
def _table(name: str) -> pd.DataFrame:
    with files("kla_lib.rules").joinpath("data", "published", name).open(encoding="utf-8") as source:
        return pd.read_csv(source, dtype=str, keep_default_na=False)


@cache
def _with_points(name: str) -> pd.DataFrame:
    frame = _table(name)
    for column in [c for c in ("points", "max") if c in frame]:
        frame = frame.assign(**{f"{column}_hundredths": _hundredths(frame[column])}).drop(columns=column)
    return frame


@cache
def _all_awards() -> pd.DataFrame:
    """The published facts of all places as `awards` gives them: sources only disagree within a place."""
    frame = _with_points("results.csv")
    return frame.assign(disagrees=_disagrees(frame)).sort_values("year", kind="stable")


def _of_place(frame: pd.DataFrame, slug: str) -> pd.DataFrame:
    return frame[frame["place_slug"] == slug].reset_index(drop=True)


def _hundredths(printed: pd.Series[str]) -> pd.Series[int]:
    whole = [to_hundredths(to_micro(read_number(text))) if text else pd.NA for text in printed]
    return pd.Series(whole, index=printed.index, dtype="Int64")


def _disagrees(frame: pd.DataFrame) -> pd.Series[bool]:
    found = frame["note"].str.contains("conflict", case=False, regex=False)
    for values in (frame["category"].where(frame["category"] != ""), frame["points_hundredths"]):
        kinds = values.groupby([frame[c] for c in FACT]).transform("nunique")
        found |= (kinds > 1) & values.notna()
    return found.astype(bool)


def _years_with_a_round() -> list[str]:
    table = rounds()
    return list(table.loc[table["status"] != "none", "year"])


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


def _em_and_va() -> pd.DataFrame:
    usable = final_results()
    em, va = (_stage(usable, stage) for stage in ("EM", "VA"))
    both = em.merge(va, on=["place_slug", "place", "year"]).sort_values(["year", "place_slug"])
    weaker = both[["em_confidence", "va_confidence"]].map(CONFIDENCE.index).max(axis=1)
    return both.assign(
        ratio=(both["va_hundredths"] / both["em_hundredths"]).astype("Float64"),
        confidence=weaker.map(dict(enumerate(CONFIDENCE))),
        note=[_join(a, b) for a, b in zip(both["em_note"], both["va_note"], strict=True)],
    )[PAIR]


def _stage(frame: pd.DataFrame, stage: str) -> pd.DataFrame:
    short = {"points_hundredths": "hundredths", "source_url": "source", "confidence": "confidence", "note": "note"}
    rows = frame.loc[frame["stage"] == stage, ["place_slug", "place", "year", *short]]
    return rows.rename(columns={long: f"{stage.lower()}_{name}" for long, name in short.items()})


def _join(first: str, second: str) -> str:
    return "; ".join(dict.fromkeys(note for note in (first, second) if note))
