"""The shapes that pass through intake: a cell that knows its address, a sheet, and one row of a recap."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from kla_lib.core.problems import Problem, Where
from kla_lib.instrument.place_folder import INBOX

CellKind = Literal["blank", "text", "number", "date", "error", "formula", "unlike"]
Range = tuple[tuple[int, int], tuple[int, int]]
SHOWN = 80


COLUMNS = ["place", "period", "stage", "code", "level", "status", "points_micro", "max_printed_micro", "option"]
COLUMNS += ["agencies", "agencies_found", "file", "sheet", "cell", "found", "correction_id", "correction_en"]
COLUMNS += ["correction_confidence", "points_printed_micro", "rubric", "note", "area_counts", "awaits_points"]
DTYPES = {column: "Int64" if column.endswith("_micro") else "string" for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its address, its text, and its kind in the file.

    ``number`` is a number cell of a spreadsheet (its shortest decimal form), ``date`` a date in ISO form,
    ``error`` a value such as ``#REF!``, ``formula`` a formula without a calculated value, ``unlike`` a number that is shown
    as something else (``12.0 [12000]``: shown and stored). CSV cells are text.
    """

    where: Where
    text: str = ""
    kind: CellKind = "blank"

    @property
    def shown(self) -> str:
        """The text on one line, cut where it is too long for a message."""
        line = " ".join(self.text.split())
        return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"

    @property
    def is_blank(self) -> bool:
        """True if the cell is empty."""
        return self.kind == "blank"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows of cells, the merged ranges (row, column from 0), and a CSV's delimiter.

    ``rounded`` are the shown texts of numbers that are shown with fewer digits than they have, by row and column (from
    0, as are ``hidden_rows`` and ``hidden_columns``).
    """

    file: str
    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[Range, ...] = ()
    delimiter: str = ""
    rounded: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: Set[int] = frozenset()
    hidden_columns: Set[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet, hidden or not: its filled cells by row and column (from 0), each a text and its kind.

    Personal data in its name is masked; ``personal`` are the kinds that were in it. ``rounded``, ``hidden_rows`` and
    ``hidden_columns`` are as in `Sheet`.
    """

    file: str
    name: str
    rows: Mapping[int, Mapping[int, tuple[str, CellKind]]]
    visible: bool = True
    merged: tuple[Range, ...] = ()
    personal: tuple[str, ...] = ()
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)
    rounded: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: Set[int] = frozenset()
    hidden_columns: Set[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Header:
    """One table of a sheet: its heading ``row``, the row after its last (from 0), and by field the columns (from 0).

    ``numbered``: the code column is headed by a bare "No", so that its numbers may only count the rows.
    """

    row: int
    end: int
    columns: Mapping[str, tuple[int, ...]]
    numbered: bool = False

    def column(self, field: str) -> int | None:
        """The first column of a field, or None."""
        return self.columns[field][0] if field in self.columns else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a recap with the cells it was read from; points and maxima in whole micropoints.

    A field without a column has a blank cell at the address of the code cell. ``printed_points`` and
    ``printed_max`` are the figures before a declared correction; ``strays`` are under no heading; ``labels`` are
    the texts that ``label`` joins. ``unnamed`` is the problem of a sum that names nothing known (level "sum").
    """

    code_cell: Cell
    points_cell: Cell
    max_cell: Cell
    option_cell: Cell
    agencies_cell: Cell
    strays: tuple[Cell, ...] = ()
    label: str = ""
    note: str = ""
    code: str = ""
    level: str = ""
    status: str = "unanswered"
    points_micro: int | None = None
    max_micro: int | None = None
    printed_points: int | None = None
    printed_max: int | None = None
    agencies: str = ""
    correction_id: str = ""
    correction_en: str = ""
    correction_confidence: str = ""
    rubric: str = ""
    labels: tuple[str, ...] = ()
    unnamed: Problem | None = None

    @property
    def addresses(self) -> frozenset[Where]:
        """The addresses of its cells, by which a fault is known to be its own."""
        cells = (self.code_cell, self.points_cell, self.max_cell, self.option_cell, self.agencies_cell)
        return frozenset(cell.where for cell in cells)


@dataclass(frozen=True, slots=True, order=True)
class StageKey:
    """One recap to read: period, place slug, stage (a code of stages.csv), and the folder its files lie in."""

    period: str
    place: str
    stage: str
    folder: Path

    @property
    def is_forms(self) -> bool:
        """Whether returned forms lie there, and no recap."""
        return self.folder.parts[-2:] == INBOX


@dataclass(frozen=True)
class Recap:
    """What was read of one place, period and stage.

    ``answers``: one row per code kept, in sheet order, with columns place, period, stage, code, level (block,
    indicator, question, total), status (answered, unanswered, not_applicable), points_micro (whole micropoints,
    <NA> unless answered), max_printed_micro, option, agencies (roles joined by ``;``), agencies_found, file,
    sheet, cell, found, correction_id, correction_en, correction_confidence, points_printed_micro (before a
    correction), rubric (local, edition or empty), note, area_counts
    (``12;14;1``: yes, known and unknown of the kecamatan and villages that a form counts, else empty), awaits_points
    (``yes`` for an answer of a form without points yet, else empty). ``rows_in`` is always ``rows_kept + rows_rejected``.
    ``files``: path relative to the workspace -> SHA-256.
    """

    answers: pd.DataFrame
    problems: tuple[Problem, ...]
    rows_in: int
    rows_kept: int
    rows_rejected: int
    files: dict[str, str]


@dataclass(frozen=True)
class Head:
    """A recap without its rows: what was wrong with it, its counts, and ``inputs``, everything it depends on.

    See `Recap` for the counts and ``files``, `keep.fingerprint` for ``inputs``.
    """

    problems: tuple[Problem, ...]
    rows_in: int
    rows_kept: int
    rows_rejected: int
    files: dict[str, str]
    inputs: Mapping[str, Any]


@dataclass
class Gathered:
    """The coded rows of all files before any check, the rows put aside, and what was wrong so far."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows_aside: int = 0
    files: dict[str, str] = field(default_factory=dict)


def plain(text: str) -> str:
    """The spelling-proof form of a heading or name: lower case, words with one space, no punctuation.

    ``Nilai_Maksimal *`` is ``nilai maksimal``; a text that is all punctuation (``%``) stays itself.
    """
    words = re.sub(r"[\W_]+", " ", text.casefold()).strip()
    return words or "".join(text.split())


def squeezed(text: str) -> str:
    """The text in lower case with single spaces, punctuation kept (marks and answer options)."""
    return " ".join(text.casefold().split())
