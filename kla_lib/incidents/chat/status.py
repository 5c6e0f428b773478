"""Whether a mention of a kind or an outcome is stated, denied, in doubt, or about another person than the child."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

from kla_lib.incidents.chat.reading import BREAK, NEARBY, STOP, Mention, Reading, harm_forms
from kla_lib.incidents.words import kinds, plain_words, squeezed
from kla_lib.incidents.words import words as listed

Status = Literal["said", "denied", "unsure", "other"]
REACH = 8  # words before a mention that may deny it


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


def status_before(reading: Reading, first: int) -> Status | None:
    """A denial or a doubt before a mention, in its part of the sentence."""
    between = list[str]()
    for at in range(first - 1, max(first - 1 - REACH, -1), -1):
        word, denial = reading.text(at), reading.text(at) in listed("negation")
        if reading.broken(at + 1) and reading.words[at + 1].gap.strip() not in ("", ":"):  # bukan : kekerasan
            break
        if at in reading.owner:
            return "unsure" if denial else None
        if denial and reading.text(at + 1) not in listed("only"):
            return "denied" if set(between) <= listed("link") else "unsure"
        if denial or (word in listed("break") and reading.text(at - 1) not in listed("negation")):
            break
        between.append(word)
    return None


def _after(reading: Reading, last: int) -> Status | None:
    """A denial that follows: ``kekerasan tidak terbukti``, ``kekerasan: nihil``."""
    for at in range(last, min(last + NEARBY, len(reading.words))):
        gap = reading.words[at].gap
        if (at > last and BREAK.search(gap)) or (at == last and ("," in gap or STOP.search(gap))):
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
    key = reading.key(mention)
    if "abh" in mention.values("kind"):
        suffered = reading.text(mention.first - 1) in listed("crime_victim") and not reading.broken(mention.first)
        if suffered or (key in listed("arrested") and reading.text(mention.last) in listed("kin")):
            return "unsure"
    if {key, key.removesuffix("nya")} & listed("status") or (is_weak(reading, mention) and key[:2] != "di"):
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
        is_weak(reading, mention) and _is_cause(reading, mention),
        _is_one_day(reading, mention),
        _is_active(reading, mention) and _child_before(reading, mention.first),  # anak memukul temannya
    )
    return "unsure" if any(doubts) else None


def _is_active(reading: Reading, mention: Mention) -> bool:
    return "kekerasan" in mention.values("kind") and reading.text(mention.first).startswith("me")


def _is_cause(reading: Reading, mention: Mention) -> bool:
    """True if a mention follows a word such as ``karena``: ``sejak bapaknya hanyut``."""
    return any(reading.text(at) in listed("cause") for at in reading.before(mention.first, REACH))


def _is_one_day(reading: Reading, mention: Mention) -> bool:
    """True if a child may only have been absent: ``tidak ke sekolah``, but ``tidak pernah lagi ke sekolah``."""
    said = {reading.text(k) for k in range(mention.first, mention.last)}
    absent = said & {"ke", "di"} and said & listed("school") and not said & listed("for_good")
    return bool(absent) and reading.text(mention.first) in listed("negation")


def _of_kin(reading: Reading, mention: Mention) -> Status | None:
    """Return ``other`` if a mention is about kin named before it, ``unsure`` if it may be."""
    between = list[str]()
    for at in reading.before(mention.first, NEARBY):
        word = reading.text(at)
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


def _child_before(reading: Reading, first: int) -> bool:
    """True if a child is named a few words before a word, in its part of the sentence."""
    for at in reading.before(first, NEARBY):
        if reading.text(at) in listed("kin"):
            return False
        if reading.text(at) in listed("child"):
            return reading.text(at) != "korban"
    return False


@cache
def _weak_kinds() -> frozenset[str]:
    return frozenset(squeezed(plain_words(word)) for meant in kinds().values() for word in meant.weak)


def is_weak(reading: Reading, mention: Mention) -> bool:
    """True if a mention of a kind counts only where no other kind is stated."""
    key = reading.key(mention)
    weak = key in _weak_kinds() or key.removesuffix("nya") in _weak_kinds()
    return weak or harm_forms()[0].get(key, False)


def statuses(reading: Reading, name: str) -> list[tuple[Mention, Status]]:
    """Every mention in a field with its status."""
    every, found = list[Status](), list[tuple[Mention, Status]]()
    for at, mention in enumerate(reading.mentions):
        status: Status = "said"
        if mention.values(name):
            status = (
                _joined(reading, at, every)
                or status_before(reading, mention.first)
                or _after(reading, mention.last)
                or "said"
            )
            if name == "kind" and status == "said":
                status = _of_other(reading, mention) or _in_doubt(reading, mention) or "said"
            found.append((mention, status))
        every.append(status)
    return found
