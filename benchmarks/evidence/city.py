"""The faults planted in a made city, found or not: recall and precision by family of reasons. Everything in it is made up.

A finding counts as right where its question, its file and its kind were planted. Reminders are no claims and do not count.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.table import Line, options, tell
from kla_lib.evidence.audit import Evidence, open_evidence
from kla_lib.evidence.findings import FAMILIES, finding_kinds
from kla_lib.samples import city

Told = set[tuple[str, str, str]]


def judged() -> tuple[Told, Told, Evidence]:
    """What was planted and what was told, as (question, file, kind), and the evidence."""
    with tempfile.TemporaryDirectory() as folder:
        made = city.make(Path(folder))
        found = open_evidence(folder, city.PERIOD, city.PLACE)
    planted = {(fault.code, fault.file, fault.kind) for fault in made.planted}
    return planted, {(finding.code, finding.file, finding.kind) for finding in found.found}, found


def lines(planted: Told, told: Told) -> Iterator[Line]:
    """One line per family, then all of them."""
    kinds = finding_kinds()
    for family in FAMILIES:
        yield _line(family, *({one for one in some if kinds[one[2]].family == family} for some in (planted, told)))
    yield _line("all families", planted, told)


def _line(what: str, planted: Told, told: Told) -> Line:
    claims = {one for one in told if finding_kinds()[one[2]].severity != "info" or one in planted}
    right = len(planted & told)
    recall, precision = right / max(len(planted), 1), right / max(len(claims), 1)
    measured = f"recall {recall:.2f} ({right} of {len(planted)}), precision {precision:.2f} ({right} of {len(claims)})"
    return Line(f"planted faults, {what}", measured, "recall 1, precision 1", recall == precision == 1)


if __name__ == "__main__":
    planted, told, _ = judged()
    tell(lines(planted, told), options(__doc__).json)
