"""What is wrong with an input, said so that a person can mend it.

Every floor reports faults as `Problem` values and goes on; the door speaks once, at the end. The words
stand in ``problems.csv`` (one row per kind of fault, both languages), never in code.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

Severity = Literal["error", "warning", "info"]
Lang = Literal["id", "en"]
FIGURES = ("max", "total", "gap", "points")


@dataclass(frozen=True, slots=True)
class Where:
    """The address of a fault: file, sheet (empty for CSV) and cell (``B12``, empty for the whole file)."""

    file: str = ""
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault or remark.

    ``kind`` is a row of problems.csv; ``found`` is the faulty value as it stands in the source;
    ``values`` fill the ``{placeholders}`` of that row's words.
    """

    kind: str
    where: Where = Where()
    found: str = ""
    values: tuple[tuple[str, str], ...] = field(default=())

    @property
    def severity(self) -> str:
        """``error`` stops the place, ``warning`` travels to the report, ``info`` is a remark."""
        return _words()[self.kind]["severity"]

    def expected(self, lang: Lang = "id") -> str:
        """What should have stood there."""
        return self._say(f"expected_{lang}")

    def remedy(self, lang: Lang = "id") -> str:
        """What a person can do about it."""
        return self._say(f"remedy_{lang}")

    def as_dict(self, lang: Lang = "id") -> dict[str, str]:
        """The fault as plain words: kind, file, sheet, cell, found, expected, remedy, severity."""
        where = {"file": self.where.file, "sheet": self.where.sheet, "cell": self.where.cell}
        words = {"expected": self.expected(lang), "remedy": self.remedy(lang)}
        return {"kind": self.kind, **where, "found": self.found, **words, "severity": self.severity}

    def _say(self, column: str) -> str:
        values = {key: _in_form(key, value, column) for key, value in self.values}
        return _words()[self.kind][column].format(found=self.found, **values)


class InputFault(Exception):
    """Input that cannot be used; carries every problem found, in the order found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(f"{p.kind}: {p.found} ({p.remedy('en')})" for p in self.problems))


def problem(kind: str, where: Where = Where(), found: object = "", **values: object) -> Problem:
    """Make a `Problem`; every placeholder of the kind's words must be given.

    Raises KeyError for a kind that problems.csv does not know or a placeholder left out.
    """
    made = Problem(kind, where, str(found), tuple((k, str(v)) for k, v in values.items()))
    made.as_dict("id")
    return made


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Only the problems that stop a place."""
    return [p for p in problems if p.severity == "error"]


def _in_form(key: str, value: str, column: str) -> str:
    """Figures stand in problems as ``72.41`` and are read as ``72,41`` in Indonesian; codes stay as they are."""
    return value.replace(".", ",") if key in FIGURES and column.endswith("_id") else value


@cache
def _words() -> dict[str, dict[str, str]]:
    text = files("kla_lib").joinpath("problems.csv").read_text(encoding="utf-8")
    return {row["kind"]: row for row in csv.DictReader(text.splitlines())}
