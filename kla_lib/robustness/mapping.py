"""The indicators of one edition and their counterparts in the next, and whether the two can be compared.

The table is data/mapping.csv. The names are taken from the sources named; pairing them is our own reading, ``confidence``
says how sure. ``relation``: same, reworded, moved (another number), split, part (of something wider), dropped, new, or unknown
where a name is not confirmed. ``compared``: yes, partly (what is asked has shifted) or no.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kla_lib.core.problems import Lang
from kla_lib.instrument.instrument import Edition

RELATIONS = ("same", "reworded", "moved", "split", "part", "dropped", "new", "unknown")
COMPARED = ("yes", "partly", "no")


@dataclass(frozen=True, slots=True)
class Pairing:
    """One row: a code of each edition, empty where there is no counterpart. ``source``: ids in either edition, by ``;``."""

    from_edition: str
    from_code: str
    to_edition: str
    to_code: str
    relation: str
    compared: str
    note_id: str
    note_en: str
    source: str
    confidence: str

    def note(self, lang: Lang) -> str:
        """A remark on this pairing; empty where there is none."""
        return self.note_en if lang == "en" else self.note_id


@dataclass(frozen=True)
class EditionPair:
    """Two editions and the pairings of their indicators."""

    before: Edition
    after: Edition
    rows: tuple[Pairing, ...]


@cache
def mapping() -> tuple[Pairing, ...]:
    """Every pairing, in order of editions and codes."""
    text = files("kla_lib.instrument").joinpath("data", "mapping.csv").read_text(encoding="utf-8")
    return tuple(Pairing(**row) for row in csv.DictReader(text.splitlines()))


def between(before: str, after: str) -> tuple[Pairing, ...]:
    """The pairings from one edition to another; none where the table has none."""
    return tuple(row for row in mapping() if (row.from_edition, row.to_edition) == (before, after))
