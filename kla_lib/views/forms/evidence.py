"""The sheet of evidence: a row for each kind of document that a question asks for, and spare rows."""

from __future__ import annotations

from kla_lib.rules.form_shape import EVIDENCE_COLUMNS, FIRST_ROW, HEADER_ROW, SPARE_ROWS
from kla_lib.rules.forms import evidence_kinds
from kla_lib.views.forms.cells import Lists, day, one_of
from kla_lib.views.forms.leaf import Leaf
from kla_lib.views.forms.shapes import Form
from kla_lib.views.words import word

WIDTHS = {"A": 8, "B": 26, "C": 36, "D": 12, "E": 20, "F": 24, "G": 50}


def write_evidence(leaf: Leaf, form: Form, lists: Lists) -> None:
    """The whole sheet: prefilled rows in the order of the questions, then spare ones."""
    asked = [(node, kind) for node in form.questions for kind in evidence_kinds(form.edition, node.code)]
    leaf.widths(WIDTHS)
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


def _write_entries(leaf: Leaf, row: int, columns: str) -> None:
    for column in columns:
        leaf.entry(column, row, "date" if column == EVIDENCE_COLUMNS["date"] else "entry")
