"""Read the tables a place keeps for a period: agencies, duties, deadlines, kecamatan, points, decisions.

A missing table is no fault: the edition's defaults apply. Every reader gives rows and problems, each fault with its file
and cell; addresses are relative to data/raw.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args

from kla_lib.core.dates import NotADay, is_guessed, read_day
from kla_lib.core.nearest import nearest
from kla_lib.core.points import MICRO, AmbiguousNumber, NotANumber, read_number, to_micro
from kla_lib.core.problems import Lang, Problem, message, problem, same_in_column
from kla_lib.core.tables import Row, read_local
from kla_lib.instrument.instrument import Edition, code_key
from kla_lib.instrument.place_folder import AGENCIES, DEADLINES, DECISIONS, DISTRICTS, DUTIES, POINTS
from kla_lib.instrument.stages import stage_code
from kla_lib.local.form_fields import NUMBERS
from kla_lib.local.model import (
    COLUMNS,
    STEPS,
    Agency,
    CoordinatorPoints,
    Deadline,
    Decision,
    District,
    Duty,
    Local,
    several,
)

FIELDS = ("answer", *NUMBERS)


def filled(row: Row, column: str, problems: list[Problem]) -> str:
    """The text of a cell that must not be blank."""
    if not row[column]:
        problems.append(problem("cell_blank", row.where(column), '""', column=column))
    return row[column]


def one_of(row: Row, column: str, known: Sequence[str], problems: list[Problem]) -> str:
    """The one of the known words that a cell holds, whatever its case; empty where it is none."""
    found = {word.casefold(): word for word in known}.get(row[column].casefold(), "")
    if not found:
        problems.append(problem("value", row.where(column), row[column] or '""', known=", ".join(known)))
    return found


def field_of(row: Row, column: str, problems: list[Problem]) -> str:
    """The field of a form that a cell names, by its key or by its heading in either language; empty for a blank cell."""
    names = {key: key for key in FIELDS}
    for lang in get_args(Lang):
        names |= {message(f"form_head_{key}", lang).casefold(): key for key in FIELDS}
        names |= {message(f"field_{key}", lang).casefold(): key for key in FIELDS}
    found = names.get(row[column].casefold(), "")
    if row[column] and not found:
        problems.append(problem("value", row.where(column), row[column], known=", ".join(FIELDS)))
    return found


def known_role(row: Row, column: str, edition: Edition, problems: list[Problem], part: str | None = None) -> str:
    """The role a cell (or a ``part`` of it) names, also by a name the edition knows; empty where it names none."""
    text = row[column] if part is None else part
    roles = _roles(edition)
    found = roles.get(text.casefold(), "")
    if text and not found:
        near = nearest(text, roles)
        told = {"edition": edition.id, "near": ", ".join(near) or "-"}
        problems.append(problem("role_of_edition", row.where(column), text, **told))
    return found


def _roles(edition: Edition) -> dict[str, str]:
    names = {name.casefold(): role for role, both in edition.agencies.items() for name in both}
    aliases = {alias.casefold(): role for alias, role in edition.aliases.items()}
    return names | aliases | {role.casefold(): role for role in edition.agencies}


def code_of(row: Row, edition: Edition, problems: list[Problem]) -> str:
    """The question a row is about; empty where the edition does not ask it."""
    code = _meant(row, edition)
    if not code or edition.by_code[code].level != "question":
        problems.append(problem("code_not_in_edition", row.where("code"), row["code"] or '""', edition=edition.id))
        return ""
    return code


def node_of(row: Row, edition: Edition, problems: list[Problem]) -> str:
    """The question, indicator or block a row is about; empty where the edition has no such code."""
    code = _meant(row, edition)
    if not code:
        problems.append(problem("code_not_in_edition", row.where("code"), row["code"] or '""', edition=edition.id))
    return code


def _meant(row: Row, edition: Edition) -> str:
    """The code of a row; the question beside it tells ``14.1`` from the ``14.10`` that Excel stores as a number."""
    code = edition.by_key.get(code_key(row["code"]), "")
    fuller = edition.by_code.get(f"{code}0")
    return fuller.code if fuller and {fuller.label_id, fuller.label_en} & {*row.cells.values()} else code


def points_of(row: Row, edition: Edition, code: str, problems: list[Problem], column: str = "points") -> int | None:
    """The points in a cell, in micropoints within the question's maximum; None where it is blank or cannot be used."""
    try:
        number = read_number(row[column]) if row[column] else None
    except AmbiguousNumber:
        problems.append(problem("points_ambiguous", row.where(column), row[column], **same_in_column()))
        return None
    except NotANumber:
        problems.append(problem("number", row.where(column), row[column]))
        return None
    most = edition.by_code[code].max_micro if code else None
    fault = None if number is None else _outside(row, column, code, number, most)
    problems += [fault] if fault else []
    return None if number is None or fault else to_micro(number)


