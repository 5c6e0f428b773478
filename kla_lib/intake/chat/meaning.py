"""What the words of a text mean, by lists alone, and keyed digests by which it is known again: nothing of it is kept."""

from __future__ import annotations

import difflib
import hmac
import re
from collections.abc import Iterable, Iterator, Sequence

from kla_lib.rules.case_shapes import Names
from kla_lib.rules.cases import negations, squeezed, tokens

LONGEST_PHRASE = 8  # words of a name or phrase that are tried together
DIGITS = 16  # of a digest: enough to tell all messages of a group apart
NEAR, FEW, MOST_WORDS, APART = 0.8, 3, 200, 3
_DISTRICT = re.compile(r"\bkec(?:amatan)?\b", re.IGNORECASE)


def digest(secret: bytes, *parts: str) -> str:
    """A keyed digest of some texts; without the key nobody can try names against it."""
    return hmac.new(secret, "\0".join(parts).encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:DIGITS]


def understood(text: str, names: Names, asks_place: bool = True) -> tuple[dict[str, str], list[str], list[str]]:
    """What the words of a text mean (district, kind, agency, outcome), faults, and the kecamatan it may mean.

    Without ``asks_place`` a text that names no kecamatan is no fault.
    """
    found: dict[str, list[str]] = {}
    for field, value in _meant(tokens(text), names):
        found.setdefault(field, []).append(value)
    former, villages = list(dict.fromkeys(found.get("former", []))), found.get("village", [])
    districts = list(dict.fromkeys(found.get("district") or ([] if former else villages)))
    faults = ["districts_many"] if len(districts) > 1 else []
    near: list[str] = districts if faults else []
    if asks_place and not districts and names.districts:
        near = _today(former, names, villages) or _near(text, names)
        faults = [
            "district_former"
            if former
            else "district_unknown"
            if near or _DISTRICT.search(text)
            else "district_missing"
        ]
    kinds = list(dict.fromkeys(found.get("kind", [])))
    if len(kinds) > 1:
        faults, near = [*faults, "kinds_many"], near or kinds
    said = {field: values[0] for field, values in found.items() if field in ("kind", "agency", "outcome", "channel")}
    return {**said, "district": districts[0] if len(districts) == 1 else ""}, faults, near


def _meant(words: Sequence[str], names: Names) -> Iterator[tuple[str, str]]:
    """Every phrase of the lists in a text, the longest first from left to right; one text may mean two things.

    What a word before it denies (``belum ditangani``, ``bukan ABH``) is not meant.
    """
    at, denied = 0, False
    while at < len(words):
        step = 1
        for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
            meanings = names.phrases.get(squeezed(words[at : at + length]))
            if meanings:
                yield from () if denied else meanings
                step = length
                break
        denied = step == 1 and words[at].casefold() in negations()
        at += step


def _today(former: Iterable[str], names: Names, villages: Sequence[str]) -> list[str]:
    """What a former name may mean today; it may have become a kelurahan's."""
    now = [name for old in former for name in (names.former or {}).get(old, ())]
    return list(dict.fromkeys([*now, *villages])) if now else []


def _near(text: str, names: Names) -> list[str]:
    """Kecamatan whose names are written almost so, from the same letter on: only names of our list are ever told."""
    words = tokens(text)[:MOST_WORDS]
    tried = {squeezed(words[at : at + length]) for length in (1, 2, 3) for at in range(len(words) - length + 1)}
    keys = {squeezed(tokens(name)): name for name in names.districts}
    close = {
        key for said in tried for key in keys
        if key[:1] == said[:1] and abs(len(key) - len(said)) <= APART and _like(key, said) >= NEAR
    }  # fmt: skip
    return sorted(keys[key] for key in close)[:FEW]


def _like(one: str, two: str) -> float:
    return difflib.SequenceMatcher(None, one, two, autojunk=False).ratio()
