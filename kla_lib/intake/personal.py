"""Personal data that stands in a recap: hidden before anything else reads it, and said without being repeated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kla_lib.intake.shapes import Cell, Sheet
from kla_lib.problems import Problem, Where, problem
from kla_lib.rules.privacy import masked_figure, personal_kinds


def without_personal_data(sheet: Sheet) -> tuple[Sheet, list[Problem]]:
    """The sheet with every NIK, telephone number and e-mail address hidden, and a warning for each column and kind.

    Personal data is masked in every cell, so no note, message or kept file can hold it; figures stay
    (see `privacy.masked_figure`). A number cell that is hidden becomes text.
    """
    first: dict[tuple[str, str], Where] = {}
    count: dict[tuple[str, str], int] = {}
    for cell, kind in _found(sheet):
        key = (cell.where.cell.rstrip("0123456789"), kind)
        first.setdefault(key, cell.where)
        count[key] = count.get(key, 0) + 1
    if not first:
        return sheet, []
    rows = tuple(tuple(_hidden(cell) for cell in row) for row in sheet.rows)
    problems = [problem("personal_data", first[key], key[1], rows=count[key]) for key in first]
    return replace(sheet, rows=rows), problems


def _found(sheet: Sheet) -> Iterator[tuple[Cell, str]]:
    for row in sheet.rows:
        for cell in row:
            if cell.kind != "date" and masked_figure(cell.text, cell.kind == "number") != cell.text:
                yield from ((cell, kind) for kind in personal_kinds(cell.text))


def _hidden(cell: Cell) -> Cell:
    text = cell.text if cell.kind == "date" else masked_figure(cell.text, cell.kind == "number")
    return cell if text == cell.text else replace(cell, text=text, kind="text")
