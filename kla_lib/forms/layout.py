"""Where the tables of a form are in a file: found by their headings, whatever the sheets are called.

Also whose form a file is: what its hidden sheet states, compared with what is expected.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from kla_lib.core.nearest import nearest
from kla_lib.core.problems import Lang, Problem, Where, message, problem
from kla_lib.core.tables import column_letter
from kla_lib.forms.cells import shown, tidy
from kla_lib.forms.returns import FilledCell, Table
from kla_lib.local.form_fields import (
    ANSWER_COLUMNS,
    ANSWERS,
    EVIDENCE,
    EVIDENCE_COLUMNS,
    FIGURE_COLUMNS,
    FIGURES,
    FORM_VERSION,
    IDENTITY_KEYS,
    LAST,
    mark_of,
)
from kla_lib.recap.model import CellKind, Grid, plain

OURS: dict[Table, tuple[str, ...]] = {
    "answers": ("code", "question", "last", "filled"),
    "evidence": ("code", "question"),
    "figures": ("id", "label", "unit"),
}
COUNTED = ("", "0", "1")  # what the cell that counts progress comes to
Pair = tuple[str, CellKind]


@dataclass(frozen=True)
class Placed:
    """A table of a form on its sheet: the row of its header and the column of each field, counted from 0."""

    table: Table
    grid: Grid
    header: int
    columns: Mapping[str, int]

    @cached_property
    def fields(self) -> Mapping[int, str]:
        """The field of each column."""
        return {column: name for name, column in self.columns.items()}

    @cached_property
    def keys(self) -> frozenset[str]:
        """What stands in the column of codes, in any row."""
        column = self.columns[self.key]
        return frozenset(cells[column][0].strip() for cells in self.grid.rows.values() if column in cells)

    @property
    def key(self) -> str:
        """The field that names a row."""
        return "id" if self.table == "figures" else "code"

    def where(self, row: int, column: int) -> Where:
        """The address of one of its cells."""
        return address(self.grid, row, column)


def address(grid: Grid, row: int, column: int) -> Where:
    """Where a cell stands, as a spreadsheet says it."""
    return Where(grid.file, grid.name, f"{_letters(column)}{row + 1}")


@cache
def _letters(column: int) -> str:
    return column_letter(column)


def stray(grid: Grid, row: int, column: int) -> FilledCell:
    """A filled cell outside the form's places."""
    text, kind = grid.rows[row][column]
    words = tidy(text, kind == "number")
    return FilledCell("", "", "", words, address(grid, row, column), status="rejected", row=row + 1)


def last_overwritten(placed: Placed, row: int, pair: Pair, mark: str) -> Iterator[tuple[FilledCell, Problem]]:
    """What stands where we wrote the answer of the period before, and is not ours; ``mark`` is empty where there was none."""
    text = pair[0]
    if text.strip() and not (mark_of(text) == mark if mark else text.strip() in _nothing_last()):
        given = stray(placed.grid, row, placed.columns["last"])
        yield given, problem("form_locked", given.where, shown(text))


@cache
def _nothing_last() -> tuple[str, str]:
    return message("form_no_last", "id"), message("form_no_last", "en")


def overwritten(
    placed: Placed, row: int, cells: Mapping[str, Pair], labels: Collection[str]
) -> Iterator[tuple[FilledCell, Problem]]:
    """The form's own words in a row that an office wrote over, on a sheet that it unlocked: rejected, each with its problem.

    ``labels`` are the row's words in both languages.
    """
    for name in ("question", "label", "filled"):
        text, kind = cells.get(name, ("", "blank"))
        first = text.split("\n")[0].strip()
        if first in (COUNTED if name == "filled" else ("", *labels)) or (name == "filled" and kind != "text"):
            continue
        given = stray(placed.grid, row, placed.columns[name])
        yield given, problem("form_locked", given.where, shown(text))


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
SEARCHED, FEWEST_HEADINGS = 200, 4


def find_table(grid: Grid) -> Placed | None:
    """The table on a sheet; None where no row looks like one of its headers."""
    best: Placed | None = None
    for row in [row for row in grid.rows if row < SEARCHED]:
        texts = {column: plain(text) for column, (text, kind) in grid.rows[row].items() if kind == "text"}
        for table in FIELDS if len(texts) >= FEWEST_HEADINGS else ():
            columns = _columns(texts, headings(table))
            if len(columns) >= FEWEST_HEADINGS and (best is None or len(columns) > len(best.columns)):
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


