"""The sheet of quantities: numbers that stand beside the questions, so that answers can be checked against them."""

from __future__ import annotations

from kla_lib.rules.form_shape import FIGURE_COLUMNS, FIRST_ROW, HEADER_ROW
from kla_lib.rules.points import AmbiguousNumber, NotANumber, read_number
from kla_lib.views.forms.cells import whole_number
from kla_lib.views.forms.leaf import Leaf
from kla_lib.views.forms.shapes import Form
from kla_lib.views.words import word

WIDTHS = {"A": 18, "B": 40, "C": 16, "D": 11, "E": 11, "F": 11, "G": 13, "H": 28}
TYPED = "DEFG"


def write_figures(leaf: Leaf, form: Form) -> None:
    """The whole sheet, one row per quantity."""
    last = FIRST_ROW + len(form.quantities) - 1
    leaf.widths(WIDTHS)
    leaf.text("A", 1, word("form_figures_title", form.lang), "title")
    leaf.text("A", 2, word("form_figures_hint", form.lang), "subtitle")
    headings = {column: word(f"form_figure_{key}", form.lang) for key, column in FIGURE_COLUMNS.items()}
    leaf.head(HEADER_ROW, headings, frozen=1)
    for row, quantity in enumerate(form.quantities, start=FIRST_ROW):
        leaf.text("A", row, quantity.id)
        leaf.text("B", row, quantity.label(form.lang))
        leaf.text("C", row, quantity.unit)
        for column in TYPED:
            given = _number(form.last.get(quantity.id, "")) if column == FIGURE_COLUMNS["last"] else None
            leaf.entry(column, row, "number", given)
        leaf.entry(FIGURE_COLUMNS["note"], row)
        leaf.height(row, {"B": quantity.label(form.lang)})
    leaf.allow([f"D{FIRST_ROW}:G{last}"], whole_number(form.lang))
    _alert(leaf, form, last)


def _alert(leaf: Leaf, form: Form, last: int) -> None:
    """Red: boys and girls that are not the total, a part above its whole, kinds that do not add up."""
    rows = {quantity.id: row for row, quantity in enumerate(form.quantities, start=FIRST_ROW)}
    first = FIRST_ROW
    sexes = f"=AND(COUNT($D{first}:$F{first})=3,$D{first}+$E{first}<>$F{first})"
    leaf.alert(f"D{first}:F{last}", sexes, "red")
    for quantity in form.quantities:
        row, whole = rows[quantity.id], rows.get(quantity.whole_id)
        if whole:
            leaf.alert(f"F{row}", f"=AND(COUNT($F${row})=1,COUNT($F${whole})=1,$F${row}>$F${whole})", "red")
        kinds = [f"$F${rows[kind.id]}" for kind in form.quantities if kind.total_id == quantity.id]
        if kinds:
            cells = ",".join(kinds)
            rule = f"=AND(COUNT($F${row},{cells})={len(kinds) + 1},SUM({cells})<>$F${row})"
            leaf.alert(f"F{row}", rule, "red")


def _number(text: str) -> float | None:
    try:
        return float(read_number(text)) if text else None
    except (NotANumber, AmbiguousNumber):
        return None
