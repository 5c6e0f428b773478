"""Declared corrections: applied where the source stands as expected, and a fault the day it does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from kla_lib.intake.shapes import Entry
from kla_lib.problems import Problem, Where, problem
from kla_lib.rules.instrument import Correction, Edition, code_key
from kla_lib.rules.points import AmbiguousNumber, NotANumber, read_number, to_micro
from kla_lib.rules.privacy import masked
from kla_lib.rules.stages import stage_code

DECLARED_IN = Where("corrections.csv")
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
        problems += [problem("number", DECLARED_IN, text) for text in figures]
        if not code:
            problems.append(problem("correction_code", DECLARED_IN, correction.code, edition=edition.id))
        elif not figures:
            chosen.setdefault(code, correction)
    return chosen, problems


def correct(entries: Sequence[Entry], corrections: dict[str, Correction]) -> tuple[list[Entry], list[Problem]]:
    """The entries with their declared corrections; the printed figures stay in ``printed_points`` and ``printed_max``.

    A row that stands otherwise than a correction expects is a problem, as is a correction without a row.
    """
    problems = [
        problem("correction_unused", DECLARED_IN, code)
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
