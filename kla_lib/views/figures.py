"""Figures taken out of a case for tables and charts: plain values, in tree order, absent kept apart from zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kla_lib.problems import Lang
from kla_lib.rules.instrument import TOTAL, Node
from kla_lib.rules.records import Row
from kla_lib.views.numbers import known
from kla_lib.views.palette import BLOCKS
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.case import Case


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
        """What is not certain of the maximum."""
        return self.maximum - (self.points or 0)


def figure_of(case: Case, code: str = TOTAL) -> Figure:
    """The figure of one node. Raises KeyError for a code the edition does not have."""
    return _figure(case, code, case.score_rows[code])


def figures_under(case: Case, code: str = TOTAL) -> list[Figure]:
    """The figures directly under a node: the blocks of the total, the indicators of a block."""
    rows = case.score_rows
    return [_figure(case, node.code, rows[node.code]) for node in case.edition.children[code]]


def open_indicators(case: Case, code: str = TOTAL) -> list[Row]:
    """The indicators of a block (or all) that miss points, largest gap first, as `scoring.gaps` gives them."""
    rows = [row for row in case.gap_rows if row["gap_hundredths"] > 0]
    return [row for row in rows if code in (TOTAL, case.edition.block_of(str(row["code"])))]


def short_name(node: Node, lang: Lang) -> str:
    """A node's label with the number people know it by: ``Klaster II · ...``, ``6 Pelembagaan ...``."""
    if node.level != "block":
        return f"{node.code} {node.label(lang)}"
    return word(f"block_{node.code}", lang, label=node.label(lang)) if node.code in BLOCKS else node.label(lang)


def _figure(case: Case, code: str, row: Row) -> Figure:
    node = case.edition.by_code.get(code)
    label = short_name(node, case.lang) if node else code
    known = row["given_at"] != ""
    points, possible = (_whole(row[c]) if known else None for c in ("points_hundredths", "possible_hundredths"))
    maximum, answered, asked = (_whole(row[c]) or 0 for c in ("max_hundredths", "answered", "asked"))
    return Figure(code, label, points, possible, maximum, answered, asked)


def _whole(value: object) -> int | None:
    return int(str(value)) if known(value) else None
