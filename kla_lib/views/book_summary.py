"""The first sheet: points, rating and distance at a glance, the blocks as a chart, and how to read the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kla_lib.problems import Lang
from kla_lib.views.book_page import Page
from kla_lib.views.book_shapes import Grid
from kla_lib.views.palette import PAGE, light
from kla_lib.views.words import word

FIRST_LINE = 3
WIDTHS = (58, 26, 3, 60)
Line = tuple[str, str, float | str, str]


def write_summary(
    page: Page, title: str, subtitle: str, lines: Sequence[Line], notes: Sequence[str], lang: Lang
) -> int:
    """A line per figure: its name, the cell it is read from, its value, its style. Returns the next free row."""
    page.widths(*WIDTHS)
    page.heading(title, subtitle)
    for row, (name, cell, value, style) in enumerate(lines, start=FIRST_LINE):
        page.text(row, 0, name)
        page.formula(row, 1, f"={cell}", value, style)
    row = FIRST_LINE + len(lines) + 1
    row = _legend(page, row, lang)
    for at, note in enumerate(notes, start=row + 1):
        page.text(at, 0, note, "note")
    return row + len(notes) + 2


def add_chart(book: Any, page: Page, blocks: Grid, lang: Lang) -> None:
    """The share of every block as bars beside the figures, drawn by the spreadsheet from its own cells."""
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": word("share", lang),
            "categories": f"={blocks.column('label')}",
            "values": f"={blocks.column('share')}",
            "fill": {"color": light(PAGE)},
            "gap": 60,
            "data_labels": {"value": True, "num_format": "0%"},
        }
    )
    chart.set_title(
        {"name": word("book_chart", lang), "name_font": {"size": 11, "color": light(PAGE)}, "overlay": False}
    )
    chart.set_x_axis({"min": 0, "max": 1, "visible": False, "major_gridlines": {"visible": False}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    chart.set_legend({"none": True})
    chart.set_size({"width": 560, "height": 330})
    page.sheet.insert_chart(FIRST_LINE, 3, chart, {"description": word("book_chart", lang), "object_position": 3})


def _legend(page: Page, row: int, lang: Lang) -> int:
    page.text(row, 0, word("book_legend", lang), "section")
    kinds = [
        (word("book_legend_input", lang), "choice", word("book_input", lang)),
        (word("book_legend_formula", lang), "saidright", word("book_formula", lang)),
        (word("book_legend_blank", lang), "choice", ""),
        (word("book_legend_nothing", lang), "choice", word("state_not_applicable", lang)),
    ]
    for at, (told, style, example) in enumerate(kinds, start=row + 1):
        page.text(at, 0, told)
        page.text(at, 1, example, style)
    return row + len(kinds) + 1
