"""The sheet of sources: how to check the workbook, what it was made of, and what the checks found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version

from kla_lib.problems import Lang, Problem
from kla_lib.rules.instrument import Edition
from kla_lib.views.book_page import Page
from kla_lib.views.numbers import date_text
from kla_lib.views.words import word

WIDTHS = (36, 70, 18, 10, 24, 36, 44)
REMARKS = ("book_severity", "book_file", "book_sheet", "cell", "found_here", "expected_here", "to_do")
SOURCES = ("book_address", "book_source", "book_checked_on", "confidence")
Lines = Sequence[Sequence[str]]


def write_sources(
    page: Page,
    steps: Sequence[str],
    about: Lines,
    files: Mapping[str, str],
    problems: Sequence[Problem],
    edition: Edition,
    lang: Lang,
) -> None:
    """Sections one below the other; ``about`` are pairs of a name and what is said of it."""
    page.widths(*WIDTHS)
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


def _section(page: Page, row: int, title: str, headings: Sequence[str], lines: Lines) -> int:
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
