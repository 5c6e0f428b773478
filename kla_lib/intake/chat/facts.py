"""From a tagged message to what it says, by lists of words alone: nothing of its text is kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from kla_lib.intake.chat.meaning import digest, understood
from kla_lib.intake.chat.scan import Export, Tagged
from kla_lib.rules.case_shapes import Event, Names
from kla_lib.rules.cases import CHAT, counted_words, squeezed, tokens
from kla_lib.rules.privacy import personal_spans

LARGEST = 99_999  # the number of a case
_NUMBER = re.compile(
    r"[\s*_~`:.,\-]*(?:(?:nomor|nomer|kasus|no|#)[\s.:#]*){0,2}(\d{1,6})(?!\d|[/:.\-]\d)(.?\s*)(\w*)", re.I
)

_MORE = re.compile(
    r"\s*(?:[,;&+]|dan\b|and\b)?\s*(?:(?:nomor|nomer|kasus|no|#)[\s.:#]*){0,2}(\d{1,5})(?!\d|[/:.\-]\d)\s*(\w*)", re.I
)

NamesOn = Callable[[datetime | None], Names]


def events_of(export: Export, names_on: NamesOn, secret: bytes, roles: dict[str, str]) -> list[Event]:
    """The tagged messages of an export as events, in the order of the file; ``roles``: sender (`plain_sender`) -> role.

    ``secret`` keys every digest: the same message gives the same key on every telephone.
    """
    seen = Counter[str]()
    return [e for tagged in export.tagged for e in _events(tagged, names_on(tagged.at), secret, roles, seen)]


def keys_of(export: Export, secret: bytes, hours: int) -> set[str]:
    """The keys that the messages of an export would have by a clock that stands some hours earlier."""
    apart = timedelta(hours=hours)
    moved = [replace(each, at=each.at - apart) for each in export.tagged if each.at]
    return {_key(each, secret) for each in moved}


def plain_sender(sender: str) -> str:
    """A sender as it is compared: a number by its digits, a name by its letters."""
    digits = "".join(sign for sign in sender if sign.isdecimal())
    return digits if len(digits) >= 8 else squeezed(tokens(sender))


def _events(tagged: Tagged, names: Names, secret: bytes, roles: dict[str, str], seen: Counter[str]) -> Iterator[Event]:
    """What a message says of the case it names; of each further number it may name one that waits for a person."""
    event, rest = _event(tagged, names, secret, roles, seen)
    yield event
    for number in _more(rest) if event.number and event.act != "report" else ():
        faults = tuple(fault for fault in ("number_more", *event.faults) if fault != "number_missing")
        yield replace(event, key=digest(secret, event.key, str(number)), number=number, faults=faults)


def _event(tagged: Tagged, names: Names, secret: bytes, roles: dict[str, str], seen: Counter[str]) -> tuple[Event, str]:
    tag, sender = tagged.tag, plain_sender(tagged.sender)
    key = _key(tagged, secret)
    seen[key] += 1
    number, rest = _number(tag.rest, sure=tag.act != "report")
    said, faults, near = understood(rest, names, asks_place=tag.act == "report")
    if tag.act == "report":
        faults += [] if said.get("kind") else ["kind_missing"]
    else:
        faults, near = ([] if number else ["number_missing"]), []
    faults += [fault for fault in (tag.fault, "" if tagged.at else "time") if fault]
    who = roles.get(sender) or f"p-{digest(secret, 'sender', sender)}"
    event = Event(
        f"{key}-{seen[key]}" if seen[key] > 1 else key, tag.act, tagged.at, tagged.line, number, None, said["district"],
        said.get("kind", ""), said.get("agency", ""), said.get("outcome", ""), CHAT, who, tag.edited, tuple(faults),
        tuple(near),
    )  # fmt: skip
    return event, rest


def _key(tagged: Tagged, secret: bytes) -> str:
    return digest(secret, "message", _minute(tagged), tagged.tag.act, squeezed(tokens(tagged.tag.rest)))


def _minute(tagged: Tagged) -> str:
    return tagged.at.isoformat() if tagged.at else tagged.written


def _number(text: str, sure: bool) -> tuple[int | None, str]:
    """The number right after a tag, and the text without it. After ``#lapor`` a number may also count children."""
    found = _NUMBER.match(text)
    if not found or any(start < found.end(1) and end > found.start(1) for start, end, _ in personal_spans(text)):
        return None, text
    counts = found[3].casefold() in counted_words() and not found[2].strip()
    number = int(found[1])
    if (counts and not sure) or not 0 < number <= LARGEST:
        return None, text
    return number, text[found.end(1) :]


def _more(rest: str) -> list[int]:
    """The numbers that follow the first one of a list: ``12, 13 dan 14``."""
    found, at, personal = list[int](), 0, personal_spans(rest)
    while match := _MORE.match(rest, at):
        counts = match[2].casefold() in counted_words()
        if counts or any(start < match.end(1) and end > match.start(1) for start, end, _ in personal):
            break
        found.append(int(match[1]))
        at = match.end(1)
    return [number for number in found if number]
