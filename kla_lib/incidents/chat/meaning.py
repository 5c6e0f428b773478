"""The meaning of a message, decided with word lists; no text is kept.

1. `read` (reading.py) splits the text into words, writes them in full, and marks mentions (the longest phrase first,
   left to right) and labels such as ``Jenis:``.
2. A mention of a kind or an outcome is stated, denied (``bukan kekerasan``), unsure (``takut dipukul``) or about another
   person (``ibunya bekerja``): `statuses` (status.py).
3. Each field takes its value from the mentions that count: `district_of` (places.py), `agency_of` (agencies.py), and the
   kind and the outcome here.
4. Two possible values, or one in doubt, give no value and as a rule a fault: a person decides, never the first reading.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from kla_lib.incidents.chat.agencies import agency_of
from kla_lib.incidents.chat.places import district_of
from kla_lib.incidents.chat.reading import PLACES, STOP, Answer, Reading, read
from kla_lib.incidents.chat.status import is_weak, statuses
from kla_lib.incidents.model import Act, Names
from kla_lib.incidents.words import kinds, plain_words, squeezed
from kla_lib.incidents.words import words as listed

VAGUE, VAGUE_EVENT = 1, 3  # words beside those of any report; where an event is told of
GROWN = 19  # years: nobody of this age is a child


@dataclass(frozen=True, slots=True)
class Understood:
    """The meaning of a text by field (empty: not known), its faults, and the names it may mean."""

    district: str
    kind: str
    agency: str
    outcome: str
    faults: list[str]
    near: list[str]


def understood(text: str, names: Names, act: Act = "report", asks_place: bool = True, column: str = "") -> Understood:
    """Return the meaning of a text, its faults, and the names it may mean.

    ``act``: what its tag says was done. Without ``asks_place`` a text that names no kecamatan is no fault. ``column``:
    the field of a register in which the text is written; it is then read as under a label.
    """
    reading = read(text, names, {"agency", *PLACES, "kind" if act == "report" else "outcome"} | {column})
    district = district_of(reading, text, names, asks_place) if asks_place or column == "district" else Answer()
    kind = _kind(reading) if act == "report" else Answer()
    agency = agency_of(reading, act, column == "agency")
    outcome = _outcome(reading) if act == "close" or column == "outcome" else Answer()
    not_done = ["act_unsure"] if act != "report" and not column and _not_done(reading, act) else []
    has_office = bool(agency.value or agency.faults)
    if kind.value and not column and not district.faults + kind.faults and _is_vague(reading, has_office):
        kind = Answer("", ["kind_unsure"], [kind.value])
    return Understood(
        district.value,
        kind.value,
        agency.value,
        outcome.value,
        [*district.faults, *kind.faults, *not_done, *outcome.faults, *agency.faults],
        [*district.near, *kind.near, *outcome.near, *agency.near],
    )


def starts_with_name(text: str, names: Names) -> bool:
    """True if a text begins with a phrase of the lists, as what is glued to a tag (``#laporsail``) may."""
    word = squeezed(plain_words(text[:40]))
    sure = {key for key, meant in names.phrases.items() if any(m[0] in PLACES or _is_kind(m) for m in meant)}
    return any(word.startswith(key) for key in sure if len(key) > 2)


def _is_kind(meaning: tuple[str, str]) -> bool:
    return meaning[0] == "kind" and meaning[1] != "lain"


def _kind(reading: Reading) -> Answer:
    """The kind of a report; two kinds, or one that is in doubt, are a fault."""
    found = statuses(reading, "kind")
    found = [pair for pair in found if reading.label_of(pair[0]) == "kind" and pair[1] == "said"] or found
    strong = [(m, status) for m, status in found if not is_weak(reading, m)]
    if any(status in ("said", "unsure") for _, status in strong):
        other = [set(m.values("kind")) for m, status in found if status in ("said", "unsure") and is_weak(reading, m)]
        found = strong
    else:
        other = []
        if any(status == "denied" for _, status in strong):  # bukan kekerasan, anak jatuh: what is left is weak
            found = [(m, "unsure" if status == "said" else status) for m, status in found]
    said = [set(m.values("kind")) for m, status in found if status == "said"]
    sure = set().union(*(each for each in said if len(each) == 1))
    open_ones = [each for each in said if len(each) > 1 and not each & sure]
    if open_ones and not sure:
        common = set.intersection(*open_ones)
        sure, open_ones = (common, []) if len(common) == 1 else (sure, open_ones)
    doubtful = set().union(*(m.values("kind") for m, status in found if status == "unsure"))
    every = [key for key in kinds() if key in sure.union(doubtful, *open_ones)]
    if len(sure) > 1 or open_ones:
        return Answer("", ["kinds_many"], every)
    if sure and (aside := [each for each in other if each != {"lain"} and not each & sure]):
        return Answer("", ["kinds_many"], [key for key in kinds() if key in sure.union(*aside)])
    if doubtful - sure or (sure and (_is_doubtful(reading) or ("kekerasan" not in sure and _harm_unknown(reading)))):
        return Answer("", ["kind_unsure"], every)
    return Answer(next(iter(sure))) if sure else Answer("", ["kind_missing"])


def _is_doubtful(reading: Reading) -> bool:
    """True if a message may report no child's incident of now, wherever it says so.

    It asks, hedges, tells of an activity or of a year, or names a grown person.
    """
    said = [word.text for word in reading.words]
    free = ["-" if at in reading.owner else word for at, word in enumerate(said)]
    if any(
        squeezed(free[at : at + n]) in listed("doubt") | listed("guess") for at in range(len(said)) for n in (1, 2, 3)
    ):
        return True
    pairs = [*itertools.pairwise(said)]
    return (
        reading.asks()
        or any(one in listed("already") and two in listed("resolved") for one, two in pairs)
        or any(one in listed("year") and re.fullmatch(r"20\d\d", two) for one, two in pairs)
        or any(_is_grown(one, two) or _is_grown(two, one) for one, two in pairs)
    )


def _is_grown(number: str, word: str) -> bool:
    """True if a number is the age of a grown person: ``umur 25``, ``25 tahun``."""
    return word in listed("age") and re.fullmatch(r"[1-9]\d", number) is not None and int(number) >= GROWN


def _is_vague(reading: Reading, has_office: bool) -> bool:
    """True if a message names a kind among many other words and no certain event.

    A certain event names a child and has a number of children, an age, a class, kin, or a verb in the passive.
    """
    if reading.labels:
        return False
    free = {word.text.removesuffix("nya") for at, word in enumerate(reading.words) if at not in reading.owner}
    passive = any(reading.text(each.first).startswith(("di", "kena")) for each in reading.of("kind"))
    whose = listed("child") | listed("age") | listed("beside_number")
    said = [word.text for word in reading.words]
    numbered = any({one, two} & whose and (one.isdigit() or two.isdigit()) for one, two in itertools.pairwise(said))
    event = passive or numbered or bool(free & listed("kin"))
    child = bool(free & (listed("child") | listed("age")) - {"korban"})
    if event and child and has_office:
        return False
    ordinary = frozenset().union(*map(listed, ("telling", "child", "kin", "kin_more", "greeting", "place_part", "age")))
    others = {word for word in free - ordinary if word.isalpha()}
    return len(others) > (VAGUE_EVENT if event and child else VAGUE)


def _harm_unknown(reading: Reading) -> bool:
    """True if a passive verb that no list has may tell of harm: ``digasak pamannya``."""
    return any(
        re.fullmatch(r"di[a-z]{4,}", word.text) and word.text.removesuffix("nya") not in listed("passive_known")
        for at, word in enumerate(reading.words)
        if at not in reading.owner and word.raw.casefold()[:2] == "di"
    )


def _outcome(reading: Reading) -> Answer:
    """Return how an incident ended; a general word (ditangani) is ignored next to a particular one."""
    found = statuses(reading, "outcome")
    said = dict.fromkeys(value for m, status in found if status == "said" for value in m.values("outcome"))
    doubtful = dict.fromkeys(value for m, status in found if status == "unsure" for value in m.values("outcome"))
    if len(said) > 1:
        said.pop("tertangani", None)
    if len(said) > 1 or set(doubtful) - set(said):
        return Answer("", ["outcomes_many"], [*dict.fromkeys([*said, *doubtful])])
    ended = next(iter(said), "")
    left = sum(
        word.text.isdigit()
        or (
            any(sign.isalpha() for sign in word.raw)
            and (word.text not in listed("greeting") or word.text in listed("child"))
        )
        for at, word in enumerate(reading.words)
        if at not in reading.owner
    )
    waits = any(word.text in listed("waiting") for word in reading.words)
    unknown = not ended and (left >= 2 or waits or any(status == "denied" for _, status in found))
    return Answer(ended, ["outcome_unknown"] if unknown else [])


def _not_done(reading: Reading, act: Act) -> bool:
    """True if ``#tindak`` or ``#selesai`` says that nothing is done yet (``belum bisa``, ``akan dicek``), asks or guesses."""
    first = list[str]()
    for at in range(len(reading.words)):
        if at and ("," in reading.words[at].gap or STOP.search(reading.words[at].gap)):
            break
        first.append(reading.text(at))
    said = {*first, *map(squeezed, itertools.pairwise(first))}
    if reading.asks() or said & listed("guess"):
        return True
    if act == "close":
        every = {word.text for word in reading.words}
        return bool(every & listed("undone") or ("masih" in every and set(first[:4]) & listed("unfinished")))
    return bool(said & (listed("not_yet") | listed("please"))) and not said & listed("done")
