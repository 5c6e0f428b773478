"""What a place says of itself for a period, in tables anyone can edit: agencies, duties, deadlines, kecamatan, points.

A missing table is no fault: what the edition says holds. Every reader gives rows and problems, each fault with its file
and cell; addresses are relative to data/raw.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from kla_lib.problems import Problem
from kla_lib.rules.instrument import Edition
from kla_lib.rules.local_cells import code_of, codes_once, field_of, filled, known_role, one_of, points_of, span, unique
from kla_lib.rules.local_shapes import COLUMNS, STEPS, Agency, Deadline, Decision, District, Duty, Given, Local, several
from kla_lib.rules.local_tables import read_local
from kla_lib.rules.place_folder import AGENCIES, DEADLINES, DECISIONS, DISTRICTS, DUTIES, POINTS
from kla_lib.rules.stages import stage_code


def read_all(folder: Path, edition: Edition) -> tuple[Local, list[Problem]]:
    """All tables of a place, and every fault of all of them."""
    agencies, faults = read_agencies(folder, edition)
    duties, of_duties = read_duties(folder, edition)
    deadlines, of_deadlines = read_deadlines(folder)
    districts, of_districts = read_districts(folder)
    points, of_points = read_points(folder, edition)
    decisions, of_decisions = read_decisions(folder, edition, [quantity.id for quantity in edition.quantities])
    found = Local(
        agencies,
        {duty.code: (duty.lead, *duty.support) for duty in (*own_duties(edition), *duties)},
        {deadline.step: deadline.due for deadline in deadlines if deadline.due},
        districts,
        {given.code: given for given in points},
        decisions,
    )
    return found, [*faults, *of_duties, *of_deadlines, *of_districts, *of_points, *of_decisions]


def read_agencies(folder: Path, edition: Edition) -> tuple[list[Agency], list[Problem]]:
    """The agencies of a place, in the order of the table; of one role there may be several names with their dates."""
    rows, problems = read_local(folder, AGENCIES, COLUMNS[AGENCIES])
    found = []
    for row in rows:
        role = known_role(row, "role", edition, problems)
        days = span(row, problems)
        if filled(row, "name", problems):
            rest = (row["contact"], row["source"], row["note"])
            found.append(Agency(role, row["name"], row["short"], *days, *rest))
    problems += unique(rows, ("role", "name", "valid_from"))
    return found, problems


def read_duties(folder: Path, edition: Edition) -> tuple[list[Duty], list[Problem]]:
    """Who answers each question, as the table has it; questions it leaves out are the edition's to say."""
    rows, problems = read_local(folder, DUTIES, COLUMNS[DUTIES])
    found = []
    for row in rows:
        code = code_of(row, edition, problems)
        lead = filled(row, "lead", problems) and known_role(row, "lead", edition, problems)
        support = [known_role(row, "support", edition, problems, role) for role in several(row["support"])]
        if code and lead:
            found.append(Duty(code, lead, tuple(role for role in support if role and role != lead)))
    problems += codes_once(rows, edition)
    return found, problems


def read_deadlines(folder: Path) -> tuple[list[Deadline], list[Problem]]:
    """The days on which steps are due, as far as they are known."""
    rows, problems = read_local(folder, DEADLINES, COLUMNS[DEADLINES])
    rows = [replace(row, cells={**row.cells, "step": stage_code(row["step"]) or row["step"]}) for row in rows]
    problems += unique(rows, ("step",))
    found = [(one_of(row, "step", STEPS, problems), span(row, problems, "due", "due")[1], row["note"]) for row in rows]
    return [Deadline(*facts) for facts in found if facts[0]], problems


def read_districts(folder: Path) -> tuple[list[District], list[Problem]]:
    """The kecamatan of a place, those of earlier years under their own dates."""
    rows, problems = read_local(folder, DISTRICTS, COLUMNS[DISTRICTS])
    found = []
    for row in rows:
        days = span(row, problems)
        if filled(row, "name", problems):
            about = (several(row["before"]), row["change"], several(row["kelurahan"]), row["source"])
            found.append(District(row["name"], *days, *about))
    problems += unique(rows, ("name", "valid_from"))
    return found, problems


def read_points(folder: Path, edition: Edition) -> tuple[list[Given], list[Problem]]:
    """The points given to each question, exact and within its maximum; a blank is not given, not zero."""
    rows, problems = read_local(folder, POINTS, COLUMNS[POINTS])
    codes = [code_of(row, edition, problems) for row in rows]
    points = [points_of(row, edition, code, problems) for row, code in zip(rows, codes, strict=True)]
    problems += codes_once(rows, edition)
    return [Given(c, p, row["note"]) for row, c, p in zip(rows, codes, points, strict=True) if c], problems


def read_decisions(
    folder: Path, edition: Edition, quantities: Collection[str] = ()
) -> tuple[list[Decision], list[Problem]]:
    """Whose answer counts, by question or by quantity (``quantities``: the ids there are)."""
    rows, problems = read_local(folder, DECISIONS, COLUMNS[DECISIONS])
    found = []
    for row in rows:
        code = row["code"] if row["code"] in quantities else code_of(row, edition, problems)
        agency = filled(row, "agency", problems) and known_role(row, "agency", edition, problems)
        field = field_of(row, "field", problems)
        if code and agency and bool(field) == bool(row["field"]):
            found.append(Decision(code, field, agency, row["note"]))
    problems += unique(rows, ("code", "field"))
    return found, problems


def own_duties(edition: Edition) -> list[Duty]:
    """Who answers each question by the edition: the first agency leads. A question without one has no duty."""
    asked = [(node.code, node.agencies) for node in edition.at("question") if node.agencies]
    return [Duty(code, roles[0], roles[1:]) for code, roles in asked]


def own_agencies(edition: Edition) -> list[Agency]:
    """The edition's general names of its agencies, in Indonesian."""
    return [Agency(role, names[0]) for role, names in edition.agencies.items()]
