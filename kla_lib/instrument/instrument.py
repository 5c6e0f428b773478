"""The instrument as one flat table: a frozen Edition, its nodes, bands and sources, and questions about the tree.

Shapes: a node is a block, an indicator or a question; maxima are whole micropoints (``max_micro``),
None where no maximum is published. Bands are whole hundredths of a point.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from kla_lib.core.problems import InputFault, Lang, Where, problem

Level = Literal["block", "indicator", "question"]
LEVELS: tuple[Level, ...] = ("block", "indicator", "question")
BOUNDARY_RULES = ("reach", "contiguous")
TOTAL = "TOTAL"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read, when it was last checked, and how sure it is (H, M or L)."""

    id: str
    title: str
    url: str
    checked_on: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Node:
    """One row of the instrument.

    ``lead_source``: where the agencies come from, if no source of the row itself names any (see leads.csv).
    """

    code: str
    parent: str
    level: Level
    max_micro: int | None
    kind: str
    direction: str
    agencies: tuple[str, ...]
    label_id: str
    label_en: str
    source: str
    confidence: str
    note: str
    lead_source: str = ""

    def label(self, lang: Lang = "id") -> str:
        """The short label in the reader's language."""
        return self.label_en if lang == "en" else self.label_id


@dataclass(frozen=True, slots=True)
class Band:
    """A rating and the figures its source prints for it, in hundredths of a point."""

    category: str
    lower_hundredths: int
    upper_hundredths: int
    source: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A declared repair of one printed row: what is expected to stand there, and what is meant."""

    period: str
    place: str
    stage: str
    code: str
    expected_points: str
    expected_max: str
    points: str
    max: str
    reason_id: str
    reason_en: str
    confidence: str
    source: str

    def reason(self, lang: Lang = "id") -> str:
        """Why the row is repaired."""
        return self.reason_en if lang == "en" else self.reason_id


@dataclass(frozen=True, slots=True)
class Option:
    """One answer option of a question and the points somebody gives for it."""

    code: str
    option: str
    label_id: str
    label_en: str
    points: str
    source: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a drop-down of our forms: ours for collecting, never the ministry's option.

    ``means`` is yes, part, no or not_applicable.
    """

    key: str
    label_id: str
    label_en: str
    means: str

    def label(self, lang: Lang = "id") -> str:
        """The choice as the form writes it."""
        return self.label_en if lang == "en" else self.label_id


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that agencies are asked for beside the questions.

    ``total_id``: the quantity this is a kind of (its kinds add up to it); ``whole_id``: the one this is a part of.
    """

    id: str
    label_id: str
    label_en: str
    unit: str
    agencies: tuple[str, ...]
    total_id: str
    whole_id: str
    questions: tuple[str, ...]
    source: str

    def label(self, lang: Lang = "id") -> str:
        """The name in the reader's language."""
        return self.label_en if lang == "en" else self.label_id


@dataclass(frozen=True)
class Edition:
    """One edition of the instrument, whole and checked (see editions.load)."""

    id: str
    title_id: str
    title_en: str
    legal_basis: str
    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]
    sources: Mapping[str, Source]
    default_boundary_rule: str
    corrections: tuple[Correction, ...] = ()
    options: tuple[Option, ...] = ()
    agencies: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    spellings: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    choices: Mapping[str, Choice] = field(default_factory=dict)
    answers: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)
    quantities: tuple[Quantity, ...] = ()
    legal_note_id: str = ""
    legal_note_en: str = ""
    digest: str = ""

    def __hash__(self) -> int:
        """A hash of what names the edition, so that a cache may keep what is derived from it."""
        return hash((self.id, self.digest))

    def legal_note(self, lang: Lang = "id") -> str:
        """What is uncertain about the legal basis and the maxima, in the reader's language; may be empty."""
        return self.legal_note_en if lang == "en" else self.legal_note_id

    def title(self, lang: Lang = "id") -> str:
        """The edition's name in the reader's language."""
        return self.title_en if lang == "en" else self.title_id

    @cached_property
    def by_code(self) -> dict[str, Node]:
        """Every node by its code."""
        return {node.code: node for node in self.nodes}

    @cached_property
    def children(self) -> dict[str, tuple[Node, ...]]:
        """The nodes directly under each code, in tree order; ``TOTAL`` holds the blocks."""
        found: dict[str, list[Node]] = {TOTAL: []}
        for node in self.nodes:
            found.setdefault(node.parent or TOTAL, []).append(node)
            found.setdefault(node.code, [])
        return {code: tuple(nodes) for code, nodes in found.items()}

    @cached_property
    def by_key(self) -> dict[str, str]:
        """Codes by their spelling key: ``21a.4a`` finds ``21A.4a``."""
        return {code_key(code): code for code in self.by_code}

    @property
    def has_weights(self) -> bool:
        """Whether every node has a maximum, so that points can be summed."""
        return bool(self.nodes) and all(node.max_micro is not None for node in self.nodes)

    @property
    def total_micro(self) -> int:
        """The sum of the blocks' maxima. Raises InputFault for an edition without weights."""
        return sum(max_micro(self, node.code) for node in self.children[TOTAL])

    def at(self, level: Level) -> tuple[Node, ...]:
        """All nodes of one level, in tree order."""
        return tuple(node for node in self.nodes if node.level == level)

    def block_of(self, code: str) -> str:
        """The block a code belongs to. Raises KeyError for an unknown code."""
        node = self.by_code[code]
        return self.block_of(node.parent) if node.parent else code

    def questions_under(self, code: str) -> tuple[Node, ...]:
        """The questions below a code (the node itself if it is one); ``TOTAL`` gives all."""
        below = self.children.get(code, ())
        if not below and code in self.by_code:
            return (self.by_code[code],)
        return tuple(q for node in below for q in self.questions_under(node.code))

    def agency(self, role: str, lang: Lang = "id") -> str:
        """The name of a functional role; a role nobody declared is shown as it is."""
        names = self.agencies.get(role, (role, role))
        return names[1] if lang == "en" else names[0]


def max_micro(edition: Edition, code: str) -> int:
    """A node's maximum in micropoints.

    Raises InputFault when no maximum is published: a score of such an edition needs weights of one's own.
    """
    found = edition.by_code[code].max_micro
    if found is None:
        raise InputFault([problem("no_weights", Where(f"{edition.id}/instrument.csv"), code, edition=edition.id)])
    return found


def require_weights(edition: Edition) -> None:
    """Raise InputFault (``no_weights``) for an edition of which points cannot be summed."""
    for node in edition.nodes:
        max_micro(edition, node.code)


def code_key(text: str) -> str:
    """The spelling-proof form of a code: no spaces, lower case, no dot before a letter."""
    bare = re.sub(r"\s+", "", text).casefold().strip(".")
    return re.sub(r"\.(?=[a-z])", "", bare)
