"""The shapes that pass through the reading of returned forms: what is asked, one filled cell, one return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from kla_lib.problems import Problem, Where

Table = Literal["answers", "evidence", "figures", ""]
Status = Literal["kept", "rejected"]


@dataclass(frozen=True, slots=True)
class Given:
    """One filled cell of a return: exactly one for each, whatever became of it.

    ``table`` is answers, figures or evidence, and empty for a cell outside the form's places; ``code`` is the code of a
    question or the id of a quantity; ``field`` is answer, male, female, total, whole, percent, note, last, kind, file,
    date, number, or code (a spare row of evidence). ``text`` is what stood there, cleaned, personal data hidden;
    a date is in ISO form. ``number`` is exact; ``choice`` is the key of the choice that an answer means. Cells of one
    row of evidence share ``row``, the row of the sheet. A rejected cell has a problem that names it or its row, column,
    sheet or file.
    """

    table: Table
    code: str
    field: str
    text: str
    where: Where
    number: Decimal | None = None
    choice: str = ""
    row: int = 0
    status: Status = "kept"


@dataclass(frozen=True)
class Return:
    """One returned form: who sent it (the hidden sheet's words), every filled cell, and what is wrong with it.

    ``cells`` is always ``kept + rejected``; ``sha256`` is of the file's own bytes. ``identity`` has the keys of
    rules.form_shape.IDENTITY_KEYS as the file gives them, and is empty for a file that is none of ours.
    """

    file: str
    sha256: str
    identity: Mapping[str, str] = field(default_factory=dict)
    given: tuple[Given, ...] = ()
    problems: tuple[Problem, ...] = ()

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
class Question:
    """What a form asks under one code: the texts of its choices (plain text -> key), and its open number columns.

    ``labels`` are its words in both languages; ``evidence`` the names of the kinds of evidence prefilled for it.
    """

    labels: tuple[str, ...]
    choices: Mapping[str, str] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    evidence: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Asked:
    """What the form of one agency asks: its questions by code, its quantities by id, and all codes of the edition."""

    questions: Mapping[str, Question]
    quantities: Mapping[str, Question]
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    last_year: int = 9999


@dataclass(frozen=True, slots=True)
class Found:
    """What one cell comes to; ``fault`` is the kind of its problem (after ``form_``), with ``values`` for its words."""

    text: str
    number: Decimal | None = None
    choice: str = ""
    fault: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
