"""All returns of a place and period: read again from the kept originals, joined, and every cell accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kla_lib.intake.forms.consistency import check_agencies, check_return
from kla_lib.intake.forms.join import Joined, Key, Record, join
from kla_lib.intake.forms.kept import Kept, original_path, read_kept, read_original
from kla_lib.intake.forms.shapes import Return
from kla_lib.intake.forms.village_counts import check_counts
from kla_lib.intake.sniff import relative_name
from kla_lib.problems import Problem, Where, errors, problem
from kla_lib.rules.instrument import Edition
from kla_lib.rules.local_shapes import INBOX, Local
from kla_lib.rules.returns import Given

NOT_OURS = ("form_other_", "form_agency_unknown")
Read = Callable[[bytes, str, str], Return]  # bytes, name, and the role where a person said it


@dataclass(frozen=True)
class Collected:
    """What all returns come to: ``returns`` in the order in which they came, each beside its row of the list."""

    kept: tuple[Kept, ...]
    returns: tuple[Return, ...]
    joined: Joined
    problems: tuple[Problem, ...]


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


def belongs(returned: Return) -> bool:
    """Whether a file is a form of this place and period: only such files are kept."""
    return bool(returned.identity) and not any(p.kind.startswith(NOT_OURS) for p in errors(returned.problems))


def collect(folder: Path, read: Read, local: Local, edition: Edition, root: Path | None = None) -> Collected:
    """Read every kept original below a place's folder and join them; ``read`` is `reading.read_return` with its place.

    Paths are told relative to ``root``. Faults of a return that its office has mended since are not told again.
    """
    inbox = folder.joinpath(*INBOX)
    listed, problems = read_kept(inbox, root)
    kept, returns = list[Kept](), list[Return]()
    for one in listed:
        data, faults = read_original(inbox, one, root)
        problems += faults
        if data is not None:
            kept.append(one)
            returns.append(read(data, relative_name(original_path(inbox, one), root), one.agency))
    joined = join(returns, local.duties, local.decisions)
    said = offices(joined.records)
    problems += [fault for returned in unmended(returns) for fault in returned.problems]
    problems += [fault for office in said.values() for fault in check_return(office, edition)]
    problems += [*contradictions(joined), *_counted_otherwise(joined), *_idle(joined, folder)]
    return Collected(tuple(kept), tuple(returns), joined, tuple(problems))


def offices(records: Sequence[Record]) -> dict[str, Return]:
    """What each office says by now, as one return without problems: its current cells, each at its own address."""
    found: dict[str, list[Given]] = {}
    for record in records:
        if record.became in ("current", "conflict"):
            found.setdefault(record.agency, []).append(record.latest)
    return {agency: Return("", "", {"agency": agency}, tuple(given)) for agency, given in sorted(found.items())}


def to_mend(found: Collected) -> dict[str, Return]:
    """What goes back to each office as one return: what it says by now, what of it was rejected and still stands so,
    and every fault in any of its files."""
    said = offices(found.joined.records)
    open_cells: dict[str, dict[Where, Given]] = {}
    for returned, rest in zip(found.returns, unmended(found.returns), strict=True):
        faulty = {fault.where for fault in rest.problems}
        rejected = {given.where: given for given in returned.given if given.status == "rejected"}
        last = rest is returned
        mine = open_cells.setdefault(returned.agency, {})
        mine |= {where: given for where, given in rejected.items() if last or where in faulty}
    return {agency: _to_mend(agency, list(cells.values()), said.get(agency), found)
            for agency, cells in open_cells.items()}  # fmt: skip


def _to_mend(agency: str, rejected: Sequence[Given], said: Return | None, found: Collected) -> Return:
    files = {returned.file for returned in found.returns if returned.agency == agency}
    faulty = {_key(given) for given in rejected if given.code}
    given = [*rejected, *(cell for cell in (said.given if said else ()) if _key(cell) not in faulty)]
    faults = tuple(fault for fault in found.problems if fault.where.file in files)
    return Return("", "", {"agency": agency}, tuple(given), faults)


def unmended(returns: Sequence[Return]) -> list[Return]:
    """The returns with the problems that still stand: all of each office's last return, and of earlier ones those of
    cells that no later return answers."""
    later: dict[str, set[Key]] = {}
    told = []
    for returned in reversed(returns):
        answered = later.get(returned.agency)
        told.append(returned if answered is None else replace(returned, problems=_open(returned, answered)))
        mine = {_key(given) for given in returned.given if given.code}
        later.setdefault(returned.agency, set()).update(mine)
    return told[::-1]


def _open(returned: Return, answered: set[Key]) -> tuple[Problem, ...]:
    rejected = {given.where for given in returned.given
                if given.status == "rejected" and given.code and _key(given) not in answered}  # fmt: skip
    return tuple(fault for fault in returned.problems if fault.where in rejected)


def _key(given: Given) -> Key:
    return (given.table, given.code, given.field, given.row if given.table == "evidence" else 0)


def contradictions(joined: Joined) -> list[Problem]:
    """A problem for each conflict, at the second office's cell; for numbers the words of `check_agencies`."""
    problems = []
    for conflict in joined.conflicts:
        first, second = conflict.records[0], next(r for r in conflict.records[1:] if _differs(r, conflict.records[0]))
        if second.given.table == "figures" and conflict.field in ("male", "female", "total"):
            pair = [Return("", "", {"agency": r.agency}, (r.latest,)) for r in (first, second)]
            problems += check_agencies(pair)
            continue
        told = {"code": conflict.code, "agency": second.agency, "other": first.agency, "said": first.latest.text}
        told |= {
            "file": Path(first.latest.where.file).name,
            "cell": first.latest.where.cell,
        }  # an office is sent this too
        problems.append(problem("form_conflict", second.latest.where, second.latest.text, **told))
    return problems


