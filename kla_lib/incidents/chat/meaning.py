"""The meaning of a message, decided with word lists; keyed digests recognise the message again, no text is kept.

1. `read` splits the text into words, writes them in full, and marks mentions (the longest phrase first, left to right)
   and labels such as ``Jenis:``.
2. A mention of a kind or an outcome is stated, denied (``bukan kekerasan``), unsure (``takut dipukul``) or about another
   person (``ibunya bekerja``): `_status`, `_of_other`, `_in_doubt`. A place may be part of another name (``Polsek Kulim``).
3. Each field takes its value from the mentions that count: `_district`, `_kind`, `_agency`, `_outcome`.
4. Two possible values, or one in doubt, give no value and as a rule a fault: a person decides, never the first reading.
"""

from __future__ import annotations

import difflib
import hmac
import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from kla_lib.incidents.model import Act, Names
from kla_lib.incidents.words import kinds, offices, plain_words, squeezed, tokens
from kla_lib.incidents.words import words as listed

LONGEST_PHRASE = 9  # words of a name or phrase that are tried together
SLURRED = 5  # letters at least of a word written without some vowels
DIGITS = 16  # of a digest: enough to tell all messages of a group apart
NEAR, FEW, MOST_WORDS, APART = 0.8, 3, 200, 3
REACH = 8  # words before a mention that may deny it
ASKED, KIN, TOLD = 6, 5, 3  # words searched before a mention: for a request, for kin, for a report about an office
VAGUE, VAGUE_EVENT = 1, 3  # words beside those of any report; where an event is told of
GROWN = 19  # years: nobody of this age is a child
DISTINCT = 7  # letters of a word by which a kecamatan of several words is known
_BREAK = re.compile(r"[.,;:\n!?()•|–—…=\[\]]|\s-|-\s|->")
_WORD = re.compile(r"[^\W_]+")

PLACES = ("district", "village", "former")
Status = Literal["said", "denied", "unsure", "other"]


def digest(secret: bytes, *parts: str) -> str:
    """A keyed digest of some texts; without the key nobody can try names against it."""
    return hmac.new(secret, "\0".join(parts).encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:DIGITS]


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
        return at >= len(self.words) or _BREAK.search(self.words[at].gap) is not None

    def text(self, at: int) -> str:
        """A word in full; empty outside the text."""
        return self.words[at].text if 0 <= at < len(self.words) else ""

    def label_of(self, mention: Mention) -> str:
        """The label (kind, agency, source, other) under which a mention is written."""
        return next((name for name, first, last in self.labels if first <= mention.first < last), "")


def understood(
    text: str, names: Names, act: Act = "report", asks_place: bool = True, column: str = ""
) -> tuple[dict[str, str], list[str], list[str]]:
    """Return the meaning of a text (district, kind, agency, outcome), its faults, and the names it may mean.

    ``act``: what its tag says was done. Without ``asks_place`` a text that names no kecamatan is no fault. ``column``:
    the field of a register in which the text is written; it is then read as under a label.
    """
    reading = read(text, names, {"agency", *PLACES, "kind" if act == "report" else "outcome"} | {column})
    faults, near = list[str](), list[str]()
    said = {"district": "", "kind": "", "agency": "", "outcome": ""}
    if asks_place or column == "district":
        said["district"], faults, near = _district(reading, text, names, asks_place)
    if act == "report":
        said["kind"], of_kind, kinds_near = _kind(reading)
        faults, near = faults + of_kind, near + kinds_near
    if act != "report" and not column and _not_done(reading, act):
        faults.append("act_unsure")
    agency, of_agency, agencies_near = _agency(reading, act, column == "agency")
    if (
        act == "report"
        and not column
        and said["kind"]
        and not faults
        and _is_vague(reading, has_office=bool(agency or of_agency))
    ):
        faults, near, said["kind"] = [*faults, "kind_unsure"], [*near, said["kind"]], ""
    said["agency"] = agency
    if act == "close" or column == "outcome":
        said["outcome"], of_outcome, outcomes_near = _outcome(reading)
        faults, near = faults + of_outcome, near + outcomes_near
    return said, faults + of_agency, near + agencies_near


