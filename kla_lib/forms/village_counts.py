"""What all returned tables of kecamatan and villages count together, and whether offices give the same numbers.

One area under two names counts once. A name is taken for the new name of an area if it is in the row of a name that the
later table lacks, and the two tables share at least half of their names. Kecamatan are compared with the place's own
table; a name that means no kecamatan on the day of the forms is reported, and counted as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from kla_lib.core.problems import InputFault, Problem, problem
from kla_lib.forms.cells import bare, shown
from kla_lib.forms.returns import FilledCell, Return, Share
from kla_lib.forms.shape import AGENCY, AreaField, answer_type
from kla_lib.instrument.instrument import Edition
from kla_lib.local.districts import district_on
from kla_lib.local.model import District

HALF = Decimal("0.5")
NONE, SOME = ("no", "not_applicable"), ("yes", "part")  # what a choice means
Bounds = tuple[Decimal, Decimal]


def village_shares(current: Sequence[FilledCell]) -> dict[str, Share]:
    """The counts of every question that any kecamatan or village answered; one that was named and silent is unknown.

    ``current`` are the cells that hold by now; those of other tables are passed over.
    """
    named, answers = set[AreaField](), dict[str, dict[AreaField, str]]()
    for given in current:
        area = AreaField.of(given)
        if area.sheet and given.code:
            answers.setdefault(given.code, {})[area] = given.choice
        elif area.sheet and not area.column:
            named.add(area)
    return {code: _share(code, answered, named) for code, answered in answers.items()}


def _share(code: str, answers: Mapping[AreaField, str], named: Collection[AreaField]) -> Share:
    sheet = next(iter(answers)).sheet
    silent = [area for area in named if area.sheet == sheet and area not in answers]
    given = list(answers.values())
    return Share(code, given.count("yes"), given.count("no"), given.count("unknown") + len(silent))


def first_said(current: Sequence[FilledCell]) -> dict[str, FilledCell]:
    """The first answer to every question: where its count can be looked up."""
    found: dict[str, FilledCell] = {}
    for given in current:
        if given.table == "villages" and given.code:
            found.setdefault(given.code, given)
    return found


def check_counts(
    current: Sequence[FilledCell], offices: Iterable[tuple[str, FilledCell]], edition: Edition
) -> Iterator[Problem]:
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


def _otherwise(given: FilledCell, share: Share, edition: Edition) -> Bounds | None:
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


Named = dict[int, FilledCell]  # the cell that names a row, by row
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
        area = AreaField.of(given)
        if area.sheet and not given.code and not area.column:
            tables.setdefault(area.sheet, {})[given.row] = given
    return tables


def _name(given: FilledCell) -> str:
    return AreaField.of(given).name


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
    told, beside = list[Problem](), list[FilledCell]()
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


def _under(given: FilledCell, areas: Areas) -> FilledCell:
    field = AreaField.of(given)
    area = areas.get((field.sheet, field.name), field.name)
    return given if area == field.name else replace(given, field=str(replace(field, name=area)))


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
        for name in {AreaField.of(given).district for given in returned.given} - {"", *spelled}:
            spelled[name] = _spelling(name, districts, on)
        given, doubles = _settled(returned, spelled)
        told += [*_faults(returned, spelled), *doubles]
        settled.append(replace(returned, given=given))
    return settled, told


def _spelling(name: str, districts: Collection[District], on: date) -> str | Problem:
    try:
        return " ".join(district_on(districts, name, on).name.split()).casefold()
    except InputFault as fault:
        return fault.problems[0]


def _faults(returned: Return, spelled: Spelled) -> Iterator[Problem]:
    """At the first cell of a file that names it."""
    seen = set[str]()
    for given in returned.given:
        area = AreaField.of(given)
        name, fault = area.district, spelled.get(area.district)
        if not given.code and area.names_district and name not in seen and isinstance(fault, Problem):
            seen.add(name)
            yield replace(fault, where=given.where, found=given.text)


def _settled(returned: Return, spelled: Spelled) -> tuple[tuple[FilledCell, ...], list[Problem]]:
    """The cells of a file under the place's spelling; a row that names an area again is rejected, and told once."""
    given, told = list[FilledCell](), list[Problem]()
    first, doubles = dict[tuple[str, str], int](), set[tuple[str, int]]()
    for cell in returned.given:
        sheet, area = cell.where.sheet, _respelled(AreaField.of(cell), spelled)
        row = first.setdefault((sheet, area.name), cell.row) if area.district else cell.row
        if row == cell.row:
            given.append(replace(cell, field=str(area)) if area.district else cell)
            continue
        given.append(cell.refused())
        if (sheet, cell.row) not in doubles:
            doubles.add((sheet, cell.row))
            told.append(problem("village_double", cell.where, shown(cell.text), first=row))
    return tuple(given), told


def _respelled(area: AreaField, spelled: Spelled) -> AreaField:
    """The same with the kecamatan as the place's table has it, where it has."""
    name = spelled.get(area.district)
    return replace(area, name=f"{name}{area.name[len(area.district) :]}") if isinstance(name, str) else area
