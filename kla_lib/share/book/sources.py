"""The sheets of sources (how to check the workbook, its origin, remarks) and summary (points, rating, a chart, a legend)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from kla_lib.core.problems import Lang, Problem
from kla_lib.display.book import BookSheet, Grid
from kla_lib.display.numbers import date_text
from kla_lib.display.palette import PAGE, light
from kla_lib.display.words import word
from kla_lib.instrument.instrument import Edition

SOURCES_WIDTHS = (36, 70, 18, 10, 24, 36, 44)
REMARKS = ("book_severity", "book_file", "book_sheet", "cell", "found_here", "expected_here", "to_do")
SOURCES = ("book_address", "book_source", "book_checked_on", "confidence")
Lines = Sequence[Sequence[str]]
FIRST_LINE = 3
SUMMARY_WIDTHS = (58, 26, 3, 60)
Line = tuple[str, str, float | str, str]


def write_sources(
    page: BookSheet,
    steps: Sequence[str],
    about: Lines,
    files: Mapping[str, str],
    problems: Sequence[Problem],
    edition: Edition,
    lang: Lang,
) -> None:
    """Sections one below the other; ``about`` are pairs of a name and its text."""
    page.widths(*SOURCES_WIDTHS)
    page.heading(word("book_sheet_sources", lang), word("book_sources_told", lang))
    row = _section(page, 3, word("book_how", lang), (), [(f"{n}.", step) for n, step in enumerate(steps, start=1)])
    row = _section(page, row, word("provenance_caption", lang), (), about)
    hashes = (word("book_file", lang), "SHA-256")
    row = _section(page, row, word("files", lang), hashes, list(files.items()))
    found = [_remark(problem, lang) for problem in problems] or [(word("no_remarks", lang),)]
    row = _section(page, row, word("remarks_caption", lang), [word(k, lang) for k in REMARKS] * bool(problems), found)
    _section(page, row, word("sources", lang), [word(key, lang) for key in SOURCES], _sources(edition, lang))


def about_the_library() -> str:
    """``kla_lib 0.1.0``."""
    return f"kla_lib {version('kla_lib')}"


def _section(page: BookSheet, row: int, title: str, headings: Sequence[str], lines: Lines) -> int:
    """One table with its title; the row where the next may start."""
    page.text(row, 0, title, "section")
    for column, heading in enumerate(headings):
        page.text(row + 1, column, heading, "head")
    first = row + 1 + bool(headings)
    for at, line in enumerate(lines, start=first):
        for column, text in enumerate(line):
            page.text(at, column, text)
    return first + len(lines) + 1


def _remark(problem: Problem, lang: Lang) -> tuple[str, ...]:
    where, severity = problem.where, word(f"severity_{problem.severity}", lang)
    address = (where.file or word("whole_input", lang), where.sheet, where.cell)
    return (severity, *address, problem.found or word("nothing", lang), problem.expected(lang), problem.remedy(lang))


def _sources(edition: Edition, lang: Lang) -> Lines:
    return [
        (s.url, s.title, date_text(s.checked_on, lang), word(f"confidence_{s.confidence}", lang))
        for s in edition.sources.values()
    ]


def write_summary(
    page: BookSheet, title: str, subtitle: str, lines: Sequence[Line], notes: Sequence[str], lang: Lang
) -> int:
    """A line per figure: its name, the cell it is read from, its value, its style. Returns the next free row."""
    page.widths(*SUMMARY_WIDTHS)
    page.heading(title, subtitle)
    for row, (name, cell, value, style) in enumerate(lines, start=FIRST_LINE):
        page.text(row, 0, name)
        page.formula(row, 1, f"={cell}", value, style)
    row = FIRST_LINE + len(lines) + 1
    row = _legend(page, row, lang)
    for at, note in enumerate(notes, start=row + 1):
        page.text(at, 0, note, "note")
    return row + len(notes) + 2


def add_chart(book: Any, page: BookSheet, blocks: Grid, lang: Lang) -> None:
    """The share of every block as bars next to the figures, drawn by the spreadsheet from its own cells."""
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


def _legend(page: BookSheet, row: int, lang: Lang) -> int:
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
