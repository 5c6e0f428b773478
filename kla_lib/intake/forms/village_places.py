"""The kecamatan of a returned table, held against the place's own: one area in two spellings counts once.

A name that means no kecamatan on the day of the forms (areas are split, and names move) is told, and counted as it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from kla_lib.intake.forms.shapes import Return
from kla_lib.intake.forms.texts import shown
from kla_lib.problems import InputFault, Problem, problem
from kla_lib.rules.districts import district_on
from kla_lib.rules.local_shapes import District
from kla_lib.rules.returns import Given
from kla_lib.rules.villages import AGENCY, DISTRICT, SHEETS

FIRST_COLUMN = ", 1"  # of the sheet of villages: their kecamatan
BETWEEN = " / "
Spelled = dict[str, str | Problem]  # a kecamatan as it is written -> as the place's table has it, or what is wrong


def settle_districts(
    returns: Sequence[Return], districts: Collection[District], on: date
) -> tuple[list[Return], list[Problem]]:
    """The returns with their kecamatan under the place's spelling, and a problem for each name that means none then."""
    settled, told, spelled = list[Return](), list[Problem](), Spelled()
    for returned in returns:
        if returned.agency != AGENCY or not districts:
            settled.append(returned)
            continue
        for name in {_district(given) for given in returned.given} - {"", *spelled}:
            spelled[name] = _spelling(name, districts, on)
        given, doubles = _settled(returned, spelled)
        told += [*_faults(returned, spelled), *doubles]
        settled.append(replace(returned, given=given))
    return settled, told


def _district(given: Given) -> str:
    """The kecamatan of a row; empty for a village without one, and for a cell that is in no row."""
    head, _, name = given.field.partition(": ")
    alone = head.startswith(SHEETS[DISTRICT])
    return name.partition(BETWEEN)[0] if given.table == "villages" and (alone or BETWEEN in name) else ""


def _spelling(name: str, districts: Collection[District], on: date) -> str | Problem:
    try:
        return " ".join(district_on(districts, name, on).name.split()).casefold()
    except InputFault as fault:
        return fault.problems[0]


def _faults(returned: Return, spelled: Spelled) -> Iterator[Problem]:
    """At the first cell of a file that names it."""
    seen = set[str]()
    for given in returned.given:
        name, head = _district(given), given.field.partition(": ")[0]
        names_it = not given.code and (head == SHEETS[DISTRICT] or head.endswith(FIRST_COLUMN))
        fault = spelled.get(name)
        if names_it and name not in seen and isinstance(fault, Problem):
            seen.add(name)
            yield replace(fault, where=given.where, found=given.text)


def _settled(returned: Return, spelled: Spelled) -> tuple[tuple[Given, ...], list[Problem]]:
    """The cells of a file under the place's spelling; a row that names an area again is rejected, and told once."""
    given, told = list[Given](), list[Problem]()
    first, doubles = dict[tuple[str, str], int](), set[tuple[str, int]]()
    for cell in returned.given:
        sheet, field = cell.where.sheet, _field(cell, spelled)
        row = first.setdefault((sheet, field.partition(": ")[2]), cell.row) if field else cell.row
        if row == cell.row:
            given.append(replace(cell, field=field or cell.field))
            continue
        given.append(Given("", "", "", cell.text, cell.where, row=cell.row, status="rejected"))
        if (sheet, cell.row) not in doubles:
            doubles.add((sheet, cell.row))
            told.append(problem("village_double", cell.where, shown(cell.text), first=row))
    return tuple(given), told


def _field(cell: Given, spelled: Spelled) -> str:
    """The field of a cell with the kecamatan as the place's table has it; empty for a cell that is in no row."""
    name = _district(cell)
    now = spelled.get(name, name)
    head, mark, rest = cell.field.partition(": ")
    return f"{head}{mark}{now if isinstance(now, str) else name}{rest[len(name) :]}" if name else ""
