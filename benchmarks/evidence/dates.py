"""Dates of made documents in the forms that Indonesian offices write, each read from a real file of its kind.

The documents are MADE UP; the table with their text and the date that is right stands in tests/evidence/reading/cases.
Each part was read once before anything was mended for it, and then kept right. Right at that first reading: "tuned" is what
the reader was written with (no first reading), "held" was written before the reader (79 of 79), "hard" was written to break
it (35 of 40), "later" and "last" are offices' papers written afterwards (38 of 40, 30 of 30); one was wrong and sure, a
budget year instead of the day of signing. "cited" are papers that tell of treaties, rules and births with their dates, written
after real regulations were read wrongly (at the first reading 13 of 24 wrong and sure). All of them are by one hand: real papers of a city will hold forms that none has. A case is right if the first date is the one written down (the year where no day is known), or
if there is none to be trusted where none is the document's own.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.evidence.documents import CASES, SUFFIXES, made, pages_of
from benchmarks.table import Line, at_least, options, tell
from kla_lib.evidence.model import Dated
from kla_lib.evidence.reading.office import measure_office
from kla_lib.evidence.reading.pdf import measure_pdf

RIGHT = 97  # per cent


@dataclass(frozen=True)
class Tried:
    """One document: which it was, what is right, and what was read first."""

    case: str
    half: str
    day: str
    first: Dated | None

    @property
    def is_right(self) -> bool:
        """Whether the date to use is the right one."""
        if not self.day:
            return self.first is None or self.first.sure == "low"
        return self.first is not None and self.first.day.startswith(self.day)

    @property
    def is_surely_wrong(self) -> bool:
        """Whether a wrong date is called sure."""
        return not self.is_right and self.first is not None and self.first.sure == "high"


def tried(folder: Path) -> Iterator[Tried]:
    """Every document, made as a file in ``folder`` and measured."""
    with (CASES / "dates.csv").open(encoding="utf-8") as table:
        for number, row in enumerate(csv.DictReader(table)):
            kind = row["made_as"]
            path = folder / f"{row['case']}.{kind}"
            path.write_bytes(made(kind, pages_of(row["text"]), number))
            found = measure_pdf(path) if kind == "pdf" else measure_office(path, SUFFIXES.get(kind, kind))
            yield Tried(row["case"], row["half"], row["day"], found.dates[0] if found.dates else None)


def rows() -> Iterator[Line]:
    """The lines of the table: each part, and all together."""
    with tempfile.TemporaryDirectory() as folder:
        found = list(tried(Path(folder)))
    for half in dict.fromkeys(one.half for one in found):
        part = [one for one in found if one.half == half]
        yield _share(f"dates right, {half} ({len(part)} documents)", part)
    yield _share(f"dates right, all ({len(found)} documents)", found)
    wrong = [one.case for one in found if one.is_surely_wrong]
    yield Line("wrong and called sure", str(len(wrong)), "none", not wrong)


def _share(what: str, found: list[Tried]) -> Line:
    return at_least(what, 100 * sum(one.is_right for one in found) / len(found), RIGHT, "%")


if __name__ == "__main__":
    given = options(__doc__)
    tell(rows(), given.json)
