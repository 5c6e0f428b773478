"""Join many returns into one answer per question: later over earlier, the lead over its supporters, else a conflict.

Nothing is dropped: every filled cell of every return is a `Record` with a status. A copy is older if its file was saved
before the one that holds, or, where the files do not say when, if an earlier return already contained all of it.
Older copies, and later files that go back to earlier answers, are reported.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kla_lib.core.problems import Problem, errors, problem
from kla_lib.forms.cells import bare, shown
from kla_lib.forms.returns import Conflict, FilledCell, Joined, Key, Record, Return, key_of, same
from kla_lib.local.model import Decision
from kla_lib.recap.model import squeezed

Duties = Mapping[str, Sequence[str]]
COMPARED = ("answer", "male", "female", "total", "whole", "percent")
STATED = COMPARED  # what makes a question answered; a note alone does not


def join(records: Sequence[Record], duties: Duties, decisions: Sequence[Decision] = ()) -> Joined:
    """What counts of the records that `replay.replay` gives; ``duties`` names the lead of each question first."""
    current: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        if record.status == "current":
            current.setdefault((record.given.table, record.given.code), []).append(record)
    conflicts: list[Conflict] = []
    for (table, code), mine in current.items():
        if table in ("evidence", "villages"):
            _count(mine, table)
        else:
            conflicts += _settle(code, mine, list(duties.get(code, ())), decisions)
    said = {(code, record.agency) for (_, code), mine in current.items() for record in mine}
    idle = tuple(one for one in decisions if (one.code, one.agency) not in said)
    return Joined(tuple(records), tuple(sorted(conflicts, key=lambda c: (c.code, c.field))), idle)


def _settle(
    code: str, mine: Sequence[Record], roles: Sequence[str], decisions: Sequence[Decision]
) -> Iterator[Conflict]:
    """Mark which records of one question or quantity count, field by field; a conflict for each field without one."""
    chosen = {decision.field: decision.agency for decision in decisions if decision.code == code}
    stated = {record.agency for record in mine if record.given.field in STATED}
    lead = roles[0] if roles and roles[0] in stated else ""
    whole = chosen.get("", "") if chosen.get("", "") in stated else ""
    fields: dict[str, list[Record]] = {}
    for record in sorted(mine, key=lambda one: _rank(one.agency, roles)):
        fields.setdefault(record.given.field, []).append(record)
    for name, records in fields.items():
        decided = next((a for a in (chosen.get(name), whole) if any(r.agency == a for r in records)), "")
        if decided or whole or lead:
            wanted = decided or whole or lead
            _count([r for r in records if r.agency == wanted], "decision" if decided or whole else "lead")
        elif name in COMPARED and not _agree(records):
            for record in records:
                record.status = "conflict"
            yield Conflict(code, name, tuple(records))
        else:
            _count(records[:1], "supporter")


def _rank(agency: str, roles: Sequence[str]) -> tuple[int, str]:
    return (list(roles).index(agency) if agency in roles else len(roles), agency)


def _agree(records: Sequence[Record]) -> bool:
    return all(same(records[0].given, other.given) for other in records[1:])


def _count(records: Iterable[Record], why: str) -> None:
    for record in records:
        record.counts = why


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
        mine = [
            Record(order, returned.agency, given, row=_row(given, rows), saved=returned.saved)
            for given in returned.given
        ]
        _place_all(mine, office, returned.newest)
        office.orders.append(order)
        records += mine
    return records


def _row(given: FilledCell, rows: Mapping[tuple[str, int], int]) -> int:
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
        record.status = "rejected"
    elif before is not None and same(before.given, record.given):
        record.status, before.again, before.saved = "unchanged", record.given, max(before.saved, record.saved)
    elif before is not None and record.key in older:
        record.status, record.by = "older", before.order
    else:
        if before is not None:
            before.status, before.by = "superseded", record.order
        office.current[record.key] = record
        office.past.setdefault(record.key, []).append(record)


def _rows_told(returned: Return, office: Office) -> dict[tuple[str, int], int]:
    """The row that each row of evidence is told under, by its code and its row in the form."""
    cells: dict[str, dict[int, set[tuple[str, str]]]] = {}
    for given in returned.given:
        if given.table == "evidence" and given.status == "kept":
            of_code = cells.setdefault(given.code, {})
            of_code.setdefault(given.row, set()).add((given.field, squeezed(given.text)))
    return {
        (code, row): at for code, mine in cells.items() for row, at in _row_of_each(mine, office.rows(code)).items()
    }


def _row_of_each(
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


def offices(records: Sequence[Record]) -> dict[str, Return]:
    """What each office says by now, as one return without problems: its current cells, each at its own address."""
    found: dict[str, list[FilledCell]] = {}
    for record in records:
        if record.status in ("current", "conflict"):
            found.setdefault(record.agency, []).append(record.latest)
    return {agency: Return("", "", {"agency": agency}, tuple(given)) for agency, given in sorted(found.items())}


def uncorrected(returns: Sequence[Return], aged: Collection[int] = ()) -> list[Return]:
    """The returns with the problems that still stand: all of each office's last return, and of earlier ones those of
    cells that no later return answers. What was written beside the form's places stands until a later return says
    all that the earlier one does: then it is a later copy of it, and what is gone was taken out.

    ``aged`` are the returns, by number from 1, that are older copies: they mend nothing.
    """
    later: dict[str, list[set[Key]]] = {}
    told = list(returns)
    for place in sorted(range(len(returns)), key=lambda n: (n + 1 not in aged, n), reverse=True):
        returned = returns[place]
        after = later.setdefault(returned.agency, [])
        if after:
            told[place] = replace(returned, problems=_open(returned, after))
        after.append({cell_key(given) for given in returned.given if given.code})
    return told


def _open(returned: Return, later: Sequence[set[Key]]) -> tuple[Problem, ...]:
    answered = set[Key]().union(*later)
    rejected = [given for given in returned.given if given.status == "rejected"]
    still = {given.where for given in rejected if given.code and cell_key(given) not in answered}
    loose = {given.where for given in rejected if not given.code}
    if loose and not any(_is_copy(one, returned) for one in later):
        coded = {given.where for given in returned.given if given.code}
        still |= loose | {fault.where for fault in errors(returned.problems) if fault.where not in coded}
    return tuple(fault for fault in returned.problems if fault.where in still)


def _is_copy(later: set[Key], returned: Return) -> bool:
    """Whether a later return says all that an earlier one does; of one that could not be used, at least as much."""
    mine = {cell_key(given) for given in returned.given if given.code and given.status == "kept"}
    return mine <= later if mine else len(later) >= returned.rejected


def cell_key(given: FilledCell) -> Key:
    """What a cell is a value of, evidence by its own row."""
    return key_of(given, given.row if given.table == "evidence" else 0)


Names = Mapping[str, str]


def older_copies(joined: Joined, orders: Sequence[int]) -> Iterator[Problem]:
    """One warning for each such return, at the first of its cells; ``orders`` are the numbers that the list gives them.

    Of an older copy only what no later return says anew, of one that goes back only what still holds.
    """
    last = {(record.agency, record.key): record.order for record in joined.records if record.status != "rejected"}
    held: dict[int, list[Record]] = {}
    back: dict[int, list[Record]] = {}
    newest = {record.agency: record.order for record in joined.records}
    for record in joined.records:
        if record.status == "older" and last[record.agency, record.key] == record.order:
            held.setdefault(record.order, []).append(record)
        elif record.back and record.status in ("current", "conflict") and newest[record.agency] == record.order:
            back.setdefault(record.order, []).append(record)
    word = {
        (record.agency, record.key): record for record in joined.records if record.status in ("current", "conflict")
    }
    for order, cells in held.items():
        yield _older(cells, word[cells[0].agency, cells[0].key], orders[order - 1])
    for cells in back.values():
        yield problem("form_back", cells[0].given.where, shown(cells[0].given.text), count=len(cells))


def _older(cells: Sequence[Record], newer: Record, order: int) -> Problem:
    there, found = newer.latest, cells[0].given
    values = {"said": shown(there.text), "file": bare(there.where.file), "cell": there.where.cell}
    return problem("form_older", found.where, shown(found.text), count=len(cells), order=order, **values)
