"""The lines that ``kla score``, ``kla awards`` and ``kla edition`` print; one function per command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from kla_lib.core.points import to_micro
from kla_lib.core.problems import Lang, Problem, errors
from kla_lib.display.numbers import TO, count_text, exact_maximum_text, points_text
from kla_lib.display.words import word
from kla_lib.instrument.citing import doubt_text, inferred_text
from kla_lib.instrument.diff import Change
from kla_lib.instrument.instrument import Edition
from kla_lib.instrument.published import CATEGORIES, inferred_of
from kla_lib.instrument.stages import STAGES

if TYPE_CHECKING:
    from kla_lib.instrument.rating import Rating

AWARDED = (*CATEGORIES, "Provila")
FIGURES = ("max_micro", "band")


def count_lines(counts: Iterable[Mapping[str, Any]], lang: Lang) -> list[str]:
    """One line per recap: rows in = rows kept + rows rejected."""
    return [word("rows_counted", lang, **_in_form(count, lang)) for count in counts]


def _in_form(values: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    """The counts among some values as the reader writes them; texts stay."""
    return {key: count_text(value, lang) if isinstance(value, int) else value for key, value in values.items()}


def score_lines(title: str, summary: Mapping[str, Any], rating: Rating, edition: Edition, lang: Lang) -> list[str]:
    """The total, its rating and distances, then the blocks as a table."""
    head = " · ".join(str(part) for part in (title, summary["period"], summary["stage"]) if part)
    return [head, *_total_lines(summary, rating, lang), "", *_block_lines(summary, edition, lang)]


def _total_lines(summary: Mapping[str, Any], rating: Rating, lang: Lang) -> list[str]:
    known, possible, top = (points_text(round(summary[k] * 100), lang) for k in ("points", "points_possible", "max"))
    category = summary["category"] or word("no_category", lang)
    phrase = (
        word("award" if rating.award else "equivalent", lang, category=category) if summary["category"] else category
    )
    lines = [word("total_line", lang, points=known, possible=possible, max=top), phrase]
    if rating.differs:
        other = rating.other_category or word("no_category", lang)
        lines.append(word("rules_differ", lang, rule=summary["boundary_rule"], other=other))
    counts = {key: summary[key] for key in ("answered", "asked")}
    lines.append(word("answered_line", lang, **_in_form(counts, lang)))
    missing = [d for d in rating.distances if d.short_hundredths]
    short = [(d.category, points_text(d.short_hundredths, lang)) for d in missing]
    return lines + [word("short_line", lang, category=category, short=points) for category, points in short]


def _block_lines(summary: Mapping[str, Any], edition: Edition, lang: Lang) -> list[str]:
    lines = []
    for code, figures in summary["blocks"].items():
        points = TO if figures["points"] is None else points_text(round(figures["points"] * 100), lang)
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
    mark = f"({doubt_text(fact['year'], lang)})" if fact["disagrees"] else ""
    later = word("said_of_earlier", lang) if fact["origin"] == "earlier_said" else ""
    parts = [_without_category(fact, lang), points, mark, later]
    shown = " ".join(part for part in parts if part) or word("category_unknown", lang)
    stage = fact["stage"] if fact["stage"] in STAGES else word("stage_short_unclear", lang)
    sure = word("sure", lang, confidence=word(f"confidence_{fact['confidence']}", lang))
    return f"{fact['year']}  {stage:9} {shown}  [{sure}]  {fact['source_url']}"


def _without_category(fact: Mapping[Any, Any], lang: Lang) -> str:
    """The category, or that there was no award, or that one is inferred."""
    if fact["origin"] == "inferred":
        rule = next(row["rule"] for row in inferred_of(fact["place_slug"]) if row["year"] == fact["year"])
        return inferred_text(str(rule), lang)
    return word("league_none", lang) if fact["origin"] == "no_award" else str(fact["category"])


def national_lines(counts: pd.DataFrame, lang: Lang) -> list[str]:
    """Published national counts, one per line, with their status (as expected, misprint, conflict ...)."""
    return [_national_line(row, lang) for row in counts.to_dict("records")]


def _national_line(row: Mapping[Any, Any], lang: Lang) -> str:
    counted = row["category"] if row["category"] in AWARDED else word(f"counted_{row['category']}", lang)
    standing = word(f"standing_{row['status']}", lang)
    return f"{row['year']}  {counted:24} {count_text(row['count'], lang):>5}  {standing:11} {row['source_url']}"


def edition_lines(about: Iterable[Mapping[str, Any]], lang: Lang) -> list[str]:
    """One edition per line: id, questions, whether it has weights, title."""
    said = {True: word("weights_yes", lang), False: word("weights_no", lang)}
    counted = [(e, count_text(e["questions"], lang)) for e in about]
    return [f"{e['id']:10} {questions:>5}  {said[e['weights']]:14}  {e['title']}" for e, questions in counted]


def tree_lines(edition: Edition, lang: Lang) -> list[str]:
    """The instrument as an indented tree with maxima; ``?`` where none is published."""
    indent = {"block": "", "indicator": "  ", "question": "    "}
    rows = ((n, "?" if n.max_micro is None else points_text(n.max_micro // 10_000, lang)) for n in edition.nodes)
    return [edition.title(lang), *(f"{indent[n.level]}{n.code}  [{top}]  {n.label(lang)}" for n, top in rows)]


def sound_lines(name: str, edition: Edition | None, problems: Sequence[Problem], lang: Lang) -> list[str]:
    """The result of checking an edition folder, and its number of questions."""
    if edition is None or errors(problems):
        return [word("edition_unsound", lang, name=name, count=count_text(len(errors(problems)), lang))]
    return [word("edition_sound", lang, name=name, questions=count_text(len(edition.at("question")), lang))]


def diff_lines(changes: Sequence[Change], lang: Lang) -> list[str]:
    """One change per line; a sentence when there is none."""
    if not changes:
        return [word("no_changes", lang)]
    return [
        f"{c.code:8} {word(f'change_{c.what}', lang):18} {_side(c, c.before, lang)} → {_side(c, c.after, lang)}"
        for c in changes
    ]


def _side(change: Change, text: str, lang: Lang) -> str:
    """One side of a change; figures in the reader's form."""
    if change.what not in FIGURES or not text:
        return text
    return TO.join(exact_maximum_text(to_micro(Decimal(part)), lang) for part in text.split(TO))