def addressed_to(greeting: str, names: Names) -> list[str]:
    """The offices that a greeting names: ``Yth. Kepala DP3APM``."""
    reading = read(greeting, names, ("agency",))
    weak, _ = _offices()
    named = [m for m in reading.mentions if squeezed(reading.text(k) for k in range(m.first, m.last)) not in weak]
    return _one_of(reading, named)[0]


def starts_with_name(text: str, names: Names) -> bool:
    """True if a text begins with a phrase of the lists, as what is glued to a tag (``#laporsail``) may."""
    word = squeezed(plain_words(text[:40]))
    sure = {key for key, meant in names.phrases.items() if any(m[0] in PLACES or _is_kind(m) for m in meant)}
    return any(word.startswith(key) for key in sure if len(key) > 2)


def _is_kind(meaning: tuple[str, str]) -> bool:
    return meaning[0] == "kind" and meaning[1] != "lain"


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
    passive = {form for form, weak in _harm_forms()[0].items() if not weak and not form.endswith(("in", "kannya"))}
    known, by = frozenset(single | _harm_forms()[0].keys()), dict[str, list[str]]()
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
        for after in range(at + 1, min(at + LONGEST_PHRASE, len(words))):
            if _BREAK.search(words[after].gap):
                break
            if words[after].text in listed("foundling_place"):
                return Mention(at, after + 1, (("kind", "terlantar"),))
    if "outcome" in fields and word in listed("home"):
        return _reaches(words, at, "home_link", "family", ("outcome", "keluarga"))
    return None


def _harmed(words: Sequence[Word], at: int) -> int:
    """Where a verb of violence that begins at a word ends; 0 for none. Done to whom: in the active a child must follow."""
    word = words[at].text
    passive, active = _harm_forms()
    if word in passive:
        return at + 1
    if word == "kena" and at + 1 < len(words) and words[at + 1].text in listed("harm"):
        return at + 2
    if word in active and at + 1 < len(words) and not words[at + 1].text.isdigit():  # pukul 10
        for after in range(at + 1, min(at + KIN, len(words))):
            if _BREAK.search(words[after].gap):
                break
            if words[after].text.removesuffix("nya") in listed("child"):
                return at + 1
    return 0


@cache
def _harm_forms() -> tuple[dict[str, bool], frozenset[str]]:
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
    end = at + 1
    while end < min(at + LONGEST_PHRASE, len(words)) and not _BREAK.search(words[end].gap):
        if words[end].text in listed(noun):
            return Mention(at, end + 1, (meaning,))
        if words[end].text not in listed(link):
            return None
        end += 1
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


def _status(reading: Reading, at: int, earlier: Sequence[Status]) -> Status:
    """Return whether a mention of a kind or an outcome is stated, denied or in doubt; ``at``: its index among the mentions."""
    mention = reading.mentions[at]
    return _joined(reading, at, earlier) or _before(reading, mention.first) or _after(reading, mention.last) or "said"


def _joined(reading: Reading, at: int, earlier: Sequence[Status]) -> Status | None:
    """A mention joined to a denied one: ``tidak ada kekerasan atau pelecehan``."""
    if not at or earlier[-1] not in ("denied", "unsure"):
        return None
    last, first = reading.mentions[at - 1].last, reading.mentions[at].first
    between = [reading.text(k) for k in range(last, first)]
    gaps = "".join(reading.words[k].gap for k in range(last, first + 1)).strip()
    if not set(between) <= listed("together") or gaps not in ("", ",", "/", "&", "-"):
        return None
    if gaps == "," and (reading.mentions[at].values("outcome") or reading.text(first) in listed("child")):
        return None  # a new part begins: tidak jadi dirujuk, dikembalikan; tidak ada kekerasan, anak hilang
    same = set(reading.mentions[at].values("kind")) & set(reading.mentions[at - 1].values("kind"))
    if same or set(between) & listed("both") or gaps == "/":
        return earlier[-1]
    return "unsure"


