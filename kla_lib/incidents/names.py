"""What the words of a message may mean at a place: its agencies, its kecamatan on the day, and the lists of kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache

from kla_lib.incidents.model import Names
from kla_lib.incidents.words import Meaning, kinds, offices, outcomes, plain_words, squeezed, tokens
from kla_lib.instrument.instrument import Edition
from kla_lib.local.districts import became
from kla_lib.local.model import Agency, District, holds

Phrases = dict[str, tuple[tuple[str, str], ...]]


def names_of(
    edition: Edition, agencies: Sequence[Agency], districts: Sequence[District]
) -> Callable[[datetime | None], Names]:
    """A function that gives the names of the day of a message (today's for one without)."""
    always = _phrases([*_listed("kind", kinds()), *_listed("outcome", outcomes()), *_agencies(edition, agencies)])

    @lru_cache(maxsize=1_000)
    def on(day: date) -> Names:
        now = [d for d in districts if holds(d, day)]
        current = {squeezed(tokens(d.name)) for d in now}
        old = [d for d in districts if squeezed(tokens(d.name)) not in current]
        former = {d.name: _now(districts, d, day) for d in old} | _split(districts, day, current)
        places = [(d.name, "district", d.name) for d in now]
        places += [(name, "former", name) for name in former]
        places += [(village, "village", d.name) for d in now for village in d.kelurahan]
        return Names(_merged(always, _phrases(places)), [d.name for d in now], former)

    return lambda at: on(at.date() if at else date.today())


def _now(districts: Sequence[District], old: District, day: date) -> list[str]:
    return [d.name for d in became(districts, old) if holds(d, day)]


def _split(districts: Sequence[District], day: date, current: Iterable[str]) -> dict[str, list[str]]:
    """Names that the table gives as an area's earlier name only, with what came of them."""
    found: dict[str, list[str]] = {}
    for district in districts:
        for name in district.before:
            if squeezed(tokens(name)) not in set(current) and holds(district, day):
                found.setdefault(name, []).append(district.name)
    return found


def _listed(field: str, meanings: Mapping[str, Meaning]) -> list[tuple[str, str, str]]:
    return [
        (words, field, key) for key, meant in meanings.items() for words in (meant.label_id, *meant.words, *meant.weak)
    ]


def _agencies(edition: Edition, agencies: Sequence[Agency]) -> list[tuple[str, str, str]]:
    """Every name of an agency there is; the place's own come first, then what people write, then the edition's."""
    own = [(name, a.role) for a in agencies if a.role for name in (a.name, a.short) if name]
    spelt = [(name, office.role) for office in offices() for name in office.names]
    general = [(role, role) for role in edition.agencies] + [(n[0], role) for role, n in edition.agencies.items()]
    found: dict[str, tuple[str, ...]] = {}
    for source in (own, spelt, list(edition.aliases.items()), general):
        roles: dict[str, list[str]] = {}
        for name, role in source:
            roles.setdefault(squeezed(plain_words(name.replace("_", " "))), []).append(role)
        for key, several in roles.items():
            found.setdefault(key, tuple(several) if source is spelt else (several[0],))
    return [(key, "agency", role) for key, several in found.items() for role in several]


def _phrases(told: Iterable[tuple[str, str, str]]) -> Phrases:
    """By squeezed phrase, each meaning in its field; a word in capitals (ATS) means nothing in small letters."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    for words, field, value in told:
        capitals = field == "kind" and words.isupper() and words.isalpha()
        key = words if capitals else squeezed(plain_words(words.replace("_", " ")))
        if key:
            found.setdefault(key, {})[field, value] = None
    return {key: tuple(meant) for key, meant in found.items()}


def _merged(one: Phrases, two: Phrases) -> Phrases:
    return {**one, **{key: (*one.get(key, ()), *meant) for key, meant in two.items()}}
