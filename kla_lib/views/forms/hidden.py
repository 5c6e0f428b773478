"""The two hidden sheets: who a form belongs to, and the texts its drop-downs offer."""

from __future__ import annotations

from collections.abc import Mapping

from kla_lib.views.forms.leaf import Leaf


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
