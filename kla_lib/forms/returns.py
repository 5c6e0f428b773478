"""The model of returned forms: one filled cell, one return, its records after joining, and conflicts of offices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from kla_lib.core.problems import Problem, Where
from kla_lib.local.model import Decision
from kla_lib.recap.model import squeezed

Table = Literal["answers", "evidence", "figures", "villages", ""]
Status = Literal["kept", "rejected"]


@dataclass(frozen=True, slots=True)
class FilledCell:
    """One filled cell of a return: exactly one for each, whatever became of it.

    ``table`` is answers, figures, evidence or villages, and empty for a cell outside the form's places; ``code`` is the code of a
    question or the id of a quantity; ``field`` is answer, male, female, total, whole, percent, note, last, kind, file,
    date, number, or code (a spare row of evidence). ``text`` is what stood there, cleaned, personal data hidden; a
    date is in ISO form. ``number`` is exact; ``choice`` is the key of the choice that an answer means, and for evidence
    the kind of document that its row is about. Cells of one row of evidence share ``row``, the row of the sheet.
    A rejected cell has a problem that names it or its row, column, sheet or file.
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

    def refused(self) -> FilledCell:
        """What stands there, as no answer to anything."""
        return FilledCell("", "", "", self.text, self.where, row=self.row, status="rejected")


@dataclass(frozen=True)
class Return:
    """One returned form: who sent it (the hidden sheet's words), every filled cell, and what is wrong with it.

    ``cells`` is always ``kept + rejected``; ``sha256`` is of the file's own bytes. ``identity`` has the keys of
    form_fields.IDENTITY_KEYS as the file gives them, and is empty for a file that is none of ours. ``saved`` is when
    it says it was saved last (UTC, empty where it does not), ``newest`` whether a person said that it holds.
    """

    file: str
    sha256: str
    identity: Mapping[str, str] = field(default_factory=dict)
    given: tuple[FilledCell, ...] = ()
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


RecordStatus = Literal["current", "unchanged", "superseded", "conflict", "older", "rejected"]
Key = tuple[str, str, str, int]  # table, code, field, and of evidence the row it is told under


def key_of(given: FilledCell, row: int = 0) -> Key:
    """What a cell is a value of; ``row`` is the row that evidence is told under."""
    return (given.table, given.code, given.field, row)


def same(one: FilledCell, other: FilledCell) -> bool:
    """Whether two cells say the same: the same number, the same choice in any language, the same words."""
    if one.number is not None and other.number is not None:
        return one.number == other.number
    if one.table == "answers" and (one.choice or other.choice):
        return one.choice == other.choice
    return squeezed(one.text) == squeezed(other.text)


@dataclass
class Record:
    """One filled cell of one return: who gave it in which return (``order`` from 1), and what became of it.

    ``status``: current (the office's word now), unchanged (says again what it said), superseded (by a later return),
    conflict (current, but others say otherwise and nobody decided), older (of an older copy: the newer word holds),
    rejected. ``counts`` says why a current value is the city's: lead, supporter, decision, evidence, villages; empty
    where it does not count. ``row`` is the row that evidence is told under, ``by`` the return that superseded it (of an
    older one: that holds instead), ``again`` the latest cell that says the same, ``saved`` when a file that says so was
    saved last, ``back`` whether a later file went back to it.
    """

    order: int
    agency: str
    given: FilledCell
    status: RecordStatus = "current"
    counts: str = ""
    row: int = 0
    by: int = 0
    again: FilledCell | None = None
    saved: str = ""
    back: bool = False

    @property
    def latest(self) -> FilledCell:
        """The value where it was said last: people mend the file they sent last."""
        return self.again or self.given

    @property
    def key(self) -> Key:
        """What it is a value of."""
        return key_of(self.given, self.row)


@dataclass(frozen=True)
class Conflict:
    """Different values for one field of a question or quantity, none of which may be preferred."""

    code: str
    field: str
    records: tuple[Record, ...]

    def as_dict(self) -> dict[str, object]:
        """The conflict as plain values: code, field, and each value with agency, found and address."""
        return {"code": self.code, "field": self.field, "values": [_conflict_value(record) for record in self.records]}


@dataclass(frozen=True)
class Joined:
    """Every filled cell of every return, what contradicts, and decisions for which there is nothing to decide."""

    records: tuple[Record, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    idle: tuple[Decision, ...] = ()

    @property
    def aged(self) -> frozenset[int]:
        """The returns, by number, that are older than what their office has said already."""
        return frozenset(record.order for record in self.records if record.status == "older")

    def counting(self) -> dict[str, dict[str, Record]]:
        """The answers that count, by code and field."""
        found: dict[str, dict[str, Record]] = {}
        for record in self.records:
            if record.counts and record.given.table == "answers":
                found.setdefault(record.given.code, {}).setdefault(record.given.field, record)
        return found


def _conflict_value(record: Record) -> dict[str, str]:
    where = record.latest.where
    address = {"file": where.file, "sheet": where.sheet, "cell": where.cell}
    return {"agency": record.agency, "found": record.given.text, **address}
