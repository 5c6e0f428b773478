"""Words for many places: the round that is shown, a place's standing, lists of names with their doubts."""

from __future__ import annotations

from collections.abc import Iterable

from kla_lib.problems import Lang
from kla_lib.rules.standings import Award
from kla_lib.views.league_like import LeagueLike
from kla_lib.views.numbers import TO, count_text
from kla_lib.views.words import word

STANDINGS = {"none": "league_none", "uncategorised": "league_uncategorised", "silent": "league_silent"}
ROUNDS = {"next": "league_round_next", "last": "league_round_last"}
DOUBT = "?"


def title(found: LeagueLike) -> str:
    """``Riau``, ``Indonesia``."""
    return found.province.name


def round_text(found: LeagueLike) -> str:
    """Which round stands for the period, where it is another year's."""
    if found.round.how == "own":
        return word("league_round_own", found.lang, year=found.round.year)
    return word(ROUNDS[found.round.how], found.lang, period=found.period, year=found.round.year)


def status_text(award: Award, lang: Lang) -> str:
    """The category of an award, or in words what is known instead."""
    return award.category or word(STANDINGS[award.status], lang)


def names(slugs: Iterable[str], found: LeagueLike) -> list[str]:
    """The names of places, a question mark after those whose sources disagree."""
    return [name_of(slug, found) for slug in slugs]


def name_of(slug: str, found: LeagueLike) -> str:
    """The name of a place, with a question mark where sources disagree about its award."""
    return found.places[slug].title + (f" {DOUBT}" if found.awards[slug].disputed else "")


def rank_text(first: int, last: int, lang: Lang) -> str:
    """``2``, or ``2–5`` where the rank is open."""
    return count_text(first, lang) if first == last else f"{count_text(first, lang)}{TO}{count_text(last, lang)}"