def _before(reading: Reading, first: int) -> Status | None:
    """A denial or a doubt before a mention, in its part of the sentence."""
    between = list[str]()
    for at in range(first - 1, max(first - 1 - REACH, -1), -1):
        word, denial = reading.text(at), reading.text(at) in listed("negation")
        if reading.broken(at + 1) and not _label_gap(reading, at + 1):
            break
        if at in reading.owner:
            return "unsure" if denial else None
        if denial and reading.text(at + 1) not in listed("only"):
            return "denied" if set(between) <= listed("link") else "unsure"
        if denial or (word in listed("break") and reading.text(at - 1) not in listed("negation")):
            break
        between.append(word)
    return None


def _label_gap(reading: Reading, at: int) -> bool:
    """True if two words are only apart by a colon, as in ``bukan : kekerasan``."""
    return at < len(reading.words) and reading.words[at].gap.strip() in ("", ":")


def _after(reading: Reading, last: int) -> Status | None:
    """A denial that follows: ``kekerasan tidak terbukti``, ``kekerasan: nihil``."""
    for at in range(last, min(last + KIN, len(reading.words))):
        gap = reading.words[at].gap
        if (at > last and _BREAK.search(gap)) or (at == last and re.search(r"[.,;\n!?|•]", gap)):
            return None
        if at in reading.owner:
            return None
        for length in (3, 2, 1):
            key = squeezed(reading.text(k) for k in range(at, min(at + length, len(reading.words))))
            ends = reading.broken(at + length)
            if key in listed("unsure_after"):
                of_other = reading.text(at + length) in listed("kin") | listed("not_known")
                return None if of_other or _of_next(reading, at + length) else "unsure"
            if key in listed("denied_after"):
                denies = ends or (key not in listed("denied_where_it_ends") and not _of_next(reading, at + length))
                return "denied" if denies else None
        if reading.text(at) not in listed("link"):
            return None
    return None


def _of_next(reading: Reading, at: int) -> bool:
    """True if a denial is of what follows it: ``terlantar, tidak ditemukan tanda kekerasan``."""
    while not reading.broken(at) and at not in reading.owner and reading.text(at) in listed("link"):
        at += 1
    return at in reading.owner and not reading.broken(at)


def _of_other(reading: Reading, mention: Mention) -> Status | None:
    """``other`` where something is said of kin (``ibunya bekerja``) and not of the child, ``unsure`` where it may be."""
    key = squeezed(reading.text(k) for k in range(mention.first, mention.last))
    if "abh" in mention.values("kind"):
        suffered = reading.text(mention.first - 1) in listed("crime_victim") and not reading.broken(mention.first)
        if suffered or (key in ("ditahan", "ditangkap") and reading.text(mention.last) in listed("kin")):
            return "unsure"
    if {key, key.removesuffix("nya")} & listed("status") or (_is_weak(reading, mention) and key[:2] != "di"):
        if key in listed("parent_trade") and reading.text(mention.first - 1) in listed("child"):
            return "other"  # anak buruh tani
        theirs = reading.text(mention.last) in listed("kin") and not reading.broken(mention.last)
        return _of_kin(reading, mention) or ("unsure" if theirs else None)
    suffers = key.startswith("di") or reading.text(mention.first - 1) in listed("suffers")
    if suffers and _of_kin(reading, mention) == "other":
        return "unsure"  # ibunya dipukuli; ibunya korban KDRT
    link, whose = reading.text(mention.last), reading.text(mention.last + 1)
    of_kin = link in listed("toward") | listed("copula") and whose in listed("kin")  # yang dipukul itu kakeknya
    return "unsure" if of_kin or (key == "kdrt" and link in listed("kin")) else None


def _in_doubt(reading: Reading, mention: Mention) -> Status | None:
    """``unsure`` where the words around a mention of a kind may tell of something else."""
    doubts = (
        _is_weak(reading, mention) and _is_cause(reading, mention),
        _is_one_day(reading, mention),
        _is_active(reading, mention) and _child_before(reading, mention.first),  # anak memukul temannya
    )
    return "unsure" if any(doubts) else None


