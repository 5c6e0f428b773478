"""The form that counts kecamatan and desa/kelurahan: one row for each, yes, no or not known per question.

Blocks of questions that are percentages of kecamatan or of villages are counted here, not guessed in an office.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from kla_lib.core.files import MADE, SAFE_WORKBOOK
from kla_lib.core.tables import column_letter
from kla_lib.display.form_sheet import CellContents, FormSheet, formats_of
from kla_lib.display.words import word
from kla_lib.forms.shape import ANSWERS, DISTRICT, SHEETS, VILLAGE, Named, VillageForm, asked, village_identity
from kla_lib.forms.write.answers import Lists, one_of
from kla_lib.forms.write.sheets import contents_of, write_identity, write_lists, write_review
from kla_lib.instrument.instrument import Node
from kla_lib.local.form_fields import FIRST_ROW, HEADER_ROW, IDENTITY, LISTS, REVIEW

NAMES = {DISTRICT: ("district",), VILLAGE: ("district", "village")}
EMPTY_ROWS = {DISTRICT: 30, VILLAGE: 300}
SPARE_ROWS = {DISTRICT: 3, VILLAGE: 10}


def village_workbook(form: VillageForm, review: Sequence[Sequence[str]] = ()) -> bytes:
    """The workbook of a place; with ``review``, the rows of one more sheet, it is a marked copy to send back."""
    memory, lists, lang = io.BytesIO(), Lists(LISTS), form.lang
    with xlsxwriter.Workbook(memory, SAFE_WORKBOOK) as book:
        title = word("village_form_title", lang, place=form.place.title, period=form.period)
        book.set_properties({"title": title, "author": "kla_lib", "created": MADE})
        formats, inside = formats_of(book, marked=bool(review)), CellContents({}, {})
        if review:
            write_review(FormSheet(book, REVIEW, lang, formats, inside), review)
        for level, sheet in SHEETS.items():
            leaf = FormSheet(book, sheet, lang, formats, contents_of(form, sheet))
            leaf.text("A", 1, title, "title")
            _write_level(leaf, level, asked(form.edition, level), _with_room(form.rows[level], level), lists)
            leaf.notes()
        stated = village_identity(form.place.slug, form.period, form.edition)
        write_identity(FormSheet(book, IDENTITY, lang, formats, inside), stated)
        write_lists(FormSheet(book, LISTS, lang, formats, inside), lists.columns)
    return memory.getvalue()


def _with_room(names: Sequence[Named], level: str) -> list[Named]:
    """The names of every row, then empty ones."""
    return [*names, *[("",) * len(NAMES[level])] * (SPARE_ROWS[level] if names else EMPTY_ROWS[level])]


def answer_column(level: str, place: int) -> str:
    """The column of a level's question: the names stand before them."""
    return column_letter(len(NAMES[level]) + place)


def _write_level(
    leaf: FormSheet, level: str, nodes: Sequence[Node], rows: Sequence[tuple[str, ...]], lists: Lists
) -> None:
    names, lang = NAMES[level], leaf.lang
    columns = [answer_column(level, place) for place in range(len(nodes))]
    last = FIRST_ROW + len(rows) - 1
    leaf.text("A", 2, word("village_form_hint", lang), "subtitle")
    leaf.widths({**{column_letter(n): 22 for n in range(len(names))}, **dict.fromkeys(columns, 16)})
    heads = {column_letter(n): word(f"village_{name}", lang) for n, name in enumerate(names)}
    heads |= {column: f"{node.code} {node.label(lang)}" for column, node in zip(columns, nodes, strict=True)}
    leaf.head(HEADER_ROW, heads, frozen=len(names))
    for row, cells in enumerate(rows, start=FIRST_ROW):
        for index, text in enumerate(cells):
            leaf.entry(column_letter(index), row, given=text or None)
        for column in columns:
            leaf.entry(column, row, "choice")
    _write_counts(leaf, columns, last)
    if columns:
        answers = [word(f"village_{answer}", lang) for answer in ANSWERS]
        leaf.allow([f"{columns[0]}{FIRST_ROW}:{columns[-1]}{last}"], one_of(lists.cells(answers), lang))


def _write_counts(leaf: FormSheet, columns: Sequence[str], last: int) -> None:
    """How many say yes, no and not known, below the table."""
    for row, answer in enumerate(ANSWERS, start=last + 2):
        text = word(f"village_{answer}", leaf.lang)
        leaf.text("A", row, word("village_count", leaf.lang, answer=text), "text")
        for column in columns:
            leaf.formula(column, row, f'=COUNTIF({column}{FIRST_ROW}:{column}{last},"{text}")', 0, "count")
