"""What is kept of field reports: the events and the register as tables, the key of all digests in a private file.

The key and the list of roles lie in ``data/private`` of the workspace, with a .gitignore of its own; nothing else there is read.
"""

from __future__ import annotations

import csv
import hmac
import io
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from pathlib import Path

from kla_lib.core.files import whole, write_whole
from kla_lib.core.locks import held
from kla_lib.core.problems import InputFault, Problem, Where, problem, system_reasons
from kla_lib.core.tables import inert
from kla_lib.incidents.model import ACTS, Event, Incident

EVENTS, REGISTER, SOURCES = "kejadian.csv", "register.csv", "grup.csv"
KEY, ROLES, KEY_BYTES = "kasus.key", "pengirim.csv", 32
UNTIL, MADE_WITH = "until", "key"  # the last moment that anything read tells of; by which the key is known again
DIGITS = 16  # of a digest: enough to tell all messages of a group apart
IGNORE = "# kla_lib: keys and names stay on this machine\n*\n"
TIMES, NUMBERS, LISTS = ("at", "opened", "acted", "closed"), ("line", "number", "incident"), ("faults", "near")


def secret_of(home: Path) -> bytes:
    """The key of a workspace's digests, made when it is first asked for; nobody else may read it."""
    path = home / "data" / "private" / KEY
    try:
        if not path.is_file():
            _make_key(path)
        secret = bytes.fromhex(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as fault:
        raise InputFault([_no_key()]) from fault
    if len(secret) != KEY_BYTES:
        raise InputFault([_no_key()])
    return secret


def digest(secret: bytes, *parts: str) -> str:
    """A keyed digest of some texts; without the key nobody can try names against it."""
    return hmac.new(secret, "\0".join(parts).encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:DIGITS]


def same_key(secret: bytes, sources: dict[str, str]) -> dict[str, str]:
    """By what the key is known again. Raises InputFault where what is kept was written with another one."""
    mine = digest(secret, MADE_WITH)
    if sources.get(MADE_WITH, mine) != mine:
        raise InputFault([_no_key()])
    return {**sources, MADE_WITH: mine}


def _make_key(path: Path) -> None:
    """A new key, there whole or not at all; where somebody else makes one meanwhile, theirs."""
    with held(path.with_suffix(".lock")):
        if not (path.parent / ".gitignore").exists():
            write_whole(path.parent / ".gitignore", IGNORE)
        if not path.is_file():
            with whole(path) as part:
                part.touch(0o600)
                part.write_text(secrets.token_hex(KEY_BYTES), encoding="ascii")


def _no_key() -> Problem:
    return problem("case_key", Where(f"data/private/{KEY}"), KEY)


def roles_of(home: Path) -> list[tuple[str, str]]:
    """Senders and their roles, as the workspace's private table has them (``sender,role``); none without one."""
    path = home / "data" / "private" / ROLES
    try:
        text = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
        rows = list(csv.DictReader(text.splitlines()))
        return [(row["sender"] or "", row["role"] or "") for row in rows]
    except (OSError, ValueError, KeyError, csv.Error) as fault:
        raise InputFault([problem("case_roles", Where(f"data/private/{ROLES}"), ROLES)]) from fault


def load_events(folder: Path) -> list[Event]:
    """The events kept. Raises InputFault for a table that somebody changed beyond reading."""
    path = folder / EVENTS
    if not path.is_file():
        return []
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        return [_event(row) for row in rows]
    except (OSError, ValueError, KeyError, TypeError, csv.Error) as fault:
        raise InputFault([problem("case_store", Where(EVENTS), EVENTS)]) from fault


def load_sources(folder: Path) -> dict[str, str]:
    """The keyed digests by which the group is known again, and the last day read of."""
    path = folder / SOURCES
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        found = {row["what"]: row["digest"] or "" for row in csv.DictReader(text.splitlines())}
        if found.get(UNTIL):
            datetime.fromisoformat(found[UNTIL])
    except (OSError, ValueError, KeyError, csv.Error) as fault:
        raise InputFault([problem("case_store", Where(SOURCES), SOURCES)]) from fault
    return found


def save(folder: Path, events: Sequence[Event], incidents: Sequence[Incident], sources: dict[str, str]) -> None:
    """Write all three tables, each whole or not at all. Raises InputFault where they cannot be written."""
    try:
        _save(folder, events, incidents, sources)
    except OSError as fault:
        raise InputFault([unwritable(folder, fault)]) from fault


def unwritable(folder: Path, fault: OSError) -> Problem:
    """What is said where the register cannot be written."""
    return problem("case_folder", Where(folder.name), folder.name, **system_reasons(fault))


def _save(folder: Path, events: Sequence[Event], incidents: Sequence[Incident], sources: dict[str, str]) -> None:
    names = [each.name for each in fields(Event)]
    _write(folder / EVENTS, names, ([_text(getattr(event, name)) for name in names] for event in events))
    columns = [each.name for each in fields(Incident)]
    _write(folder / REGISTER, columns, ([_text(getattr(incident, name)) for name in columns] for incident in incidents))
    _write(folder / SOURCES, ["what", "digest"], ([what, digest] for what, digest in sorted(sources.items())))


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([[inert(cell) for cell in row] for row in rows])
    write_whole(path, text.getvalue())


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, tuple):
        return ";".join(value)
    return "" if value is None or value is False else str(value)


def _event(row: dict[str, str]) -> Event:
    row = {"incident": row.get("case", ""), **row}  # what the release before this one called the column
    times = {name: datetime.fromisoformat(row[name]) if row[name] else None for name in TIMES if name in row}
    numbers = {name: int(row[name]) if row[name] else None for name in NUMBERS}
    lists = {name: tuple(row[name].split(";")) if row[name] else () for name in LISTS}
    act = next(act for act in ACTS if act == row["act"])
    return Event(
        row["key"], act, times["at"], numbers["line"] or 0, numbers["number"], numbers["incident"], row["district"],
        row["kind"], row["agency"], row["outcome"], row["channel"], row["sender"], bool(row["edited"]), lists["faults"],
        lists["near"], row.get("of") or "",
    )  # fmt: skip