def _is_active(reading: Reading, mention: Mention) -> bool:
    return "kekerasan" in mention.values("kind") and reading.text(mention.first).startswith("me")


def _is_cause(reading: Reading, mention: Mention) -> bool:
    """True if a mention follows a word such as ``karena``: ``sejak bapaknya hanyut``."""
    for at in range(mention.first - 1, max(mention.first - 1 - REACH, -1), -1):
        if reading.broken(at + 1):
            return False
        if reading.text(at) in listed("cause"):
            return True
    return False


def _is_one_day(reading: Reading, mention: Mention) -> bool:
    """True if a child may only have been absent: ``tidak ke sekolah``, but ``tidak pernah lagi ke sekolah``."""
    said = {reading.text(k) for k in range(mention.first, mention.last)}
    absent = said & {"ke", "di"} and said & listed("school") and not said & {"lagi", "pernah", "mau"}
    return bool(absent) and reading.text(mention.first) in listed("negation")


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
        "?" in "".join(word.gap for word in reading.words) + reading.ends
        or any(one in ("sudah", "telah") and two in listed("resolved") for one, two in pairs)
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
    whose = listed("child") | listed("age") | {"orang", "kelas"}
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


def _of_kin(reading: Reading, mention: Mention) -> Status | None:
    """True if a mention is about kin named before it."""
    between = list[str]()
    for at in range(mention.first - 1, max(mention.first - 1 - KIN, -1), -1):
        word = reading.text(at)
        if reading.broken(at + 1):
            break
        if word in listed("child"):
            if reading.text(at - 1) in listed("family") and not reading.broken(at):
                continue  # ibu korban bekerja
            break
        tua = word.startswith("tua") and reading.text(at - 1) == "orang"
        if tua or word in listed("kin"):
            first = at - 1 if tua else at
            if word in listed("accused") and _child_before(reading, at):
                return None  # anak 16 tahun pelaku pencurian
            while reading.text(first - 1) in listed("kin") | listed("kin_more") and not reading.broken(first):
                first -= 1
            before = reading.text(first - 1)
            if before in listed("child") and not reading.broken(first):
                return None  # anak tetangga dipukuli
            if before in listed("with_kin") and not reading.broken(first):
                return "unsure" if before in listed("and") or listed("who") & set(between) else None
            return "other" if set(between) <= listed("kin_link") else "unsure"
        if word not in listed("kin_more"):
            between.append(word)
    return None


def _child_before(reading: Reading, at: int) -> bool:
    """True if a child is named a few words before a word, in its part of the sentence."""
    for before in range(at - 1, max(at - 1 - KIN, -1), -1):
        if reading.broken(before + 1):
            return False
        if reading.text(before) in listed("kin"):
            return False
        if reading.text(before) in listed("child"):
            return reading.text(before) != "korban"
    return False


@cache
def _weak_kinds() -> frozenset[str]:
    return frozenset(squeezed(plain_words(word)) for meant in kinds().values() for word in meant.weak)


def _statuses(reading: Reading, name: str) -> list[tuple[Mention, Status]]:
    """Every mention in a field with its status."""
    every, found = list[Status](), list[tuple[Mention, Status]]()
    for at, mention in enumerate(reading.mentions):
        status: Status = "said"
        if mention.values(name):
            status = _status(reading, at, every)
            if name == "kind" and status == "said":
                status = _of_other(reading, mention) or _in_doubt(reading, mention) or "said"
            found.append((mention, status))
        every.append(status)
    return found


