"""What the form of an agency asks, as the reader needs it: codes, choices in both languages, open columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from kla_lib.core.problems import Lang, message
from kla_lib.forms.shape import Duties, answer_type, default_duties, evidence_kinds, form_questions, quantities_of
from kla_lib.instrument.instrument import Edition, Node, Quantity


@dataclass(frozen=True, slots=True)
class Question:
    """What a form asks under one code: the texts of its choices (plain text -> key), and its open number columns.

    ``shown`` are the choices of its drop-down and ``means`` what each means (yes, part, no, not_applicable); ``labels``
    its words in both languages; ``evidence`` the names of the kinds of evidence prefilled for it.
    """

    labels: tuple[str, ...]
    choices: Mapping[str, str] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    evidence: frozenset[str] = frozenset()


@dataclass(frozen=True)
class AgencyQuestions:
    """What the form of one agency asks: its questions by code, its quantities by id, and all codes of the edition.

    ``exact`` where a file says it was made from this very edition: only then its words are known to the letter. ``last``
    holds the marks of what it said of the period before, by code; None for a file that has no marks.
    """

    questions: Mapping[str, Question]
    quantities: Mapping[str, Question]
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    last_year: int = 9999
    exact: bool = False
    last: Mapping[str, str] | None = None

    @property
    def listed(self) -> set[str]:
        """Every text that the drop-downs offer, in both languages, in lower case."""
        choices = {text for question in self.questions.values() for text in question.choices}
        return choices | {code.casefold() for code in self.questions}


class Found(NamedTuple):
    """What one cell comes to; ``fault`` is the kind of its problem (after ``form_``), with ``values`` for its words."""

    text: str
    number: Decimal | None = None
    choice: str = ""
    fault: str = ""
    values: Mapping[str, str] = MappingProxyType({})


LANGUAGES: tuple[Lang, ...] = ("id", "en")
SEXES_AND_LAST = ("male", "female", "total", "last")
YEARS_AFTER = 2


def asked_of(edition: Edition, role: str, period: str, duties: Duties | None = None) -> AgencyQuestions:
    """What an agency is asked for a period; without ``duties`` the edition's own agencies answer."""
    found = default_duties(edition) if duties is None else duties
    return AgencyQuestions(
        {node.code: _question(edition, node) for node in form_questions(edition, role, found)},
        {quantity.id: _quantity(quantity) for quantity in quantities_of(edition, role)},
        {node.code: tuple(found.get(node.code, ())) for node in edition.at("question")},
        int(period[:4]) + YEARS_AFTER,
    )


def _question(edition: Edition, node: Node) -> Question:
    kind = answer_type(edition, node.code)
    texts = {text.casefold(): c.key for c in kind.choices for text in (c.key, c.label_en, c.label_id)}
    return Question(
        labels=(node.label_id, node.label_en),
        choices=texts,
        shown=tuple(choice.label_id for choice in kind.choices),
        means=tuple(choice.means for choice in kind.choices),
        parts=kind.parts,
        evidence=frozenset(
            message(f"evidence_{name}", lang) for name in evidence_kinds(edition, node.code) for lang in LANGUAGES
        ),
    )


def _quantity(quantity: Quantity) -> Question:
    return Question(labels=(quantity.label_id, quantity.label_en), parts=SEXES_AND_LAST)
