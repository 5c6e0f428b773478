"""Points per answer option: a place's own rubric first, then the edition's; none is ever guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kla_lib.intake.shapes import Entry, squeezed
from kla_lib.problems import Problem, Where, problem
from kla_lib.rules.instrument import Edition, Option, code_key
from kla_lib.rules.points import MICRO, AmbiguousNumber, NotANumber, read_number, to_micro
from kla_lib.rules.privacy import masked

DECLARED_IN = Where("options.csv")
SHOWN_OPTIONS = 12


@dataclass(frozen=True, slots=True)
class Worth:
    """What an option is worth: its text as declared, whole micropoints, and whose rubric says so."""

    option: str
    points_micro: int
    rubric: str


Rubric = Mapping[str, Mapping[str, Worth]]


def build_rubric(own: Sequence[Option], edition: Edition) -> tuple[Rubric, list[Problem]]:
    """Worth by code and squeezed option, and a problem for each row of the place's own table that cannot be used."""
    rubric: dict[str, dict[str, Worth]] = {}
    problems = []
    local = [option for option in own if option not in edition.options]
    for whose, option in [("local", o) for o in local] + [("edition", o) for o in edition.options]:
        code, points = edition.by_key.get(code_key(option.code), ""), _micro(option.points)
        if not code:
            problems.append(problem("correction_code", DECLARED_IN, option.code, edition=edition.id))
        elif points is None:
            problems.append(problem("number", DECLARED_IN, option.points or "-"))
        else:
            label = masked(option.option)  # as in the recap's own cells
            rubric.setdefault(code, {}).setdefault(squeezed(label), Worth(label, points, whose))
    return rubric, problems


def apply_rubric(
    entries: Sequence[Entry], rubric: Rubric, marks: Mapping[str, str]
) -> tuple[list[Entry], list[Problem]]:
    """The entries with points for their options where none are printed; ``marks`` (squeezed) are no options."""
    results = [_valued(entry, rubric, marks) for entry in entries]
    return [entry for entry, _ in results], [p for _, found in results if (p := found) is not None]


def _valued(entry: Entry, rubric: Rubric, marks: Mapping[str, str]) -> tuple[Entry, Problem | None]:
    text = squeezed(entry.option_cell.text)
    known = rubric.get(entry.code, {})
    worth = known.get(text)
    if worth is not None and entry.status == "answered":
        return (entry, None) if worth.points_micro == entry.points_micro else (entry, _differs(entry, worth))
    if worth is not None and entry.status == "unanswered":
        return replace(entry, status="answered", points_micro=worth.points_micro, rubric=worth.rubric), None
    if entry.status != "unanswered" or text in marks or not text:
        status = marks.get(text, entry.status) if text and entry.status == "unanswered" else entry.status
        return replace(entry, status=status), None
    return entry, _unknown(entry, known)


def _unknown(entry: Entry, known: Mapping[str, Worth]) -> Problem:
    listed = ", ".join(worth.option for worth in list(known.values())[:SHOWN_OPTIONS]) or "-"
    cell = entry.option_cell
    return problem("option_unknown", cell.where, cell.shown, code=entry.code, known=listed)


def _differs(entry: Entry, worth: Worth) -> Problem:
    cell = entry.points_cell
    points = f"{worth.points_micro / MICRO:g}"
    return problem("option_differs", cell.where, cell.shown, code=entry.code, option=worth.option, points=points)


def _micro(text: str) -> int | None:
    try:
        number = read_number(text)
    except (NotANumber, AmbiguousNumber):
        return None
    return to_micro(number) if 0 <= number < Decimal(1_000_000) else None
