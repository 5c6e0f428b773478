"""The form of one agency as an Excel workbook, with its guide sheet. The same form gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from kla_lib.core.files import MADE, SAFE_WORKBOOK, file_name
from kla_lib.display.form_sheet import FormSheet, formats_of
from kla_lib.display.numbers import date_text
from kla_lib.display.words import word
from kla_lib.forms.shape import Form
from kla_lib.forms.write.answers import Lists, done_count, last_marks, progress_formula, write_answers
from kla_lib.forms.write.sheets import (
    contents_of,
    write_evidence,
    write_figures,
    write_identity,
    write_lists,
    write_review,
)
from kla_lib.local.form_fields import (
    ANSWER_COLUMNS,
    ANSWERS,
    EVIDENCE,
    FIGURES,
    FIRST_ROW,
    GUIDE,
    IDENTITY,
    LAST,
    LISTS,
    REVIEW,
)

SECTIONS = ("what", "due", "how", "return", "evidence", "ask", "privacy", "choices")
WIDTH = 78
BAR = {"type": "data_bar", "bar_color": "#5b9f6d", "bar_solid": True, "min_type": "num", "max_type": "num"}
BAR |= {"min_value": 0, "max_value": 1}


def write_guide(leaf: FormSheet, form: Form, done: int) -> None:
    """The whole sheet; ``done`` is how many questions are filled in."""
    lang, count = form.lang, len(form.questions)
    leaf.widths({"A": WIDTH})
    leaf.sheet.set_portrait()
    leaf.text("A", 1, word("form_title", lang, place=form.title, period=form.period), "title")
    leaf.text("A", 2, form.agency, "section")
    cells = f"{ANSWERS}!{ANSWER_COLUMNS['filled']}{FIRST_ROW}:{ANSWER_COLUMNS['filled']}{FIRST_ROW + count - 1}"
    said = word("form_progress", lang, done=done, all=count)
    leaf.formula("A", 3, progress_formula(cells, count, lang), said, "progress")
    leaf.formula("A", 4, f"=SUM({cells})/{count}", done / count, "share")
    leaf.sheet.conditional_format("A4", BAR)
    for row, section in enumerate(SECTIONS):
        text = _text(section, form)
        leaf.text("A", 6 + 3 * row, word(f"form_guide_{section}_title", lang), "section")
        leaf.text("A", 7 + 3 * row, text, "paragraph")
        leaf.height(7 + 3 * row, {"A": text})
    leaf.sheet.activate()


def _text(section: str, form: Form) -> str:
    lang, due = form.lang, form.due
    if section == "due":
        return word("form_guide_due", lang, due=date_text(due, lang)) if due else word("form_guide_due_unknown", lang)
    if section == "ask":
        return word("form_guide_ask", lang, contact=form.contact or word("form_no_contact", lang))
    counted = {"place": form.title, "period": form.period, "agency": form.agency, "count": len(form.questions)}
    return word(f"form_guide_{section}", lang, **counted)


def form_workbook(form: Form, review: Sequence[Sequence[str]] = ()) -> bytes:
    """The workbook of a form, to send out or (with ``filled`` and ``marks``) to send back.

    ``review`` are the rows of one more sheet, which says what is to be mended; see marked.marked_copy.
    """
    memory, lists = io.BytesIO(), Lists(LISTS)
    with xlsxwriter.Workbook(memory, SAFE_WORKBOOK) as book:
        title = word("form_title", form.lang, place=form.title, period=form.period)
        book.set_properties({"title": f"{title} · {form.agency}", "author": "kla_lib", "created": MADE})
        formats = formats_of(book, marked=bool(form.marks))
        names = [GUIDE, *([REVIEW] if review else []), ANSWERS, EVIDENCE]
        names += [*([FIGURES] if form.quantities else []), IDENTITY, LISTS]
        leaves = {name: FormSheet(book, name, form.lang, formats, contents_of(form, name)) for name in names}
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
    return file_name("Formulir", title, period, part, ending=ending)
