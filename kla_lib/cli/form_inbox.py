"""Taking returned forms in: which files there are, whose forms they are, and which of them are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path

from kla_lib.intake.forms.collect import Read, belongs
from kla_lib.intake.forms.kept import Kept, keep_originals, read_kept
from kla_lib.intake.forms.saved import saved_at
from kla_lib.intake.forms.shapes import Return
from kla_lib.intake.forms.whose import whose
from kla_lib.intake.sniff import NOT_READ, read_bytes, relative_name
from kla_lib.intake.stages import near_path
from kla_lib.problems import InputFault, Problem, Where, errors, problem, system_reasons

Arrived = tuple[bytes, str]


@dataclass(frozen=True)
class Taken:
    """What one run took in: ``names`` of files by hash as they came, hashes kept now and before, and the strangers.

    A stranger is a file that is no form of this place and period: it is told, and not kept. ``returns`` holds what was
    read already, by hash, so that nothing is read twice.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    new: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    strangers: tuple[Return, ...] = ()
    returns: Mapping[str, Return] = field(default_factory=dict)


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
    return [problem("forms_differ", Where(name), one[key], known=known[key])
            for key in several for name, one in said.items() if one.get(key)]  # fmt: skip


def take_in(arrived: Sequence[Arrived], inbox: Path, read: Read, received_at: str, agency: str, root: Path) -> Taken:
    """Read what arrived and keep the forms among it; what is kept already is known by its hash, whatever its name.

    ``agency`` is the role that a person said all of it is of, else empty. Raises InputFault where the list of what is
    kept is not sound (then nothing may be added to it), or the originals cannot be written.
    """
    listed, faults = read_kept(inbox, root)
    if errors(faults):
        raise InputFault(faults)
    before = {one.sha256 for one in listed}
    names, returns, new, again = dict[str, str](), dict[str, Return](), list[str](), list[str]()
    wanted: list[Arrived] = []
    strangers: list[Return] = []
    for data, name in arrived:
        digest = hashlib.sha256(data).hexdigest()
        if digest in before or digest in new:
            again.append(digest)
            names.setdefault(digest, name)
            continue
        returned = read(data, relative_name(inbox / Kept(0, digest, name, "").file, root), agency)
        if belongs(returned):
            names[digest], returns[digest] = name, returned
            new.append(digest)
            wanted.append((data, name))
        else:
            strangers.append(read(data, name, agency))
    with writable(inbox.name):
        keep_originals(inbox, wanted, received_at, agency)
    return Taken(names, tuple(new), tuple(again), tuple(strangers), returns)
