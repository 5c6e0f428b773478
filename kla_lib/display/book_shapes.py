"""What a workbook is written from: plain rows, and where on which sheet each table stands."""

from __future__ import annotations

from dataclasses import dataclass

HEAD = 3
FIRST = HEAD + 1


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a figure was read: file, cell (with its sheet), and what must be known of it."""

    file: str = ""
    cell: str = ""
    correction: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``points_micro`` is None unless answered; ``state`` is full, partial, zero, unanswered,
    not_applicable, or hidden where the recap gives a figure further up only."""

    code: str
    label: str
    block: str
    indicator: str
    max_micro: int
    points_micro: int | None
    state: str
    agencies: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Part:
    """A block, an indicator or the total, in hundredths. ``points`` is None where nothing is known of it.

    ``own`` says that the figure printed for the part itself counts (``own_micro``; None where it is no answer);
    ``hidden`` that a figure further up counts.
    """

    code: str
    label: str
    block: str
    maximum: int
    points: int | None
    possible: int | None
    answered: int
    asked: int
    own: bool
    own_micro: int | None
    hidden: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on a sheet: its columns by key, from row HEAD (counted from 0) on, and its number of rows."""

    sheet: str
    keys: tuple[str, ...]
    rows: int

    def at(self, key: str, row: int) -> str:
        """A cell beside the one that asks: ``F5``; ``row`` counts from 0 on the sheet."""
        return f"{self.letter(key)}{row + 1}"

    def fixed(self, key: str, row: int) -> str:
        """The same with its sheet, for other sheets: ``Klaster!$F$12``."""
        return f"{self.sheet}!${self.letter(key)}${row + 1}"

    def column(self, key: str) -> str:
        """The whole column with its sheet: ``Pertanyaan!$F$5:$F$278``."""
        letter = self.letter(key)
        return f"{self.sheet}!${letter}${FIRST + 1}:${letter}${FIRST + self.rows}"

    def letter(self, key: str) -> str:
        """The letter of a column. Raises ValueError for a key the table does not have."""
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[self.keys.index(key)]


Counted = tuple[str, str, int | None, int | None]  # kind, indicators, cases, those still open; None is suppressed


@dataclass(frozen=True, slots=True)
class SignedTable:
    """Counts to be signed: the same on the page and in the workbook."""

    title: str
    period: str
    sheet: str
    heads: list[str]
    rows: list[Counted]
    total: Counted
    note: str
    signs: list[str]
    line: str
