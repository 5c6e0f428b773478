"""A rank in words, the same wherever one is shown: places with the same figures share a rank."""

from __future__ import annotations

from kla_lib.core.problems import Lang
from kla_lib.display.numbers import TO, count_text
from kla_lib.display.words import word
from kla_lib.instrument.awards import Rank


def positions(rank: Rank, lang: Lang) -> str:
    """``2``, or ``2–5`` where the rank is open."""
    first, last = count_text(rank.first, lang), count_text(rank.last, lang)
    return first if first == last else f"{first}{TO}{last}"


def shared(rank: Rank, lang: Lang) -> str:
    """How many places share the rank; empty for one place."""
    return word("league_tied", lang, count=count_text(rank.tied, lang)) if rank.tied > 1 else ""
