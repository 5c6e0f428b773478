"""Figures and phrases that tables and charts share: a node's points, the category in words, the agencies behind a gap.

Figures are plain values in tree order; absent (None) is not zero.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kla_lib.core.problems import Lang
from kla_lib.core.records import Row
from kla_lib.display.html import Column, Html, paragraph
from kla_lib.display.numbers import count_text, known, maximum_text, points_text
from kla_lib.display.palette import BLOCKS
from kla_lib.display.words import listed, word
from kla_lib.instrument.instrument import TOTAL, Node

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Assessment

AGENCIES_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """A node's points in hundredths; ``points`` and ``possible`` are None where nothing is known of it."""

    code: str
    label: str
    points: int | None
    possible: int | None
    maximum: int
    answered: int
    asked: int

    @property
    def missing(self) -> int:
        """The maximum less the certain points."""
        return self.maximum - (self.points or 0)


def figure_of(assessment: Assessment, code: str = TOTAL) -> Figure:
    """The figure of one node. Raises KeyError for a code the edition does not have."""
    return _figure(assessment, code, assessment.score_rows[code])


def figures_under(assessment: Assessment, code: str = TOTAL) -> list[Figure]:
    """The figures directly under a node: the blocks of the total, the indicators of a block."""
    rows = assessment.score_rows
    return [_figure(assessment, node.code, rows[node.code]) for node in assessment.edition.children[code]]


def figures_frame(figures: Sequence[Figure]) -> pd.DataFrame:
    """One row per figure: code, label, points, possible and maximum in points; unknown figures are missing."""
    columns = ("points", "possible", "maximum")
    frame = pd.DataFrame(
        [(f.code, f.label, f.points, f.possible, f.maximum) for f in figures], columns=["code", "label", *columns]
    )
    return frame.assign(**{name: frame[name].astype("Float64") / 100 for name in columns})


def points_of_maximum(figure: Figure, lang: Lang) -> str:
    """``72,41 dari 107,5``; words where no figure is known."""
    if figure.points is None:
        return word("no_figure", lang)
    return word("points_of", lang, points=points_text(figure.points, lang), max=maximum_text(figure.maximum, lang))


def open_indicators(assessment: Assessment, code: str = TOTAL) -> list[Row]:
    """The indicators of a block (or all) that miss points, largest gap first, as `rows.indicator_rows` gives them."""
    rows = [row for row in assessment.gap_rows if row["gap_hundredths"] > 0]
    return [row for row in rows if code in (TOTAL, assessment.edition.block_of(str(row["code"])))]


def short_name(node: Node, lang: Lang) -> str:
    """A node's label with the number people know it by: ``Klaster II · ...``, ``6 Pelembagaan ...``."""
    if node.level != "block":
        return f"{node.code} {node.label(lang)}"
    return word(f"block_{node.code}", lang, label=node.label(lang)) if node.code in BLOCKS else node.label(lang)


def _figure(assessment: Assessment, code: str, row: Row) -> Figure:
    node = assessment.edition.by_code.get(code)
    label = short_name(node, assessment.lang) if node else code
    known = row["given_at"] != ""
    points, possible = (int_or_none(row[c]) if known else None for c in ("points_hundredths", "possible_hundredths"))
    maximum, answered, asked = (int_or_none(row[c]) or 0 for c in ("max_hundredths", "answered", "asked"))
    return Figure(code, label, points, possible, maximum, answered, asked)


def int_or_none(value: object) -> int | None:
    """A whole number of a frame; None for a missing one."""
    return int(str(value)) if known(value) else None


def standing(assessment: Assessment) -> str:
    """``setara Nindya`` before the final verification, ``peringkat Nindya`` after it."""
    if assessment.rating.category is None:
        start = maximum_text(assessment.rating.distances[0].start_hundredths, assessment.lang)
        return word("below_first", assessment.lang, start=start)
    return word(
        "award" if assessment.rating.award else "equivalent", assessment.lang, category=assessment.rating.category
    )


def agencies_behind(assessment: Assessment, code: str, limit: int = AGENCIES_SHOWN) -> str:
    """The agencies whose questions miss most points under a node, the largest first: ``a, b, c dan 2 lainnya``."""
    roles = [str(row["role"]) for row in assessment.agency_rows(code) if row["gap_micro"] > 0]
    names = [with_default(assessment, role, code, assessment.edition.agency(role, assessment.lang)) for role in roles]
    if len(names) <= limit:
        return listed(names, assessment.lang)
    others = word("others", assessment.lang, count=count_text(len(names) - limit, assessment.lang))
    return listed([*names[:limit], others], assessment.lang)


def with_default(assessment: Assessment, role: str, code: str, name: str) -> str:
    """The name of an agency, marked where only our own default addresses to it the open questions under a node."""
    mine = [row for row in assessment.question_rows(code) if role in row["agencies"] and row["gap_micro"] > 0]
    ours = bool(mine) and all(assessment.edition.by_code[str(row["code"])].lead_source for row in mine)
    return word("plan_lead_default", assessment.lang, name=name) if ours else name


def columns_of(keys: Iterable[str], lang: Lang, numeric: Collection[str] = ()) -> list[Column]:
    """The columns of a table by the keys of their words; those in ``numeric`` hold figures."""
    return [Column(word(key, lang), key in numeric) for key in keys]


def sentence(key: str, assessment: Assessment, **values: object) -> Html:
    """One sentence where a table would be empty."""
    return paragraph(word(key, assessment.lang, **values))


def boundary_note(assessment: Assessment) -> str:
    """The category by the other boundary rule, in words; empty where both give the same category."""
    found, lang = assessment.rating, assessment.lang
    if not found.differs:
        return ""
    mine, other = (name or word("no_category", lang) for name in (found.category, found.other_category))
    return word(f"boundary_{found.rule}", lang, mine=mine, other=other)
