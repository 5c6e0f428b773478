"""Remarks of the checks, provenance of the figures, and the glossary."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.core.problems import Lang, Problem
from kla_lib.display.html import Cell, Html, Table, details, join, link, render, small
from kla_lib.display.numbers import count_text, date_text, known
from kla_lib.display.words import word
from kla_lib.instrument.editions import all_periods
from kla_lib.instrument.instrument import Edition, Source
from kla_lib.instrument.published import host
from kla_lib.instrument.remarks import rubric_name
from kla_lib.instrument.words import glossary, stage_name
from kla_lib.scoring.views.figures import boundary_note, columns_of, sentence

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Assessment

DIGEST_SHOWN = 16
CHECKS = ("where", "found_here", "expected_here", "to_do")


def remarks(assessment: Assessment) -> Html:
    """Every warning of the checks: file, sheet and cell, found, expected, what to do; a sentence when there is none."""
    if not assessment.problems:
        return sentence("no_remarks", assessment)
    return problem_table(assessment.problems, word("remarks_caption", assessment.lang), assessment.lang)


def problem_table(problems: Sequence[Problem], caption: str, lang: Lang) -> Html:
    """Problems with file, sheet and cell, found, expected and what to do."""
    return Table(caption, columns_of(CHECKS, lang), [_remark(problem, lang) for problem in problems], shape="stack")


def _remark(problem: Problem, lang: Lang) -> list[Cell]:
    found = problem.found or word("nothing", lang)
    return [_address(problem, lang), found, problem.expected(lang), problem.remedy(lang)]


def _address(problem: Problem, lang: Lang) -> str:
    where = problem.where
    file = PurePosixPath(where.file).name or word("whole_input", lang)
    if not where.cell:
        return file
    return word("sheet_of" if where.sheet else "cell_of", lang, file=file, sheet=where.sheet, cell=where.cell)


def provenance(assessment: Assessment) -> Html:
    """Where every figure comes from: files with their hash, rows, edition, boundary rule, rubric, corrections."""
    lang = assessment.lang
    columns = columns_of(("provenance_what", "provenance_value"), lang)
    rows = [*_input_rows(assessment), *_rule_rows(assessment)]
    return Table(word("provenance_caption", lang), columns, rows)


def _input_rows(assessment: Assessment) -> list[list[Cell]]:
    lang, recap = assessment.lang, assessment.recap
    if recap is None:
        return [[word("files", lang), word("no_recap_here", lang)]]
    files = join((_file(name, digest) for name, digest in recap.files.items()), Markup("<br>"))
    counts = {key: count_text(getattr(recap, key), lang) for key in ("rows_in", "rows_kept", "rows_rejected")}
    rows: list[list[Cell]] = [
        [word("stage", lang), stage_name(assessment.stage, lang, assessment.period)],
        [word("files", lang), files],
    ]
    return [*rows, [word("rows", lang), word("rows_told", lang, **counts)], *_answer_rows(assessment)]


def _file(name: str, digest: str) -> Markup:
    return Markup("{} <code>{}</code>").format(name, digest[:DIGEST_SHOWN])


def _answer_rows(assessment: Assessment) -> list[list[Cell]]:
    lang, answers = assessment.lang, assessment.answer_rows.values()
    named = dict.fromkeys(row["rubric"] for row in answers if known(row.get("rubric")))
    rubrics = [rubric_name(rubric, lang) for rubric in named]
    corrected = sum(known(row.get("correction_id")) for row in answers)
    local = ", ".join(rubrics) or word("rubric_none", lang)
    return [
        [word("corrections", lang), word("corrections_told", lang, count=count_text(corrected, lang))],
        [word("rubric", lang), local],
    ]


def _boundary(assessment: Assessment) -> str:
    named = word(f"boundary_named_{assessment.rule}", assessment.lang)
    return f"{named} {boundary_note(assessment)}".strip() if assessment.recap else named


def _rule_rows(assessment: Assessment) -> list[list[Cell]]:
    lang, edition = assessment.lang, assessment.edition
    named = Markup("{} <code>{}</code>").format(edition.title(lang), edition.digest[:DIGEST_SHOWN])
    return [
        [word("edition", lang), named],
        [word("legal_basis", lang), _basis(edition, lang)],
        [word("boundary", lang), _boundary(assessment)],
        *_period_row(assessment),
        [word("sources", lang), _sources(assessment)],
    ]


def _basis(edition: Edition, lang: Lang) -> Markup:
    """The legal basis, and under it what is not certain about it."""
    return Markup("{}{}").format(edition.legal_basis, small(edition.legal_note(lang)))


def _period_row(assessment: Assessment) -> list[list[Cell]]:
    """The note of the table of periods on this choice of edition, unless the workspace chose another."""
    row = all_periods().get(assessment.period)
    remark = row.note(assessment.lang) if row and row.edition == assessment.edition.id else ""
    return [[word("period_note", assessment.lang), remark]] if remark else []


def _sources(assessment: Assessment) -> Markup:
    lines = join((_source(source, assessment.lang) for source in assessment.edition.sources.values()), Markup("<br>"))
    count = count_text(len(assessment.edition.sources), assessment.lang)
    return details(word("sources_shown", assessment.lang, count=count), lines)


def _source(source: Source, lang: Lang) -> Markup:
    name = link(source.url, host(source.url)) if source.url else word("source_unnamed", lang)
    sure, date = word(f"confidence_{source.confidence}", lang), date_text(source.checked_on, lang)
    checked = word("source_line", lang, date=date, confidence=sure)
    return Markup("{}, {}").format(name, checked)


def glossary_list(assessment: Assessment) -> Html:
    """The law's own words, explained in one line each."""
    return _glossary(assessment.lang)


@cache
def _glossary(lang: Lang) -> Html:
    """Safe to cache: the words come with the library, so the list only differs by language."""
    return render("glossary.html.j2", lang, terms=glossary(lang))
