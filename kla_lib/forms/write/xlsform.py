"""The same questions as an XLSForm, for field visits with ODK or Kobo: sheets survey, choices and settings.

Both languages stand side by side. Numbers are asked only where the answer says that there is something to count.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from itertools import groupby

import xlsxwriter

from kla_lib.core.files import MADE, SAFE_WORKBOOK
from kla_lib.core.problems import Lang
from kla_lib.display.book import fit_for_a_cell
from kla_lib.display.words import word
from kla_lib.forms.shape import AnswerType, Form, answer_type
from kla_lib.instrument.instrument import Choice, Node, Quantity

LANGUAGES: dict[Lang, str] = {"id": "Bahasa Indonesia (id)", "en": "English (en)"}
COUNTING = ("yes", "part")
PIXELS = 1280  # of a photo's longer side: readable, and small enough for a bad network

Row = dict[str, str]


def xls_form(form: Form) -> bytes:
    """The XLSForm of an agency as a workbook. The same form gives the same bytes."""
    kinds = {node.code: answer_type(form.edition, node.code) for node in form.questions}
    lists = {kind.choices: f"jawaban_{number}" for number, kind in enumerate(kinds.values(), start=1)}
    sheets = {
        "survey": [*_identity(form), *_survey(form, kinds, lists), *_quantities(form.quantities)],
        "choices": [row for choices, name in lists.items() for row in _choices(name, choices)],
        "settings": [_settings(form)],
    }
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, SAFE_WORKBOOK) as book:
        book.set_properties({"author": "kla_lib", "created": MADE})
        for name, rows in sheets.items():
            _write(book.add_worksheet(name), rows)
    return memory.getvalue()


def field_name(code: str) -> str:
    """A code as a name that ODK accepts: ``21A.4a`` -> ``q_21A_4a``."""
    return "q_" + re.sub(r"\W", "_", code)


def _identity(form: Form) -> Iterator[Row]:
    """What the hidden sheet of the workbook says, as calculated fields."""
    for key, value in form.identity.items():
        yield {"type": "calculate", "name": f"kla_{key}", "calculation": "'" + value.replace("'", "") + "'"}


def _survey(form: Form, kinds: dict[str, AnswerType], lists: dict[tuple[Choice, ...], str]) -> Iterator[Row]:
    for parent, nodes in groupby(form.questions, key=lambda node: node.parent):
        group = f"g_{field_name(parent)}"
        yield {
            "type": "begin_group",
            "name": group,
            **_labels(form.edition.by_code[parent]),
            "appearance": "field-list",
        }
        for node in nodes:
            yield from _question(node, kinds[node.code], lists[kinds[node.code].choices])
        yield {"type": "end_group", "name": group}


def _question(node: Node, kind: AnswerType, choices: str) -> Iterator[Row]:
    name, label = field_name(node.code), {key: f"{node.code} {text}" for key, text in _labels(node).items()}
    counting = [choice.key for choice in kind.choices if choice.means in COUNTING]
    relevant = " or ".join(f"${{{name}}} = '{key}'" for key in counting)
    yield {"type": f"select_one {choices}", "name": name, **label}
    for part in kind.parts:
        yield _number(name, part, kind.parts) | {"relevant": relevant}
    yield {"type": "text", "name": f"{name}_note", **_word_labels("form_field_note"), "relevant": f"${{{name}}} != ''"}
    photo = {"type": "image", "name": f"{name}_photo", "parameters": f"max-pixels={PIXELS}", "relevant": relevant}
    yield photo | _word_labels("form_field_photo")


def _number(name: str, part: str, parts: Sequence[str]) -> Row:
    """A number that belongs to an answer: a part is never above its whole."""
    kind, rule = ("decimal", ". >= 0 and . <= 100") if part == "percent" else ("integer", ". >= 0")
    if part == "whole" and "total" in parts:
        rule += f" and . >= coalesce(${{{name}_total}}, 0)"
    faults = {f"constraint_message::{LANGUAGES[lang]}": word(f"form_field_fault_{part}", lang) for lang in LANGUAGES}
    return {"type": kind, "name": f"{name}_{part}", **_word_labels(f"form_head_{part}"), "constraint": rule, **faults}


def _quantities(quantities: Sequence[Quantity]) -> Iterator[Row]:
    if not quantities:
        return
    yield {"type": "begin_group", "name": "angka", **_word_labels("form_figures_title"), "appearance": "field-list"}
    for one in quantities:
        labels = {f"label::{LANGUAGES[lang]}": f"{one.label(lang)} ({one.unit})" for lang in LANGUAGES}
        yield {"type": "integer", "name": f"a_{one.id}", **labels, "constraint": ". >= 0"}
    yield {"type": "end_group", "name": "angka"}


def _choices(name: str, choices: Sequence[Choice]) -> Iterator[Row]:
    for choice in choices:
        labels = {f"label::{LANGUAGES[lang]}": choice.label(lang) for lang in LANGUAGES}
        yield {"list_name": name, "name": choice.key, **labels}


def _settings(form: Form) -> Row:
    title = word("form_title", form.lang, place=form.title, period=form.period)
    parts = (form.identity[key] for key in ("place", "period", "agency"))
    made = "_".join(re.sub(r"\W", "_", part) for part in ("kla", *parts))
    version = f"{form.identity['form_version']}.{form.identity['layout_hash'][:12]}"
    default = LANGUAGES[form.lang]
    return {"form_title": f"{title} · {form.agency}", "form_id": made, "version": version, "default_language": default}


def _labels(node: Node) -> Row:
    return {f"label::{LANGUAGES[lang]}": node.label(lang) for lang in LANGUAGES}


def _word_labels(key: str) -> Row:
    return {f"label::{LANGUAGES[lang]}": word(key, lang) for lang in LANGUAGES}


def _write(sheet: xlsxwriter.worksheet.Worksheet, rows: Sequence[Row]) -> None:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    for line, cells in enumerate([dict(zip(columns, columns, strict=True)), *rows]):
        for column, key in enumerate(columns):
            if cells.get(key):
                sheet.write_string(line, column, fit_for_a_cell(cells[key]))
