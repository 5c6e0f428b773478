"""From a tagged message to what it says, by lists of words alone: nothing of its text is kept.

Whether an export is of the group that was read before, from a telephone whose clock stands alike; what is said of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from kla_lib.core.privacy import personal_spans
from kla_lib.core.problems import InputFault, Problem, Where, problem
from kla_lib.incidents.chat.agencies import addressed_to
from kla_lib.incidents.chat.export import Export, Tagged
from kla_lib.incidents.chat.meaning import starts_with_name, understood
from kla_lib.incidents.model import Event, Names
from kla_lib.incidents.store import digest
from kla_lib.incidents.words import CHAT, either, own_tag, plain_words, squeezed, tokens, words

LARGEST = 99_999  # the number of an incident
YEARS = range(1990, 2100)  # numbers that are a year's rather than an incident's
_LEAD = r"[ \t*_~`:.,\-(\[]*"
_LATER = re.compile(r"^[\s*_~`:.,\-]*(?:lanjut(?:i|nya|an|kan)?\b)?", re.I)
_NEXT = re.compile(r"([\s,.;:()\[\]\-–—|/]*)([^\W_]*)(?:\s+([^\W_]+))?")
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
    """What a message says of the incident it names; of each further number it may name one that waits for a person."""
    event, rest = _event(tagged, names, secret, roles, seen)
    yield event
    for number in _more(rest) if event.number and event.act != "report" else ():
        faults = tuple(fault for fault in ("number_more", *event.faults) if fault != "number_missing")
        yield replace(event, key=digest(secret, event.key, str(number)), number=number, faults=faults)


def _event(tagged: Tagged, names: Names, secret: bytes, roles: dict[str, str], seen: Counter[str]) -> tuple[Event, str]:
    tag, sender = tagged.tag, plain_sender(tagged.sender)
    key = _key(tagged, secret)
    seen[key] += 1
    number, rest = _number(tag.rest, names, sure=tag.act != "report")
    told = "\n".join(part for part in (tag.before, f"{tag.glued} {rest}".strip()) if part)
    said = understood(told, names, tag.act, asks_place=tag.act == "report")
    faults, near = said.faults, said.near
    if tag.act != "report" and not number:
        faults = ["number_missing", *faults]
    greeted = addressed_to(tag.greeting, names) if tag.act == "report" and not said.agency else []
    if greeted and not any(fault.startswith("agenc") for fault in faults):
        faults, near = [*faults, "agency_unsure"], near + greeted
    glued = "tag_near" if tag.glued and not starts_with_name(tag.glued, names) else ""
    faults = [fault for fault in (tag.fault or glued, *faults, "" if tagged.at else "time") if fault]
    who = roles.get(sender) or f"p-{digest(secret, 'sender', sender)}"
    event = Event(
        f"{key}-{seen[key]}" if seen[key] > 1 else key,
        tag.act,
        tagged.at,
        tagged.line,
        number,
        None,
        said.district,
        said.kind,
        said.agency,
        said.outcome,
        CHAT,
        who,
        tag.edited,
        tuple(faults),
        tuple(near),
    )
    return event, rest


def _key(tagged: Tagged, secret: bytes) -> str:
    return digest(secret, "message", _minute(tagged), tagged.tag.act, squeezed(tokens(tagged.tag.rest)))


def _minute(tagged: Tagged) -> str:
    return tagged.at.isoformat() if tagged.at else tagged.written


@cache
def _numbered() -> re.Pattern[str]:
    """A number right after a tag, past words such as ``kasus no.``."""
    said = rf"(?P<said>(?:(?:{either('case_word')}|#)[\s.:#\-]*){{0,4}})"
    return re.compile(rf"{_LEAD}{said}(?P<number>\d{{1,6}})", re.IGNORECASE)


@cache
def _named() -> re.Pattern[str]:
    """A number that a message calls an incident's anywhere: ``kasus no 12``."""
    said = rf"\b(?:{either('case_named')})[ ]+(?:{either('case_number')})[ .:#]*"
    return re.compile(rf"{said}(\d{{1,5}})(?!\d|[/:.\-,]\d)", re.IGNORECASE)


