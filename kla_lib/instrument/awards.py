"""One round of awards over many places: which round a period shows, what is known of each place, what was counted.

Everything is read from the published tables (see `published`). What was not found stays "silent": it may be no award,
or one that nobody could find; only a source that says so makes a place one without an award.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import pandas as pd

from kla_lib.core.records import Row, records
from kla_lib.instrument.places import Place
from kla_lib.instrument.published import (
    CATEGORIES,
    UNCATEGORISED,
    all_chosen,
    awards,
    chosen_of,
    final_results,
    inferred_awards,
    inferred_of,
    national_counts,
    no_awards,
    no_awards_of,
    results,
    rounds,
)
from kla_lib.instrument.stages import AWARD

Status = Literal["awarded", "uncategorised", "none", "silent"]


@dataclass(frozen=True, slots=True)
class AwardRound:
    """The round whose awards stand for a period: ``own`` that of its year, ``next`` the first after it, ``last`` the
    latest there is before it; ``note`` is what the table of rounds says of the period's own year."""

    year: str
    how: Literal["own", "next", "last"]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Award:
    """The award status of a place in a round; ``category`` is empty unless ``awarded``.

    ``inferred``: the rule by which a ``silent`` place must hold an award that no source states (see
    `published.inferred_awards`), with ``sources`` of that rule; it is shown, never counted.
    """

    status: Status
    category: str = ""
    confidence: str = ""
    disputed: bool = False
    sources: tuple[str, ...] = ()
    inferred: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The latest award of a known category before a round."""

    year: str
    category: str
    disputed: bool


@dataclass(frozen=True, slots=True)
class Rank:
    """The best and the worst position of a place among ``of``, and how many share it, itself among them.

    Places with the same figures share one rank, and the next rank is left out: 800, 800, 700 have the ranks 1, 1, 3.
    ``first`` and ``last`` differ only while something is unanswered. ``tied`` and ``of`` are 0
    where they are not known.
    """

    first: int
    last: int
    tied: int
    of: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """The places of one standing, and their rank; without a category they have no award."""

    category: str
    places: tuple[str, ...]
    rank: Rank


@dataclass(frozen=True, slots=True)
class Move:
    """An award beside the one before it; ``steps`` above zero is up, ``doubt`` where sources of either disagree."""

    place: str
    before: str
    now: str
    since: str
    steps: int
    doubt: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many places there are and of how many what is known; ``by_category`` holds the categories named.

    A contested award counts once, in the category that was chosen; ``contested`` is how many of each category are.
    ``inferred`` of the ``silent`` places must hold an award by a rule, though no source states it: they stay silent.
    """

    places: int
    by_category: Mapping[str, int]
    uncategorised: int
    none: int
    silent: int
    contested: Mapping[str, int] = field(default_factory=dict)
    inferred: int = 0

    @property
    def named(self) -> int:
        """Places with an award of a known category."""
        return sum(self.by_category.values())

    @property
    def known(self) -> int:
        """Places whose standing is known: their category, or that there was no award."""
        return self.named + self.none

    @property
    def complete(self) -> bool:
        """Whether nothing is open, so that shares and ranks hold for all places."""
        return self.known == self.places


@dataclass(frozen=True, slots=True)
class Spread:
    """The lowest, middle and highest of some figures, and how many they are."""

    low: int
    middle: int
    high: int
    count: int


AWARDED = "awarded"
NO_AWARD = "no_award"
ROUND = ["year", "round", "status", "category", "confidence", "disputed", "inferred", "note"]
ALL, EVALUATED = "all", ("participants", "evaluated")


def round_for(period: str) -> AwardRound:
    """The round that a period shows: of its own year where one was held, else the next, else the last before it.

    A year without a round belongs to the evaluation that ended in the next one: 2024 to that of 2025.
    """
    year, held = period[:4], years_held()
    note = next((str(row["note"]) for row in records(rounds()) if row["year"] == year), "")
    if year in held:
        return AwardRound(year, "own", note)
    later = [other for other in held if other > year]
    return AwardRound(later[0], "next", note) if later else AwardRound(held[-1], "last", note)


def years_held() -> list[str]:
    """The years with a round of awards, oldest first."""
    return [str(row["year"]) for row in records(rounds()) if row["status"] != "none"]


def rounds_of(place: str) -> pd.DataFrame:
    """What was published of a place, one row per round, oldest first.

    Columns: year, round (held, claimed, none), status, category, confidence, disputed, inferred, note (on the round).
    ``status``: ``awarded`` (with category), ``no_award`` (a source says so), ``awarded_uncategorised`` (an award, its category
    not published), ``score_only`` (final points without an award), ``nothing_published``, ``no_round``. ``inferred``: the rule
    by which there must be an award though none is stated (see `published.inferred_awards`), else empty.
    Raises InputFault for an unknown place.
    """
    facts, chosen = records(awards(place)), {row["year"]: row for row in records(chosen_of(place))}
    without = {row["year"]: row for row in no_awards_of(place)}
    rules = {row["year"]: row["rule"] for row in inferred_of(place)}
    rows = [_told(row, facts, chosen.get(row["year"]), without.get(row["year"])) for row in records(rounds())]
    for row in rows:
        row["inferred"] = rules.get(row["year"], "") if row["status"] in ("score_only", "nothing_published") else ""
    return pd.DataFrame(rows, columns=ROUND)


