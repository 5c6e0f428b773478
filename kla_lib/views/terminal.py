"""What the command line says: plain lines, one function per command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from kla_lib.problems import Lang, Problem, errors
from kla_lib.rules.instrument import Edition
from kla_lib.views.case_like import RatingLike
from kla_lib.views.numbers import points_text
from kla_lib.views.words import word


def count_lines(counts: Iterable[Mapping[str, Any]], lang: Lang) -> list[str]:
    """One line per recap: rows in = rows kept + rows rejected."""
    return [word("rows_counted", lang, **count) for count in counts]


def score_lines(title: str, summary: Mapping[str, Any], rating: RatingLike, edition: Edition, lang: Lang) -> list[str]:
    """The total, its rating and distances, then the blocks as a table."""
    head = " · ".join(str(part) for part in (title, summary["period"], summary["stage"]) if part)
    return [head, *_total_lines(summary, rating, lang), "", *_block_lines(summary, edition, lang)]


def _total_lines(summary: Mapping[str, Any], rating: RatingLike, lang: Lang) -> list[str]:
    known, possible, top = (points_text(round(summary[k] * 100), lang) for k in ("points", "points_possible", "max"))
    category = summary["category"] or word("no_category", lang)
    phrase = (
        word("award" if rating.award else "equivalent", lang, category=category) if summary["category"] else category
    )
    lines = [word("total_line", lang, points=known, possible=possible, max=top), phrase]
    if rating.differs:
        other = rating.other_category or word("no_category", lang)
        lines.append(word("rules_differ", lang, rule=summary["boundary_rule"], other=other))
    lines.append(word("answered_line", lang, answered=summary["answered"], asked=summary["asked"]))
    missing = [d for d in rating.distances if d.short_hundredths]
    short = [(d.category, points_text(d.short_hundredths, lang)) for d in missing]
    return lines + [word("short_line", lang, category=category, short=points) for category, points in short]


def _block_lines(summary: Mapping[str, Any], edition: Edition, lang: Lang) -> list[str]:
    lines = []
    for code, figures in summary["blocks"].items():
        points = "–" if figures["points"] is None else points_text(round(figures["points"] * 100), lang)
        top = points_text(round(figures["max"] * 100), lang)
        lines.append(f"{code:3} {points:>8} / {top:>8}  {edition.by_code[code].label(lang)}")
    return lines


def award_lines(title: str, facts: pd.DataFrame, lang: Lang) -> list[str]:
    """One published fact per line, oldest first; facts that disagree are marked."""
    if facts.empty:
        return [word("nothing_published", lang, place=title)]
    return [title, *(_award_line(fact, lang) for fact in facts.to_dict("records"))]


def _award_line(fact: Mapping[Any, Any], lang: Lang) -> str:
    points = "" if pd.isna(fact["points_hundredths"]) else points_text(fact["points_hundredths"], lang)
    mark = word("disagrees", lang) if fact["disagrees"] else ""
    shown = " ".join(part for part in (fact["category"], points, mark) if part) or word("category_unknown", lang)
    return f"{fact['year']}  {fact['stage']:7} {shown}  [{fact['confidence']}]  {fact['source_url']}"


def national_lines(counts: pd.DataFrame, lang: Lang) -> list[str]:
    """Published national counts, one per line, with their standing (ok, misprint, conflict ...)."""
    return [
        f"{row['year']}  {row['category']:14} {row['count']:>5}  {row['status']:9} {row['source_url']}"
        for row in counts.to_dict("records")
    ]


def edition_lines(about: Iterable[Mapping[str, Any]], lang: Lang) -> list[str]:
    """One edition per line: id, questions, whether it has weights, title."""
    said = {True: word("weights_yes", lang), False: word("weights_no", lang)}
    return [f"{e['id']:10} {e['questions']:>4}  {said[e['weights']]:14}  {e['title']}" for e in about]


def tree_lines(edition: Edition, lang: Lang) -> list[str]:
    """The instrument as an indented tree with maxima; ``?`` where none is published."""
    indent = {"block": "", "indicator": "  ", "question": "    "}
    rows = ((n, "?" if n.max_micro is None else points_text(n.max_micro // 10_000, lang)) for n in edition.nodes)
    return [edition.title(lang), *(f"{indent[n.level]}{n.code}  [{top}]  {n.label(lang)}" for n, top in rows)]


def sound_lines(name: str, edition: Edition | None, problems: Sequence[Problem], lang: Lang) -> list[str]:
    """Whether an edition folder is sound, and what it holds."""
    if edition is None or errors(problems):
        return [word("edition_unsound", lang, name=name, count=len(errors(problems)))]
    return [word("edition_sound", lang, name=name, questions=len(edition.at("question")))]


def diff_lines(changes: Sequence[Any], lang: Lang) -> list[str]:
    """One change per line; a sentence when there is none."""
    if not changes:
        return [word("no_changes", lang)]
    return [f"{c.code:8} {c.what:10} {c.before} → {c.after}" for c in changes]
