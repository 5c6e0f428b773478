"""The shape of the forms, shared by writer and reader: the form of one agency, and the table of kecamatan and villages.

No file is touched. The choices are ours for collecting answers, not the ministry's options (see choices.csv).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from kla_lib.core.problems import Lang, message
from kla_lib.forms.returns import FilledCell
from kla_lib.instrument.instrument import Choice, Edition, Node, Quantity
from kla_lib.instrument.places import Place
from kla_lib.local.form_fields import FORM_VERSION, IDENTITY_KEYS, layout_hash

DEFAULT_CHOICES = ("yes", "part", "not_yet", "not_applicable")
MEANINGS = {"not_yet": "no"}  # of the others: as the key says
DEFAULT_EVIDENCE = ("document",)

Duties = Mapping[str, Sequence[str]]  # question code -> roles, the lead first


@dataclass(frozen=True, slots=True)
class AnswerType:
    """How one question is answered: the choices of its drop-down, and which number columns are open."""

    choices: tuple[Choice, ...]
    parts: tuple[str, ...]

    @property
    def wants_numbers(self) -> bool:
        """Whether a number belongs to the answer."""
        return bool(self.parts)

    def find(self, text: str) -> Choice | None:
        """The choice that a cell's text means, in either language, whatever its case and spaces; None for no choice."""
        wanted = " ".join(text.split()).casefold()
        named = {label.casefold(): c for c in self.choices for label in (c.key, c.label_en, c.label_id)}
        return named.get(wanted)


def answer_type(edition: Edition, code: str) -> AnswerType:
    """The answer type of a question: its own row of answers.csv, else its kind's, else yes, in part, not yet."""
    node = edition.by_code[code]
    choices, parts = edition.answers.get(code) or edition.answers.get(node.kind) or ((), ())
    return AnswerType(tuple(edition.choices[key] for key in choices) or _default_choices(), parts)


def default_duties(edition: Edition) -> dict[str, tuple[str, ...]]:
    """Who answers each question as the edition has it: the first agency leads, the others support."""
    return {node.code: node.agencies for node in edition.at("question")}


def roles_asked(edition: Edition, duties: Duties | None = None) -> list[str]:
    """Every role that has a question to answer, in the edition's order of agencies."""
    asked = dict.fromkeys(role for roles in _duties(edition, duties).values() for role in roles)
    known = [role for role in edition.agencies if role in asked]
    return known + [role for role in asked if role not in edition.agencies]


def form_questions(edition: Edition, role: str, duties: Duties | None = None) -> list[Node]:
    """The questions of an agency, leading or supporting, in the instrument's order."""
    found = _duties(edition, duties)
    return [node for node in edition.at("question") if role in found.get(node.code, ())]


def unasked(edition: Edition, duties: Duties | None = None) -> list[Node]:
    """Questions that no agency has been given."""
    found = _duties(edition, duties)
    return [node for node in edition.at("question") if not found.get(node.code)]


def ours(edition: Edition, duties: Duties | None = None) -> list[Node]:
    """Questions whose lead is the default of the edition because no source names an office."""
    found = _duties(edition, duties)
    default = (node for node in edition.at("question") if node.lead_source)
    return [node for node in default if tuple(found.get(node.code, ()))[:1] == node.agencies[:1]]


def leads(role: str, code: str, duties: Duties) -> bool:
    """Whether a role is the one whose answer counts for a question."""
    return list(duties.get(code, ()))[:1] == [role]


def quantities_of(edition: Edition, role: str) -> list[Quantity]:
    """The numbers an agency is asked for beside its questions."""
    return [quantity for quantity in edition.quantities if role in quantity.agencies]


def evidence_kinds(edition: Edition, code: str) -> tuple[str, ...]:
    """The kinds of evidence a question asks for, at least a document."""
    return edition.evidence.get(code, ()) or DEFAULT_EVIDENCE


def identity(place: str, period: str, edition: Edition, role: str, duties: Duties | None = None) -> dict[str, str]:
    """What the hidden sheet says of a form: one key and value a row, in the order of IDENTITY_KEYS."""
    codes = [node.code for node in form_questions(edition, role, duties)]
    layout = layout_hash(codes, [quantity.id for quantity in quantities_of(edition, role)])
    values = (place, period, edition.id, edition.digest, role, FORM_VERSION, layout)
    return dict(zip(IDENTITY_KEYS, values, strict=True))


