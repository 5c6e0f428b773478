"""Older copies of a form that came again, and files saved later that go back to what was said before: both are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kla_lib.intake.forms.records import Joined, Record
from kla_lib.intake.forms.texts import bare, shown
from kla_lib.problems import Problem, problem

Names = Mapping[str, str]


def older_copies(joined: Joined, orders: Sequence[int]) -> Iterator[Problem]:
    """One warning for each such return, at the first of its cells; ``orders`` are the numbers that the list gives them.

    Of an older copy only what no later return says anew, of one that goes back only what still holds.
    """
    last = {(record.agency, record.key): record.order for record in joined.records if record.became != "rejected"}
    held: dict[int, list[Record]] = {}
    back: dict[int, list[Record]] = {}
    newest = {record.agency: record.order for record in joined.records}
    for record in joined.records:
        if record.became == "older" and last[record.agency, record.key] == record.order:
            held.setdefault(record.order, []).append(record)
        elif record.back and record.became in ("current", "conflict") and newest[record.agency] == record.order:
            back.setdefault(record.order, []).append(record)
    word = {
        (record.agency, record.key): record for record in joined.records if record.became in ("current", "conflict")
    }
    for order, cells in held.items():
        yield _older(cells, word[cells[0].agency, cells[0].key], orders[order - 1])
    for cells in back.values():
        yield problem("form_back", cells[0].given.where, shown(cells[0].given.text), count=len(cells))


def _older(cells: Sequence[Record], newer: Record, order: int) -> Problem:
    there, found = newer.latest, cells[0].given
    values = {"said": shown(there.text), "file": bare(there.where.file), "cell": there.where.cell}
    return problem("form_older", found.where, shown(found.text), count=len(cells), order=order, **values)
