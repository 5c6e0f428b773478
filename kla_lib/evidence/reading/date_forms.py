"""Every date that is written in a text, in the forms Indonesian offices use; what a date is for is said by `dates`.

Read are days in figures and in words, months, school and budget years, numbers of rules and of letters, in any case, with
the misspellings and the letters-for-digits that scanners make. Periods such as ``2020-2025`` and Hijri dates are none.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from kla_lib.core.document_words import any_of

Form = Literal["words", "day", "figures", "iso", "month", "budget", "school", "part", "rule", "roman", "number", "year"]
EARLIEST = 1945
MOST_FOUND = 2_000

_MONTHS = (
    r"jan(?:uari|uary)?",
    r"[fp]eb(?:r[iu]?u?ari|ruary)?",
    r"mar(?:et|ch|t)?",
    r"apr(?:il)?",
    r"mei|may",
    r"jun[ie]?",
    r"jul[iy]?",
    r"ag(?:ustus|st|ust|t|s|u)|aug(?:ust)?",
    r"sept?(?:ember)?",
    r"[o0][kc]t(?:ober)?",
    r"no[vp](?:ember)?",
    r"de[sc](?:ember)?",
)
_MONTH = r"(?P<month>" + "|".join(rf"(?:{m})" for m in _MONTHS) + r")\b\.?"
_YEAR = rf"(?P<year>(?:19|20)\d\d)(?!\d)(?!\s?{any_of('until')}\s?(?:tahun\s)?(?:19|20)\d\d)"
_AND = r"\s?(?:,|dan|&)\s?(?:dan\s)?"
_DIGIT = r"nol|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan"
_WORD = rf"(?:{_DIGIT}|sepuluh|sebelas|seratus|seribu|puluh|belas|ratus|ribu)"
_WORDS = rf"(?:{_WORD}\s*(?:-\s*)?){{1,4}}?"
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_OF = r"[\s,.-]{0,3}(?:bulan\s{1,3})?"
_IN = r"[\s,.-]{0,3}(?:tahun\s{1,3})?"
_FROM = r"(?<![\d./-])(?<!\d\s-\s)"

_FORMS: tuple[tuple[Form, str], ...] = (
    ("words", rf"\b(?P<days>{_WORDS}){_OF}{_MONTH}{_IN}(?P<years>(?:(?:dua\s*ribu)|(?:seribu))\b(?:\s*-?\s*{_WORD}){{0,5}})"),
    ("day", rf"(?<!\d)(?P<day>\d{{1,2}}){_OF}{_MONTH}{_IN}(?:{_YEAR}|'(?P<short>\d\d)\b)"),
    ("day", rf"\b{_MONTH}\s(?P<day>\d{{1,2}}),\s(?P<year>(?:19|20)\d\d)(?!\d)"),
    ("iso", r"(?<![\d/.-])(?P<year>(?:19|20)\d\d)-(?P<figures>\d\d)-(?P<day>\d\d)(?![\d-])"),
    ("figures", rf"{_FROM}(?P<day>\d{{1,2}})\s?(?P<mark>[-/.–])\s?(?P<figures>\d{{1,2}})\s?(?P=mark)\s?(?P<year>(?:19|20)\d\d)(?!\d|-\d|/\d)"),
    ("school", r"\b(?:tahun\s+(?:ajaran|pelajaran|akademik)|t\.?\s?[ap]\.?)\s{0,2}[:.]?\s{0,2}(?P<year>(?:19|20)\d\d)\s?[/-]\s?(?:20)?\d\d\b"),
    ("budget", rf"\b(?:tahun\s+anggaran|t\.?\s?a\.?|apbd|apbd-?p)\s{{0,2}}[:.]?\s{{0,2}}(?:murni\s|perubahan\s)?{_YEAR}"),
    ("part", rf"\b(?:semester|triwulan|tri\s?wulan|tw\.?|caturwulan|kuartal)\s{{0,2}}(?:[ivx]{{1,3}}|\d|ke-?\d|pertama|kedua|ketiga|keempat|ganjil|genap)\s{{0,2}},?\s{{0,2}}(?:\(\w{{1,9}}\)\s{{0,2}})?(?:(?:tahun|ta|t\.a\.?|tahun\s+anggaran|tahun\s+(?:aj|pelaj)aran)\s{{1,2}})?{_YEAR}"),
    ("rule", rf"\b(?:nomor|no)\b\s{{0,4}}[.:]?\s{{0,4}}[\w.\-/]{{1,30}}\s{{1,4}}tahun\s{{1,4}}{_YEAR}"),
    ("roman", r"/\s?(?P<roman>x|v|i|ii|iii|iv|vi|vii|viii|ix|xi|xii)\s?/\s?(?P<year>(?:19|20)\d\d)(?!\d)"),
    ("number", r"/\s?(?P<figures>0[1-9]|1[0-2])\s?/\s?(?P<year>20\d\d)(?![\d/])"),
    ("month", rf"\b{_MONTH}{_IN}{_YEAR}"),
    ("number", r"(?<=[\w.])\s?/\s?(?P<year>20\d\d)(?![\d/])"),
    ("year", rf"\b(?:tahun|thn\.?|th\.)(?:\s{{1,3}}|\s{{0,3}}:\s{{0,3}}){_YEAR}"),
    ("year", r"(?:^|(?<=\n))[ \t]*(?P<year>(?:19|20)\d\d)[ \t]*(?=\n|$)"),
)  # fmt: skip
_READERS = [(form, re.compile(pattern)) for form, pattern in _FORMS]  # of small letters, twice as fast as of any
_LISTED = re.compile(rf"(?:{_AND}|\s{{1,3}})(?:tahun\s)?(?:anggaran\s)?{_YEAR}")  # "2023 dan 2024", a table's heads
_SMALL = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_NOT_OURS = re.compile(
    r"\b1[34]\d\d\s?h\b|\b(?:muharr?am|s[ah]fr?ar|rabi.?ul|jumad\w+|rajab|sya.?ban|rama?dh?an|syawal|dzul\w+)", re.I
)
_ORDER = [re.compile(rf"(?:{month})\.?") for month in _MONTHS]
_VALUES = {word: value for value, word in enumerate(_DIGIT.split("|"))}
_TOKEN = re.compile(_WORD, re.IGNORECASE)
_SEEN_BADLY = re.compile(r"\d(?:(?<=[OoIl|]\d)|(?=[OoIl|]))")
_NOISY = re.compile(r"(?<![A-Za-z0-9])(?=[OoIl|]{0,3}\d)[\dOoIl|]{1,4}(?![A-Za-z0-9])")
_CLEAN = str.maketrans("OoIl|", "00111")
_SPACED = re.compile(r"(?<!\d)2 0 (\d) (\d)(?!\d| \d)")
_NEAR = re.compile(r"[12'rR](?:(?:(?<=1)9|(?<=2)0)\d\d|(?<=')\d\d|(?<=[rR])[iI][bB][uU])")  # by their first sign: in C
BEFORE, AFTER = 160, 80  # signs before and after a year: no form is longer
_HYPHENS = re.compile("[\u2010-\u2012\u2212]")


@dataclass(frozen=True, slots=True)
class Written:
    """A date as it stands in a text: what it says (as `Dated.day`), how it is written, and where."""

    day: str
    form: Form
    start: int
    end: int


def readable(text: str) -> str:
    """A text as dates are looked for in it: plain signs, no soft hyphens, digits where a scanner saw letters."""
    plain = unicodedata.normalize("NFKC", text).replace("\xad", "").replace("\r\n", "\n").replace("\r", "\n")
    if not plain.isascii():
        plain = _HYPHENS.sub("-", plain)
    if "2 0 " in plain:
        plain = _SPACED.sub(r"20\1\2", plain)
    return _NOISY.sub(lambda found: found[0].translate(_CLEAN), plain) if _SEEN_BADLY.search(plain) else plain


def written_in(text: str) -> list[Written]:
    """The dates of a `readable` text in their order; where two forms overlap, the fuller one counts."""
    found: list[Written] = []
    taken, parts = bytearray(len(text) + 1), _parts(text)
    if not parts:
        return []
    small = text.lower() if text.isascii() else text.translate(_SMALL)  # as long as the text
    in_words = "ribu" in small
    for form, pattern in _READERS:
        if form == "words" and not in_words:
            continue
        for match in (match for part in parts for match in pattern.finditer(small, *part)):
            day = _day(match)
            if day and not any(taken[match.start() : match.end()]) and not _NOT_OURS.match(small, match.start()):
                whole = [Written(day, form, *match.span()), *_listed(small, form, match.end())]
                found += whole
                taken[match.start() : whole[-1].end] = b"\1" * (whole[-1].end - match.start())
            if len(found) >= MOST_FOUND:
                return sorted(found, key=lambda one: one.start)
    return sorted(found, key=lambda one: one.start)


def _listed(small: str, form: Form, end: int) -> Iterator[Written]:
    """The years that stand behind a year: a paper is about each of them."""
    while form in ("budget", "year") and (following := _LISTED.match(small, end)):
        end = following.end()
        yield Written(following["year"], form, following.start("year"), end)


def _parts(text: str) -> list[tuple[int, int]]:
    """Where in a text a date can stand: around a year in figures or in words."""
    parts: list[tuple[int, int]] = []
    for near in _NEAR.finditer(text):
        first, last = max(0, near.start() - BEFORE), near.end() + AFTER
        if parts and first <= parts[-1][1]:
            parts[-1] = (parts[-1][0], last)
        else:
            parts.append((first, last))
    return parts


def _day(match: re.Match[str]) -> str:
    """What a match says as ISO, empty where no calendar has it."""
    parts = match.groupdict()
    year = _year(parts)
    month = _month(parts)
    day = number_of(parts["days"]) if parts.get("days") else int(parts.get("day") or 0)
    if year < EARLIEST or month > 12 or (day == 0 and (parts.get("days") or parts.get("day"))):
        return ""
    if day > (monthrange(year, month)[1] if month else 0):
        return ""
    return f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")


def _year(parts: dict[str, str]) -> int:
    if parts.get("years"):
        return number_of(parts["years"])
    return 2000 + int(parts["short"]) if parts.get("short") else int(parts["year"])


def _month(parts: dict[str, str]) -> int:
    """The month's number; 0 where none is written, 13 where none can be."""
    readers: tuple[tuple[str, Callable[[str], int]], ...] = (
        ("month", lambda name: next(n for n, month in enumerate(_ORDER, start=1) if month.fullmatch(name))),
        ("roman", lambda name: _ROMAN.index(name) + 1),
        ("figures", lambda name: int(name) or 13),
    )
    return next((read(parts[key]) for key, read in readers if parts.get(key)), 0)


def number_of(words: str) -> int:
    """``dua ribu dua puluh empat`` is 2024; 0 for what is no number below a million."""
    total, part = 0, 0
    for word in _tokens(words):
        if word == "ribu":
            total, part = (total + part) * 1000, 0
        elif word in ("ratus", "puluh"):
            part, ten = part // 10 * 10, part % 10
            part += ten * (100 if word == "ratus" else 10)
        elif word == "belas":
            part += 10
        else:
            part += _VALUES.get(word, 0)
    return total + part


def _tokens(words: str) -> Iterator[str]:
    for found in _TOKEN.finditer(words):
        word = found[0].lower()
        if word.startswith("se") and word[2:] in ("puluh", "belas", "ratus", "ribu"):
            yield from ("satu", word[2:])
        else:
            yield word
