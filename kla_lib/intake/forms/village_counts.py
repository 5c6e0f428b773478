"""What all returned tables of kecamatan and villages count together, and whether offices give the same numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from kla_lib.intake.forms.shapes import Share
from kla_lib.intake.forms.texts import bare
from kla_lib.problems import Problem, problem
from kla_lib.rules.forms import answer_type
from kla_lib.rules.instrument import Edition
from kla_lib.rules.returns import Given

HALF = Decimal("0.5")
NONE, SOME = ("no", "not_applicable"), ("yes", "part")  # what a choice means
Bounds = tuple[Decimal, Decimal]


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


def check_counts(current: Sequence[Given], offices: Iterable[tuple[str, Given]], edition: Edition) -> Iterator[Problem]:
    """A problem at every number and choice of an office that the tables do not bear out: two sources of one quantity.

    ``offices`` are the answers that count, with their agency. What a table does not know may be either, so its count is
    a range.
    """
    shares, first = village_shares(current), first_said(current)
    for agency, given in offices:
        share = shares.get(given.code)
        if counted := _otherwise(given, share, edition) if share else None:
            found, values = first[given.code].where, {"code": given.code, "agency": agency}
            values |= {"counted": _range(*counted), "file": bare(found.file), "cell": found.cell}
            yield problem("check_villages", given.where, given.text, **values)


def _otherwise(given: Given, share: Share, edition: Edition) -> Bounds | None:
    """What the tables count instead; None where they bear a cell out, or say nothing of it."""
    counted = _counted(share)
    if given.field == "answer":
        chosen = answer_type(edition, given.code).find(given.choice)
        none, some = chosen is not None and chosen.means in NONE, chosen is not None and chosen.means in SOME
        least, most = counted["total"]
        return (least, most) if (none and least) or (some and not most) else None
    if given.number is None or given.field not in counted:
        return None
    least, most = counted[given.field]
    near = HALF if given.field == "percent" else Decimal()
    return None if least - near <= given.number <= most + near else (least, most)


def _counted(share: Share) -> Mapping[str, Bounds]:
    """How many say yes, of how many, and the percentage."""
    least, most, whole = Decimal(share.yes), Decimal(share.yes + share.unknown), Decimal(share.whole)
    return {"total": (least, most), "whole": (whole, whole), "percent": (100 * least / whole, 100 * most / whole)}


def _range(least: Decimal, most: Decimal) -> str:
    low, high = (f"{number.quantize(Decimal(1)):f}" for number in (least, most))
    return low if low == high else f"{low}\u2013{high}"
