"""Check the numbers of a return against one another and the answers; every fault is reported with its cell.

Only cells that could be read are compared. Contradictory values stay as given: the office corrects them. Contradictions
between offices are reported under the name that each has here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from kla_lib.core.problems import Problem, problem
from kla_lib.forms.cells import bare, follows
from kla_lib.forms.returns import Conflict, FilledCell, Record, Return, same
from kla_lib.forms.shape import answer_type
from kla_lib.instrument.instrument import Edition, Quantity

Fields = Mapping[str, FilledCell]
NUMBERS = ("male", "female", "total", "whole", "percent")
FACTOR = 2
TENTH = Decimal("0.1")


def check_return(returned: Return, edition: Edition) -> list[Problem]:
    """Everything in one return that contradicts itself, in the order of its rows."""
    answers, figures = (_by_code(returned, table) for table in ("answers", "figures"))
    problems = [fault for code, fields in answers.items() for fault in _check_answer(code, fields, edition)]
    for quantity in edition.quantities:
        problems += _check_quantity(quantity, figures, edition)
    return problems


def _by_code(returned: Return, table: str) -> dict[str, dict[str, FilledCell]]:
    found: dict[str, dict[str, FilledCell]] = {}
    for cell in returned.given:
        if cell.table == table:
            found.setdefault(cell.code, {})[cell.field] = cell
    return found


def _check_answer(code: str, cells: Fields, edition: Edition) -> Iterator[Problem]:
    fields = {name: cell for name, cell in cells.items() if cell.status == "kept"}
    numbers = [fields[name] for name in NUMBERS if name in fields]
    if not numbers:
        return
    yield from _check_part(code, fields)
    yield from _check_percent(code, fields)
    yield from _check_sexes(code, fields)
    if "answer" not in cells:
        yield problem("check_no_answer", numbers[0].where, numbers[0].text, code=code)
    elif "answer" in fields:
        yield from _check_choice(code, fields["answer"], numbers, edition)


def _check_part(code: str, fields: Fields) -> Iterator[Problem]:
    total, whole = _number(fields, "total"), _number(fields, "whole")
    if total is not None and whole is not None and total > whole:
        yield problem("check_part", fields["total"].where, fields["total"].text, code=code, whole=fields["whole"].text)


def _check_percent(code: str, fields: Fields) -> Iterator[Problem]:
    total, whole, percent = (_number(fields, name) for name in ("total", "whole", "percent"))
    if total is None or whole is None or percent is None:
        return
    cell, counts = fields["percent"], {"part": fields["total"].text, "whole": fields["whole"].text}
    if not whole:
        yield problem("check_whole_zero", fields["whole"].where, fields["whole"].text, code=code)
    elif not follows(percent, total, whole):
        right = str((100 * total / whole).quantize(TENTH))
        shown = {"right_en": right, "right_id": right.replace(".", ",")}
        yield problem("check_percent", cell.where, cell.text, code=code, **counts, **shown)


def _check_sexes(code: str, fields: Fields) -> Iterator[Problem]:
    """Boys and girls together are the total; one of them alone is not above it."""
    total, sexes = _number(fields, "total"), [name for name in ("male", "female") if name in fields]
    together = sum((number for name in sexes if (number := _number(fields, name)) is not None), Decimal())
    if total is None or not sexes or together == total or (len(sexes) == 1 and together < total):
        return
    yield problem("check_sexes", fields["total"].where, fields["total"].text, code=code, together=_plain(together))


def _check_choice(code: str, answer: FilledCell, numbers: Sequence[FilledCell], edition: Edition) -> Iterator[Problem]:
    """No and does not apply stand beside no number; a zero beside no is the same said twice."""
    chosen = answer_type(edition, code).find(answer.choice)
    counted = [cell for cell in numbers if cell.number]
    if chosen is None or chosen.means not in ("no", "not_applicable"):
        return
    if chosen.means == "not_applicable":
        yield problem("check_not_applicable", numbers[0].where, numbers[0].text, code=code, answer=answer.text)
    elif counted:
        yield problem("check_no", counted[0].where, counted[0].text, code=code, answer=answer.text)


def _check_quantity(quantity: Quantity, figures: Mapping[str, Fields], edition: Edition) -> Iterator[Problem]:
    cells = figures.get(quantity.id, {})
    fields = {name: cell for name, cell in cells.items() if cell.status == "kept"}
    yield from _check_sexes(quantity.id, fields)
    yield from _check_whole(quantity, fields, figures)
    yield from _check_kinds(quantity, fields, figures, edition)
    yield from _check_last(quantity.id, fields)


def _check_whole(quantity: Quantity, fields: Fields, figures: Mapping[str, Fields]) -> Iterator[Problem]:
    """A part is not above its whole, as a total and for boys and girls."""
    wholes = figures.get(quantity.whole_id, {})
    for name in ("male", "female", "total"):
        part, whole = _number(fields, name), _number(wholes, name)
        if part is not None and whole is not None and part > whole:
            values = {"whole": wholes[name].text, "other": quantity.whole_id, "cell": wholes[name].where.cell}
            yield problem("check_quantity_part", fields[name].where, fields[name].text, code=quantity.id, **values)


def _check_kinds(
    quantity: Quantity, fields: Fields, figures: Mapping[str, Fields], edition: Edition
) -> Iterator[Problem]:
    """All kinds add up to their total; some of them are not above it."""
    total = _number(fields, "total")
    kinds = [kind.id for kind in edition.quantities if kind.total_id == quantity.id]
    given = [number for kind in kinds if (number := _number(figures.get(kind, {}), "total")) is not None]
    together = sum(given, Decimal())
    if total is None or not given or together == total or (len(given) < len(kinds) and together < total):
        return
    values = {"together": _plain(together), "kinds": ", ".join(kinds)}
    yield problem("check_kinds", fields["total"].where, fields["total"].text, code=quantity.id, **values)


def _check_last(code: str, fields: Fields) -> Iterator[Problem]:
    """A number that more than doubled, fell to less than half or to nothing since last year is worth a second look."""
    now, last = _number(fields, "total"), _number(fields, "last")
    if now is None or last is None or not last:
        return
    if now > FACTOR * last or last > FACTOR * now:
        yield problem("check_last", fields["total"].where, fields["total"].text, code=code, last=fields["last"].text)


def _number(fields: Fields, name: str) -> Decimal | None:
    cell = fields.get(name)
    return cell.number if cell is not None and cell.status == "kept" else None


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


Names = Mapping[str, str]  # role -> what it is called here
COUNTED = ("male", "female", "total")


def contradictions(conflicts: Sequence[Conflict], names: Names) -> list[Problem]:
    """A problem for each conflict, at the cell of the second office."""
    return [
        _conflict_problem(conflict, _other(conflict, conflict.records[0]), conflict.records[0], names)
        for conflict in conflicts
    ]


def told_to_each(conflicts: Sequence[Conflict], names: Names) -> dict[str, list[Problem]]:
    """By office, a problem at its own cell for each conflict that it is in."""
    found: dict[str, list[Problem]] = {}
    for conflict in conflicts:
        for mine in conflict.records:
            found.setdefault(mine.agency, []).append(_conflict_problem(conflict, mine, _other(conflict, mine), names))
    return found


def _other(conflict: Conflict, mine: Record) -> Record:
    """The first who says otherwise."""
    return next(record for record in conflict.records if not same(record.given, mine.given))


def _conflict_problem(conflict: Conflict, mine: Record, other: Record, names: Names) -> Problem:
    kind = "check_agencies" if mine.given.table == "figures" and conflict.field in COUNTED else "form_conflict"
    where, there = mine.latest.where, other.latest
    values = {"code": conflict.code, "agency": named(mine.agency, names), "other": named(other.agency, names)}
    values |= {"said": there.text, "file": bare(there.where.file), "cell": there.where.cell}
    return problem(kind, where, mine.latest.text, **values)


def named(role: str, names: Names) -> str:
    """``Dinas Kesehatan (dinkes)``: its name, and what stands for it in the place's tables."""
    return f"{names[role]} ({role})" if names.get(role, role) != role else role
