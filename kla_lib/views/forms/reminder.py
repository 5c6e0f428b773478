"""The message that reminds one agency: what waits for it, what that is worth, by when, and whom to ask.

For the group or a direct chat; what comes from a table is laid dead first (see `chat_text.dead`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kla_lib.views.chat_text import FITS, LIMIT, dead, utf16_units
from kla_lib.views.collection_due import due_line
from kla_lib.views.numbers import count_text, exact_maximum_text
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.collection import Collection
    from kla_lib.scoring.collection import Standing

QUESTIONS = 5


def reminder_text(found: Collection, standing: Standing) -> str:
    """The message for an agency, at most 900 characters as a phone counts them."""
    made = ("\n".join(_lines(found, standing, longest)) for longest in FITS)
    return next(text for text in made if utf16_units(text) <= LIMIT)


def _lines(found: Collection, standing: Standing, longest: int) -> Iterator[str]:
    lang = found.lang
    yield f"*{dead(found.name(standing.role), longest)}*"
    yield word("remind_for", lang, place=dead(found.title, longest), period=dead(found.period, longest))
    yield ""
    counts = {"answered": count_text(standing.answered, lang), "asked": count_text(standing.asked, lang)}
    yield word("remind_thanks" if standing.answered else "remind_nothing", lang, **counts)
    if standing.waiting:
        points = exact_maximum_text(standing.at_stake_micro, lang)
        yield word("remind_waiting", lang, count=count_text(len(standing.waiting), lang), points=points)
        yield from _questions(found, standing, longest)
    yield ""
    yield due_line(found)
    yield word("remind_how", lang)
    if found.contact:
        yield word("remind_ask", lang, contact=dead(found.contact, longest))


def _questions(found: Collection, standing: Standing, longest: int) -> Iterator[str]:
    """The questions that weigh most, then how many more there are."""
    nodes = sorted((found.edition.by_code[c] for c in standing.waiting), key=lambda n: -(n.max_micro or 0))
    for node in nodes[:QUESTIONS]:
        yield f"- {node.code} {dead(node.label(found.lang), longest)}"
    if len(nodes) > QUESTIONS:
        yield "- " + word("others", found.lang, count=count_text(len(nodes) - QUESTIONS, found.lang))
