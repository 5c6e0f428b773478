"""The two hidden sheets: who a form belongs to, and the texts its drop-downs offer.

The sheet of a marked copy that says everything to be mended, with whatever has no place in the form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kla_lib.display.form_sheet import Leaf
from kla_lib.display.words import word
from kla_lib.local.form_fields import HEADER_ROW


def write_lists(leaf: Leaf, columns: Mapping[tuple[str, ...], str]) -> None:
    """Every list asked for, hidden from the reader."""
    for number, (texts, letter) in enumerate(columns.items(), start=1):
        leaf.text(letter, 1, str(number), "plain")
        for row, text in enumerate(texts, start=2):
            leaf.text(letter, row, text, "plain")
    leaf.sheet.hide()


def write_identity(leaf: Leaf, identity: Mapping[str, str]) -> None:
    """The identity of a form, key and value side by side, hidden from the reader."""
    leaf.widths({"A": 18, "B": 70})
    for row, (key, value) in enumerate(identity.items(), start=1):
        leaf.text("A", row, key, "plain")
        leaf.text("B", row, value, "plain")
    leaf.sheet.hide()


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
