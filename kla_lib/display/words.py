"""Every word of the tables, charts and pages, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from kla_lib.core.problems import Lang, message


def word(key: str, lang: Lang, **values: object) -> str:
    """The words under a key, its ``{placeholders}`` filled. Raises KeyError for an unknown key or placeholder."""
    text = message(key, lang)
    return text.format_map(values) if values else text


def listed(items: Sequence[str], lang: Lang) -> str:
    """``a, b dan c``."""
    if len(items) < 2:
        return "".join(items)
    return word("list_and", lang, first=", ".join(items[:-1]), last=items[-1])
