"""Which edition a period is measured with: never assumed, always from a table with a source.

The shipped table is data/periods.csv; a workspace's own table wins. A row without an edition says why the
sources leave it open.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import get_args

from kla_lib.problems import InputFault, Lang, Problem, Where, problem
from kla_lib.rules.folders import shipped


@dataclass(frozen=True, slots=True)
class Period:
    """A period, its edition id (empty where the sources leave it open), and what to know about that choice."""

    period: str
    edition: str
    confidence: str
    source: str
    note_id: str
    note_en: str

    def note(self, lang: Lang = "id") -> str:
        """What a reader must know about this choice, in the reader's language."""
        return self.note_en if lang == "en" else self.note_id


@cache
def all_periods() -> dict[str, Period]:
    """Every period of the shipped table, oldest first."""
    text = files("kla_lib.rules").joinpath("data", "periods.csv").read_text(encoding="utf-8")
    return {row["period"]: Period(**row) for row in csv.DictReader(text.splitlines())}


def edition_of(period: str, own: Mapping[str, str], lang: Lang = "id") -> tuple[str, str]:
    """The edition id of a period, with the note on that choice (empty for the workspace's ``own`` choice).

    Raises InputFault (``period_unknown``) for a period that neither table gives an edition, saying how to
    add it to kla.toml and, where something is known, why it is open.
    """
    if period in own:
        return own[period], ""
    row = all_periods().get(period, Period(period, "", "", "", "", ""))
    if row.edition:
        return row.edition, row.note(lang)
    raise InputFault([_open(row)])


def _open(row: Period) -> Problem:
    notes = {f"note_{lang}": f" {row.note(lang)}".rstrip() for lang in get_args(Lang)}
    return problem("period_unknown", Where("kla.toml"), row.period, known=", ".join(shipped()), **notes)
