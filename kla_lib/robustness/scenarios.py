"""Scenarios scored and compared with the base: changed answers, corrections, boundary rule or edition.

Pure: answers go in, outcomes come out, and the answers that went in are as they were. In another edition a code keeps
its answer: its points where the maximum is the same, else the same share of the maximum (no source says what the
ministry would give). Codes that the other edition lacks drop out, its own further questions are unanswered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pandas as pd

from kla_lib.core.points import MICRO
from kla_lib.core.problems import Problem, Where, problem
from kla_lib.core.records import Row, by_code
from kla_lib.instrument.instrument import TOTAL, Edition
from kla_lib.instrument.rating import category as category_of
from kla_lib.instrument.rating import next_band, rules_differ
from kla_lib.robustness.model import BASE, Carried, Outcome, Scenario
from kla_lib.scoring.nodes import KEYS, score

GIVEN = ("answered", "not_applicable")
COLUMNS = [*KEYS, "code", "status", "points_micro"]


def faults(answers: Mapping[str, Row], scenario: Scenario, base: Edition, target: Edition) -> list[Problem]:
    """Changes of a scenario that have no effect on this recap, or an unintended one."""
    carried = _carry(answers, base, target)[0] if scenario.edition else answers
    here = Where(scenario.file)
    found = [_idle(carried, code, target, here) for code in scenario.answers]
    corrected = {code for code, row in answers.items() if _is_corrected(row)}
    known = ", ".join(sorted(corrected)) or "-"
    for code in scenario.uncorrected:
        found.append(None if code in corrected else problem("scenario_correction", here, code, known=known))
        found.append(_too_much(answers, code, base, here) if code in corrected else None)
    return [fault for fault in found if fault]


def _is_corrected(row: Row) -> bool:
    return pd.notna(row.get("correction_id")) and bool(row["correction_id"])


def _too_much(answers: Mapping[str, Row], code: str, edition: Edition, here: Where) -> Problem | None:
    """A printed figure above the maximum: without its correction the recap would be refused, not scored."""
    printed, most = answers[code]["points_printed_micro"], edition.by_code[code].max_micro or 0
    if pd.isna(printed) or int(printed) <= most:
        return None
    shown = {"code": code, "max": f"{most / MICRO:g}"}
    return problem("points_above", here, f"{int(printed) / MICRO:g}", **shown)


def _idle(answers: Mapping[str, Row], code: str, edition: Edition, here: Where) -> Problem | None:
    """A change below a figure that is given for all its parts, or of a figure whose parts are given."""
    given = {key for key, row in answers.items() if row["status"] in GIVEN} - {TOTAL}
    below = next((q for q in _below(edition, code) if q in given), "")
    above = next((a for a in _above(edition, code) if a in given and not set(_below(edition, a)) & given), "")
    other = below or above
    return problem("scenario_idle", here, code, other=other) if other else None


def _below(edition: Edition, code: str) -> list[str]:
    return [found for child in edition.children[code] for found in (child.code, *_below(edition, child.code))]


def _above(edition: Edition, code: str) -> list[str]:
    parent = edition.by_code[code].parent
    return [parent, *_above(edition, parent)] if parent else []


def changed(
    answers: Mapping[str, Row], scenario: Scenario, base: Edition, target: Edition
) -> tuple[dict[str, Row], Carried | None]:
    """The answers as a scenario has them, new rows throughout, and how they were carried to another edition."""
    rows = {code: dict(row) for code, row in answers.items() if code != TOTAL}
    for code in scenario.uncorrected:
        printed = rows[code]["points_printed_micro"]
        rows[code] |= {"points_micro": printed, "status": "unanswered" if pd.isna(printed) else "answered"}
    rows, carried = _carry(rows, base, target) if scenario.edition else (rows, None)
    for code, told in scenario.answers.items():
        points = pd.NA if told.points_micro is None else told.points_micro
        rows[code] = rows.get(code, {"code": code}) | {"status": told.status, "points_micro": points}
    return rows, carried


def _carry(answers: Mapping[str, Row], base: Edition, target: Edition) -> tuple[dict[str, Row], Carried]:
    rows, counts = dict[str, Row](), {"kept": 0, "by_share": 0, "dropped": 0}
    for code, row in answers.items():
        old, new = base.by_code.get(code), target.by_code.get(code)
        given = row["status"] in GIVEN
        if old is None or new is None or old.level != new.level:
            counts["dropped"] += given
            continue
        same = old.max_micro == new.max_micro
        counts["kept" if same else "by_share"] += given
        points = row["points_micro"] if same else _share(row["points_micro"], old.max_micro, new.max_micro)
        rows[code] = dict(row) | {"points_micro": points}
    fresh = {node.code for node in target.at("question")} - set(base.by_code)
    return rows, Carried(**counts, new=len(fresh))


def _share(points: object, before: int | None, after: int | None) -> object:
    """The same share of another maximum, to the nearest micropoint."""
    if pd.isna(points) or not before:  # type: ignore[call-overload]
        return points if pd.isna(points) else 0  # type: ignore[call-overload]
    return round(Fraction(int(str(points))) * (after or 0) / before)


def outcomes(
    answers: Mapping[str, Row],
    edition: Edition,
    rule: str,
    scenarios: Sequence[tuple[Scenario, Edition]] = (),
) -> list[Outcome]:
    """The base first, then each scenario with its edition, in the order given; one scoring per edition.

    Raises InputFault for a scenario's code that its edition does not have, or an edition without weights.
    """
    every = [(BASE, edition), *scenarios]
    made = [(s, target, *changed(answers, s, edition, target)) for s, target in every]
    tables = _scored([(target, rows) for _, target, rows, _ in made])
    found = []
    for (scenario, target, _, carried), rows in zip(made, tables, strict=True):
        chosen = scenario.rule or rule
        points, bands = int(rows[TOTAL]["points_hundredths"]), target.bands
        after = next_band(points, bands, chosen)
        reached = (category_of(points, bands, chosen), rules_differ(points, bands))
        short = (after.category, after.short_hundredths) if after else ("", 0)
        found.append(Outcome(scenario, target, chosen, rows, *reached, *short, carried))
    return found


def _scored(sets: Sequence[tuple[Edition, Mapping[str, Row]]]) -> list[dict[str, Row]]:
    """The score of each set of answers, those of one edition at once."""
    found: dict[int, dict[str, Row]] = {}
    editions = {edition.digest or edition.id: edition for edition, _ in sets}
    for key, edition in editions.items():
        mine = [n for n, (its, _) in enumerate(sets) if (its.digest or its.id) == key]
        rows = [(str(n), "", "", c, r["status"], r["points_micro"]) for n in mine for c, r in sets[n][1].items()]
        scores = score(pd.DataFrame(rows, columns=COLUMNS).astype({"points_micro": "Int64"}), edition)
        found |= {int(str(n)): by_code(part) for n, part in scores.groupby("place", observed=True)}
    return [found[n] for n in range(len(sets))]
