"""What stands behind the figures: remarks of the checks, provenance, and the glossary."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from kla_lib.problems import Problem
from kla_lib.views.arithmetic import sources
from kla_lib.views.case_like import CaseLike
from kla_lib.views.html import Cell, Column, Html, Table, join, link, render, show, small
from kla_lib.views.numbers import count_text
from kla_lib.views.tables import sentence
from kla_lib.views.words import glossary, stage_name, word

DIGEST_SHOWN = 16
CHECKS = ("where", "found_here", "expected_here", "to_do")


def remarks(case: CaseLike) -> Html:
    """Every warning of the checks: file, sheet and cell, found, expected, what to do; a sentence when there is none."""
    if not case.problems:
        return sentence("no_remarks", case)
    columns = [Column(word(key, case.lang)) for key in CHECKS]
    rows = [_remark(problem, case) for problem in case.problems]
    return show(Table(word("remarks_caption", case.lang), columns, rows, shape="stack"))


def _remark(problem: Problem, case: CaseLike) -> list[Cell]:
    where = problem.where
    head = Markup("{} {}{}").format(where.file or word("whole_input", case.lang), where.sheet, small(where.cell))
    found = problem.found or word("nothing", case.lang)
    return [head, found, problem.expected(case.lang), problem.remedy(case.lang)]


def provenance(case: CaseLike) -> Html:
    """Where every figure comes from: files with their hash, rows, edition, boundary rule, rubric, corrections."""
    lang = case.lang
    columns = [Column(word("provenance_what", lang)), Column(word("provenance_value", lang))]
    rows = [*_input_rows(case), *_rule_rows(case)]
    return show(Table(word("provenance_caption", lang), columns, rows))


def _input_rows(case: CaseLike) -> list[list[Cell]]:
    lang, recap = case.lang, case.recap
    if recap is None:
        return [[word("files", lang), word("no_recap_here", lang)]]
    files = join((_file(name, digest) for name, digest in recap.files.items()), Markup("<br>"))
    counts = {key: count_text(getattr(recap, key), lang) for key in ("rows_in", "rows_kept", "rows_rejected")}
    rows: list[list[Cell]] = [[word("stage", lang), stage_name(case.stage, lang)], [word("files", lang), files]]
    return [*rows, [word("rows", lang), word("rows_told", lang, **counts)], *_answer_rows(case)]


def _file(name: str, digest: str) -> Markup:
    return Markup("{} <code>{}</code>").format(name, digest[:DIGEST_SHOWN])


def _answer_rows(case: CaseLike) -> list[list[Cell]]:
    lang, frame = case.lang, case.answers
    rubrics = [str(r) for r in frame["rubric"].dropna().unique() if r] if "rubric" in frame else []
    corrected = int((frame["correction_id"].fillna("") != "").sum()) if "correction_id" in frame else 0
    local = ", ".join(rubrics) or word("rubric_none", lang)
    return [[word("corrections", lang), word("corrections_told", lang, count=count_text(corrected, lang))],
            [word("rubric", lang), local]]  # fmt: skip


def _rule_rows(case: CaseLike) -> list[list[Cell]]:
    lang, edition = case.lang, case.edition
    named = Markup("{} <code>{}</code>").format(edition.title(lang), edition.digest[:DIGEST_SHOWN])
    return [[word("edition", lang), named], [word("legal_basis", lang), edition.legal_basis],
            [word("boundary", lang), word(f"boundary_named_{case.rule}", lang)],
            [word("sources", lang), sources(case)]]  # fmt: skip


def glossary_list(case: CaseLike) -> Html:
    """The law's own words, explained in one line each."""
    return render("glossary.html.j2", case.lang, terms=glossary(case.lang))


def cited(facts: Mapping[str, str]) -> Markup:
    """Sources by their address, as links one after the other."""
    return join((link(address, text) for address, text in facts.items()), ", ")
