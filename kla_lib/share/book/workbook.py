"""An assessment as an Excel workbook with live formulas, so that the score can be checked independently.

Sheets: summary, blocks, indicators, questions, bands, sources. The points are the only inputs; everything else is a
formula over them, written with its value. The same assessment gives the same bytes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import xlsxwriter

from kla_lib.core.files import MADE, SAFE_WORKBOOK
from kla_lib.core.points import float_points
from kla_lib.core.privacy import masked
from kla_lib.core.problems import Lang
from kla_lib.display.book import FIRST, BookSheet, Grid, fit_for_a_cell, styles
from kla_lib.display.words import word
from kla_lib.instrument.words import stage_name
from kla_lib.scoring.views.figures import short_name
from kla_lib.share.book.data import Part, Question, parts_of, questions_of
from kla_lib.share.book.levels import Sums, level_grid, total_row, write_level, write_total
from kla_lib.share.book.questions import questions_grid, write_questions
from kla_lib.share.book.rating import IF_ALL, NEXT, RATING, SHORT, RatingCells, answer_name, write_rating
from kla_lib.share.book.sources import Line, about_the_library, add_chart, write_sources, write_summary

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Assessment

SHEETS = ("summary", "blocks", "indicators", "questions", "rating", "sources")


@dataclass(frozen=True, slots=True)
class _Content:
    """The content of all sheets."""

    questions: list[Question]
    indicators: list[Part]
    blocks: list[Part]
    total: Part
    sums: Sums

    def total_cell(self, key: str) -> str:
        """A figure of the total, for other sheets."""
        return self.sums.blocks.fixed(key, total_row(self.sums.blocks))


def workbook(assessment: Assessment) -> bytes:
    """The workbook of the stage looked at, in the reader's language.

    Raises InputFault for an assessment without a recap, or of an edition without weights.
    """
    content = _content(assessment)
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, SAFE_WORKBOOK) as book:
        title = fit_for_a_cell(masked(_title(assessment), assessment.lang))
        book.set_properties({"title": title, "author": "kla_lib", "created": MADE})
        formats = styles(book)
        pages = {
            name: BookSheet(book, word(f"book_sheet_{name}", assessment.lang), assessment.lang, formats)
            for name in SHEETS
        }
        said = _write_figures(pages, content, assessment)
        _write_summary(pages["summary"], content, said, assessment)
        add_chart(book, pages["summary"], content.sums.blocks, assessment.lang)
        _write_sources(pages["sources"], content, assessment)
    return memory.getvalue()


def _content(assessment: Assessment) -> _Content:
    labels = {node.code: short_name(node, assessment.lang) for node in assessment.edition.at("block")}
    labels |= {node.code: node.label(assessment.lang) for node in assessment.edition.at("indicator")}
    questions = questions_of(assessment)
    total, blocks, indicators = (parts_of(assessment, level, labels) for level in ("total", "block", "indicator"))
    grids = (
        level_grid(level, parts, assessment.lang) for level, parts in (("indicator", indicators), ("block", blocks))
    )
    return _Content(questions, indicators, blocks, total[0], Sums(questions_grid(questions, assessment.lang), *grids))


def _write_figures(pages: dict[str, BookSheet], content: _Content, assessment: Assessment) -> dict[int, float | str]:
    """All sheets with formulas but the first. Returns the values of the sheet of bands by row."""
    write_questions(pages["questions"], content.questions, assessment.lang)
    write_level(pages["indicators"], "indicator", content.indicators, content.sums, assessment.lang)
    write_level(pages["blocks"], "block", content.blocks, content.sums, assessment.lang)
    write_total(pages["blocks"], content.total, content.sums, assessment.lang)
    cells = (content.total_cell("points"), content.total_cell("possible"))
    standing = RatingCells(
        content.total.points or 0, content.total.possible or 0, *cells, assessment.rule, assessment.rating.award
    )
    return write_rating(pages["rating"], assessment.edition.bands, standing, assessment.lang)


def _write_summary(page: BookSheet, content: _Content, said: dict[int, float | str], assessment: Assessment) -> None:
    lang = assessment.lang
    subtitle = " · ".join(
        part for part in (assessment.period, stage_name(assessment.stage, lang, assessment.period)) if part
    )
    notes = [] if assessment.rating.award else [word("not_an_award", lang)]
    notes += [word("book_see_sources", lang, sheet=word("book_sheet_sources", lang))]
    write_summary(page, _title(assessment), subtitle, [*_totals(content, lang), *_ratings(said, lang)], notes, lang)


def _totals(content: _Content, lang: Lang) -> list[Line]:
    total = content.total
    points, possible, maximum = (float_points(n or 0) for n in (total.points, total.possible, total.maximum))
    lines: list[Line] = [
        (word("certain", lang), "points", points, "large"),
        (word("possible", lang), "possible", possible, "points"),
        (word("book_maximum", lang), "max", maximum, "points"),
        (word("share", lang), "share", (total.points or 0) / total.maximum, "share"),
        (word("answered", lang), "answered", total.answered, "count"),
        (word("book_asked", lang), "asked", total.asked, "count"),
    ]
    return [(name, content.total_cell(key), value, style) for name, key, value, style in lines]


def _ratings(said: dict[int, float | str], lang: Lang) -> list[Line]:
    sheet = word("book_sheet_rating", lang)
    styles_by_row = {RATING: "largesaid", IF_ALL: "saidright", NEXT: "saidright", SHORT: "points"}
    return [(answer_name(row, lang), f"{sheet}!$B${row + 1}", said[row], style) for row, style in styles_by_row.items()]


def _write_sources(page: BookSheet, content: _Content, assessment: Assessment) -> None:
    files = assessment.recap.files if assessment.recap else {}
    write_sources(
        page,
        _steps(content, assessment.lang),
        _about(assessment),
        files,
        assessment.problems,
        assessment.edition,
        assessment.lang,
    )


def _steps(content: _Content, lang: Lang) -> list[str]:
    """How to check, with the very cells to change and to watch."""
    grid, key, row = _first_input(content)
    total = content.total_cell("points").replace("$", "")
    rating = f"{word('book_sheet_rating', lang)}!B{RATING + 1}"
    cells = {"sheet": grid.sheet, "column": grid.letter(key), "cell": grid.at(key, row)}
    return [
        word("book_step_change", lang, **cells),
        word("book_step_watch", lang, total=total, rating=rating),
        word("book_step_evidence", lang),
        word("book_step_rounding", lang),
    ]


def _first_input(content: _Content) -> tuple[Grid, str, int]:
    """The first figure of the recap: a question's, an indicator's or a block's."""
    sums = content.sums
    answered = [row for row, q in enumerate(content.questions, start=FIRST) if q.points_micro is not None]
    if answered:
        return sums.questions, "points", answered[0]
    for grid, parts in ((sums.indicators, content.indicators), (sums.blocks, content.blocks)):
        own = [row for row, part in enumerate(parts, start=FIRST) if part.own]
        if own:
            return grid, "own", own[0]
    return sums.questions, "points", FIRST


def _about(assessment: Assessment) -> list[tuple[str, str]]:
    """The origin of the workbook, apart from the files."""
    lang, edition, recap = assessment.lang, assessment.edition, assessment.recap
    counts = {key: getattr(recap, key) for key in ("rows_in", "rows_kept", "rows_rejected")}
    return [
        (word("place", lang), assessment.title),
        (word("period", lang), assessment.period),
        (word("stage", lang), stage_name(assessment.stage, lang, assessment.period)),
        (word("edition", lang), f"{edition.title(lang)} ({word('book_digest', lang)} {edition.digest})"),
        (word("legal_basis", lang), " ".join(filter(None, (f"{edition.legal_basis}.", edition.legal_note(lang))))),
        (word("boundary", lang), word(f"boundary_named_{assessment.rule}", lang)),
        (word("rows", lang), word("rows_told", lang, **counts)),
        (word("book_made_with", lang), about_the_library()),
    ]


def _title(assessment: Assessment) -> str:
    return word("book_title", assessment.lang, place=assessment.title or word("book_no_place", assessment.lang))