def _kind(reading: Reading) -> tuple[str, list[str], list[str]]:
    """The kind of a report; two kinds, or one that is in doubt, are a fault."""
    found = _statuses(reading, "kind")
    found = [pair for pair in found if reading.label_of(pair[0]) == "kind" and pair[1] == "said"] or found
    strong = [(m, status) for m, status in found if not _is_weak(reading, m)]
    if any(status in ("said", "unsure") for _, status in strong):
        other = [set(m.values("kind")) for m, status in found if status in ("said", "unsure") and _is_weak(reading, m)]
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
        return "", ["kinds_many"], every
    if sure and (aside := [each for each in other if each != {"lain"} and not each & sure]):
        return "", ["kinds_many"], [key for key in kinds() if key in sure.union(*aside)]
    if doubtful - sure or (sure and (_is_doubtful(reading) or ("kekerasan" not in sure and _harm_unknown(reading)))):
        return "", ["kind_unsure"], every
    return (next(iter(sure)), [], []) if sure else ("", ["kind_missing"], [])


def _is_weak(reading: Reading, mention: Mention) -> bool:
    key = squeezed(reading.text(k) for k in range(mention.first, mention.last))
    weak = key in _weak_kinds() or key.removesuffix("nya") in _weak_kinds()
    return weak or _harm_forms()[0].get(key, False)


def _outcome(reading: Reading) -> tuple[str, list[str], list[str]]:
    """Return how an incident ended; a general word (ditangani) is ignored next to a particular one."""
    found = _statuses(reading, "outcome")
    said = dict.fromkeys(value for m, status in found if status == "said" for value in m.values("outcome"))
    doubtful = dict.fromkeys(value for m, status in found if status == "unsure" for value in m.values("outcome"))
    if len(said) > 1:
        said.pop("tertangani", None)
    if len(said) > 1 or set(doubtful) - set(said):
        return "", ["outcomes_many"], [*dict.fromkeys([*said, *doubtful])]
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
    return ended, ["outcome_unknown"] if unknown else [], []


def _not_done(reading: Reading, act: Act) -> bool:
    """True if ``#tindak`` or ``#selesai`` says that nothing is done yet (``belum bisa``, ``akan dicek``), asks or guesses."""
    first = list[str]()
    for at in range(len(reading.words)):
        if at and re.search(r"[.,;\n!?]", reading.words[at].gap):
            break
        first.append(reading.text(at))
    said = {*first, *map(squeezed, itertools.pairwise(first))}
    marked = "?" in "".join(word.gap for word in reading.words) + reading.ends
    if marked or said & listed("guess"):
        return True
    if act == "close":
        every = {word.text for word in reading.words}
        return bool(every & listed("undone") or ("masih" in every and set(first[:4]) & listed("unfinished")))
    return bool(said & (listed("not_yet") | listed("please"))) and not said & listed("done")


def _district(reading: Reading, text: str, names: Names, asks: bool) -> tuple[str, list[str], list[str]]:
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
        return "", ["district_former"], near
    if unknown and not marked:
        near = [name for name in dict.fromkeys(unknown) if name != "?"] or _near(text, names)
        return "", ["district_unknown"], near
    if unknown and marked and unknown != ["?"]:
        known += [name for name in unknown if name not in known]
    if not marked:  # a village without a mark counts next to a kecamatan without one
        known = list(dict.fromkeys([*known, *found["loose"]]))
    if len(known) > 1:
        return "", ["districts_many"], known
    if known:
        return known[0], [], []
    if not (asks and names.districts):
        return "", [], []
    near = list(dict.fromkeys(found["weak"])) or _near(text, names)
    return "", ["district_unknown" if near else "district_missing"], near


def _places(reading: Reading, names: Names) -> Iterator[tuple[str, list[str], Mention]]:
    """Return the places of a text: (level, names, position); ``unknown`` for a word after ``kec.`` that is no kecamatan."""
    for mention in reading.mentions:
        denied = reading.text(mention.first - 1) in listed("negation") and _before(reading, mention.first) == "denied"
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
    key = squeezed(reading.text(k) for k in range(mention.first, mention.last))
    return key in listed("common_village") or (mention.first > 0 and key in listed("common_at_start"))


def _is_marker(reading: Reading, at: int, word: str) -> bool:
    """True if ``kec.`` or ``kecamatan :`` comes right before a name."""
    return reading.text(at) == word and not re.search(r"[,;\n!?]", reading.words[at + 1].gap)


