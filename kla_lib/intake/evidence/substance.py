"""Whether a document holds anything: a page or table without a word or picture is none, and a link is not what it leads to."""

from __future__ import annotations

from collections.abc import Sequence

from kla_lib.rules.evidence import State
from kla_lib.rules.evidence_links import BROKEN_LINK, may_hold_links

FEW_LETTERS, FEW_DIGITS = 40, 8  # beside each link: "Foto kegiatan dapat dilihat pada tautan berikut:"


def substance(pages: Sequence[str]) -> tuple[State, str]:
    """The state and detail of a document of these pages and no picture: sound, empty, or only a link."""
    text = "\n".join(pages)
    if not any(map(str.isalnum, text)):
        return "empty", "no_text"
    if not may_hold_links(text):
        return "ok", ""
    links = len(BROKEN_LINK.findall(text))
    rest = BROKEN_LINK.sub(" ", text)
    letters, digits = sum(map(str.isalpha, rest)), sum(map(str.isdigit, rest))
    few = letters < FEW_LETTERS * (links + 1) and digits < FEW_DIGITS * (links + 1)
    return ("not_a_file", "only_link") if links and few else ("ok", "")
