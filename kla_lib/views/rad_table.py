"""The action list as a table for Excel: CSV in UTF-8 with its mark, texts that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from kla_lib.problems import Lang
from kla_lib.rules.inert import inert
from kla_lib.rules.instrument import Edition
from kla_lib.rules.local_shapes import RAD_COLUMNS
from kla_lib.rules.points import MICRO
from kla_lib.rules.rad_shapes import RadItem
from kla_lib.views.words import word

MARK = "\ufeff"


def rad_csv(items: Iterable[RadItem], edition: Edition, lang: Lang) -> str:
    """The rows with our words for the question at the end, by which a code that Excel spoilt is known again."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*RAD_COLUMNS, word("init_question", lang)])
    for item in items:
        writer.writerow([inert(cell) for cell in _cells(item, edition, lang)])
    return MARK + text.getvalue()


def _cells(item: RadItem, edition: Edition, lang: Lang) -> list[str]:
    due = item.due.isoformat() if item.due else ""
    points = [_figure(item.from_micro), _figure(item.points_micro)]
    said = word(f"rad_status_{item.status}", lang)
    rest = [item.evidence, due, said, item.note, item.since]
    return [item.code, item.action, item.agency, *points, *rest, edition.by_code[item.code].label(lang)]


def _figure(micro: int | None) -> str:
    """A number of points that reads the same everywhere: never exactly three places after the point."""
    if micro is None:
        return ""
    whole, rest = divmod(micro, MICRO)
    places = f"{rest:06d}".rstrip("0")
    return f"{whole}.{places}0" if len(places) == 3 else f"{whole}.{places}" if places else str(whole)
