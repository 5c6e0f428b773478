"""A text split into words, with the mentions and labels that the word lists find in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from kla_lib.incidents.model import Names
from kla_lib.incidents.words import kinds, plain_words, squeezed
from kla_lib.incidents.words import words as listed

PLACES = ("district", "village", "former")
LONGEST_PHRASE = 9  # words of a name or phrase that are tried together
NEARBY = 5  # words beside a mention that are searched for kin, a child or a denial
SLURRED, APART = 5, 3  # letters at least of a word written without some vowels; letters it may lack
BREAK = re.compile(r"[.,;:\n!?()•|–—…=\[\]]|\s-|-\s|->")
STOP = re.compile(r"[.;\n!?•|]")  # as `BREAK`, without what may stand inside a sentence
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written, in full (`plain_words`), and the text between the word before and it."""

    raw: str
    text: str
    gap: str


@dataclass(frozen=True, slots=True)
class Mention:
    """Words ``first`` to ``last`` (exclusive) that mean something: (field, value) pairs."""

    first: int
    last: int
    meanings: tuple[tuple[str, str], ...]

    def values(self, name: str) -> tuple[str, ...]:
        """The values it may have in a field."""
        return tuple(dict.fromkeys(value for each, value in self.meanings if each == name))


@dataclass
class Reading:
    """A text in words, with what the lists find in it; ``labels``: (name of a label, first word, last word exclusive)."""

    words: list[Word]
    mentions: list[Mention]
    labels: list[tuple[str, int, int]]
    ends: str = ""  # the text after the last word
    owner: dict[int, Mention] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.owner = {at: each for each in self.mentions for at in range(each.first, each.last)}

    def of(self, name: str) -> list[Mention]:
        """The mentions that mean something in a field."""
        return [each for each in self.mentions if each.values(name)]

    def broken(self, at: int) -> bool:
        """True if a new part of a sentence begins with a word."""
        return at >= len(self.words) or BREAK.search(self.words[at].gap) is not None

    def text(self, at: int) -> str:
        """A word in full; empty outside the text."""
        return self.words[at].text if 0 <= at < len(self.words) else ""

    def label_of(self, mention: Mention) -> str:
        """The label (kind, agency, source, other) under which a mention is written."""
        return next((name for name, first, last in self.labels if first <= mention.first < last), "")

    def key(self, mention: Mention) -> str:
        """The words of a mention, squeezed."""
        return squeezed(word.text for word in self.words[mention.first : mention.last])

    def before(self, first: int, most: int) -> Iterator[int]:
        """The words before one, backwards, ``most`` at the utmost, to the beginning of its part of the sentence."""
        for at in range(first - 1, max(first - 1 - most, -1), -1):
            if self.broken(at + 1):
                return
            yield at

    def asks(self) -> bool:
        """True if there is a question mark anywhere."""
        return "?" in "".join(word.gap for word in self.words) + self.ends


@dataclass(frozen=True, slots=True)
class Answer:
    """What a text says in one field (empty: not known), why not, and the values it may mean."""

    value: str = ""
    faults: list[str] = field(default_factory=list)
    near: list[str] = field(default_factory=list)


def read(text: str, names: Names, fields: Collection[str]) -> Reading:
    """The words of a text, labels, and phrases that mean something in some fields (the longest first, left to right)."""
    found, at = list[Word](), 0
    for match in _WORD.finditer(text):
        gap = text[at : match.start()]
        for part in plain_words(match[0]) or [match[0].casefold()]:
            for each in map(_spelt_out, part.split()):
                found.append(Word(match[0], each, gap))
                gap = " "
        at = match.end()
    return Reading(found, list(_mentions(found, names, fields)), list(_labels(found)), text[at:])


@cache
def _spelt_out(word: str) -> str:
    """A word of a kind that is written without some of its vowels (``trlantar``), in full; any other as it is."""
    if len(word) < SLURRED or not word.isalpha() or word in _slurs()[0] or word in listed("not_slurred"):
        return word
    near = [
        full
        for full in _slurs()[1].get(_consonants(word), ())
        if 0 < len(full) - len(word) <= APART and _within(word, full)
    ]
    return min(near, key=len, default=word)


@cache
def _slurs() -> tuple[frozenset[str], dict[str, list[str]]]:
    """The long words of the kinds and the verbs of violence, and the same by their consonants."""
    single = {squeezed(plain_words(word)) for meant in kinds().values() for word in meant.words if " " not in word}
    passive = {form for form, weak in harm_forms()[0].items() if not weak and not form.endswith(("in", "kannya"))}
    known, by = frozenset(single | harm_forms()[0].keys()), dict[str, list[str]]()
    for full in sorted(word for word in single | passive if len(word) > SLURRED + 1):
        by.setdefault(_consonants(full), []).append(full)
    return known, by


def _consonants(word: str) -> str:
    return word[:1] + re.sub("[aeiou]", "", word[1:])


def _within(word: str, full: str) -> bool:
    """True if a word is another one without some letters."""
    letters = iter(full)
    return all(letter in letters for letter in word)


def _mentions(words: Sequence[Word], names: Names, fields: Collection[str]) -> Iterator[Mention]:
    shouted = not any(sign.islower() for word in words for sign in word.raw)
    at = 0
    while at < len(words):
        step = 1
        for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
            meant = _meant(words[at : at + length], names, shouted)
            if meanings := tuple(m for m in meant if m[0] in fields):
                yield Mention(at, at + length, meanings)
                step = length
                break
        else:
            if composed := _composed(words, at, fields):
                yield composed
                step = composed.last - at
        at += step


