"""Phrases of the outlook: a category or none, a rank with its ties, a question under its name, a scenario's name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kla_lib.problems import Lang
from kla_lib.rules.outlook_shapes import Outcome
from kla_lib.rules.places import all_places
from kla_lib.rules.standings import Rank
from kla_lib.views.figures import short_name
from kla_lib.views.numbers import count_text
from kla_lib.views.ranks import positions, shared
from kla_lib.views.words import listed, word

if TYPE_CHECKING:
    from kla_lib.outlook import Outlook

NAMED = 6  # codes or places told one by one; the rest is counted


def category_text(category: str | None, lang: Lang) -> str:
    """The category, or the words for none."""
    return category or word("no_category", lang)


def rank_text(rank: Rank | None, lang: Lang) -> str:
    """``3 dari 12``, with how many share it; ``3–5 dari 12`` where something is open; words where there is no other place."""
    if rank is None:
        return word("rank_none", lang)
    key = "rank_of" if rank.first == rank.last else "rank_of_span"
    said = word(key, lang, rank=positions(rank, lang), count=count_text(rank.of, lang))
    return f"{said}, {tied}" if (tied := shared(rank, lang)) else said


def scenario_name(outcome: Outcome, lang: Lang) -> str:
    """The name of a scenario, or the words for the base."""
    return outcome.name or word("scenario_base", lang)


def node_name(outlook: Outlook, code: str) -> str:
    """A node under its number and label."""
    node = outlook.case.edition.by_code[code]
    return short_name(node, outlook.lang)


def codes_text(codes: Sequence[str], lang: Lang) -> str:
    """The first codes, and how many others."""
    if len(codes) <= NAMED:
        return listed(list(codes), lang)
    others = word("others", lang, count=count_text(len(codes) - NAMED + 1, lang))
    return listed([*codes[: NAMED - 1], others], lang)


def places_text(slugs: Sequence[str], lang: Lang) -> str:
    """The titles of places, the first few and how many others."""
    return codes_text([all_places()[slug].title for slug in slugs], lang)
