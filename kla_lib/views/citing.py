"""Citing published facts: links to their sources, and the sources' own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from kla_lib.problems import Lang
from kla_lib.rules.published import host
from kla_lib.views.html import details, join, link
from kla_lib.views.numbers import count_text
from kla_lib.views.words import word

QUOTED = re.compile(r'"([^"]+)"')
LINKS_SHOWN = 2


def quoted(notes: Iterable[str]) -> list[str]:
    """The words of the sources themselves, as the notes on them quote."""
    return [f"“{text}”" for note in notes for text in QUOTED.findall(note)]


def source_links(addresses: Sequence[str], lang: Lang) -> Markup:
    """Links to sources, one per address, the rest of a long list behind a summary."""
    every = [link(address, host(address)) for address in dict.fromkeys(addresses)]
    shown = join(every[:LINKS_SHOWN], Markup("<br>"))
    if len(every) <= LINKS_SHOWN:
        return shown
    more = word("more_sources", lang, count=count_text(len(every) - LINKS_SHOWN, lang))
    return Markup("{}{}").format(shown, details(more, join(every[LINKS_SHOWN:], Markup("<br>"))))