def _told(row: Row, facts: list[Row], chosen: Row | None, without: Row | None) -> Row:
    status = _status(row, facts, chosen, without)
    told: Row = {"category": "", "confidence": "", "disputed": False}
    if chosen and status == AWARDED:
        told = chosen
    elif without and status == NO_AWARD:
        told["confidence"] = without["confidence"]
    named = {"year": row["year"], "round": row["status"], "status": status, "note": row["note"]}
    return named | {column: told[column] for column in ("category", "confidence", "disputed")}


def _status(row: Row, facts: list[Row], chosen: Row | None, without: Row | None) -> str:
    if row["status"] == "none":
        return "no_round"
    if chosen or without:
        return AWARDED if chosen else NO_AWARD
    final = [fact for fact in facts if (fact["year"], fact["stage"]) == (row["year"], AWARD)]
    if any(fact["origin"] == UNCATEGORISED for fact in final):
        return "awarded_uncategorised"
    scored = any(fact["points_hundredths"] is not pd.NA for fact in final)
    return "score_only" if scored else "nothing_published"


def awards_of(year: str, places: Iterable[Place]) -> dict[str, Award]:
    """What is known of each place in the round of a year, by slug."""
    known = _round(year)
    return {place.slug: known.get(place.slug, Award("silent")) for place in places}


def earlier_awards(year: str, places: Iterable[Place]) -> dict[str, Earlier]:
    """The last award of a known category that each place had before a year; places without one are left out.

    Awards said to be of a year in which no round was held do not count.
    """
    held = {known for known in years_held() if known < year}
    wanted, found = {place.slug for place in places}, dict[str, Earlier]()
    for row in _chosen_rows():
        if row["place_slug"] in wanted and row["year"] in held:
            found[row["place_slug"]] = Earlier(row["year"], row["category"], bool(row["disputed"]))
    return found


def counted(year: str) -> dict[str, tuple[int, ...]]:
    """What the sources say was awarded in the whole country, by category and ``all``; nothing where none says it.

    Misprints and figures that contradict better sources are left out; several figures stand for sources that disagree.
    ``participants`` and ``evaluated`` are how many took part.
    """
    table = national_counts()
    rows = records(table[(table["year"] == year) & (table["status"] == "ok")])
    wanted = (*CATEGORIES, ALL, *EVALUATED)
    sums = {name: tuple(sorted({int(r["count"]) for r in rows if r["category"] == name})) for name in wanted}
    return {name: figures for name, figures in sums.items() if figures}


@cache
def _round(year: str) -> Mapping[str, Award]:
    """What is known of a round, by place; the same for everyone who asks, so it is kept."""
    table = results()
    final = records(table[(table["stage"] == AWARD) & (table["year"] == year) & (table["place_slug"] != "")])
    sources: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in final:
        if row["category"] or row["origin"] == UNCATEGORISED:
            key = (row["place_slug"], row["category"])
            sources[key] = (*sources.get(key, ()), row["source_url"])
    found = {slug: Award("uncategorised", sources=told) for (slug, category), told in sources.items() if not category}
    said = [row for row in records(no_awards()) if row["year"] == year]
    for row in records(inferred_awards()):
        if row["year"] == year and row["place_slug"] not in found:
            about = {"confidence": row["confidence"], "sources": (row["source_url"],), "inferred": row["rule"]}
            found[row["place_slug"]] = Award("silent", **about)
    found |= {r["place_slug"]: Award("none", confidence=r["confidence"], sources=(r["source_url"],)) for r in said}
    return found | {row["place_slug"]: _award(row, sources) for row in _chosen_rows() if row["year"] == year}


def _award(row: Row, sources: Mapping[tuple[str, str], tuple[str, ...]]) -> Award:
    told = sources[row["place_slug"], row["category"]]
    return Award("awarded", row["category"], row["confidence"], bool(row["disputed"]), told)


@cache
def _chosen_rows() -> tuple[Row, ...]:
    """The chosen awards, oldest first."""
    return tuple(sorted(records(all_chosen()), key=lambda row: (row["year"], row["place_code"])))


def totals_of(period: str, stage: str, without: str) -> dict[str, int]:
    """Published totals of a year and stage in hundredths by place but one, where all sources of a place print the same."""
    frame = final_results()
    rows = frame[(frame["year"] == period[:4]) & (frame["stage"] == stage) & (frame["place_slug"] != without)]
    found: dict[str, set[int]] = {}
    for row in records(rows[rows["points_hundredths"].notna()]):
        found.setdefault(row["place_slug"], set()).add(int(row["points_hundredths"]))
    return {slug: figures.pop() for slug, figures in found.items() if len(figures) == 1}
