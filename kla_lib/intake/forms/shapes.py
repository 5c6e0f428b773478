"""The shapes that leave the reading of returned forms: one filled cell, one return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kla_lib.problems import Problem
from kla_lib.rules.returns import Given, Status, Table

__all__ = ["Given", "Return", "Status", "Table"]


@dataclass(frozen=True)
class Return:
    """One returned form: who sent it (the hidden sheet's words), every filled cell, and what is wrong with it.

    ``cells`` is always ``kept + rejected``; ``sha256`` is of the file's own bytes. ``identity`` has the keys of
    rules.form_shape.IDENTITY_KEYS as the file gives them, and is empty for a file that is none of ours. ``saved`` is when
    it says it was saved last (UTC, empty where it does not), ``newest`` whether a person said that it holds.
    """

    file: str
    sha256: str
    identity: Mapping[str, str] = field(default_factory=dict)
    given: tuple[Given, ...] = ()
    problems: tuple[Problem, ...] = ()
    saved: str = ""
    newest: bool = False

    @property
    def agency(self) -> str:
        """The role that the form was made for."""
        return self.identity.get("agency", "")

    @property
    def cells(self) -> int:
        """How many cells are filled in."""
        return len(self.given)

    @property
    def kept(self) -> int:
        """How many of them can be used."""
        return sum(cell.status == "kept" for cell in self.given)

    @property
    def rejected(self) -> int:
        """How many cannot, each with a problem."""
        return self.cells - self.kept


@dataclass(frozen=True, slots=True)
class Share:
    """How many rows say yes, no, and nothing to a question; ``whole`` is all of them."""

    code: str
    yes: int
    no: int
    unknown: int

    @property
    def whole(self) -> int:
        """Every kecamatan or village in the table."""
        return self.yes + self.no + self.unknown
