"""Kecamatan and villages that a later table calls otherwise: one area under two names counts once.

A name is taken for a new one of an area where it stands in the row of a name that the later table no longer has, and where
the two tables have at least half of their names in common. Both names then mean the area, in whatever table they come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kla_lib.intake.forms.shapes import Return
from kla_lib.intake.forms.texts import shown
from kla_lib.problems import Problem, problem
from kla_lib.rules.returns import Given
from kla_lib.rules.villages import AGENCY

Named = dict[int, Given]  # the cell that names a row, by row
Tables = dict[str, Named]  # by sheet
Areas = dict[tuple[str, str], str]  # sheet and name -> the name under which the area is counted


def settle_names(returns: Sequence[Return]) -> tuple[list[Return], list[Problem]]:
    """The returns in the order in which they came, each row under the first name of its area; and what was taken so."""
    settled, told, earlier = list[Return](), list[Problem](), list[Tables]()
    areas: Areas = {}
    for returned in returns:
        if returned.agency != AGENCY:
            settled.append(returned)
            continue
        tables = _tables(returned)
        here = dict(areas)
        for sheet, rows in tables.items():
            told += _learn(sheet, rows, _likest(sheet, rows, earlier), here)
        areas |= here
        settled.append(replace(returned, given=tuple(_under(given, _apart(tables, here)) for given in returned.given)))
        earlier.append(tables)
    return settled, told


def _tables(returned: Return) -> Tables:
    """The cells that name its rows, by sheet and row."""
    tables: Tables = {}
    for given in returned.given:
        head, _, name = given.field.partition(": ")
        if given.table == "villages" and not given.code and name and ", " not in head:
            tables.setdefault(head, {})[given.row] = given
    return tables


def _name(given: Given) -> str:
    return given.field.partition(": ")[2]


def _likest(sheet: str, rows: Named, earlier: Sequence[Tables]) -> Named:
    """The last earlier table that has at least half of its names, or of this one's, in common; empty where none has."""
    names = {_name(given) for given in rows.values()}
    for tables in reversed(earlier):
        before = tables.get(sheet, {})
        shared = names & {_name(given) for given in before.values()}
        if shared and 2 * len(shared) >= min(len(names), len(before)):
            return before
    return {}


def _learn(sheet: str, rows: Named, before: Named, areas: Areas) -> list[Problem]:
    """Add the names of a table to the areas; a warning for each new name of an area, and one for names that replace none."""
    now, then = ({_name(given): given for given in table.values()} for table in (rows, before))
    told, beside = list[Problem](), list[Given]()
    gone = [name for name in then if name not in now]
    for row, given in rows.items():
        name, old = _name(given), before.get(row)
        if (sheet, name) in areas:
            continue
        areas[sheet, name] = name
        if old is not None and _name(old) in gone:
            gone.remove(_name(old))
            areas[sheet, name] = areas[sheet, _name(old)]
            told.append(problem("village_renamed", given.where, shown(given.text), before=shown(old.text)))
        elif before:
            beside.append(given)
    if beside and gone:
        first, values = beside[0].where, {"before": shown(then[gone[0]].text), "gone": len(gone)}
        told.append(problem("village_beside", first, len(beside), **values))
    return told


def _apart(tables: Tables, areas: Areas) -> Areas:
    """The areas of one table's names; where it has two names of one area, they are two after all."""
    found: Areas = {}
    for sheet, rows in tables.items():
        names = [_name(given) for given in rows.values()]
        under = [areas[sheet, name] for name in names]
        found |= {
            (sheet, name): area if under.count(area) == 1 else name for name, area in zip(names, under, strict=True)
        }
    return found


def _under(given: Given, areas: Mapping[tuple[str, str], str]) -> Given:
    head, mark, name = given.field.partition(": ")
    area = areas.get((head.partition(", ")[0], name), name) if given.table == "villages" else name
    return given if area == name else replace(given, field=f"{head}{mark}{area}")
