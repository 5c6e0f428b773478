"""Receiving returned forms: find the files, identify their forms, keep the originals, and write the replies.

A reply is an office's own form with the faulty cells marked, and the text to send with it. Replies are kept next to
the forms sent out; one whose faults are corrected is removed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path

from kla_lib.core.files import save
from kla_lib.core.problems import InputFault, Problem, Where, errors, problem, system_reasons
from kla_lib.core.workspace import Workspace
from kla_lib.forms.collect import Account, Collected, account, again, belongs, collect, to_correct
from kla_lib.forms.making import FormParts
from kla_lib.forms.originals import Kept, keep_originals, read_kept
from kla_lib.forms.reading import Expected, saved_at, whose
from kla_lib.forms.returns import Return
from kla_lib.forms.shape import AGENCY as VILLAGES
from kla_lib.forms.villages import read_file
from kla_lib.forms.write.marked import marked_copy, reply_text
from kla_lib.forms.write.workbook import form_name
from kla_lib.instrument.instrument import Edition
from kla_lib.instrument.place_folder import INBOX, OUTBOX
from kla_lib.instrument.stages import SELF
from kla_lib.local.reading import read_all
from kla_lib.recap.find_recaps import near_path, stages_of
from kla_lib.recap.sniff import NOT_READ, read_bytes, relative_name

Arrived = tuple[bytes, str]


@dataclass(frozen=True)
class Received:
    """The result of one run: what it took in, everything that is collected by now, and the faults of the place's tables.

    ``names`` are those of the files kept now or before, by hash, as they came; ``new`` and ``again`` the hashes of each.
    ``strangers`` are files that are no form of this place and period: they are reported and not kept. ``everything``
    where nothing arrived and the run is about all kept originals.
    """

    collected: Collected
    faults: list[Problem]
    names: Mapping[str, str]
    new: Sequence[str]
    again: Sequence[str]
    strangers: Sequence[Return]
    everything: bool

    @property
    def scope(self) -> dict[str, str]:
        """Kept path -> name to report it under: of all originals, or only of those that came in this run."""
        files = [returned.file for returned in self.collected.returns]
        if self.everything:
            return {file: file for file in files}
        pairs = zip(files, self.collected.kept, strict=True)
        return {file: self.names[one.sha256] for file, one in pairs if one.sha256 in self.names}

    @property
    def problems(self) -> list[Problem]:
        """Faults of the tables, those of this run's files under the names they came with, and contradictions of offices."""
        kept, scope = {returned.file for returned in self.collected.returns}, self.scope
        mine = [
            p
            for p in self.collected.problems
            if p.where.file in scope or p.where.file not in kept or p.kind in CONTRADICTIONS
        ]
        named = [replace(p, where=replace(p.where, file=scope.get(p.where.file, p.where.file))) for p in mine]
        return [*self.faults, *(p for returned in self.strangers for p in returned.problems), *named]

    @property
    def total(self) -> Account:
        """The counts of the cells of all kept returns by their result."""
        return account(self.collected.joined.records, range(1, len(self.collected.kept) + 1))

    @property
    def account(self) -> Account:
        """The counts of this run's cells by their result."""
        if self.everything:
            return self.total
        orders = {one.sha256: order for order, one in enumerate(self.collected.kept, start=1)}
        records = self.collected.joined.records
        counts = account(records, [orders[digest] for digest in self.new if digest in orders])
        for digest in self.again:
            counts = counts + again(records, orders[digest]) if digest in orders else counts
        for stranger in self.strangers:
            counts += Account(1, stranger.cells, 0, 0, stranger.cells, 0)
        return counts


@contextmanager
def writable(name: str) -> Iterator[None]:
    """Whatever the system refuses in here is an InputFault that names the file."""
    try:
        yield
    except OSError as fault:
        raise InputFault([problem("file_unwritable", Where(name), name, **system_reasons(fault))]) from fault


def kept_aside(path: Path) -> Path | None:
    """Where a form of ours went that somebody has saved since: it may hold answers, so another never takes its place."""
    at = saved_at(read_bytes(path, path.name)) if path.is_file() else ""
    if not at:
        return None
    aside = path.with_name(f"{path.stem} ({at.replace(':', '.').replace('T', ' ')}){path.suffix}")
    with writable(path.name):
        path.replace(aside)
    return aside


def files_of(paths: Sequence[Path]) -> tuple[list[Arrived], list[Return]]:
    """The bytes and names of all files, those of folders below it too; what cannot be opened is a return.

    They come in the order in which they were last saved: of two from one office, the later one counts. A file that
    does not say when counts as saved when the system says so, and what was saved at one time comes by name.
    """
    arrived: list[tuple[str, Arrived]] = []
    unread: list[Return] = []
    for path in _all(paths):
        name = relative_name(path, None)
        if not path.exists():
            unread.append(
                Return(name, "", problems=(problem("path_missing", Where(name), name, near=near_path(path)),))
            )
            continue
        try:
            data = read_bytes(path, name)
            arrived.append((saved_at(data) or _changed(path), (data, name)))
        except InputFault as fault:
            unread.append(Return(name, "", problems=tuple(fault.problems)))
    return [one for _, one in sorted(arrived, key=itemgetter(0))], unread


