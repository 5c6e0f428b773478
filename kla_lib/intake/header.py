"""Finding the header row and what each column holds; a surprise column stops the place.

The header is the first of the first 30 rows with a heading for the code and one for points or options.
Headings are compared by `shapes.plain`. Beside a `kode` column a bare `no` or `nomor` is running numbers and
is ignored. Of several points columns the one that names the stage (`Nilai VA`) counts and those that name
another stage do not. Labels, notes and ignored columns may stand more than once; other fields may not.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from kla_lib.intake.shapes import Cell, Header, Sheet, plain
from kla_lib.problems import Problem, Where, problem
from kla_lib.rules.stages import stage_code

SEARCHED_ROWS = 30
RUNNING_NUMBERS = ("no", "nomor")
REPEATABLE = ("label", "note", "ignored")


def find_header(sheet: Sheet, headings: Mapping[str, str], stage: str) -> tuple[Header | None, list[Problem]]:
    """The header of a sheet, or None with the reason; surprise and double columns are problems beside it.

    ``headings``: plain heading -> field (code, label, points, max, option, agencies, note, ignored).
    """
    fields = [_fields(row, headings) for row in sheet.rows[:SEARCHED_ROWS]]
    at = next((row for row, found in enumerate(fields) if _is_header(set(found.values()))), None)
    if at is None:
        return None, [_no_header(sheet, fields)]
    broken = _merged(sheet, at) or _split(sheet, at, fields)
    if broken is not None:
        return None, [broken]
    columns, problems = _columns(sheet.rows[at], fields[at], stage)
    return Header(at, columns), problems + _strangers(sheet.rows[at], fields[at], headings)


def _fields(row: tuple[Cell, ...], headings: Mapping[str, str]) -> dict[int, str]:
    found = {column: headings.get(plain(cell.text)) for column, cell in enumerate(row) if cell.kind == "text"}
    return {column: field for column, field in found.items() if field is not None}


def _is_header(fields: set[str]) -> bool:
    return "code" in fields and bool(fields & {"points", "option"})


def _no_header(sheet: Sheet, fields: list[dict[int, str]]) -> Problem:
    for row in range(len(fields) - 1):
        here, below = fields[row], fields[row + 1]
        if here and below and _is_header({*here.values(), *below.values()}):
            cell = sheet.rows[row + 1][min(below)]
            return problem("header_split", cell.where, cell.shown)
    filled = [cell for row in sheet.rows for cell in row if not cell.is_blank]
    first = filled[0] if filled else Cell(Where(sheet.file, sheet.name))
    return problem("header_missing", first.where, first.shown)


def _merged(sheet: Sheet, at: int) -> Problem | None:
    for (top, left), (bottom, right) in sheet.merged:
        if top <= at <= bottom and right > left and left < len(sheet.rows[at]):
            cell = sheet.rows[top][left]
            return problem("header_merged", cell.where, cell.shown)
    return None


def _split(sheet: Sheet, at: int, fields: list[dict[int, str]]) -> Problem | None:
    if at + 1 >= len(fields):
        return None
    for column in fields[at + 1]:
        if column < len(sheet.rows[at]) and sheet.rows[at][column].is_blank:
            cell = sheet.rows[at + 1][column]
            return problem("header_split", cell.where, cell.shown)
    return None


def _columns(
    row: tuple[Cell, ...], fields: dict[int, str], stage: str
) -> tuple[dict[str, tuple[int, ...]], list[Problem]]:
    columns: dict[str, tuple[int, ...]] = {}
    problems = []
    for field in sorted(set(fields.values())):
        found = [column for column, name in fields.items() if name == field]
        found = _codes(row, found) if field == "code" else _of_stage(row, found, stage) if field == "points" else found
        if len(found) > 1 and field not in REPEATABLE:
            first, second = row[found[0]], row[found[1]]
            problems.append(
                problem("column_double", second.where, second.shown, first=f"{first.shown} ({first.where.cell})")
            )
        columns[field] = tuple(found)
    return columns, problems + _other_stage(row, columns.get("points", ()), stage)


def _codes(row: tuple[Cell, ...], found: list[int]) -> list[int]:
    precise = [column for column in found if plain(row[column].text) not in RUNNING_NUMBERS]
    return precise or found


def _of_stage(row: tuple[Cell, ...], found: list[int], stage: str) -> list[int]:
    named = {column: _stage_named(row[column]) for column in found}
    mine = [column for column in found if named[column] == stage]
    neutral = [column for column in found if not named[column]]
    return mine or neutral or found


def _other_stage(row: tuple[Cell, ...], found: tuple[int, ...], stage: str) -> list[Problem]:
    if not found or _stage_named(row[found[0]]) in ("", stage) or not stage:
        return []
    cell = row[found[0]]
    return [problem("column_stage", cell.where, cell.shown, stage=stage)]


def _stage_named(cell: Cell) -> str:
    words = plain(cell.text).split()
    named = [
        code for size in (3, 2, 1) for at in range(len(words)) if (code := stage_code(" ".join(words[at : at + size])))
    ]
    return named[0] if named else ""


def _strangers(row: tuple[Cell, ...], fields: dict[int, str], headings: Mapping[str, str]) -> list[Problem]:
    strangers = [cell for column, cell in enumerate(row) if not cell.is_blank and column not in fields]
    return [problem("column_unknown", cell.where, cell.shown, near=_near(cell, headings)) for cell in strangers]


def _near(cell: Cell, headings: Mapping[str, str]) -> str:
    near = difflib.get_close_matches(plain(cell.shown), headings, n=3)
    return ", ".join(near) or "kode, nilai, nilai maksimal"
