"""The form of one agency as an Excel workbook, from plain values. The same form gives the same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import xlsxwriter

from kla_lib.rules.form_shape import ANSWERS, EVIDENCE, FIGURES, GUIDE, IDENTITY, LAST, LISTS, MADE, REVIEW
from kla_lib.views.forms.answers import done_count, last_marks, write_answers
from kla_lib.views.forms.cells import Lists
from kla_lib.views.forms.evidence import write_evidence
from kla_lib.views.forms.figures import write_figures
from kla_lib.views.forms.guide import write_guide
from kla_lib.views.forms.hidden import write_identity, write_lists
from kla_lib.views.forms.leaf import Inside, Leaf, formats_of
from kla_lib.views.forms.review import write_review
from kla_lib.views.forms.shapes import Form
from kla_lib.views.words import word

SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def form_workbook(form: Form, review: Sequence[Sequence[str]] = ()) -> bytes:
    """The workbook of a form, to send out or (with ``filled`` and ``marks``) to send back.

    ``review`` are the rows of one more sheet, which says what is to be mended; see marked.marked_copy.
    """
    memory, lists = io.BytesIO(), Lists(LISTS)
    with xlsxwriter.Workbook(memory, SAFE) as book:
        title = word("form_title", form.lang, place=form.title, period=form.period)
        book.set_properties({"title": f"{title} · {form.agency}", "author": "kla_lib", "created": MADE})
        formats = formats_of(book, marked=bool(form.marks))
        names = [GUIDE, *([REVIEW] if review else []), ANSWERS, EVIDENCE]
        names += [*([FIGURES] if form.quantities else []), IDENTITY, LISTS]
        leaves = {name: Leaf(book, name, form.lang, formats, _inside(form, name)) for name in names}
        write_guide(leaves[GUIDE], form, done_count(leaves[ANSWERS], form))
        write_answers(leaves[ANSWERS], form, lists)
        write_evidence(leaves[EVIDENCE], form, lists)
        if form.quantities:
            write_figures(leaves[FIGURES], form)
        if review:
            write_review(leaves[REVIEW], review)
        write_identity(leaves[IDENTITY], {**form.identity, LAST: last_marks(form)})
        write_lists(leaves[LISTS], lists.columns)
        for leaf in leaves.values():
            leaf.notes()
    return memory.getvalue()


def form_name(title: str, period: str, part: str, ending: str = "xlsx") -> str:
    """A name that speaks: ``KLA_Formulir_Kota-Pekanbaru_2026_dinkes.xlsx``."""
    parts = (re.sub(r"[^\w-]+", "-", piece).strip("-") for piece in (title, period, part))
    return "_".join(["KLA", "Formulir", *(piece for piece in parts if piece)]) + f".{ending}"


def _inside(form: Form, sheet: str) -> Inside:
    filled = {cell: value for (name, cell), value in form.filled.items() if name == sheet}
    return Inside(filled, {cell: text for (name, cell), text in form.marks.items() if name == sheet})
