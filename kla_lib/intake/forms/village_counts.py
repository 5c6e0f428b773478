"""What all returned tables of kecamatan and villages count together, question by question."""

from __future__ import annotations

from collections.abc import Sequence

from kla_lib.intake.forms.shapes import Share
from kla_lib.rules.returns import Given


def village_shares(current: Sequence[Given]) -> dict[str, Share]:
    """The counts of every question that any kecamatan or village answered; one that was named and silent is unknown.

    ``current`` are the cells that hold by now; those of other tables are passed over.
    """
    cells = [given for given in current if given.table == "villages"]
    named = {given.field for given in cells if not given.code}
    said: dict[str, dict[str, str]] = {}
    for given in cells:
        if given.code:
            said.setdefault(given.code, {})[given.field] = given.choice
    return {code: _share(code, answers, named) for code, answers in said.items()}


def _share(code: str, answers: dict[str, str], named: set[str]) -> Share:
    level = next(iter(answers)).partition(": ")[0] + ": "
    silent = [name for name in named if name.startswith(level) and name not in answers]
    given = list(answers.values())
    return Share(code, given.count("yes"), given.count("no"), given.count("unknown") + len(silent))


def first_said(current: Sequence[Given]) -> dict[str, Given]:
    """The first answer to every question: where its count can be looked up."""
    found: dict[str, Given] = {}
    for given in current:
        if given.table == "villages" and given.code:
            found.setdefault(given.code, given)
    return found
