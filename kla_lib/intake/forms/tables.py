"""Where the tables of a form stand in a file: found by their headings, whatever the sheets are called by now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from kla_lib.intake.forms.places import OURS, Placed, stray
from kla_lib.intake.forms.texts import shown
from kla_lib.intake.shapes import Grid, plain
from kla_lib.problems import Lang, Problem, message, problem
from kla_lib.rules.form_shape import ANSWER_COLUMNS, ANSWERS, EVIDENCE, EVIDENCE_COLUMNS, FIGURE_COLUMNS, FIGURES
from kla_lib.rules.returns import Given, Table

FIELDS: dict[Table, Mapping[str, str]] = {
    "answers": ANSWER_COLUMNS,
    "evidence": EVIDENCE_COLUMNS,
    "figures": FIGURE_COLUMNS,
}
SHEETS: dict[Table, str] = {"answers": ANSWERS, "evidence": EVIDENCE, "figures": FIGURES}
NEEDED: dict[Table, tuple[str, ...]] = {
    "answers": ("code", "answer", "male", "female", "total", "whole", "percent", "note"),
    "evidence": ("code", "kind", "file", "date", "number", "note"),
    "figures": ("id", "male", "female", "total", "last", "note"),
}
LANGUAGES: tuple[Lang, ...] = ("id", "en")
SEARCHED, FEWEST = 200, 4


def find_table(grid: Grid) -> Placed | None:
    """The table on a sheet; None where no row looks like one of its headers."""
    best: Placed | None = None
    for row in [row for row in grid.rows if row < SEARCHED]:
        texts = {column: plain(text) for column, (text, kind) in grid.rows[row].items() if kind == "text"}
        for table in FIELDS if len(texts) >= FEWEST else ():
            columns = _columns(texts, headings(table))
            if len(columns) >= FEWEST and (best is None or len(columns) > len(best.columns)):
                best = Placed(table, grid, row, columns)
        if best is not None and len(best.columns) >= len(NEEDED[best.table]):
            break
    return best


def _columns(texts: Mapping[int, str], known: Mapping[str, str]) -> dict[str, int]:
    """The first column of every field that has one."""
    found: dict[str, int] = {}
    for column, text in texts.items():
        if text in known:
            found.setdefault(known[text], column)
    return found


@cache
def headings(table: Table) -> Mapping[str, str]:
    """The fields of a table by their headings in both languages (plain)."""
    return {plain(heading(table, field, lang)): field for field in FIELDS[table] for lang in LANGUAGES}


def heading(table: Table, field: str, lang: Lang) -> str:
    """The heading of a column in one language."""
    if table == "answers":
        return message(f"form_head_{field}", lang)
    return message(f"form_evidence_{field}" if table == "evidence" else f"form_figure_{field}", lang)


def all_headings() -> Iterator[str]:
    """Every heading of a form (plain), by which the delimiter of a CSV is known."""
    for table in FIELDS:
        yield from headings(table)


def check_columns(placed: Placed) -> list[Problem]:
    """A problem for each column of the form that is gone."""
    where = placed.where(placed.header, 0)
    gone = [name for name in NEEDED[placed.table] if name not in placed.columns]
    names = [{f"column_{lang}": heading(placed.table, field, lang) for lang in LANGUAGES} for field in gone]
    return [problem("form_column_missing", where, SHEETS[placed.table], **named) for named in names]


def strays(placed: Placed, rows: Sequence[int]) -> tuple[list[Given], list[Problem]]:
    """What stands beside the table: above its header but for the title, and under no heading of the form."""
    outside, columns = _above(placed), _strange_columns(placed, rows)
    given = [stray(placed.grid, row, column) for row, column in outside]
    given += [stray(placed.grid, row, column) for column, cells in columns.items() for row in cells]
    problems = [problem("form_cell_outside", given[n].where, shown(given[n].text)) for n in range(len(outside))]
    return given, problems + [_strange_column(placed, column, cells) for column, cells in columns.items()]


def of_the_office(placed: Placed) -> list[Given]:
    """What the office wrote on a sheet that cannot be used: every filled cell that is none of the form's own words."""
    named = {column: name for name, column in placed.columns.items()}
    given = [stray(placed.grid, row, column) for row, column in _above(placed)]
    for row, cells in placed.grid.rows.items():
        ours = {*OURS[placed.table], *(["kind"] if placed.columns.get("question") in cells else [])}
        columns = [column for column in cells if row > placed.header and named.get(column) not in ours]
        given += [stray(placed.grid, row, column) for column in columns]
    return given


def _above(placed: Placed) -> list[tuple[int, int]]:
    first = min(placed.columns.values())
    return [(row, column) for row, cells in placed.grid.rows.items() if row < placed.header
            for column in cells if column != first]  # fmt: skip


def _strange_columns(placed: Placed, rows: Sequence[int]) -> dict[int, list[int]]:
    """Columns that are none of the form's, with their filled rows (the header's too, where it says something)."""
    known, found = set(placed.columns.values()), dict[int, list[int]]()
    for row in (placed.header, *rows):
        strange = placed.grid.rows.get(row, {}).keys() - known
        for column in sorted(strange) if strange else ():
            found.setdefault(column, []).append(row)
    return found


def _strange_column(placed: Placed, column: int, rows: Sequence[int]) -> Problem:
    text = placed.grid.rows[rows[0]][column][0]
    kind = "form_column_double" if plain(text) in headings(placed.table) else "form_column"
    return problem(kind, placed.where(rows[0], column), shown(text), rows=len(rows))
