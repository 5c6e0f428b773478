"""Citing published facts: links to their sources, and the sources' own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from kla_lib.core.problems import Lang
from kla_lib.core.records import Row
from kla_lib.display.html import details, join, link
from kla_lib.display.numbers import count_text
from kla_lib.display.words import word
from kla_lib.instrument.awards import Award, years_held
from kla_lib.instrument.published import host, inferred_of, no_awards_of

QUOTED = re.compile(r'"([^"]+)"')
LINKS_SHOWN = 2
STANDINGS = {"none": "league_none", "uncategorised": "league_uncategorised", "silent": "league_silent"}


def quoted(notes: Iterable[str]) -> list[str]:
    """The words of the sources themselves, as the notes on them quote."""
    return [f"“{text}”" for note in notes for text in QUOTED.findall(note)]


def doubt_text(year: str, lang: Lang) -> str:
    """Why an award of a year is contested: no round of that year is known, else sources disagree."""
    return word("is_disputed" if year in years_held() else "year_without_round", lang)


def certainty_text(row: Row, lang: Lang) -> str:
    """How sure the award of a row of `published.chosen_awards` is."""
    sure = word(f"confidence_{row['confidence']}", lang)
    if not row["disputed"]:
        return word("award_confidence", lang, confidence=sure)
    doubt = doubt_text(str(row["year"]), lang)
    return word("award_disputed", lang, doubt=doubt[:1].upper() + doubt[1:], confidence=sure)


def later_texts(place: str, year: str, lang: Lang) -> list[str]:
    """What is known of a place's rounds after a year: that a source says there was no award, or that one is inferred."""
    none = [(row, word("award_none_said", lang)) for row in no_awards_of(place)]
    inferred = [(row, inferred_text(str(row["rule"]), lang)) for row in inferred_of(place)]
    told = sorted(((str(row["year"]), text) for row, text in [*none, *inferred]), reverse=True)
    return [word("later_round", lang, year=later, text=text) for later, text in told if later > year]


def source_links(addresses: Sequence[str], lang: Lang) -> Markup:
    """Links to sources, one per address, the rest of a long list behind a summary."""
    every = [link(address, host(address)) for address in dict.fromkeys(addresses)]
    shown = join(every[:LINKS_SHOWN], Markup("<br>"))
    if len(every) <= LINKS_SHOWN:
        return shown
    more = word("more_sources", lang, count=count_text(len(every) - LINKS_SHOWN, lang))
    return Markup("{}{}").format(shown, details(more, join(every[LINKS_SHOWN:], Markup("<br>"))))


def status_text(award: Award, lang: Lang) -> str:
    """The category of an award, or in words what is known instead."""
    return award.category or word(STANDINGS[award.status], lang)


def inferred_text(rule: str, lang: Lang) -> str:
    """That an award is inferred, and by which rule; empty where none is."""
    return word("award_inferred", lang, rule=word(f"inferred_{rule}", lang)) if rule else ""
