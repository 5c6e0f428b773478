"""The sheet of a marked copy that says everything to be mended, with whatever has no place in the form."""

from __future__ import annotations

from collections.abc import Sequence

from kla_lib.rules.form_shape import HEADER_ROW
from kla_lib.views.forms.leaf import Leaf
from kla_lib.views.words import word

WIDTHS = {"A": 14, "B": 8, "C": 34, "D": 34, "E": 60}
HEADINGS = ("sheet", "cell", "found", "expected", "remedy")


def write_review(leaf: Leaf, rows: Sequence[Sequence[str]]) -> None:
    """The whole sheet, one row per fault or leftover."""
    leaf.widths(WIDTHS)
    leaf.text("A", 1, word("form_review_title", leaf.lang), "title")
    leaf.text("A", 2, word("form_review_hint", leaf.lang), "subtitle")
    headings = {column: word(f"form_review_{key}", leaf.lang) for column, key in zip(WIDTHS, HEADINGS, strict=True)}
    leaf.head(HEADER_ROW, headings, frozen=0)
    for line, cells in enumerate(rows, start=HEADER_ROW + 1):
        texts = dict(zip(WIDTHS, cells, strict=True))
        for column, text in texts.items():
            leaf.text(column, line, text)
        leaf.height(line, texts)
