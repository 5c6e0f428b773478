"""What looks like a citizen's number or address in free text: told apart, and hidden by a mark.

Looked for are a NIK (16 digits), a civil servant's NIP (18 digits: birth, appointment, sex, serial), an Indonesian
telephone number (+62, 62 or 0 before 8, an area code apart as in ``0761-123456``, or any after a word such as "HP") and
an e-mail address. Numbers are read in groups, as people write them (``0812-3456-7890``); years, points,
amounts, codes, document numbers and digests are left alone. tests/core/cases/personal.csv says which is which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MARKS = {"id": "[disembunyikan]", "en": "[hidden]"}
NIK, NIP, PHONE, EMAIL = "NIK", "NIP", "telepon", "e-mail"
NIK_DIGITS, NIP_DIGITS, MOST_GROUPS = 16, 18, 7
SHORTEST_LANDLINE, LONGEST_LANDLINE = 5, 8
SHORTEST_PHONE, LONGEST_PHONE, SHORTEST_TEXT = 9, 12, 6

_BETWEEN = re.compile(r"[ \u00a0\u2000-\u200b\u202f.()\-\u2010-\u2015]{1,3}")
_EMAIL = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,127}\w{2,63}")
_DIGEST = re.compile(r"(?i)\b(?=[0-9]*[a-f])[0-9a-f]{20,}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
_WORTH = r"[@\d](?:(?<=@)|(?:\D{0,3}\d){7})"  # by its first sign: in C, of ASCII alone by a table
_WORTH_READING, _WORTH_PLAIN = re.compile(_WORTH), re.compile(_WORTH, re.ASCII)
_CALLED = re.compile(r"(?i)(?:^|[^\w])(?:hp|wa|whatsapp|telp|tlp|tel|telepon|telpon|phone|ponsel)[^\w\n]{0,4}$")
_MONEY = re.compile(r"(?i)(?:rp|idr)[.:]?\s{0,2}$")
_AREA = re.compile(r"0[2-79]\d{1,2}")
_APART = re.compile(r"\s?[)\-\u2010-\u2015]\s?")
_BORN = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:19|20)\d{2}(?:0[1-9]|1[0-2])[12]\d{3}")
_ROUND = "000000"  # so ends an amount of money, and no NIK
_DECIMAL = re.compile(r"[+-]?\d{1,9}[.,]\d{2,20}(?:[eE][+-]?\d{1,3})?\s?%?", re.ASCII)
_CENTS = re.compile(r",\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class _Group:
    """A run of digits, and how it hangs on the group before it: the text between, None where they do not join."""

    digits: str
    start: int
    end: int
    gap: str | None


def masked(text: str, lang: str = "id") -> str:
    """The text with every personal number and address replaced by the mark of a language; marks are translated."""
    parts, at = [], 0
    for start, end, _ in personal_spans(text):
        parts += [text[at:start], MARKS["id"]]
        at = end
    whole = "".join([*parts, text[at:]])
    return whole if lang == "id" else whole.replace(MARKS["id"], MARKS[lang])


def masked_figure(text: str, is_number: bool = False) -> str:
    """The text of a cell with personal data replaced; a figure is none, whatever its digits look like.

    A text that is a decimal number as a whole is a figure, and so is every number cell (``is_number``), but for a whole
    number of 16 digits that reads as a NIK: no recap and no form has a figure of that size.
    """
    if _DECIMAL.fullmatch(text.strip()) or (is_number and not _is_nik_alone(text)):
        return text
    return masked(text)


def _is_nik_alone(text: str) -> bool:
    return len(text) == NIK_DIGITS and text.isdecimal() and reads_as_nik(text)


def personal_kinds(text: str) -> tuple[str, ...]:
    """Which kinds of personal data a text seems to hold, each once: ``NIK``, ``NIP``, ``telepon``, ``e-mail``."""
    return tuple(dict.fromkeys(kind for _, _, kind in personal_spans(text)))


def personal_spans(text: str) -> list[tuple[int, int, str]]:
    """Where personal data stands: (start, end, kind) in order, never overlapping."""
    worth = _WORTH_PLAIN if text.isascii() else _WORTH_READING
    if len(text) < SHORTEST_TEXT or not worth.search(text):
        return []
    addresses = [(m.start(), m.end(), EMAIL) for m in _EMAIL.finditer(text)] if "@" in text else []
    taken = [*addresses, *((m.start(), m.end(), "") for m in _DIGEST.finditer(text))]
    groups = _groups(text, taken)
    return sorted([*addresses, *_numbers(text, groups)])


def _groups(text: str, taken: list[tuple[int, int, str]]) -> list[_Group]:
    """The runs of digits outside what is taken already, digits of any script as ASCII."""
    groups: list[_Group] = []
    inside, nowhere = iter(sorted(taken)), (len(text) + 1, len(text) + 1, "")
    start, end, _ = next(inside, nowhere)
    for found in re.finditer(r"\d+", text):
        while found.start() >= end:
            start, end, _ = next(inside, nowhere)
        if found.start() < start:
            before = groups[-1].end if groups else 0
            gap = text[before : min(found.start(), before + 4)] if groups else ""
            digits = "".join(str(int(digit)) for digit in found[0])
            groups.append(_Group(digits, *found.span(), gap if _BETWEEN.fullmatch(gap) else None))
    return groups


def _numbers(text: str, groups: list[_Group]) -> Iterator[tuple[int, int, str]]:
    at = 0
    while at < len(groups):
        last, kind = _nip(groups, at), NIP
        if last is None:
            last, kind = _nik(groups, at, text), NIK
        if last is None:
            last, kind = _phone(groups, at, text), PHONE
        if last is None:
            last = _landline(groups, at)
        if last is None:
            at += 1
        else:
            yield _from(groups[at].start, groups[last].end, text), groups[last].end, kind
            at = last + 1


def _from(start: int, end: int, text: str) -> int:
    """Where the number starts, with its ``+`` and with a bracket that closes inside it."""
    start -= text[start - 1 : start] == "+"
    return start - (text[start - 1 : start] == "(" and ")" in text[start:end])


def _nip(groups: list[_Group], at: int) -> int | None:
    """The last group of a NIP that starts at a group: its dates must read as dates."""
    whole = ""
    for last, group in enumerate(groups[at : at + MOST_GROUPS], start=at):
        if whole and group.gap is None:
            return None
        whole += group.digits
        if len(whole) >= NIP_DIGITS:
            return last if _BORN.fullmatch(whole) else None
    return None


def _nik(groups: list[_Group], at: int, text: str) -> int | None:
    """The last group of a NIK that starts at a group; several groups must also read as one (area, date of birth)."""
    first = groups[at].digits
    if len(first) == NIK_DIGITS:
        is_amount = (first.endswith(_ROUND) and not reads_as_nik(first)) or _is_amount(groups, at, text)
        is_part = _is_decimal(groups, at, text) and (groups[at - 1].digits == "0" or not reads_as_nik(first))
        return None if is_amount or is_part else at
    whole, last = "", at - 1
    for group in groups[at : at + MOST_GROUPS]:
        if len(whole) >= NIK_DIGITS or len(group.digits) < 2 or (whole and group.gap is None):
            break
        whole, last = whole + group.digits, last + 1
    fits = len(whole) == NIK_DIGITS and reads_as_nik(whole)
    return last if fits and not _is_thousands(groups[at : last + 1]) else None


def reads_as_nik(digits: str) -> bool:
    """Province, then the date of birth (day plus 40 for women) after six digits of area."""
    province, day, month = int(digits[:2]), int(digits[6:8]) % 40, int(digits[8:10])
    return 11 <= province <= 97 and int(digits[6:8]) <= 71 and 1 <= day <= 31 and 1 <= month <= 12


def _is_thousands(groups: list[_Group]) -> bool:
    return len(groups[0].digits) <= 3 and all(g.gap == "." and len(g.digits) == 3 for g in groups[1:])


def _is_decimal(groups: list[_Group], at: int, text: str) -> bool:
    """Whether the group is the fraction of a number such as ``0.0812345678901``."""
    start = groups[at].start
    before = groups[at - 1] if at else None
    touching = before is not None and before.end == start - 1 and text[start - 1] in ".,"
    return touching and before is not None and len(before.digits) <= 3


def _phone(groups: list[_Group], at: int, text: str) -> int | None:
    """The last group of a telephone number that starts at a group."""
    before, first = text[max(0, groups[at].start - 20) : groups[at].start], groups[at].digits
    if _is_decimal(groups, at, text):
        return None
    called = first[0] in "08" and _CALLED.search(before) is not None
    for prefix in ("0062", "62", "0"):
        if first.startswith(prefix):
            abroad = "+" in before[-2:] or prefix == "0062"
            return _after_prefix(groups, at, len(prefix), abroad or called, text)
    return _extent(groups, at, len(first)) if called else None


def _landline(groups: list[_Group], at: int) -> int | None:
    """The last group of a number whose area code stands apart, by a hyphen or in brackets."""
    following = groups[at + 1 : at + 3]
    if not (following and _AREA.fullmatch(groups[at].digits) and _APART.fullmatch(following[0].gap or "")):
        return None
    count = len(following[0].digits)
    split = len(following) == 2 and following[1].gap in (" ", "-") and len(groups[at].digits) == count == 3
    count, last = (count + len(following[1].digits), at + 2) if split else (count, at + 1)
    return last if SHORTEST_LANDLINE <= count <= LONGEST_LANDLINE else None


def _after_prefix(groups: list[_Group], at: int, prefix: int, sure: bool, text: str) -> int | None:
    first = groups[at].digits
    bare = len(first) == prefix
    following = groups[at + 1] if at + 1 < len(groups) and groups[at + 1].gap is not None else None
    if bare and following is None:
        return None
    if not sure and not (_mobile_in_groups(groups, at) if bare else _is_mobile(first[prefix:])):
        return None
    if not sure and prefix == 2 and _is_amount(groups, at, text):
        return None
    if following is not None and bare and following.digits.startswith("0"):
        return _extent(groups, at, -1)
    return _extent(groups, at, len(first) - prefix)


def _is_mobile(rest: str) -> bool:
    return len(rest) >= 2 and rest[0] == "8" and rest[1] != "0"


def _mobile_in_groups(groups: list[_Group], at: int) -> bool:
    """``62 812 3456`` and ``0 812 3456``: the next group is a prefix of its own, and no dot stands between."""
    following = groups[at + 1]
    return len(following.digits) >= 3 and _is_mobile(following.digits) and "." not in (following.gap or "")


def _is_amount(groups: list[_Group], at: int, text: str) -> bool:
    """True if a number comes after Rp or before two decimals."""
    return bool(_MONEY.search(text[max(0, groups[at].start - 8) : groups[at].start])) or bool(
        _CENTS.match(text, groups[at].end)
    )


def _extent(groups: list[_Group], at: int, count: int) -> int | None:
    """The group at which a number of nine to twelve digits ends; a short group after nine is something else."""
    last = at
    while last + 1 < len(groups) and groups[last + 1].gap is not None:
        more = len(groups[last + 1].digits)
        if count + more > LONGEST_PHONE or (count >= SHORTEST_PHONE and more < 3):
            break
        last, count = last + 1, count + more
    return last if SHORTEST_PHONE <= count <= LONGEST_PHONE else None
