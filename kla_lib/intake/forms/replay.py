"""What each office has said, return by return: a later word over an earlier one, and an older copy over nothing.

A copy is older where its file was saved before the one that holds, or, where the files do not say, where all of it was said
in an earlier return already. Nothing is dropped on the way: every filled cell of every return is a `Record`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from kla_lib.intake.forms.records import Key, Record, same
from kla_lib.intake.forms.shapes import Return
from kla_lib.intake.shapes import squeezed
from kla_lib.rules.returns import Given


@dataclass
class Office:
    """What one office has said so far: its returns, its current record of every key, and all that were current."""

    orders: list[int] = field(default_factory=list)
    current: dict[Key, Record] = field(default_factory=dict)
    past: dict[Key, list[Record]] = field(default_factory=dict)

    def word_at(self, key: Key, order: int) -> Record | None:
        """What it said when it had sent the return with this number."""
        return next((record for record in reversed(self.past.get(key, ())) if record.order <= order), None)

    def rows(self, code: str) -> dict[int, frozenset[tuple[str, str]]]:
        """Its current rows of evidence for a question, by the row they are told under."""
        found: dict[int, set[tuple[str, str]]] = {}
        for (table, of, name, row), record in self.current.items():
            if (table, of) == ("evidence", code):
                found.setdefault(row, set()).add((name, squeezed(record.given.text)))
        return {row: frozenset(cells) for row, cells in found.items()}


def replay(returns: Sequence[Return]) -> list[Record]:
    """Every filled cell of returns in the order in which they came, and what became of it by what its own office said.

    A later return replaces cell by cell; an empty cell replaces nothing.
    """
    records, offices = list[Record](), dict[str, Office]()
    for order, returned in enumerate(returns, start=1):
        office = offices.setdefault(returned.agency, Office())
        rows = _rows_told(returned, office)
        mine = [Record(order, returned.agency, given, row=_row(given, rows), saved=returned.saved)
                for given in returned.given]  # fmt: skip
        _place_all(mine, office, returned.newest)
        office.orders.append(order)
        records += mine
    return records


def _row(given: Given, rows: Mapping[tuple[str, int], int]) -> int:
    return rows.get((given.code, given.row), 0) if given.table == "evidence" else 0


def _place_all(mine: Sequence[Record], office: Office, newest: bool) -> None:
    """``newest`` where a person said that this return holds, whatever its file says."""
    usable = [record for record in mine if record.given.status == "kept"]
    changing = [(record, office.current[record.key]) for record in usable if _changes(record, office)]
    said = bool(changing) and _was_said(usable, office)
    older = {record.key for record, before in changing if not newest and _is_older(record, before, said)}
    for record in mine:
        record.back = said and not newest
        _place(record, office, older)


def _changes(record: Record, office: Office) -> bool:
    before = office.current.get(record.key)
    return before is not None and not same(before.given, record.given)


def _is_older(record: Record, before: Record, said: bool) -> bool:
    """Whether the word before holds: its file was saved later, or says not when, and all of this one is said before."""
    if record.saved and before.saved and record.saved != before.saved:
        return record.saved < before.saved
    return said


def _was_said(usable: Sequence[Record], office: Office) -> bool:
    """Whether all of a return stood so when the office had sent one of its earlier ones."""
    return any(all(_stood(record, office, order) for record in usable) for order in office.orders)


def _stood(record: Record, office: Office, order: int) -> bool:
    word = office.word_at(record.key, order)
    return word is not None and same(word.given, record.given)


def _place(record: Record, office: Office, older: Collection[Key]) -> None:
    before = office.current.get(record.key)
    if record.given.status == "rejected":
        record.became = "rejected"
    elif before is not None and same(before.given, record.given):
        record.became, before.again, before.saved = "unchanged", record.given, max(before.saved, record.saved)
    elif before is not None and record.key in older:
        record.became, record.by = "older", before.order
    else:
        if before is not None:
            before.became, before.by = "superseded", record.order
        office.current[record.key] = record
        office.past.setdefault(record.key, []).append(record)


def _rows_told(returned: Return, office: Office) -> dict[tuple[str, int], int]:
    """The row that each row of evidence is told under, by its code and its row in the form."""
    cells: dict[str, dict[int, set[tuple[str, str]]]] = {}
    for given in returned.given:
        if given.table == "evidence" and given.status == "kept":
            of_code = cells.setdefault(given.code, {})
            of_code.setdefault(given.row, set()).add((given.field, squeezed(given.text)))
    return {(code, row): at for code, mine in cells.items() for row, at in _told(mine, office.rows(code)).items()}


def _told(
    mine: Mapping[int, Collection[tuple[str, str]]], before: Mapping[int, Collection[tuple[str, str]]]
) -> dict[int, int]:
    """Where each row of a question is told: where the same stands already (rows move), else at its own place, or at one
    that moved rows have left; no two at one place."""
    told = {row: row for row, said in mine.items() if before.get(row) == said}
    free: dict[frozenset[tuple[str, str]], list[int]] = {}
    for at in reversed([at for at in before if at not in told]):
        free.setdefault(frozenset(before[at]), []).append(at)
    for row, said in mine.items():
        if row not in told and (places := free.get(frozenset(said))):
            told[row] = places.pop()
    new, taken = [row for row in mine if row not in told], {*told.values()}
    told |= {row: row for row in new if row not in taken}
    taken |= {*told.values()}
    left = [row for row in mine if row not in taken]
    return told | dict(zip((row for row in new if row not in told), left, strict=False))