def _outside(row: Row, column: str, code: str, number: Decimal, most: int | None) -> Problem | None:
    if number < 0:
        return problem("points_negative", row.where(column), row[column], code=code or row["code"], **same_in_column())
    if most is not None and number > Decimal(most) / MICRO:
        shown = f"{Decimal(most) / MICRO:f}"
        return problem("points_above", row.where(column), row[column], code=code, max=shown)
    return None


def span(
    row: Row, problems: list[Problem], first: str = "valid_from", last: str = "valid_to"
) -> tuple[date | None, date | None]:
    """The days from which and to which a row holds; None is an open end."""
    start = _day(row, first, False, problems) if first != last else None
    end = _day(row, last, True, problems)
    if start and end and end < start:
        problems.append(problem("dates_reversed", row.where(last), row[last], start=row[first]))
    return start, end


def _day(row: Row, column: str, last: bool, problems: list[Problem]) -> date | None:
    try:
        found = read_day(row[column], last) if row[column] else None
    except NotADay:
        problems.append(problem("date_unread", row.where(column), row[column]))
        return None
    if found and is_guessed(row[column]):
        problems.append(problem("date_guessed", row.where(column), row[column], read_as=found.isoformat()))
    return found


def unique(rows: Sequence[Row], columns: tuple[str, ...]) -> list[Problem]:
    """A problem for each row that says again what an earlier row says in these columns."""
    seen: set[tuple[str, ...]] = set()
    problems = []
    for row in rows:
        key = tuple(row[column].casefold() for column in columns)
        if key in seen:
            problems.append(problem("double_row", row.where(columns[0]), " ".join(filter(None, key))))
        seen.add(key)
    return problems


def codes_once(rows: Sequence[Row], edition: Edition) -> list[Problem]:
    """A problem for each code that stands again, perhaps for one that lost a zero at its end."""
    first: dict[str, Row] = {}
    problems = []
    for row in rows:
        code, lost = _meant(row, edition), f"{_meant(row, edition)}0"
        before = first.setdefault(code, row)
        if code and before is not row and lost in edition.by_code:
            told = {"code": code, "first": before.where("code").cell, "lost": lost}
            problems.append(problem("code_double_number", row.where("code"), row["code"], **told))
        elif code and before is not row:
            problems.append(problem("double_row", row.where("code"), row["code"]))
    return problems


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


def read_points(folder: Path, edition: Edition) -> tuple[list[CoordinatorPoints], list[Problem]]:
    """The points given to each question, exact and within its maximum; a blank is not given, not zero."""
    rows, problems = read_local(folder, POINTS, COLUMNS[POINTS])
    codes = [code_of(row, edition, problems) for row in rows]
    points = [points_of(row, edition, code, problems) for row, code in zip(rows, codes, strict=True)]
    problems += codes_once(rows, edition)
    return [CoordinatorPoints(c, p, row["note"]) for row, c, p in zip(rows, codes, points, strict=True) if c], problems


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
