"""The office that a report addresses, or that acts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from kla_lib.incidents.chat.reading import NEARBY, PLACES, STOP, Answer, Mention, Reading, read
from kla_lib.incidents.chat.status import status_before
from kla_lib.incidents.model import Act, Names
from kla_lib.incidents.words import offices, plain_words, squeezed
from kla_lib.incidents.words import words as listed

ASKED, TOLD = 6, 3  # words searched before an office: for a request, for a report about it


def addressed_to(greeting: str, names: Names) -> list[str]:
    """The offices that a greeting names: ``Yth. Kepala DP3APM``."""
    reading = read(greeting, names, ("agency",))
    weak, _ = _offices()
    named = [m for m in reading.mentions if reading.key(m) not in weak]
    return _one_of(reading, named)[0]


def agency_of(reading: Reading, act: Act, is_cell: bool) -> Answer:
    """Return the office that a report addresses, or that acts; two offices, or one that is only mentioned, are a fault."""
    groups: dict[str, list[Mention]] = {"label": [], "ask": [], "bare": [], "told": [], "where": []}
    for mention in reading.of("agency"):
        how = "label" if is_cell else _addressed(reading, mention, act)
        if how:
            groups[how].append(mention)
    every = groups["label"] or [each for several in groups.values() for each in several]
    roles, is_open = _one_of(reading, every)
    asked, _ = _one_of(reading, groups["ask"])
    acting, _ = _one_of(reading, groups["ask"] + groups["bare"])
    only = asked if act == "report" and not groups["bare"] + groups["told"] else acting if act != "report" else []
    if groups["label"]:
        return Answer(roles[0]) if len(roles) == 1 else Answer("", [] if is_cell else ["agencies_many"], roles)
    if len(roles) > 1 and len(only) == 1:
        return Answer(only[0])
    if act == "close" and not acting:
        return Answer()
    alone = [each for each in groups["bare"] if _is_sentence(reading, each)]
    if (
        act == "report"
        and len(groups["bare"]) == len(alone) == 1
        and not groups["told"] + groups["ask"]
        and not is_open
    ):
        roles = _one_of(reading, alone)[0]  # dirawat di RSUD. UPTD PPA
    if is_open or len(roles) > 1:
        return Answer("", ["agencies_many"], roles)
    if roles:
        return Answer(roles[0]) if acting else Answer("", ["agency_unsure"], roles)
    return Answer("", ["agency_unknown"] if act == "report" and not is_cell and _other_office(reading) else [])


def _is_sentence(reading: Reading, mention: Mention) -> bool:
    """True if an office is a sentence by itself."""
    last = mention.last
    ends = last >= len(reading.words) or STOP.search(reading.words[last].gap)
    return bool(ends and mention.first and STOP.search(reading.words[mention.first].gap))


@cache
def _offices() -> tuple[dict[str, str], dict[str, str]]:
    """The ordinary words among the names of offices and where they count, and of what office another is part."""
    weak = {squeezed(plain_words(name)): office.weak for office in offices() if office.weak for name in office.names}
    return weak, {office.role: office.part_of for office in offices() if office.part_of}


def _one_of(reading: Reading, mentions: Sequence[Mention]) -> tuple[list[str], bool]:
    """The roles that mentions name, each of which may mean several; whether one of them stays open.

    An office that only names the parent of another is left out: ``UPTD PPA DP3APM``, ``Unit PPA Polresta``.
    """
    sets = [mention.values("agency") for mention in mentions]
    sure = {each[0] for each in sets if len(each) == 1}
    still = [each for each in sets if len(each) > 1 and not sure & set(each)]
    _, part_of = _offices()
    wholes = {
        part_of[part] for part in sure if part_of.get(part) in sure and _side_by_side(mentions, part, part_of[part])
    }
    named = [*(each[0] for each in sets if len(each) == 1), *(role for each in still for role in each)]
    return [role for role in dict.fromkeys(named) if role not in wholes], bool(still)


def _side_by_side(mentions: Sequence[Mention], part: str, whole: str) -> bool:
    some = [each for each in mentions if part in each.values("agency")]
    others = [each for each in mentions if whole in each.values("agency")]
    return all(any(abs(o.first - s.last) <= 1 or abs(s.first - o.last) <= 1 for s in some) for o in others)


def _addressed(reading: Reading, mention: Mention, act: Act) -> str:
    """Return how an office is named: ``label``, ``ask``, ``bare``, ``told`` (mentioned), ``where`` (found or held there), or empty."""
    key = reading.key(mention)
    label, weak = reading.label_of(mention), _offices()[0].get(key, "")
    if label == "agency":
        return "label"
    is_place = mention.values("district") or mention.values("village")
    if label == "source" or weak == "label" or is_place or status_before(reading, mention.first) == "denied":
        return ""
    if act == "report" and _informs(reading, mention.last):
        return ""
    after = [reading.text(k) for k in range(mention.last, mention.last + 2) if not reading.broken(mention.last)]
    if key in listed("province") or set(after) & listed("province"):
        return "told"
    how = "ask" if set(after[:1]) & listed("please") else _asked_before(reading, mention.first, act)
    if weak:
        return how if _weak_counts(reading, mention, key, how, act) else ""
    return "where" if how == "bare" and label == "other" and act == "report" else how


def _informs(reading: Reading, at: int) -> bool:
    """True if an office before a word tells of an incident: ``Bhabinkamtibmas Kel. Delima melaporkan``."""
    for after in range(at, min(at + NEARBY, len(reading.words))):
        if reading.broken(after):
            return False
        if reading.text(after) in listed("informs"):
            return True
    return False


def _asked_before(reading: Reading, first: int, act: Act) -> str:
    """Return the role of an office by the words before it."""
    how, past_place = "", False
    for at in range(first - 1, max(first - 1 - ASKED, -1), -1):
        gap, word, owner = reading.words[at + 1].gap, reading.text(at), reading.owner.get(at)
        past_place = past_place or (owner is not None and any(owner.values(name) for name in PLACES))
        if STOP.search(gap):
            break
        if act != "report" and word in listed("handed_on"):
            return "told"  # sudah diteruskan ke Disnaker
        if word in listed("ask") or "@" in gap:
            return "ask"
        if reading.broken(at + 1):
            break
        told = listed("told_of") if act == "report" else listed("told_later")
        if not how and not past_place and first - at <= TOLD + 1 and word in told:
            how = "where" if word in listed("told_where") else "told"
        if owner and owner.values("kind"):
            break
    return how or "bare"


def _weak_counts(reading: Reading, mention: Mention, key: str, how: str, act: Act) -> bool:
    """True if an ordinary word (``polisi``, ``camat``) is an office: it is asked, or stands alone between commas."""
    last = mention.last
    marker = key in listed("area_office")
    ends = last >= len(reading.words) or re.search(r"^[^:=]*[,;\n]", reading.words[last].gap) is not None
    if how == "ask" and not (marker and not ends and reading.text(last) not in listed("kec_any")):
        return True
    alone = reading.broken(mention.first) or not mention.first
    if act != "report" and not mention.first and reading.text(last) in listed("done"):
        return True  # #tindak 31 puskesmas sudah ...
    return how == "bare" and alone and (ends if marker else reading.broken(last))


def _other_office(reading: Reading) -> bool:
    """True if an office is named that no list has: ``Dinas Rekaan``, ``OPD: rekaan``, ``mohon XYZ``."""
    shouted = not any(sign.islower() for word in reading.words for sign in word.raw)
    for at, word in enumerate(reading.words):
        if word.text in listed("office_begins") and at not in reading.owner and _is_office(reading, at):
            return True
        if word.text in listed("please_whom") and not shouted and _asks_capitals(reading, at + 1):
            return True
    return any(
        name == "agency"
        and reading.text(first - 1) in listed("office_label")
        and reading.text(first).isalpha()
        and reading.text(first) not in listed("any_office")
        for name, first, _ in reading.labels
    )


def _is_office(reading: Reading, at: int) -> bool:
    """True if ``dinas`` or ``badan`` begins the name of an office: neither ``rumah dinas`` nor ``dinas terkait``."""
    name = reading.text(at + 1)
    plain = name.isalpha() and len(name) > 2 and not reading.broken(at + 1)
    office = plain and name not in listed("any_office") and reading.text(at - 1) not in listed("not_office")
    return office and (reading.text(at) == "dinas" or reading.words[at + 1].raw[:1].isupper())


def _asks_capitals(reading: Reading, at: int) -> bool:
    """True if a request goes to letters that no list has: ``mohon bantuan LPA``."""
    while reading.text(at) in listed("please_what") | listed("title"):
        at += 1
    if at >= len(reading.words) or at in reading.owner or reading.broken(at):
        return False
    raw = reading.words[at].raw
    return raw.isupper() and len(raw) > 1 and raw.casefold() not in listed("place_part") | listed("not_whom")
