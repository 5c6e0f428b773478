"""The table to sign as a workbook: the counts as they may be shared, room for two signatures, and no live cell."""

from __future__ import annotations

import io
from datetime import datetime

import xlsxwriter

from kla_lib.problems import Lang
from kla_lib.views.book_page import Page, fit_for_a_cell, styles
from kla_lib.views.book_shapes import FIRST, HEAD, Counted, SignedTable

SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
MADE = datetime(2000, 1, 1)
WIDTHS = (44, 14, 16, 16)
FEW = "*"
ROOM, NOTE = 4, 60  # rows for a signature; the height of the note


def cases_book(table: SignedTable, lang: Lang) -> bytes:
    """A workbook of one sheet; the same register gives the same bytes."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, SAFE) as book:
        book.set_properties({"title": fit_for_a_cell(table.title), "author": "kla_lib", "created": MADE})
        page = Page(book, table.sheet, lang, styles(book))
        page.widths(*WIDTHS)
        page.heading(table.title, table.period)
        for column, head in enumerate(table.heads):
            page.text(HEAD, column, head, "headright" if column > 1 else "head")
        for row, counted in enumerate(table.rows, start=FIRST):
            _write(page, row, counted, "text", "count")
        last = FIRST + len(table.rows)
        _write(page, last, table.total, "totaltext", "totalcount")
        _sign(page, last + 2, table)
    return memory.getvalue()


def _write(page: Page, row: int, counted: Counted, text: str, count: str) -> None:
    page.text(row, 0, counted[0], text)
    page.text(row, 1, counted[1], text)
    for column, cell in enumerate(counted[2:], start=2):
        if cell is None:
            page.text(row, column, FEW, "muted")
        elif isinstance(cell, int):
            page.number(row, column, cell, count)


def _sign(page: Page, row: int, table: SignedTable) -> None:
    page.sheet.merge_range(row, 0, row, len(WIDTHS) - 1, "", page.formats["note"])
    page.text(row, 0, table.note, "note")
    page.sheet.set_row(row, NOTE)
    for column, sign in zip((0, 2), table.signs, strict=True):
        page.text(row + 2, column, sign, "subtitle")
        page.text(row + 2 + ROOM, column, table.line, "subtitle")
