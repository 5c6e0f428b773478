"""The kecamatan of a returned table, held against the place's own: one area in two spellings counts once.

A name that means no kecamatan on the day of the forms (areas are split, and names move) is told, and counted as it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from kla_lib.intake.forms.shapes import Return
from kla_lib.problems import InputFault, Problem
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
        told += _faults(returned, spelled)
        fields = _fields(returned, spelled)
        given = tuple(
            replace(g, field=fields.get(g.field, g.field)) if g.table == "villages" else g for g in returned.given
        )
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


def _fields(returned: Return, spelled: Spelled) -> dict[str, str]:
    """The fields of a file that change; where it holds an area in both spellings, none does."""
    wanted: dict[str, str] = {}
    for given in returned.given:
        name = _district(given)
        now = spelled.get(name, name)
        if name and isinstance(now, str):
            head, mark, rest = given.field.partition(": ")
            wanted[given.field] = f"{head}{mark}{now}{rest[len(name) :]}"
    after = list(wanted.values())
    return {old: new for old, new in wanted.items() if old != new and after.count(new) == 1}
