"""What a form is written from, gathered beforehand; the writers read no file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kla_lib.core.problems import Lang
from kla_lib.instrument.instrument import Edition, Node, Quantity

CellKey = tuple[str, str]  # sheet and cell: ("Jawaban", "C5")


@dataclass(frozen=True)
class Form:
    """One form of one agency.

    ``leads`` names the leading agency of the questions that this one only supports; ``last`` holds what is known of
    the period before, by code of question or id of quantity. ``filled`` puts answers into unlocked cells and ``marks``
    makes cells red with a note: both are empty for a form to send out, and make a marked copy of one that came back.
    """

    identity: Mapping[str, str]
    title: str
    agency: str
    edition: Edition
    questions: tuple[Node, ...]
    quantities: tuple[Quantity, ...] = ()
    leads: Mapping[str, str] = field(default_factory=dict)
    last: Mapping[str, str] = field(default_factory=dict)
    due: str = ""
    contact: str = ""
    lang: Lang = "id"
    filled: Mapping[CellKey, str | float] = field(default_factory=dict)
    marks: Mapping[CellKey, str] = field(default_factory=dict)

    @property
    def period(self) -> str:
        """The period asked about."""
        return self.identity["period"]
