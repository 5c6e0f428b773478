"""What the form of an agency asks, spread out for the reader: codes, choices in both languages, open columns."""

from __future__ import annotations

from kla_lib.intake.forms.questions import Asked, Question
from kla_lib.problems import Lang, message
from kla_lib.rules.forms import Duties, answer_type, default_duties, evidence_kinds, form_questions, quantities_of
from kla_lib.rules.instrument import Edition, Node, Quantity

LANGUAGES: tuple[Lang, ...] = ("id", "en")
SEXES_AND_LAST = ("male", "female", "total", "last")
YEARS_AFTER = 2


def asked_of(edition: Edition, role: str, period: str, duties: Duties | None = None) -> Asked:
    """What an agency is asked for a period; without ``duties`` the edition's own agencies answer."""
    found = default_duties(edition) if duties is None else duties
    return Asked(
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
