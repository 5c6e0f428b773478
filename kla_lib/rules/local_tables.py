"""Reading a table that people of a place edit: nothing in it is trusted, and no personal data leaves it."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from kla_lib.problems import Problem, Where, problem, system_reasons
from kla_lib.rules.privacy import masked_figure, personal_kinds
from kla_lib.rules.tables import Row, read_table

MAX_BYTES = 5_000_000


def read_local(folder: Path, name: str, columns: tuple[str, ...]) -> tuple[list[Row], list[Problem]]:
    """The rows of a table, cells without surplus spaces and personal data; none where there is no table."""
    source, here = folder / name, "/".join([*folder.parts[-2:], name])
    try:
        if not source.is_file():
            return [], []
        if source.stat().st_size > MAX_BYTES:
            return [], [problem("file_large", Where(here), here, limit=MAX_BYTES // 1_000_000)]
        rows, problems = read_table(folder, name, columns, semicolons=True)
    except csv.Error as fault:
        return [], [problem("csv_broken", Where(here), fault)]
    except OSError as fault:
        return [], [problem("file_unreadable", Where(here), here, **system_reasons(fault))]
    tidy = [_tidied(replace(row, file=here)) for row in rows]
    told = [replace(p, where=Where(here, "", p.where.cell)) for p in problems]
    return [_hidden(row) for row in tidy], told + _personal(tidy)


def _tidied(row: Row) -> Row:
    return replace(row, cells={column: " ".join(text.split()) for column, text in row.cells.items()})


def _hidden(row: Row) -> Row:
    return replace(row, cells={column: masked_figure(text) for column, text in row.cells.items()})


def _personal(rows: list[Row]) -> list[Problem]:
    """A warning for each column and kind, at its first cell, without the number."""
    found: dict[tuple[str, str], list[Where]] = {}
    for row in rows:
        for column, text in row.cells.items():
            for kind in personal_kinds(text) if masked_figure(text) != text else ():
                found.setdefault((column, kind), []).append(row.where(column))
    return [problem("personal_data", cells[0], kind, rows=len(cells)) for (_, kind), cells in found.items()]