@cache
def _default_choices() -> tuple[Choice, ...]:
    """The choices for editions that have no table of their own."""
    labels = [(message(f"form_choice_{key}", "id"), message(f"form_choice_{key}", "en")) for key in DEFAULT_CHOICES]
    return tuple(Choice(k, *pair, MEANINGS.get(k, k)) for k, pair in zip(DEFAULT_CHOICES, labels, strict=True))


def _duties(edition: Edition, duties: Duties | None) -> Duties:
    return default_duties(edition) if duties is None else duties


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


DISTRICT, VILLAGE = "share_of_subdistricts", "share_of_villages"  # the kinds of question counted here
SHEETS = {DISTRICT: "Kecamatan", VILLAGE: "Desa-Kelurahan"}
ANSWERS = ("yes", "no", "unknown")
AGENCY = "kecamatan-desa"  # stands in the identity for a role, and is none
BETWEEN = " / "  # the name of a kecamatan and that of its village
Named = tuple[str, ...]  # kecamatan, and village


@dataclass(frozen=True, slots=True)
class AreaField:
    """The ``field`` of a cell in the tables of kecamatan and villages: ``Desa-Kelurahan, 1: sail / cinta raja``.

    ``sheet`` is one of `SHEETS` and ``name`` that of the row. ``column`` is 1 where a cell holds the kecamatan of a
    village, 0 elsewhere.
    """

    sheet: str
    name: str
    column: int = 0

    @classmethod
    def of(cls, cell: FilledCell) -> AreaField:
        """With an empty ``sheet`` and ``name`` for a cell that is in no row of such a table."""
        if cell.table != "villages":
            return cls("", "")
        head, _, name = cell.field.partition(": ")
        sheet, _, column = head.partition(", ")
        return cls(sheet, name, int(column or 0))

    def __str__(self) -> str:
        column = f", {self.column}" if self.column else ""
        return f"{self.sheet}{column}: {self.name}"

    @property
    def district(self) -> str:
        """The kecamatan; empty for a village without one."""
        if self.sheet == SHEETS[DISTRICT] or BETWEEN in self.name:
            return self.name.partition(BETWEEN)[0]
        return ""

    @property
    def names_district(self) -> bool:
        """Whether the cell itself, where it names its row, holds a kecamatan."""
        return self.sheet == SHEETS[DISTRICT] or self.column == 1


@dataclass(frozen=True)
class VillageForm:
    """The table of kecamatan and villages of one place; ``districts`` gives the known villages of each kecamatan.

    ``names`` (of the rows, by level), ``filled`` and ``marks`` make a marked copy, as in `Form`; without ``names`` the
    rows are those of ``districts``.
    """

    place: Place
    period: str
    edition: Edition
    districts: Mapping[str, Sequence[str]]
    lang: Lang
    names: Mapping[str, Sequence[Named]] = field(default_factory=dict)
    filled: Mapping[CellKey, str | float] = field(default_factory=dict)
    marks: Mapping[CellKey, str] = field(default_factory=dict)

    @property
    def rows(self) -> Mapping[str, Sequence[Named]]:
        """The names of every row, by level."""
        villages: list[Named] = [(district, name) for district, names in self.districts.items() for name in names]
        return self.names or {DISTRICT: [(name,) for name in self.districts], VILLAGE: villages}


def asked(edition: Edition, level: str) -> list[Node]:
    """The questions that are a share of kecamatan, or of villages."""
    return [node for node in edition.at("question") if node.kind == level]


@cache
def answer_words() -> dict[str, str]:
    """Every text that means an answer, in both languages and lower case: ``ya`` -> ``yes``."""
    texts = [(message(f"village_{a}", "id"), message(f"village_{a}", "en"), a) for a in ANSWERS]
    return {text.casefold(): answer for *both, answer in texts for text in both}


def village_identity(place: str, period: str, edition: Edition) -> dict[str, str]:
    """What the hidden sheet says of such a form, with the keys of `forms.identity`."""
    codes = [node.code for level in SHEETS for node in asked(edition, level)]
    layout = layout_hash(codes, [])
    return dict(
        zip(IDENTITY_KEYS, (place, period, edition.id, edition.digest, AGENCY, FORM_VERSION, layout), strict=True)
    )
