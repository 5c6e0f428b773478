"""All returns of a place and period: read from the kept originals, joined, and every cell accounted for.

`to_correct` gives what goes back to each office to be corrected: its current answers, rejected cells, and every fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from types import MappingProxyType

from kla_lib.core.problems import Problem, Where, errors, problem
from kla_lib.forms.consistency import check_return, contradictions, named, told_to_each
from kla_lib.forms.joining import cell_key, join, offices, older_copies, replay, uncorrected
from kla_lib.forms.originals import Kept, original_path, read_kept, read_original
from kla_lib.forms.reading import Expected
from kla_lib.forms.returns import FilledCell, Joined, Record, Return
from kla_lib.forms.village_counts import check_counts, settle_districts, settle_names
from kla_lib.forms.villages import read_file
from kla_lib.instrument.instrument import Edition
from kla_lib.instrument.place_folder import INBOX
from kla_lib.local.model import Local
from kla_lib.local.reading import read_all
from kla_lib.recap.sniff import relative_name

NOT_OURS = ("form_other_", "form_agency_unknown")
ACCOUNTED = {"current": "kept", "conflict": "kept", "superseded": "kept", "older": "unchanged"}


@dataclass(frozen=True)
class Collected:
    """The result of all returns: ``returns`` in the order in which they came, ``kept`` their rows of the list.

    ``local`` holds the place's tables and ``table_faults`` what is wrong with them; ``problems`` are those of the
    returns. ``names`` says what each role is called here.
    """

    local: Local
    table_faults: tuple[Problem, ...]
    kept: tuple[Kept, ...]
    returns: tuple[Return, ...]
    joined: Joined
    problems: tuple[Problem, ...]
    names: Mapping[str, str]


@dataclass(frozen=True)
class Account:
    """What became of the filled cells of some returns: ``cells`` is always ``kept + unchanged + rejected``.

    ``kept`` said something new when they came, ``unchanged`` what their office had said before; ``superseded`` counts
    the earlier cells that they replaced.
    """

    files: int
    cells: int
    kept: int
    unchanged: int
    rejected: int
    superseded: int

    def __add__(self, other: Account) -> Account:
        return Account(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


def belongs(returned: Return) -> bool:
    """Whether a file is a form of this place and period: only such files are kept."""
    return bool(returned.identity) and not any(p.kind.startswith(NOT_OURS) for p in errors(returned.problems))


def collect(
    place: str,
    period: str,
    edition: Edition,
    folder: Path,
    root: Path | None = None,
    known: Mapping[str, Return] = MappingProxyType({}),
) -> Collected:
    """Read the tables of a place and every kept original below its folder, and join the originals.

    Paths are relative to ``root``. Faults that an office has corrected in a later return are left out. ``known`` are
    returns already read, by hash.
    """
    local, table_faults = read_all(folder, edition)
    expected, inbox = Expected(place, period, edition, local.duties), folder.joinpath(*INBOX)
    listed, problems = read_kept(inbox, root)
    kept, returns = list[Kept](), list[Return]()
    for one in listed:
        data, faults = read_original(inbox, one, root)
        problems += faults
        if data is not None:
            name = relative_name(original_path(inbox, one), root)
            returned = known.get(one.sha256) or read_file(data, name, replace(expected, agency=one.agency))
            kept.append(one)
            returns.append(_dated(returned, one))
    day = local.day(period)
    settled, strange = settle_districts(returns, local.districts, day)
    settled, told = settle_names(settled)
    joined = join(replay(settled), local.duties, local.decisions)
    names = {role: edition.agency(role, "id") for role in edition.agencies} | local.names(day)
    problems += [fault for returned in uncorrected(settled, joined.aged) for fault in returned.problems]
    problems += [fault for office in offices(joined.records).values() for fault in check_return(office, edition)]
    problems += [*older_copies(joined, [one.order for one in kept]), *contradictions(joined.conflicts, names)]
    problems += [*strange, *told, *_counted_otherwise(joined, names, edition), *_idle(joined, folder)]
    return Collected(local, tuple(table_faults), tuple(kept), tuple(settled), joined, tuple(problems), names)


def _dated(returned: Return, kept: Kept) -> Return:
    """A file saved after it came says nothing of when it was saved: a clock was wrong."""
    believed = returned.saved if returned.saved <= kept.received_at else ""
    return replace(returned, saved=believed, newest=kept.newest)


def _counted_otherwise(joined: Joined, names: Mapping[str, str], edition: Edition) -> Iterator[Problem]:
    """Numbers that kecamatan and villages do not bear out, but for those that were decided on."""
    current = [record.given for record in joined.records if record.status == "current"]
    counting = [record for fields in joined.counting().values() for record in fields.values()]
    told = [(named(r.agency, names), r.latest) for r in counting if r.counts != "decision"]
    return check_counts(current, told, edition)


def _idle(joined: Joined, folder: Path) -> list[Problem]:
    here = Where("/".join([*folder.parts[-2:], "keputusan.csv"]))
    return [problem("form_decision_idle", here, f"{one.code} {one.agency}") for one in joined.idle]


def account(records: Sequence[Record], orders: Sequence[int]) -> Account:
    """What became of the cells of the returns with these numbers (from 1).

    What a later return replaced was kept all the same when it came; what an older copy says was said before.
    """
    wanted = set(orders)
    mine = [record for record in records if record.order in wanted]
    became = Counter(ACCOUNTED.get(r.status, r.status) for r in mine)
    return Account(
        files=len(wanted),
        cells=len(mine),
        kept=became["kept"],
        unchanged=became["unchanged"],
        rejected=became["rejected"],
        superseded=sum(r.status == "superseded" and r.by in wanted for r in records),
    )


def again(records: Sequence[Record], order: int) -> Account:
    """The account of a file that was kept before: nothing in it is new."""
    first = account(records, [order])
    return Account(1, first.cells, 0, first.cells - first.rejected, first.rejected, 0)


BETWEEN_OFFICES = ("form_conflict", "check_agencies")


def to_correct(collected: Collected) -> dict[str, Return]:
    """What goes back to each office as one return: what it says by now, what of it was rejected and still stands so,
    and every fault in any of its files. Each office of a conflict is told of it."""
    said = offices(collected.joined.records)
    open_cells: dict[str, dict[Where, FilledCell]] = {}
    for returned, rest in zip(collected.returns, uncorrected(collected.returns, collected.joined.aged), strict=True):
        faulty = {fault.where for fault in rest.problems}
        rejected = {given.where: given for given in returned.given if given.status == "rejected"}
        last = rest is returned
        mine = open_cells.setdefault(returned.agency, {})
        mine |= {where: given for where, given in rejected.items() if last or where in faulty}
    between = told_to_each(collected.joined.conflicts, collected.names)
    return {
        agency: _correction_of(agency, list(cells.values()), said.get(agency), collected, between.get(agency, []))
        for agency, cells in open_cells.items()
    }


def _correction_of(
    agency: str, rejected: Sequence[FilledCell], said: Return | None, collected: Collected, between: Sequence[Problem]
) -> Return:
    files = {returned.file for returned in collected.returns if returned.agency == agency}
    faulty = {cell_key(given) for given in rejected if given.code}
    given = [*rejected, *(cell for cell in (said.given if said else ()) if cell_key(cell) not in faulty)]
    own = [fault for fault in collected.problems if fault.where.file in files and fault.kind not in BETWEEN_OFFICES]
    return Return("", "", {"agency": agency}, tuple(given), (*own, *between))
