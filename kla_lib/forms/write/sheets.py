"""The smaller sheets of a form: evidence, quantities, corrections to make, and the hidden identity and lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kla_lib.core.points import AmbiguousNumber, NotANumber, read_number
from kla_lib.display.form_sheet import CellContents, FormSheet
from kla_lib.display.words import word
from kla_lib.forms.shape import Form, VillageForm, evidence_kinds
from kla_lib.forms.write.answers import Lists, day, one_of, whole_number
from kla_lib.local.form_fields import EVIDENCE_COLUMNS, FIGURE_COLUMNS, FIRST_ROW, HEADER_ROW, SPARE_ROWS


def contents_of(form: Form | VillageForm, sheet: str) -> CellContents:
    """What is filled in and marked on one sheet of a form."""
    filled = {cell: value for (name, cell), value in form.filled.items() if name == sheet}
    return CellContents(filled, {cell: text for (name, cell), text in form.marks.items() if name == sheet})


EVIDENCE_WIDTHS = {"A": 8, "B": 26, "C": 36, "D": 12, "E": 20, "F": 24, "G": 50}


def write_evidence(leaf: FormSheet, form: Form, lists: Lists) -> None:
    """The whole sheet: prefilled rows in the order of the questions, then spare ones."""
    asked = [(node, kind) for node in form.questions for kind in evidence_kinds(form.edition, node.code)]
    leaf.widths(EVIDENCE_WIDTHS)
    leaf.text("A", 1, word("form_evidence_title", form.lang), "title")
    leaf.text("A", 2, word("form_evidence_hint", form.lang), "subtitle")
    leaf.text("A", 3, word("form_evidence_spare", form.lang, rows=SPARE_ROWS), "subtitle")
    headings = {column: word(f"form_evidence_{key}", form.lang) for key, column in EVIDENCE_COLUMNS.items()}
    leaf.head(HEADER_ROW, headings, frozen=1)
    for row, (node, kind) in enumerate(asked, start=FIRST_ROW):
        leaf.text("A", row, node.code)
        texts = {"B": word(f"evidence_{kind}", form.lang), "G": node.label(form.lang)}
        leaf.text("B", row, texts["B"])
        leaf.text("G", row, texts["G"], "last")
        leaf.height(row, texts)
        _write_entries(leaf, row, "CDEF")
    spare = FIRST_ROW + len(asked)
    last = spare + SPARE_ROWS - 1
    for row in range(spare, last + 1):
        _write_entries(leaf, row, "ABCDEF")
        leaf.text("G", row, "", "last")
    codes = [node.code for node in form.questions]
    leaf.allow([f"A{spare}:A{last}"], one_of(lists.cells(codes), form.lang))
    leaf.allow([f"D{FIRST_ROW}:D{last}"], day(form.period, form.lang))
    leaf.alert(f"C{FIRST_ROW}:C{last}", f"=LEN(TRIM($C{FIRST_ROW}))>0", "green")


def _write_entries(leaf: FormSheet, row: int, columns: str) -> None:
    for column in columns:
        leaf.entry(column, row, "date" if column == EVIDENCE_COLUMNS["date"] else "entry")


FIGURE_WIDTHS = {"A": 18, "B": 40, "C": 16, "D": 11, "E": 11, "F": 11, "G": 13, "H": 28}
TYPED = "DEFG"


def write_figures(leaf: FormSheet, form: Form) -> None:
    """The whole sheet, one row per quantity."""
    last = FIRST_ROW + len(form.quantities) - 1
    leaf.widths(FIGURE_WIDTHS)
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


def _alert(leaf: FormSheet, form: Form, last: int) -> None:
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


def write_lists(leaf: FormSheet, columns: Mapping[tuple[str, ...], str]) -> None:
    """Every list asked for, hidden from the reader."""
    for number, (texts, letter) in enumerate(columns.items(), start=1):
        leaf.text(letter, 1, str(number), "plain")
        for row, text in enumerate(texts, start=2):
            leaf.text(letter, row, text, "plain")
    leaf.sheet.hide()


def write_identity(leaf: FormSheet, identity: Mapping[str, str]) -> None:
    """The identity of a form, key and value side by side, hidden from the reader."""
    leaf.widths({"A": 18, "B": 70})
    for row, (key, value) in enumerate(identity.items(), start=1):
        leaf.text("A", row, key, "plain")
        leaf.text("B", row, value, "plain")
    leaf.sheet.hide()


REVIEW_WIDTHS = {"A": 14, "B": 8, "C": 34, "D": 34, "E": 60}
HEADINGS = ("sheet", "cell", "found", "expected", "remedy")


def write_review(leaf: FormSheet, rows: Sequence[Sequence[str]]) -> None:
    """The whole sheet, one row per fault or leftover."""
    leaf.widths(REVIEW_WIDTHS)
    leaf.text("A", 1, word("form_review_title", leaf.lang), "title")
    leaf.text("A", 2, word("form_review_hint", leaf.lang), "subtitle")
    headings = {
        column: word(f"form_review_{key}", leaf.lang) for column, key in zip(REVIEW_WIDTHS, HEADINGS, strict=True)
    }
    leaf.head(HEADER_ROW, headings, frozen=0)
    for line, cells in enumerate(rows, start=HEADER_ROW + 1):
        texts = dict(zip(REVIEW_WIDTHS, cells, strict=True))
        for column, text in texts.items():
            leaf.text(column, line, text)
        leaf.height(line, texts)
