"""Every value ever given, as one table: who gave it in which file and cell, and what became of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from kla_lib.intake.forms.kept import MARK, Kept
from kla_lib.intake.forms.records import Record
from kla_lib.intake.forms.texts import is_active

COLUMNS: tuple[str, ...] = (
    "order",
    "received_at",
    "agency",
    "file",
    "sheet",
    "cell",
    "table",
    "code",
    "field",
    "found",
    "number",
)
COLUMNS += ("choice", "became", "superseded_by", "counts")


def history_csv(records: Sequence[Record], kept: Sequence[Kept]) -> str:
    """One row per filled cell, in the order in which they came; ``counts`` says why a value is the city's.

    A text that a spreadsheet would take for a formula stands behind an apostrophe.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(record, kept) for record in records)
    return MARK + text.getvalue()


def _row(record: Record, kept: Sequence[Kept]) -> tuple[object, ...]:
    given, where, came = record.given, record.given.where, kept[record.order - 1]
    number = "" if given.number is None else f"{given.number:f}"
    later = kept[record.by - 1].order if record.by else ""
    stood = (where.file, _inert(where.sheet), where.cell, given.table, given.code, given.field, _inert(given.text))
    return (
        came.order,
        came.received_at,
        record.agency,
        *stood,
        number,
        given.choice,
        record.became,
        later,
        record.counts,
    )


def _inert(text: str) -> str:
    return f"'{text}" if is_active(text) else text
