"""Which kinds of personal data a text or a file name holds.

Only the kinds are returned, never the text. Narrower than `privacy`, which hides whatever might be personal: an office's
telephone and e-mail are on every letterhead and no person's, a NIK must read as one (area, date of birth), and a date is
one of birth only where a word says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kla_lib.core.document_words import any_of
from kla_lib.core.privacy import EMAIL, NIK, PHONE, personal_spans, reads_as_nik
from kla_lib.evidence.model import PersonalKind

MOST_TEXT = 400_000  # characters looked through

_DATE = (  # a digit first, so that texts are searched in C from digit to digit
    r"\d(?:(?:(?<=1)9|(?<=2)0)\d\d(?:-\d\d-\d\d|(?<!\d{5})(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))|\d?(?:\s?[-/.]\s?\d{1,2}\s?[-/.]\s?"
    r"|[\s-]{1,2}(?:jan|feb|peb|mar|apr|mei|jun|jul|ag|sep|okt|nov|nop|des)[a-z]{0,8}\.?[\s-]{1,2})(?:19|20)\d\d)\b"
)
_DATES = re.compile(_DATE, re.IGNORECASE)
BEFORE = 100  # characters before a date that say what it is of
_NO_COUNT = r"(?!\s{0,3}(?:hidup|mati|di\s?atas|per\b|s\.?/?d|sampai|bulan|periode))"
_BORN = re.compile(
    rf"(?<!hari )\b(?:lahir|dilahirkan|tanggal\s+kelahiran|ttl|tgl\.?\s?lhr|date\s+of\s+birth|born)\b{_NO_COUNT}"
    rf"(?:(?!\b(?:per|sampai|s\.d|periode|pancasila|hidup|kartini)\b)[^\d;]){{0,60}}\Z",
    re.IGNORECASE,
)
_HEADS = re.compile(r"\b(?:lahir|ttl|tgl\.?\s?lhr)\b[^\n]{0,200}\n", re.IGNORECASE)
_NAMED = re.compile(r"\bnama\b", re.IGNORECASE)
_ROW = re.compile(rf"[^\W\d_]{{3}}[^\n]{{0,120}}?{_DATE}", re.IGNORECASE)
_PAPERS = re.compile(r"\b(?:akt[ae]|kia|kk|ktp|ijazah|rapor|raport|kartu\s+anak)\b[^\n]{1,60}\Z", re.IGNORECASE)
LONGEST_LINE = 250
_OF_BIRTH = ("lahir", "ttl", "lhr", "birth", "born")  # one stands in whatever the patterns for births find
_OF_PAPERS = ("akta", "akte", "kia", "kk", "ktp", "ijazah", "rapor", "kartu")
_NO_PERSON = re.compile(rf"\b{any_of('no_person')}\b", re.IGNORECASE)
_NO_NIK = re.compile(
    r"(?i)\b(?:rek\w*|virtual\s+account|va|isbn|npwp|kode|seri|barcode|billing|ntpn|npsn|nomor\s+surat)\b\W*$"
)
_OFFICE_ADDRESS = re.compile(
    r"(?i)@(?:[\w-]+\.)*(?:go|sch|ac|mil|desa|or)\.id$|^(?:info|humas|admin|kontak|contact|sekretariat|dinas\w*|bappeda\w*|dp3a\w*|ppid\w*)[\w.+-]*@"
)


def personal_in(text: str) -> tuple[PersonalKind, ...]:
    """The kinds of personal data in a text or a file name, each once: NIK, date of birth, mobile number, own e-mail."""
    text = text[:MOST_TEXT].replace("_", " ")
    spans = personal_spans(text)
    found: dict[PersonalKind, bool] = {
        "nik": any(kind == NIK and _is_nik(text, start, end) for start, end, kind in spans),
        "birth": _births(text),
        "phone": any(kind == PHONE and _is_mobile(text[start:end]) for start, end, kind in spans),
        "email": any(kind == EMAIL and not _OFFICE_ADDRESS.search(text[start:end]) for start, end, kind in spans),
    }
    return tuple(kind for kind, is_there in found.items() if is_there)


def _is_nik(text: str, start: int, end: int) -> bool:
    digits = "".join(str(int(sign)) for sign in text[start:end] if sign.isdigit())
    return reads_as_nik(digits) and not _NO_NIK.search(text[max(0, start - 30) : start])


def _is_mobile(number: str) -> bool:
    """True if a number is a person's rather than an office's: it starts with 08 or +62 8."""
    digits = "".join(sign for sign in number if sign.isdigit())
    return digits.lstrip("0").removeprefix("62").lstrip("0").startswith("8") and not digits.startswith("800")


def _births(text: str) -> bool:
    """A date after a word for birth, rows with dates below a heading of names and births, or a personal paper's date."""
    births, papers_named = may_tell_births(text), _holds(text, _OF_PAPERS)
    days = [found.start() for found in _DATES.finditer(text)] if births or papers_named else []
    if births and days and (_born(text, days) or _listed(text)):
        return True
    papers = (_line(text, day) for day in days if _names_a_paper(text, day))
    return any(len(line) < LONGEST_LINE and not _NO_PERSON.search(line) for line in papers)


def _names_a_paper(text: str, day: int) -> bool:
    """True if a personal paper is named before a date; eight digits in a row are a telephone's own date of a picture."""
    return not text[day : day + 8].isdigit() and _PAPERS.search(text, max(0, day - BEFORE), day) is not None


def may_tell_births(text: str) -> bool:
    """True if a text holds a word for birth at all: a fast check, and most texts hold none."""
    return _holds(text, _OF_BIRTH)


def _holds(text: str, words: Iterable[str]) -> bool:
    small = text.lower()
    return any(word in small for word in words)


def _born(text: str, days: Iterable[int]) -> bool:
    return any(_BORN.search(text, max(0, day - BEFORE), day) for day in days)


def _listed(text: str) -> bool:
    heads = (text[max(0, found.start() - 300) : found.end()] for found in _HEADS.finditer(text))
    return any(_NAMED.search(head) for head in heads) and _rows(text)


def _line(text: str, at: int) -> str:
    """The line of a place in a text."""
    end = text.find("\n", at)
    return text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else len(text)]


def _rows(text: str) -> bool:
    """True if a row with a name and a date follows the first heading of births within a page's length."""
    found = _HEADS.search(text)
    return found is not None and _ROW.search(text, found.end(), found.end() + 3_000) is not None