def _changed(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")[:19]


def _all(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            found = (entry for entry in path.rglob("*") if entry.is_file())
            yield from sorted(entry for entry in found if not entry.name.startswith(NOT_READ))
        else:
            yield path


def place_and_period(
    arrived: Sequence[Arrived], place: str, period: str, here: tuple[str, str] = ("", "")
) -> tuple[str, str]:
    """Place and period as asked for, else as all forms say, and where none says anything, those of ``here``.

    Raises InputFault where they do not agree, or nothing is known.
    """
    if place and period:
        return place, period
    said = {name: whose(data, name) for data, name in arrived}
    found = {key: dict.fromkeys(one[key] for one in said.values() if one.get(key)) for key in ("place", "period")}
    settled = {"place": place or _only(found["place"]), "period": period or _only(found["period"])}
    if not any(found.values()) and all(here):
        return here
    if not all(settled.values()):
        raise InputFault(_unsettled(said, found, settled))
    return settled["place"], settled["period"]


def _only(found: Mapping[str, None]) -> str:
    return next(iter(found)) if len(found) == 1 else ""


def _unsettled(
    said: Mapping[str, Mapping[str, str]], found: Mapping[str, Mapping[str, None]], settled: Mapping[str, str]
) -> list[Problem]:
    """A problem for each form that says otherwise than the first; where none says anything, one for all."""
    several = [key for key in settled if not settled[key] and found[key]]
    if not several:
        return [problem("place_and_period", found="kla form read")]
    known = {key: ", ".join(found[key]) for key in several}
    return [
        problem("forms_differ", Where(name), one[key], known=known[key])
        for key in several
        for name, one in said.items()
        if one.get(key)
    ]


def receive(
    workspace: Workspace,
    place: str,
    period: str,
    edition: Edition,
    arrived: Sequence[Arrived],
    unread: Sequence[Return],
    agency: str,
) -> Received:
    """Keep the forms among the files that arrived, then collect everything kept; each new original is read once.

    An original kept before is known by its hash, whatever its name. ``unread`` are files that could not be opened;
    ``agency`` is the role that a person gave for all files, else empty. Raises InputFault if the list of originals is
    faulty (then nothing may be added to it), or if they cannot be written.
    """
    folder = workspace.raw / period / place
    inbox, root = folder.joinpath(*INBOX), workspace.home
    received_at = datetime.now(UTC).isoformat(timespec="seconds")
    expected = Expected(place, period, edition, read_all(folder, edition)[0].duties, agency)
    listed, faults = read_kept(inbox, root)
    if errors(faults):
        raise InputFault(faults)
    before = {one.sha256 for one in listed}
    names, returns, again = dict[str, str](), dict[str, Return](), list[str]()
    wanted, strangers = list[Arrived](), list(unread)
    for data, name in arrived:
        digest = hashlib.sha256(data).hexdigest()
        if digest in before or digest in returns:
            again.append(digest)
            names.setdefault(digest, name)
            continue
        returned = read_file(data, relative_name(inbox / Kept(0, digest, name, "").file, root), expected)
        if belongs(returned):
            names[digest], returns[digest] = name, returned
            wanted.append((data, name))
        else:
            strangers.append(read_file(data, name, expected))
    with writable(inbox.name):
        keep_originals(inbox, wanted, received_at, agency)
    collected = collect(place, period, edition, folder, root, returns)
    recaps = [key for key in stages_of(workspace.raw, period, place) if key.stage == SELF and not key.is_forms]
    where = Where(f"{period}/{place}/{INBOX[0]}")
    faults = [problem("forms_beside_recap", where, f"{place}/{key.stage}") for key in recaps]
    return Received(
        collected,
        [*collected.table_faults, *faults],
        names,
        new=list(returns),
        again=again,
        strangers=strangers,
        everything=not (arrived or unread),
    )


AGAIN = "ulang"
CONTRADICTIONS = ("form_conflict", "check_agencies", "check_villages")


def write_replies(parts: FormParts, collected: Collected, scope: Mapping[str, str], folder: Path) -> list[Path]:
    """Write a marked copy and its text for each office with errors: for those with a return in ``scope``, and for
    others whose reply says something else by now, as where somebody contradicts them."""
    heard = {returned.agency for returned in collected.returns if returned.file in scope}
    return [
        path
        for role, returned in to_correct(collected).items()
        if role in parts.roles or role == VILLAGES
        for path in _reply(parts, role, returned, folder, role in heard)
    ]


def _reply(parts: FormParts, role: str, returned: Return, folder: Path, heard: bool) -> Iterator[Path]:
    paths = [
        folder.joinpath(*OUTBOX, AGAIN, form_name(parts.place.title, parts.period, role, ending))
        for ending in ("xlsx", "txt")
    ]
    if aside := kept_aside(paths[0]):
        yield aside
    known = any(path.is_file() for path in paths)
    if not errors(returned.problems):
        _take_away(*paths)
    elif heard or known or any(fault.kind in CONTRADICTIONS for fault in returned.problems):
        for path, content in zip(paths, _written(parts, role, returned), strict=True):
            if heard or not path.is_file() or path.read_bytes() != content:
                yield save(content, path.parent, path.name, None)


def _written(parts: FormParts, role: str, returned: Return) -> tuple[bytes, bytes]:
    """The marked copy, and the text."""
    form = parts.village_form if role == VILLAGES else parts.form(role)
    given, faults = returned.given, returned.problems
    return marked_copy(form, given, faults), f"{reply_text(form, given, faults)}\n".encode()


def _take_away(*paths: Path) -> None:
    """Remove replies of an earlier run; one that is open elsewhere is told."""
    for path in paths:
        with writable(path.name):
            path.unlink(missing_ok=True)