def strays(placed: Placed, rows: Sequence[int]) -> tuple[list[FilledCell], list[Problem]]:
    """What stands beside the table: above its header but for the title, and under no heading of the form."""
    outside, columns = _above(placed), _strange_columns(placed, rows)
    given = [stray(placed.grid, row, column) for row, column in outside]
    given += [stray(placed.grid, row, column) for column, cells in columns.items() for row in cells]
    problems = [problem("form_cell_outside", given[n].where, shown(given[n].text)) for n in range(len(outside))]
    return given, problems + [_strange_column(placed, column, cells) for column, cells in columns.items()]


def of_the_office(placed: Placed) -> list[FilledCell]:
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
    return [
        (row, column)
        for row, cells in placed.grid.rows.items()
        if row < placed.header
        for column in cells
        if column != first
    ]


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


FEWEST_KEYS = 3
Identity = Mapping[str, str]


def is_identity(grid: Grid) -> bool:
    """Whether a sheet says whose form it is, whatever it is called."""
    return sum(cells.get(0, ("", ""))[0].strip() in IDENTITY_KEYS for cells in grid.rows.values()) >= FEWEST_KEYS


def read_identity(grid: Grid) -> dict[str, str]:
    """The keys and values of a hidden sheet; a key that is not ours is left out."""
    pairs = [(cells.get(0, ("", ""))[0].strip(), tidy(cells.get(1, ("", ""))[0])) for cells in grid.rows.values()]
    return {key: value for key, value in pairs if key in IDENTITY_KEYS}


def read_last(grids: Sequence[Grid]) -> dict[str, str] | None:
    """The marks of what a form said of the period before, by code; None for a form that has none."""
    told = [
        cells.get(1, ("", ""))[0]
        for grid in grids
        for cells in grid.rows.values()
        if cells.get(0, ("", ""))[0].strip() == LAST
    ]
    pairs = (pair.partition("=") for pair in (told[0] if told else "").split(";"))
    return {code: mark for code, _, mark in pairs if mark} if told else None


def settle_identity(file: str, grids: Sequence[Grid], given: Identity) -> tuple[dict[str, str], list[Problem]]:
    """The identity of a file; what its hidden sheet does not say is taken from ``given`` where a person gave it.

    ``given`` holds place, period, edition and agency as they are expected, the agency only where it was said.
    """
    found = [read_identity(grid) for grid in grids]
    if any(other != found[0] for other in found[1:]):
        names = ", ".join(grid.name for grid in grids)
        return {}, [problem("form_identity_two", address(grids[1], 0, 0), shown(names))]
    if found and all(found[0].get(key) for key in ("place", "period", "edition", "agency")):
        return found[0], []
    if given.get("agency"):
        return dict(given), [problem("form_identity_given", Where(file), given["agency"])]
    return {}, [problem("form_identity_missing", Where(file), shown(file))]


def check_identity(identity: Identity, expected: Identity, where: Where, roles: Sequence[str]) -> list[Problem]:
    """What does not fit: another place, period, edition or agency stops the file; an older layout is a warning."""
    problems = [
        problem(f"form_other_{key}", where, shown(identity[key]), wanted=expected[key])
        for key in ("place", "period", "edition", "agency")
        if expected.get(key) and identity[key] != expected[key]
    ]
    if identity["agency"] not in roles:
        near = nearest(identity["agency"], roles)
        problems.append(problem("form_agency_unknown", where, shown(identity["agency"]), near=", ".join(near) or "-"))
    if problems:
        return problems
    if identity.get("form_version", FORM_VERSION) != FORM_VERSION:
        return [problem("form_version", where, shown(identity["form_version"]), wanted=FORM_VERSION)]
    digests = [(identity.get(name), expected.get(name)) for name in ("layout_hash", "edition_digest")]
    changed = [ours for ours, theirs in digests if ours and theirs and ours != theirs]
    return [problem("form_layout", where, shown(changed[0])[:12])] if changed else []
