"""Words for many places: the round that is shown, a place's standing, lists of names with their doubts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kla_lib.problems import Lang
from kla_lib.rules.standings import Coverage
from kla_lib.views.numbers import count_text
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.province import League

ROUNDS = {"next": "league_round_next", "last": "league_round_last"}
DOUBT = "?"


def title(found: League) -> str:
    """``Riau``, ``Indonesia``."""
    return found.province.name


def round_text(found: League) -> str:
    """Which round stands for the period, where it is another year's."""
    if found.round.how == "own":
        return word("league_round_own", found.lang, year=found.round.year)
    return word(ROUNDS[found.round.how], found.lang, period=found.period, year=found.round.year)


def counted_text(known: Coverage, category: str, lang: Lang) -> str:
    """How many of the places counted for a category are contested; empty for none."""
    count = known.contested.get(category, 0)
    return word("league_contested", lang, count=count_text(count, lang)) if count else ""


def names(slugs: Iterable[str], found: League) -> list[str]:
    """The names of places, a question mark after those whose sources disagree."""
    return [name_of(slug, found) for slug in slugs]


def name_of(slug: str, found: League) -> str:
    """The name of a place, with a question mark where sources disagree about its award."""
    return found.places[slug].title + (f" {DOUBT}" if found.awards[slug].disputed else "")