def _number(text: str, names: Names, sure: bool) -> tuple[int | None, str]:
    """The number right after a tag, and the text without it; ``sure``: the tag should have one.

    After ``#lapor`` a number may also count children, give a date or an age, or begin a list: it is an incident's only
    where it says so (``no. 12``) or where nothing that could be counted follows (``12, Sail``).
    """
    if sure:
        text = text[_LATER.match(text).end() :]  # type: ignore[union-attr]
    found = _numbered().match(text)
    if found and not any(start < found.end() and end > found.start("number") for start, end, _ in personal_spans(text)):
        number = int(found["number"])
        after = text[found.end() :]
        if 0 < number <= LARGEST and _is_incident(number, bool(found["said"].strip()), after, names, sure):
            return number, after
    named = {int(each[1]) for each in _named().finditer(text)} - {0}
    return (named.pop() if len(named) == 1 else None), text


def _is_incident(number: int, said: bool, after: str, names: Names, sure: bool) -> bool:
    """True if a number names an incident, by what follows it; ``said``: a word such as ``no.`` comes before it."""
    if re.match(r"\d|[/:.\-]\d", after) or (not sure and re.match(r",\d", after)):
        return False
    gap, first, second = _NEXT.match(after).groups("")  # type: ignore[union-attr]
    word = squeezed(plain_words(first))
    if not gap.strip() and "\n" not in gap and _measures(word, second.casefold(), said, sure):
        return False
    if sure or said or not first:
        return sure or said or number not in YEARS
    return bool(gap) and number not in YEARS and _stands_alone(number, gap, word, f"{first} {second}", names)


def _measures(word: str, second: str, said: bool, sure: bool) -> bool:
    """True if the word right after a number shows that it is a count, part of a date, an age or an address."""
    if word in words("month") | words("counted_always") | words("street") or (word == "kasus" and not said):
        return True
    if word == "orang":
        return second not in ("tua", "tuanya")
    if word in ("hari", "jam", "bulan", "minggu"):
        return second not in ("ini", "tadi") and not (word == "jam" and second.isdigit())
    return said and not sure and word in words("counted")


def _stands_alone(number: int, gap: str, word: str, text: str, names: Names) -> bool:
    """True if a number after ``#lapor`` counts nothing: a comma or a place follows it, and it begins no list."""
    mark = gap.strip()[:1]
    if "\n" in gap or mark in (",", ";", ":", "-", "–", "—"):
        return word not in words("month") | words("counted")
    listed = number == 1 and mark in (".", ")")
    return not listed and (word in ("kecamatan", "kelurahan") or _begins_with_place(text, names))


def _begins_with_place(text: str, names: Names) -> bool:
    said = plain_words(text)
    keys = (squeezed(said[:length]) for length in (2, 1))
    return any(field in ("district", "village", "former") for key in keys for field, _ in names.phrases.get(key, ()))


def _more(rest: str) -> list[int]:
    """The numbers that follow the first one of a list: ``12, 13 dan 14``."""
    found, at, personal = list[int](), 0, personal_spans(rest)
    while match := _MORE.match(rest, at):
        counts = squeezed(plain_words(match[2])) in words("counted") | words("month")
        if counts or any(start < match.end(1) and end > match.start(1) for start, end, _ in personal):
            break
        found.append(int(match[1]))
        at = match.end(1)
    return [number for number in found if number]


KeysAt = Callable[[int], set[str]]  # the keys that the messages would have by a clock that stands some hours earlier
ZONES = [hours for hours in range(-14, 15) if hours]  # what the clocks of two telephones may be apart


def same_group(
    export: Export,
    events: Sequence[Event],
    known: Sequence[Event],
    sources: dict[str, str],
    secret: bytes,
    keys_at: KeysAt,
) -> dict[str, str]:
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
