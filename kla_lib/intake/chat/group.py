"""Whether an export is of the group that was read before, from a telephone whose clock stands alike; what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from kla_lib.intake.chat.meaning import digest
from kla_lib.intake.chat.scan import Export
from kla_lib.problems import InputFault, Problem, Where, problem
from kla_lib.rules.case_shapes import Event
from kla_lib.rules.cases import own_tag

KeysAt = Callable[[int], set[str]]  # the keys that the messages would have by a clock that stands some hours earlier
ZONES = [hours for hours in range(-14, 15) if hours]  # what the clocks of two telephones may be apart


def same_group(
    export: Export, events: Sequence[Event], known: Sequence[Event], sources: dict[str, str], secret: bytes,
    keys_at: KeysAt,
) -> dict[str, str]:  # fmt: skip
    """By what the group is known again. Raises InputFault for an export that is of another group than those before, and
    for one whose telephone had its clock in another zone: every message in it would look new.
    """
    told = {"created": export.created, "titled": export.titled}
    mine = {what: digest(secret, what, text) for what, text in told.items() if text}
    before = {event.key for event in known if event.is_message}
    if before and not before & {event.key for event in events}:
        where = Where(export.name, "", "1")
        if hours := _hours_apart(before, len(export.tagged), keys_at):
            raise InputFault([problem("chat_clock", where, f"{hours:+d}", line=1)])
        within = any(e.is_message and e.at and _covers(export, e.at) for e in known)
        if within or not events or _differs("created", sources, mine) or _renamed(sources, mine):
            raise InputFault([problem("chat_other_group", where, export.name, line=1)])
    return {**sources, **mine}


def remarks_of(export: Export, events: Sequence[Event], known: Sequence[Event]) -> list[Problem]:
    """What is said of a whole export that was read."""
    where = Where(export.name, "", "1")
    remarks = list(export.problems)
    if not events:
        remarks.append(problem("chat_no_tags", where, export.name, tag=own_tag("report")))
    later = [e for e in known if e.is_message and e.at and export.last and e.at.date() > export.last]
    if later:
        remarks.append(problem("chat_shorter", where, export.name, rows=len(later)))
    return remarks


def _hours_apart(before: set[str], tagged: int, keys_at: KeysAt) -> int:
    """By how many hours most of the messages that both could hold are apart; 0 where they are not."""
    fewest = min(len(before), tagged)
    shared = {hours: len(before & keys_at(hours)) for hours in ZONES if fewest}
    most = max(shared, key=lambda hours: shared[hours], default=0)
    return most if most and shared[most] * 2 >= fewest else 0


def _differs(what: str, sources: dict[str, str], mine: dict[str, str]) -> bool:
    return what in sources and what in mine and sources[what] != mine[what]


def _renamed(sources: dict[str, str], mine: dict[str, str]) -> bool:
    """Whether the names of the files are those of two groups, and nothing says that they were created as one."""
    return _differs("titled", sources, mine) and not (
        sources.get("created") and sources["created"] == mine.get("created")
    )


def _covers(export: Export, at: datetime) -> bool:
    return bool(export.first and export.last and export.first < at.date() < export.last)
