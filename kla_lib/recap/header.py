"""Finding the tables of a sheet: the heading row of each and what its columns hold.

A heading row is the first of the first 30 rows with a heading for the code and one for points or options; further down
each row of that kind, with other headings than the one above, begins a table of its own, read by its own columns.
Headings are compared by `shapes.plain`. Next to a `kode` column a bare `no` or `nomor` is a running number and
is ignored. Of several points columns the one that names the stage (`Nilai VA`) counts and those that name
another stage do not. Labels, notes and ignored columns may appear more than once; other fields may not. Where no
column holds codes, a column `klaster` next to points names the blocks.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence

from kla_lib.core.problems import Problem, Where, problem
from kla_lib.instrument.stages import SELF, stage_code
from kla_lib.recap.model import Cell, Header, Sheet, plain

SEARCHED_ROWS = 30
LONGEST_HEADING = 60
RUNNING_NUMBERS = ("no", "nomor")
REPEATABLE = ("label", "note", "ignored")
FIGURES = ("points", "max", "option")
BLOCK_NAMES = (
    "klaster",
    "kluster",
    "nama klaster",
    "nama kluster",
    "klaster kla",
    "klaster aspek",
    "aspek",
    "komponen",
)
VERIFIED = "verified"  # a stage of verification, without saying which

_SHARE = re.compile(r"[%‰]|\b(?:persen|prosen|percent|skala\b|(?:0|1)\s*(?:-|–|s/?d)\s*100\b)", re.I)
_OF_POINTS = frozenset(["nilai", "skor", "poin", "hasil", "jumlah", "total", "perolehan", "capaian", "akhir"])
_FIGURE = re.compile(r"[-+(]*\d[\d.,\s%)]*")


def find_headers(sheet: Sheet, headings: Mapping[str, str], stage: str) -> tuple[list[Header], list[Problem]]:
    """The tables of a sheet in order, none with the reason; surprising and repeated columns are problems.

    ``headings``: plain heading -> field (code, label, points, max, option, agencies, note, ignored).
    """
    fields = [_fields(row, headings) for row in sheet.rows[:SEARCHED_ROWS]]
    found = next((row for row, found in enumerate(fields) if _is_header(set(found.values()))), None)
    if found is None:
        fields = [_with_block_names(row, found) for row, found in zip(sheet.rows, fields, strict=False)]
        found = next((row for row, found in enumerate(fields) if _is_header(set(found.values()))), None)
    if found is None:
        return [], [_no_header(sheet, fields)]
    starts = [(found, fields[found]), *_further(sheet, found, fields[found], headings)]
    ends = [at for at, _ in starts[1:]] + [len(sheet.rows)]
    tables, problems = [], list[Problem]()
    for (at, columns), end in zip(starts, ends, strict=True):
        broken = _merged(sheet, at) or _split(sheet, at, headings) or _unclear(sheet, at, end, columns, headings)
        if broken is not None:
            problems.append(broken)
            continue
        table, faults = _columns(sheet.rows[at], columns, stage)
        strangers = _strangers(sheet.rows[at], columns, headings)
        problems += faults + strangers
        if any(fault.kind == "column_double" for fault in faults):
            continue
        numbered = plain(sheet.rows[at][table["code"][0]].text) in RUNNING_NUMBERS
        tables.append(Header(at, end, table, numbered))
    return tables, problems


def _further(
    sheet: Sheet, first: int, columns: Mapping[int, str], headings: Mapping[str, str]
) -> list[tuple[int, dict[int, str]]]:
    """The rows below the first heading row that begin another table: headings in other columns or another order."""
    found = list[tuple[int, dict[int, str]]]()
    current = dict(columns)
    for at in range(first + 1, len(sheet.rows)):
        row = sheet.rows[at]
        fields = _fields(row, headings)
        if fields == current or not _is_header(set(fields.values())):
            continue
        code = next(column for column, field in current.items() if field == "code")
        if code in fields or not _holds_figures(row):
            found.append((at, fields))
            current = fields
    return found


def _holds_figures(row: Sequence[Cell]) -> bool:
    return any(cell.kind == "number" or _FIGURE.fullmatch(cell.text.strip()) for cell in row)


def _with_block_names(row: Sequence[Cell], fields: dict[int, str]) -> dict[int, str]:
    """The fields of a row without a code column, where a column of block names can be one."""
    named = [column for column, field in fields.items() if field == "label" and plain(row[column].text) in BLOCK_NAMES]
    return {**fields, named[0]: "code"} if named and "code" not in fields.values() else fields


def _unclear(
    sheet: Sheet, at: int, end: int, columns: Mapping[int, str], headings: Mapping[str, str]
) -> Problem | None:
    """Return the problem of a row with headings of its own that is no heading row: the rows below it cannot be read."""
    titles = sheet.rows[at]
    figures = [column for column, field in columns.items() if field in FIGURES]
    for row in sheet.rows[at + 1 : end]:
        fields = _fields(row, headings)
        if not set(fields.values()) & {"code", *FIGURES} or _holds_figures(row):
            continue
        again = any(columns.get(column) == field == "code" for column, field in fields.items())
        strange = any(
            column < len(row) and plain(row[column].text) not in ("", plain(titles[column].text)) for column in figures
        )
        if (len(set(fields.values())) > 1 and not fields.items() <= columns.items()) or (again and strange):
            cell = row[min(fields)]
            return problem("header_again", cell.where, cell.shown, first=titles[min(columns)].where.cell)
    return None


def _fields(row: tuple[Cell, ...], headings: Mapping[str, str]) -> dict[int, str]:
    found = {column: _field(cell.text, headings) for column, cell in enumerate(row) if cell.kind == "text"}
    return {column: field for column, field in found.items() if field}


def _field(text: str, headings: Mapping[str, str]) -> str:
    """The field of a heading. Percentages and points on another scale (``Nilai (%)``) are no points, and are ignored."""
    name = plain(text)
    known = headings.get(name, "")
    if known in ("", "points", "max") and _is_share(text):
        return "ignored" if known or set(name.split()) & _OF_POINTS or name.startswith("bobot") else ""
    words = [word for word in name.split() if word not in _OF_POINTS]
    of_points = len(words) < len(name.split())
    stage = bool(words) and len(words) < 6 and (stage_code(" ".join(words)) or (of_points and words == ["verifikasi"]))
    return known or ("points" if stage else "")


def _is_share(text: str) -> bool:
    return len(text) < LONGEST_HEADING and _SHARE.search(text) is not None


def _is_header(fields: set[str]) -> bool:
    return "code" in fields and bool(fields & {"points", "option"})


def _no_header(sheet: Sheet, fields: list[dict[int, str]]) -> Problem:
    for row in range(len(fields) - 1):
        here, below = fields[row], fields[row + 1]
        if here and below and _is_header({*here.values(), *below.values()}):
            cell = sheet.rows[row + 1][min(below)]
            return problem("header_split", cell.where, cell.shown)
    for cells, found in zip(sheet.rows, fields, strict=False):
        share = next(
            (cells[at] for at, field in found.items() if field == "ignored" and _is_share(cells[at].text)), None
        )
        if share is not None and {"code", "label"} & set(found.values()):
            return problem("header_share", share.where, share.shown)
        if {"code", "label"} <= set(found.values()):
            titles = [cell.shown for cell in cells if not cell.is_blank]
            return problem("header_missing", cells[min(found)].where, " | ".join(titles))
    filled = [cell for row in sheet.rows for cell in row if not cell.is_blank]
    first = filled[0] if filled else Cell(Where(sheet.file, sheet.name))
    return problem("header_missing", first.where, first.shown)


def _merged(sheet: Sheet, at: int) -> Problem | None:
    """The problem of a heading merged over several columns, unless only the first of them holds anything below it."""
    for (top, left), (bottom, right) in sheet.merged:
        below = (cell for row in sheet.rows[bottom + 1 :] for cell in row[left + 1 : right + 1])
        if top <= at <= bottom and right > left and any(not cell.is_blank for cell in below):
            cell = sheet.rows[top][left]
            return problem("header_merged", cell.where, cell.shown)
    return None


def _split(sheet: Sheet, at: int, headings: Mapping[str, str]) -> Problem | None:
    """A second row of headings below the first: over a column without a heading, or without a code of its own."""
    if at + 1 >= len(sheet.rows):
        return None
    above, below = sheet.rows[at], sheet.rows[at + 1]
    fields = _fields(below, headings)
    codes = [column for column, field in _fields(above, headings).items() if field == "code"]
    coded = any(column < len(below) and not below[column].is_blank for column in codes)
    for column, field in fields.items():
        blank = column < len(above) and above[column].is_blank
        if blank or (not coded and field in FIGURES and not _holds_figures(below)):
            return problem("header_split", below[column].where, below[column].shown)
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
    verified = [column for column in found if named[column] == VERIFIED and stage not in ("", SELF)]
    neutral = [column for column in found if not named[column]]
    if not stage and len(set(named.values())) > 1:
        return found
    return mine or verified or neutral or found


def _other_stage(row: tuple[Cell, ...], found: tuple[int, ...], stage: str) -> list[Problem]:
    named = _stage_named(row[found[0]]) if found else ""
    if named in ("", stage) or not stage or (named == VERIFIED and stage != SELF):
        return []
    cell = row[found[0]]
    return [problem("column_stage", cell.where, cell.shown, stage=stage)]


def _stage_named(cell: Cell) -> str:
    words = plain(cell.text).split()
    named = [
        code for size in (3, 2, 1) for at in range(len(words)) if (code := stage_code(" ".join(words[at : at + size])))
    ]
    return named[0] if named else VERIFIED if "verifikasi" in words else SELF if "mandiri" in words else ""


def _strangers(row: tuple[Cell, ...], fields: dict[int, str], headings: Mapping[str, str]) -> list[Problem]:
    strangers = [cell for column, cell in enumerate(row) if not cell.is_blank and column not in fields]
    return [problem("column_unknown", cell.where, cell.shown, near=_near(cell, headings)) for cell in strangers]


def _near(cell: Cell, headings: Mapping[str, str]) -> str:
    near = difflib.get_close_matches(plain(cell.shown), headings, n=3)
    return ", ".join(near) or "kode, nilai, nilai maksimal"