def _composed(words: Sequence[Word], at: int, fields: Collection[str]) -> Mention | None:
    """A meaning made of a verb, linking words and a noun: ``tidak pernah masuk sekolah``, ``diserahkan kepada neneknya``."""
    word = words[at].text
    if "kind" in fields and word in listed("negation") | listed("school_stop"):
        said = _reaches(words, at, "school_between", "school", ("kind", "putus_sekolah"))
        further = said or _reaches(words, at, "school_between", "school_names", ("kind", "putus_sekolah"))
        on = {each.text for each in words[at : further.last]} & listed("school_on") if further else set()
        return further if said or on or word in listed("school_stop") else None
    if "kind" in fields and (harmed := _harmed(words, at)):
        return Mention(at, harmed, (("kind", "kekerasan"),))
    if "kind" in fields and word in listed("foundling"):
        for after in _following(words, at, LONGEST_PHRASE):
            if words[after].text in listed("foundling_place"):
                return Mention(at, after + 1, (("kind", "terlantar"),))
    if "outcome" in fields and word in listed("home"):
        return _reaches(words, at, "home_link", "family", ("outcome", "keluarga"))
    return None


def _following(words: Sequence[Word], at: int, most: int) -> Iterator[int]:
    """The words after one, in its part of the sentence, as far as ``most`` words with it reach."""
    for after in range(at + 1, min(at + most, len(words))):
        if BREAK.search(words[after].gap):
            return
        yield after


def _harmed(words: Sequence[Word], at: int) -> int:
    """Where a verb of violence that begins at a word ends; 0 for none. Done to whom: in the active a child must follow."""
    word = words[at].text
    passive, active = harm_forms()
    if word in passive:
        return at + 1
    if word == "kena" and at + 1 < len(words) and words[at + 1].text in listed("harm"):
        return at + 2
    if word not in active or (at + 1 < len(words) and words[at + 1].text.isdigit()):  # pukul 10
        return 0
    child = any(words[after].text.removesuffix("nya") in listed("child") for after in _following(words, at, NEARBY))
    return at + 1 if child else 0


@cache
def harm_forms() -> tuple[dict[str, bool], frozenset[str]]:
    """The passive forms of the verbs of violence, each True if weak, and the active forms of the strong ones."""
    ends = ("", "i", "in", "kan", "kannya", "nya")
    passive = {
        f"di{root}{end}": weak
        for what, weak in (("harm_weak", True), ("harm", False))
        for root in listed(what)
        for end in ends
    }
    active = {f"{begun}{end}" for root in listed("harm") for begun in (root, *_nasal(root)) for end in ends[:4]}
    return passive, frozenset(active)


def _nasal(root: str) -> list[str]:
    """A verb in the active: pukul -> memukul, mukul; hajar -> menghajar, ngehajar."""
    first, rest = root[0], root[1:]
    dropped = {"p": ("mem", "m"), "t": ("men", "n"), "s": ("meny", "ny"), "k": ("meng", "ng")}
    if first in dropped:
        return [begun + rest for begun in dropped[first]]
    begun = "mem" if first in "bfv" else "men" if first in "cdjz" else "me" if first in "lmnrwy" else "meng"
    return [begun + root, "nge" + root]


def _reaches(words: Sequence[Word], at: int, link: str, noun: str, meaning: tuple[str, str]) -> Mention | None:
    """The words from a verb to the last noun of a sort that only linking words part from it."""
    for end in _following(words, at, LONGEST_PHRASE):
        if words[end].text in listed(noun):
            return Mention(at, end + 1, (meaning,))
        if words[end].text not in listed(link):
            return None
    return None


def _meant(words: Sequence[Word], names: Names, shouted: bool) -> tuple[tuple[str, str], ...]:
    """Return the meaning of a sequence of words; a suffix ``-nya`` is ignored."""
    if len(words) == 1 and not shouted and words[0].raw in names.phrases:
        return tuple(names.phrases[words[0].raw])
    key = squeezed(word.text for word in words)
    meanings = tuple(names.phrases.get(key, ()))
    if not meanings and key.endswith("nya"):
        meanings = tuple(m for m in names.phrases.get(key[:-3], ()) if m[0] in ("kind", "outcome"))
    gaps = "".join(word.gap for word in words[1:])
    if re.search(r"[\n;:!?()]|\. ", gaps):
        return ()
    return tuple(m for m in meanings if "," not in gaps or m[0] == "agency")


def _labels(words: Sequence[Word]) -> Iterator[tuple[str, int, int]]:
    """Return the text after ``Jenis:`` and ``OPD:``, to the end of the line or the next label."""
    starts = list[tuple[str, int, int]]()
    for at, word in enumerate(words):
        if re.match(r"\s*[:=]", word.gap) and at:
            for length in (3, 2, 1):
                first = at - length
                key = squeezed(each.text for each in words[max(first, 0) : at])
                name = next((n for n in ("kind", "agency", "source", "other") if key in listed(f"label_{n}")), "")
                if first >= 0 and name:
                    starts.append((name, first, at))
                    break
    for n, (name, _, at) in enumerate(starts):
        end = starts[n + 1][1] if n + 1 < len(starts) else len(words)
        last = next((k for k in range(at + 1, end) if re.search(r"[\n;]", words[k].gap)), end)
        yield name, at, last