def _names_one(reading: Reading, at: int) -> bool:
    """True if the word after ``kecamatan`` should be a name."""
    owner = reading.owner.get(at)
    if (owner and owner.last - owner.first > 1) or at + 1 >= len(reading.words):
        return False
    after = reading.words[at + 1]
    return not re.search(r"[,;\n!?)]", after.gap) and after.text not in listed("kec_any")


def _begun(reading: Reading, at: int, names: Names) -> list[str]:
    """Kecamatan that begin with a word as written (``kec. Marpoyan``); short words begin too many names."""
    word = reading.text(at)
    begun = [plain_words(name) for name in names.districts]
    found = [name for name, said in zip(names.districts, begun, strict=True) if said[:1] == [word] and len(said) > 1]
    return found if len(word) >= DISTINCT and not any("kota" in plain_words(name) for name in found) else []


def _inside_name(reading: Reading, at: int) -> bool:
    """True if a name is part of a street's, a school's or a market's: ``jl. Kulim``, ``SDN 12 Sukajadi``."""
    for back in (at - 1, at - 2):
        if back < 0 or re.search(r"[,;:\n!?]", reading.words[back + 1].gap):
            return False
        if reading.text(back) in listed("place_part"):
            return True
        if not reading.text(back).isdigit() and reading.text(back) not in ("negeri", "no", "lama", "baru"):
            return False
    return False


@cache
def _offices() -> tuple[dict[str, str], dict[str, str]]:
    """The ordinary words among the names of offices and where they count, and of what office another is part."""
    weak = {squeezed(plain_words(name)): office.weak for office in offices() if office.weak for name in office.names}
    return weak, {office.role: office.part_of for office in offices() if office.part_of}


def _agency(reading: Reading, act: Act, is_cell: bool) -> tuple[str, list[str], list[str]]:
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
        return (roles[0], [], []) if len(roles) == 1 else ("", [] if is_cell else ["agencies_many"], roles)
    if len(roles) > 1 and len(only) == 1:
        return only[0], [], []
    if act == "close" and not acting:
        return "", [], []
    alone = [each for each in groups["bare"] if _is_sentence(reading, each)]
    if (
        act == "report"
        and len(groups["bare"]) == len(alone) == 1
        and not groups["told"] + groups["ask"]
        and not is_open
    ):
        roles = _one_of(reading, alone)[0]  # dirawat di RSUD. UPTD PPA
    if is_open or len(roles) > 1:
        return "", ["agencies_many"], roles
    if roles:
        return (roles[0], [], []) if acting else ("", ["agency_unsure"], roles)
    return "", ["agency_unknown"] if act == "report" and not is_cell and _other_office(reading) else [], []


def _is_sentence(reading: Reading, mention: Mention) -> bool:
    """True if an office is a sentence by itself."""
    last = mention.last
    ends = last >= len(reading.words) or re.search(r"[.\n!]", reading.words[last].gap)
    return bool(ends and mention.first and re.search(r"[.\n!]", reading.words[mention.first].gap))


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
    key = squeezed(reading.text(k) for k in range(mention.first, mention.last))
    label, weak = reading.label_of(mention), _offices()[0].get(key, "")
    if label == "agency":
        return "label"
    is_place = mention.values("district") or mention.values("village")
    if label == "source" or weak == "label" or is_place or _before(reading, mention.first) == "denied":
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
    for after in range(at, min(at + KIN, len(reading.words))):
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
        if re.search(r"[.;\n!?•|]", gap):
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
    marker = key in ("kecamatan", "kelurahan", "desa", "camat", "lurah")
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
        if word.text in ("dinas", "badan") and at not in reading.owner and _is_office(reading, at):
            return True
        if word.text in listed("please_whom") and not shouted and _asks_capitals(reading, at + 1):
            return True
    return any(
        name == "agency"
        and reading.text(first - 1) in ("opd", "instansi", "dinas")
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
