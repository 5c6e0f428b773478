"""``kla case read`` on the terminal: what was read, and what waits for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kla_lib.problems import Lang
from kla_lib.views.numbers import count_text
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.cases import Reading


def reading_lines(found: Reading, lang: Lang) -> list[str]:
    """One line of counts, and one that says where to decide what is unclear."""
    names = ("messages", "tagged", "new", "updated", "unclear")
    counts = {name: count_text(getattr(found, name), lang) for name in names}
    return [word("case_read", lang, **counts), *([word("case_decide", lang)] if found.unclear else [])]
