"""Declared corrections: applied where the source stands as expected, and a fault the day it does not.

Points per answer option: a place's own rubric first, then the edition's; none is ever guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kla_lib.core.points import MICRO, AmbiguousNumber, NotANumber, read_number, to_micro
from kla_lib.core.privacy import masked
from kla_lib.core.problems import Problem, Where, problem
from kla_lib.instrument.instrument import Correction, Edition, Option, code_key
from kla_lib.instrument.stages import stage_code
from kla_lib.recap.model import Entry, squeezed

CORRECTIONS_TABLE = Where("corrections.csv")
FIGURES = ("expected_points", "expected_max", "points", "max")


def concerning(
    own: Sequence[Correction], edition: Edition, place: str, period: str, stage: str
) -> tuple[dict[str, Correction], list[Problem]]:
    """The corrections of one recap by code, the place's own before the edition's, and what is wrong in them."""
    mine = [
        c
        for c in [*own, *edition.corrections]
        if (c.place, c.period, stage_code(c.stage) or c.stage) == (place, period, stage)
    ]
    chosen: dict[str, Correction] = {}
    problems = []
    for correction in mine:
        code = edition.by_key.get(code_key(correction.code), "")
        figures = [text for text in _figures(correction) if _micro(text) == UNREADABLE]
        problems += [problem("number", CORRECTIONS_TABLE, text) for text in figures]
        if not code:
            problems.append(problem("correction_code", CORRECTIONS_TABLE, correction.code, edition=edition.id))
        elif not figures:
            chosen.setdefault(code, correction)
    return chosen, problems


def correct(entries: Sequence[Entry], corrections: dict[str, Correction]) -> tuple[list[Entry], list[Problem]]:
    """The entries with their declared corrections; the printed figures stay in ``printed_points`` and ``printed_max``.

    A row that stands otherwise than a correction expects is a problem, as is a correction without a row.
    """
    problems = [
        problem("correction_unused", CORRECTIONS_TABLE, code)
        for code in corrections
        if code not in {entry.code for entry in entries}
    ]
    corrected = []
    for entry in entries:
        correction = corrections.get(entry.code)
        if correction is None:
            corrected.append(entry)
        elif _fits(entry, correction):
            corrected.append(_apply(entry, correction))
        else:
            corrected.append(entry)
            problems.append(_stale(entry, correction))
    return corrected, problems


UNREADABLE = -1


def _figures(correction: Correction) -> list[str]:
    return [str(getattr(correction, column)) for column in FIGURES]


def _micro(text: str) -> int | None:
    try:
        number = read_number(text) if text.strip() else None
    except (NotANumber, AmbiguousNumber):
        return UNREADABLE
    if number is None:
        return None
    return to_micro(number) if 0 <= number < Decimal(1_000_000) else UNREADABLE


def _fits(entry: Entry, correction: Correction) -> bool:
    printed = (entry.printed_points, entry.printed_max)
    return printed == (_micro(correction.expected_points), _micro(correction.expected_max))


def _apply(entry: Entry, correction: Correction) -> Entry:
    points = _micro(correction.points)
    return replace(
        entry,
        status="unanswered" if points is None else "answered",
        points_micro=points,
        max_micro=_micro(correction.max),
        correction_id=masked(correction.reason_id),
        correction_en=masked(correction.reason_en),
        correction_confidence=correction.confidence,
    )


def _stale(entry: Entry, correction: Correction) -> Problem:
    found = f"{entry.points_cell.shown or '-'} / {entry.max_cell.shown or '-'}"
    expected = f"{correction.expected_points or '-'} / {correction.expected_max or '-'}"
    return problem("correction_stale", entry.points_cell.where, found, code=entry.code, expected=expected)


OPTIONS_TABLE = Where("options.csv")
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
        code, points = edition.by_key.get(code_key(option.code), ""), _option_micro(option.points)
        if not code:
            problems.append(problem("correction_code", OPTIONS_TABLE, option.code, edition=edition.id))
        elif points is None:
            problems.append(problem("number", OPTIONS_TABLE, option.points or "-"))
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


def _option_micro(text: str) -> int | None:
    try:
        number = read_number(text)
    except (NotANumber, AmbiguousNumber):
        return None
    return to_micro(number) if 0 <= number < Decimal(1_000_000) else None
