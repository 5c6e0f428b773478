"""The table to sign for the evidence of 21A-24B, and its workbook: the counts as they may be shared, no live cell."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import xlsxwriter

from kla_lib.core.files import MADE, SAFE_WORKBOOK
from kla_lib.core.problems import Lang
from kla_lib.display.book import FIRST, HEAD, BookSheet, fit_for_a_cell, styles
from kla_lib.display.numbers import day_text, month_text
from kla_lib.display.words import word
from kla_lib.incidents.model import FEWEST, Counted, SignedTable
from kla_lib.incidents.words import kinds

if TYPE_CHECKING:
    from kla_lib.incidents.register import Incidents
    from kla_lib.incidents.sums import Share


def signed_table(incidents: Incidents) -> SignedTable:
    """By kind with the indicator it may be evidence for, all incidents and those still open."""
    lang, standing = incidents.lang, incidents.signed
    return SignedTable(
        title=word(
            "cases_evidence_caption", lang, place=incidents.title, day=day_text(incidents.day.isoformat(), lang)
        ),
        period=incidents.period,
        sheet=word("cases_sheet", lang),
        heads=[word(key, lang) for key in ("cases_by_kind", "indicator", "cases_all", "cases_open")],
        rows=_rows(incidents),
        total=(word("sum", lang), "", standing.incidents, standing.open),
        note=_note(incidents),
        signs=[word(key, lang) for key in ("cases_sign_made", "cases_sign_known")],
        line=word("cases_sign_line", lang),
    )


def _rows(incidents: Incidents) -> list[Counted]:
    shares = {share.key: share for share in incidents.signed.tables["kind"]}
    rows = [
        (meant.label(incidents.lang), ", ".join(meant.indicators) or "–", *_both(shares.get(kind)))
        for kind, meant in kinds().items()
    ]
    return [*rows, (word("cases_unknown", incidents.lang), "–", *_both(shares[""]))] if "" in shares else rows


def _note(incidents: Incidents) -> str:
    """What the table leaves out, whose the indicators are, and since when there are reports: by month, a day tells more."""
    lang, months = incidents.lang, [share.key for share in incidents.signed.tables["month"] if share.key]
    since = [word("cases_evidence_since", lang, month=month_text(min(months), lang))] if months else []
    own = word("cases_evidence_own", lang, period=incidents.period[:4])
    return " ".join([own, *since, word("cases_evidence_note", lang, few=FEWEST), word("cases_twice", lang)])


def _both(share: Share | None) -> tuple[int | None, int | None]:
    return (0, 0) if share is None else (share.incidents, share.open)


WIDTHS = (44, 14, 16, 16)
FEW = "*"
ROOM, NOTE = 4, 60  # rows for a signature; the height of the note


def incidents_book(table: SignedTable, lang: Lang) -> bytes:
    """A workbook of one sheet; the same register gives the same bytes."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, SAFE_WORKBOOK) as book:
        book.set_properties({"title": fit_for_a_cell(table.title), "author": "kla_lib", "created": MADE})
        page = BookSheet(book, table.sheet, lang, styles(book))
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


def _write(page: BookSheet, row: int, counted: Counted, text: str, count: str) -> None:
    page.text(row, 0, counted[0], text)
    page.text(row, 1, counted[1], text)
    for column, cell in enumerate(counted[2:], start=2):
        if cell is None:
            page.text(row, column, FEW, "muted")
        elif isinstance(cell, int):
            page.number(row, column, cell, count)


def _sign(page: BookSheet, row: int, table: SignedTable) -> None:
    page.sheet.merge_range(row, 0, row, len(WIDTHS) - 1, "", page.formats["note"])
    page.text(row, 0, table.note, "note")
    page.sheet.set_row(row, NOTE)
    for column, sign in zip((0, 2), table.signs, strict=True):
        page.text(row + 2, column, sign, "subtitle")
        page.text(row + 2 + ROOM, column, table.line, "subtitle")
