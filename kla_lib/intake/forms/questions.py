"""What a form asks, and what one of its cells comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple


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
class Asked:
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
