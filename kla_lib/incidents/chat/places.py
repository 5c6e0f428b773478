"""The kecamatan of a text; a place may also be part of another name (``Polsek Kulim``)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from kla_lib.incidents.chat.reading import APART, PLACES, Answer, Mention, Reading
from kla_lib.incidents.chat.status import status_before
from kla_lib.incidents.model import Names
from kla_lib.incidents.words import plain_words, squeezed, tokens
from kla_lib.incidents.words import words as listed

DISTINCT = 7  # letters of a word by which a kecamatan of several words is known
_AFTER_MARK = re.compile(r"[,;\n!?)]")  # ends what kec. marks; a full stop or a colon does not
NEAR, FEW, MOST_WORDS = 0.8, 3, 200


def district_of(reading: Reading, text: str, names: Names, asks: bool) -> Answer:
    """The kecamatan of a text: marked by ``kec.``, else named alone, else by a village."""
    found: dict[str, list[str]] = {"marked": [], "named": [], "village": [], "loose": [], "weak": []}
    former, unknown = list[tuple[str, bool]](), list[str]()
    for level, values, mention in _places(reading, names):
        if level == "former":
            former += [(old, reading.text(mention.first - 1) == "kecamatan") for old in values]
        elif level == "unknown":
            unknown += values or ["?"]
        else:
            found[level] += values
    known = list(dict.fromkeys([*found["marked"], *found["named"], *found["village"]]))
    marked = list(dict.fromkeys(found["marked"]))
    if (not marked and [old for old, is_marked in former if is_marked]) or (former and not known):
        villages = [*found["village"], *found["loose"]]
        near = list(
            dict.fromkeys([*(now for old, _ in former for now in (names.former or {}).get(old, ())), *villages])
        )
        return Answer("", ["district_former"], near)
    if unknown and not marked:
        near = [name for name in dict.fromkeys(unknown) if name != "?"] or _near(text, names)
        return Answer("", ["district_unknown"], near)
    if unknown and marked and unknown != ["?"]:
        known += [name for name in unknown if name not in known]
    if not marked:  # a village without a mark counts next to a kecamatan without one
        known = list(dict.fromkeys([*known, *found["loose"]]))
    if len(known) > 1:
        return Answer("", ["districts_many"], known)
    if known:
        return Answer(known[0])
    if not (asks and names.districts):
        return Answer()
    near = list(dict.fromkeys(found["weak"])) or _near(text, names)
    return Answer("", ["district_unknown" if near else "district_missing"], near)


def _places(reading: Reading, names: Names) -> Iterator[tuple[str, list[str], Mention]]:
    """Return the places of a text: (level, names, position); ``unknown`` for a word after ``kec.`` that is no kecamatan."""
    for mention in reading.mentions:
        denied = (
            reading.text(mention.first - 1) in listed("negation") and status_before(reading, mention.first) == "denied"
        )
        if not denied and any(mention.values(name) for name in PLACES):
            yield from ((level, found, mention) for level, found in _levels(reading, mention) if found)
    for at, word in enumerate(reading.words):
        if word.text == "kecamatan" and at + 1 not in reading.owner and _names_one(reading, at):
            near = _begun(reading, at + 1, names)
            yield ("marked" if len(near) == 1 else "unknown"), near, Mention(at, at + 1, ())


def _levels(reading: Reading, mention: Mention) -> Iterator[tuple[str, list[str]]]:
    """How surely a name is where something was, and what it may mean."""
    districts, villages, former = (list(mention.values(name)) for name in PLACES)
    before, at = reading.text(mention.first - 1), mention.first
    if reading.text(mention.last) in listed("direction") and not reading.broken(mention.last):
        yield "unknown", districts or villages or former  # kec. Rumbai Tengah: another name
    elif _is_marker(reading, at - 1, "kecamatan"):
        yield ("former", former) if former and not districts else ("marked", districts or villages)
    elif _is_marker(reading, at - 1, "kelurahan") or (_is_marker(reading, at - 1, "desa") and villages):
        yield ("village", villages) if villages else ("weak", districts)
    elif _inside_name(reading, at):
        yield "weak", districts or villages
    elif before in listed("between_places"):
        yield "unknown", districts or villages
    elif villages and not districts and _is_common(reading, mention):
        yield "weak", villages
    elif districts or former:
        yield ("named", districts) if districts else ("former", former)
        yield "weak", [] if districts else villages
    else:
        alone = mention.last - at > 1 or before in listed("near_place") or not at or reading.broken(at)
        yield "loose" if alone else "weak", villages


def _is_common(reading: Reading, mention: Mention) -> bool:
    """True if a kelurahan's name is an ordinary phrase where it is written: ``di simpang empat``."""
    key = reading.key(mention)
    return key in listed("common_village") or (mention.first > 0 and key in listed("common_at_start"))


def _is_marker(reading: Reading, at: int, word: str) -> bool:
    """True if ``kec.`` or ``kecamatan :`` comes right before a name."""
    return reading.text(at) == word and not _AFTER_MARK.search(reading.words[at + 1].gap)


def _names_one(reading: Reading, at: int) -> bool:
    """True if the word after ``kecamatan`` should be a name."""
    owner = reading.owner.get(at)
    if (owner and owner.last - owner.first > 1) or at + 1 >= len(reading.words):
        return False
    after = reading.words[at + 1]
    return not _AFTER_MARK.search(after.gap) and after.text not in listed("kec_any")


def _begun(reading: Reading, at: int, names: Names) -> list[str]:
    """Kecamatan that begin with a word as written (``kec. Marpoyan``); short words begin too many names."""
    word = reading.text(at)
    begun = [plain_words(name) for name in names.districts]
    found = [name for name, said in zip(names.districts, begun, strict=True) if said[:1] == [word] and len(said) > 1]
    return found if len(word) >= DISTINCT and not any("kota" in plain_words(name) for name in found) else []


def _inside_name(reading: Reading, at: int) -> bool:
    """True if a name is part of a street's, a school's or a market's: ``jl. Kulim``, ``SDN 12 Sukajadi``."""
    for back in (at - 1, at - 2):
        if back < 0 or re.search(r"[:,;\n!?)]", reading.words[back + 1].gap):
            return False
        if reading.text(back) in listed("place_part"):
            return True
        if not reading.text(back).isdigit() and reading.text(back) not in listed("name_part"):
            return False
    return False


def _near(text: str, names: Names) -> list[str]:
    """Kecamatan whose names are written almost so, from the same letter on: only names of our list are ever told."""
    words = tokens(text)[:MOST_WORDS]
    tried = {squeezed(words[at : at + length]) for length in (1, 2, 3) for at in range(len(words) - length + 1)}
    keys = {squeezed(tokens(name)): name for name in names.districts}
    close = {
        key
        for said in tried
        for key in keys
        if key[:1] == said[:1] and abs(len(key) - len(said)) <= APART and _like(key, said) >= NEAR
    }
    return sorted(keys[key] for key in close)[:FEW]


def _like(one: str, two: str) -> float:
    return difflib.SequenceMatcher(None, one, two, autojunk=False).ratio()