def _differs(record: Record, other: Record) -> bool:
    return (record.given.number, record.given.choice, record.given.text) != (
        other.given.number,
        other.given.choice,
        other.given.text,
    )


def _counted_otherwise(joined: Joined) -> Iterator[Problem]:
    """Numbers that kecamatan and villages do not bear out, but for those that were decided on."""
    current = [record.given for record in joined.records if record.became == "current"]
    counting = [record for fields in joined.counting().values() for record in fields.values()]
    return check_counts(current, [(r.agency, r.latest) for r in counting if r.counts != "decision"])


def _idle(joined: Joined, folder: Path) -> list[Problem]:
    here = Where("/".join([*folder.parts[-2:], "keputusan.csv"]))
    return [problem("form_decision_idle", here, f"{one.code} {one.agency}") for one in joined.idle]


def account(records: Sequence[Record], orders: Sequence[int]) -> Account:
    """What became of the cells of the returns with these numbers (from 1).

    What a later return replaced was kept all the same when it came.
    """
    wanted = set(orders)
    mine = [record for record in records if record.order in wanted]
    became = Counter("kept" if r.became in ("current", "conflict", "superseded") else r.became for r in mine)
    return Account(
        files=len(wanted),
        cells=len(mine),
        kept=became["kept"],
        unchanged=became["unchanged"],
        rejected=became["rejected"],
        superseded=sum(r.became == "superseded" and r.by in wanted for r in records),
    )


def again(records: Sequence[Record], order: int) -> Account:
    """The account of a file that was kept before: nothing in it is new."""
    first = account(records, [order])
    return Account(1, first.cells, 0, first.cells - first.rejected, first.rejected, 0)


def plus(one: Account, other: Account) -> Account:
    """Both together."""
    both: Mapping[str, int] = {name: getattr(one, name) + getattr(other, name) for name in Account.__dataclass_fields__}
    return Account(**both)
