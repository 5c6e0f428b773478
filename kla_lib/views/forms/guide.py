"""The first sheet: what the form is, until when, how to fill it in and send it back, what counts as evidence."""

from __future__ import annotations

from kla_lib.rules.form_shape import ANSWER_COLUMNS, ANSWERS, FIRST_ROW
from kla_lib.views.forms.cells import progress_formula
from kla_lib.views.forms.leaf import Leaf
from kla_lib.views.forms.shapes import Form
from kla_lib.views.numbers import date_text
from kla_lib.views.words import word

SECTIONS = ("what", "due", "how", "return", "evidence", "ask", "privacy", "choices")
WIDTH = 78
BAR = {"type": "data_bar", "bar_color": "#5b9f6d", "bar_solid": True, "min_type": "num", "max_type": "num"}
BAR |= {"min_value": 0, "max_value": 1}


def write_guide(leaf: Leaf, form: Form, done: int) -> None:
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
