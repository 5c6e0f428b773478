"""What a command came to, as plain lines: the problems it found and the reports it made."""

from __future__ import annotations

from collections.abc import Sequence

from kla_lib.problems import Lang, Problem
from kla_lib.views.numbers import count_text
from kla_lib.views.words import word


def problem_lines(problems: Sequence[Problem], lang: Lang) -> list[str]:
    """Three lines per problem (where and what, what is expected, what to do), errors first."""
    rank = {"error": 0, "warning": 1, "info": 2}
    ordered = sorted(problems, key=lambda p: rank[p.severity])
    return [line for problem in ordered for line in _problem(problem, lang)]


def _problem(problem: Problem, lang: Lang) -> list[str]:
    where = problem.where
    place = ", ".join(part for part in (where.file, where.sheet, where.cell) if part)
    severity = word(f"severity_{problem.severity}", lang)
    return [
        f"{severity}: {place + ': ' if place else ''}{word('found', lang)} “{problem.found}”",
        f"  {word('expected', lang)}: {problem.expected(lang)}",
        f"  {word('remedy', lang)}: {problem.remedy(lang)}",
    ]


def outcome_line(state: str, report: str, lang: Lang) -> str:
    """One report as soon as it is made, or has failed."""
    return f"{word(f'outcome_{state}', lang):9} {report}"


def run_lines(made: int, failed: Sequence[tuple[str, str]], indexes: Sequence[str], lang: Lang) -> list[str]:
    """How many reports were made, which failed and why, and where to look."""
    lines = [word("reports_made", lang, made=count_text(made, lang), failed=count_text(len(failed), lang))]
    lines += [f"  {name}: {reason}" for name, reason in failed]
    return lines + [word("index_at", lang, path=path) for path in indexes]
