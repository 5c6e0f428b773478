"""What the dates of a document are for: its own (signing, letter head), its subject's, a rule's, or mere mentions; and until
which year it is valid: a certificate of 2022 that is valid until 2027 is not out of date.

`Sure` is high only where the form leaves no doubt: a formula of signing, a letter head or a signature with its place,
minutes that begin "Pada hari ini", the title of a rule, a budget year in a heading. A date of birth, of validity, of
printing, and one in a sentence that cites something are mentions, whatever they look like.

Dates are found in the forms Indonesian offices use: days in figures and in words, months, school and budget years, numbers
of rules and of letters, in any case, with the misspellings and the letters-for-digits that scanners make. Periods such as
``2020-2025`` and Hijri dates are none.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kla_lib.core.document_words import any_of
from kla_lib.evidence.model import Dated, PersonalKind, Sure
from kla_lib.evidence.personal import may_tell_births

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
_FURTHER_YEARS = re.compile(
    rf"(?:{_AND}|\s{{1,3}})(?:tahun\s)?(?:anggaran\s)?{_YEAR}"
)  # "2023 dan 2024", a table's heads
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

FIRST_PAGES = 3
LONGEST_VALID_LINE, LONGEST_VALID_PAGE = 200, 60_000

_TO = r"(?:sampai(?:\s+dengan)?|s\s?[/.]?\s?d\b\.?|hingga|(?:(?<=\d{4})|(?<=\d{4}\s))[-\u2013])"
_END = rf"{_TO}\W{{0,4}}(?:(?:tanggal|tgl|tahun|bulan|akhir)\W{{1,3}}){{0,3}}(?:\d{{1,2}}\s?[\s./-]\s?(?:[a-z]{{3,9}}|\d{{1,2}})\s?[\s./-]\s?|[a-z]{{3,9}}\s)?(?P<year>20\d\d)\b"
_VALID = re.compile(rf"\b(?:berlaku|valid)\b[^.;]{{0,60}}?{_END}", re.IGNORECASE)
_TERM = re.compile(rf"\b(?:masa\s+(?:bakti|jabatan|kerja|tugas)|periode)\b[^.;]{{0,30}}?{_END}", re.IGNORECASE)
_MAY = re.compile("berlaku|valid|masa |periode", re.IGNORECASE)


def valid_until(pages: Sequence[str]) -> tuple[Dated, ...]:
    """The last year until which a paper holds, of its first pages; empty where none of them says so.

    A term of office counts in a title only: a sentence may tell of anybody's.
    """
    found = [(year, number) for number, text in enumerate(pages[:FIRST_PAGES], start=1) for year in _on_page(text)]
    return (Dated(max(found)[0], "until", "medium", max(found)[1]),) if found else ()


def _on_page(text: str) -> Iterator[str]:
    lines = text[:LONGEST_VALID_PAGE].splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=False):
        if _MAY.search(line[:LONGEST_VALID_LINE]):
            whole = f"{line[:LONGEST_VALID_LINE]} {following[:LONGEST_VALID_LINE]}"
            title = _TERM.search(line[:LONGEST_VALID_LINE]) if line == line.upper() else None
            if said := _VALID.search(whole) or title:
                yield said["year"]


MOST_DATES = 24
YEAR = 4  # letters of a year
LAST_YEAR = 2099  # what a file says does not depend on the day it is read
HEADING_LINES = 25
LONGEST_HEADING = 100
LONGEST_PAGE = 60_000
LONGEST_LINE = 300  # that is looked at before a date

Role = Literal["own", "budget", "rule", "mention"]
Said = tuple[Role, Sure]
_SURES: tuple[Sure, ...] = ("high", "medium", "low")
_ROLES = ("own", "budget", "rule", "mention")
MENTION: Said = ("mention", "low")

_WEEKDAY = r"(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|ahad)"
_SIGN = r"di(?:deklarasikan|tetapkan|keluarkan|sahkan|tanda\s?tangani|terbitkan|buat|berikan)"
_SIGNED = re.compile(
    rf"\b{_SIGN}\b(?:\s+di)?\b[^.;\d]{{0,60}}?(?:\b(?:pada\s+)?(?:tanggal|tgl)\b[\s:,.]*|\bpada\b\s*:?\s*|(?<=di)\s[\w ]{{3,40}},\s*)(?:hari\s)?(?:{_WEEKDAY}[\s,/]*)?(?:(?:tanggal|tgl)\b\s*)?$",
    re.I,
)
_PUBLISHED = re.compile(r"\bdiundangkan\b[^.;\d]{0,60}(?:tanggal|tgl)\b[\s:,.]*$", re.I)
_HELD = re.compile(
    r"[^.;]{0,80}?\b(?:bertempat|(?:telah|akan)\s+di\w+|di(?:laksanakan|adakan|selenggarakan|lakukan)|kami|yang\s+bertanda)\b",
    re.I,
)
_THIS = re.compile(r"\b(?:ini|demikian)\b", re.I)  # "Nota kesepahaman ini ditandatangani di ...": the document itself
_THIS_OTHER = re.compile(rf"\b(?:{any_of('treaty')}|undang-undang)\s+ini\b", re.I)
_ANOTHER = re.compile(r"\s*,?\s*yang\b", re.I)
_OTHERS = re.compile(rf"\b{any_of('treaty')}\b|\b(?:yang|telah|sudah|setelah|sejak|pernah)\s+(?:\w+\s+)?$", re.I)
_SENTENCE = re.compile(r"[.;]\s|\n\s*\n")
_TODAY = re.compile(rf"\bpada\s+hari(?P<this>\s+ini)?[\s,]+(?:{_WEEKDAY})?[\s,/]*(?:tanggal|tgl)?[\s:,.]*$", re.I)
_NO_OWN = re.compile(rf"\b{any_of('not_own')}\b[^.;\n]{{0,60}}$", re.I)
_CITED = re.compile(rf"\b{any_of('cites')}\b[^;\n]{{0,90}}$", re.I)
_BIRTH_NEAR = re.compile(r"\b(?:lahir|ttl|tgl\.?\s?lhr|nik|jenis\s+kelamin|umur|usia|agama)\b", re.I)
_BIRTHS = re.compile(r"\b(?:lahir|ttl|tgl\.?\s?lhr)\b", re.I)
_PLACE = re.compile(
    r"(?P<before>^|.*?(?:\s{2,}|\t|\s))(?P<place>[A-Z][A-Za-z.'-]+(?:\s[A-Z][A-Za-z.'-]+){0,3})\s?,\s*(?:tgl\.?\s|tanggal\s)?$"
)
_ENDS = re.compile(r"\s*(?:M\b\.?|Masehi|/\s*\d.*H\b.*|\(?\d.*1[34]\d\d\s?H\)?.*)?[\s.,)]*(?:$|\n|\t|\s{2,})")
_HEAD = re.compile(
    rf"(?:^|\n|\t)[ \d.*•-]*(?P<what>(?:hari\s?[/,&]?\s?(?:dan\s)?)?(?:tanggal|tgl|waktu|hari|date)(?:\s(?P<kind>\w+))?(?:\s(?:surat|dokumen|kegiatan|pelaksanaan))?)[\s.]*[:=]?[\s:]*(?:{_WEEKDAY}[\s,/]*)?(?:tanggal\s)?$",
    re.I,
)
_WEEKDAY_ALONE = re.compile(rf"(?:^|\n)[ \t]*(?:hari\s)?{_WEEKDAY}[\s,/]*$", re.I)
_NO_HEAD = frozenset(("lahir", "berlaku", "berakhir", "selesai", "kadaluarsa", "cetak", "masuk", "diterima", "terima"))
_OFFICE = re.compile(rf"\W{{0,4}}{any_of('office')}\b", re.I)
_LISTED = re.compile(r"[^\n,]{3,60},\s?\d{1,2}[\s./-][\w.]{1,10}[\s./-]\d{4}")
_RULES = r"(?:peraturan|keputusan|undang-undang|instruksi|surat\s+edaran|putusan|maklumat|qanun|penetapan)"
_RULE_TITLE = re.compile(rf"(?:^|\n)[ \t]*(?:salinan\s+)?{_RULES}\b[^\n]{{0,90}}(?:\n[^\n]{{0,90}})?\n[ \t]*$", re.I)
_ONE_LINE = re.compile(rf"(?:^|\n)[ \t]*{_RULES}\b[^\n\d]{{0,60}}$", re.I)
_REGULATION = re.compile(
    r"(?:^|\n)[ \t]*(?P<title>(?:salinan\s+)?(?:undang-undang|peraturan|qanun|keputusan\s+presiden)\b[^\n]{0,90}(?:\n[^\n]{0,90})?"
    r"\s(?:nomor|no)\b\s{0,4}[.:]?\s{0,4}[\w./-]{1,30}\s{1,4}tahun\s{1,4}(?:19|20)\d\d)\s{1,4}tentang\b",
    re.I,
)
TITLE_WITHIN = 300  # characters of a page: further down only a title in capitals is one
_RECITALS = re.compile(r"\b(?:menimbang|mengingat|dasar\s+hukum|landasan\s+hukum)\b", re.I)
_RECITAL, _DECIDED = (
    re.compile(r"(?:^|\n)[ \t]*(?:menimbang|mengingat|memperhatikan)\b", re.I),
    re.compile(r"(?:^|\n)[ \t]*(?:m\s?e\s?m\s?u\s?t\s?u\s?s\s?k\s?a\s?n|menetapkan|ditetapkan|pasal\s+1)\b", re.I),
)
_TITLE_GOES_ON = re.compile(r"\s*(?:\n|$)\s*(?:tentang\b|$)?", re.I)
_GAZETTE = re.compile(r"(?:lembaran|berita)\s+(?:negara|daerah)[^.;]{0,60}$", re.I)
_NUMBER = re.compile(r"(?:^|\n|\t)[ ]*(?:nomor|no|number)\b[\s.:]{0,6}[^\n\t]{0,50}$", re.I)
_RUNNING = re.compile(rf"\b{any_of('runs_on')}\s*$|,\s*$")


@dataclass(frozen=True, slots=True)
class _At:
    """A date in its page: the text before and after, and whether the page is among the first."""

    date: Written
    before: str
    after: str
    line: str
    page: int
    titled: bool
    births: bool
    cited: bool  # among the reasons that a decree gives before it decides


def dates_in(pages: Sequence[str], upto_year: int = LAST_YEAR) -> tuple[Dated, ...]:
    """The dates of a document's pages in order of trust, the one to use first; none is later than ``upto_year``.

    A budget year may be the one after. Each date stands once in each role, as it is surest; last, until when it holds.
    """
    found, cited = list[Dated](), False
    for number, text in enumerate(pages, start=1):
        clean = readable(text[:LONGEST_PAGE])
        recitals = _recitals(clean, cited)
        found += _dates_on_page(clean, number, recitals)
        cited = number < FIRST_PAGES and recitals[-1][1]
    allowed = [one for one in found if one.year <= upto_year + (one.role == "budget")]
    sure_years = {one.year for one in allowed if one.page <= FIRST_PAGES and one.role == "own"}
    ranked = sorted((_tempered(one, sure_years) for one in allowed), key=_trust)
    once = {(one.day, one.role): one for one in reversed(ranked)}
    return (*sorted(once.values(), key=_trust)[:MOST_DATES], *valid_until(pages))


def is_regulation(pages: Sequence[str]) -> bool:
    """True if the first page has the title of a law or regulation, so that the document is one and does not cite one."""
    text = readable(pages[0][:LONGEST_PAGE]) if pages else ""
    found = _REGULATION.search(text)
    if found is None or _RECITALS.search(text, 0, found.start()):
        return False
    return found["title"].isupper() or found.start() < TITLE_WITHIN


def without_births(dates: Sequence[Dated], personal: Sequence[PersonalKind]) -> tuple[Dated, ...]:
    """The dates that may be told and kept: of a file that holds births, no day or month that is merely mentioned."""
    births = "birth" in personal
    return tuple(one for one in dates if not (births and one.role == "mention" and len(one.day) > YEAR))


def _tempered(one: Dated, years: set[int]) -> Dated:
    """A sure date beyond the first pages that these do not bear out may be an attachment's."""
    if one.page <= FIRST_PAGES or one.sure != "high" or one.year in years:
        return one
    return Dated(one.day, one.role, "medium", one.page)


def _trust(one: Dated) -> tuple[int, int, int, int]:
    return _SURES.index(one.sure), _ROLES.index(one.role), -len(one.day), one.page


def _recitals(text: str, before: bool) -> list[tuple[int, bool]]:
    """From where on a decree gives its reasons, which name treaties and rules with their dates, and from where on it decides;
    ``before``: it gives them at the page's top."""
    found = [(one.end(), form is _RECITAL) for form in (_RECITAL, _DECIDED) for one in form.finditer(text)]
    return [(0, before), *sorted(found)]


def _dates_on_page(clean: str, page: int, recitals: Sequence[tuple[int, bool]]) -> Iterator[Dated]:
    dates = written_in(clean)
    titled, first_birth = False, _BIRTHS.search(clean) if dates and may_tell_births(clean) else None
    for date in dates:
        before, after = clean[max(0, date.start - 240) : date.start], clean[date.end : date.end + 240]
        births = first_birth is not None and first_birth.start() < date.start
        whole = clean.rfind("\n", 0, date.start) + 1
        at = _At(
            date,
            before,
            after,
            clean[max(whole, date.start - LONGEST_LINE) : date.start],
            page,
            titled,
            births,
            recitals[bisect_right(recitals, (date.start, True)) - 1][1],
        )
        role, sure = _role_of(at, clean)
        titled = titled or (date.form == "rule" and role == "own")
        yield Dated(date.day, role, sure, page)


def _role_of(at: _At, text: str) -> Said:
    """The role of one date, by its form and by what stands around it."""
    form = at.date.form
    if form == "rule":
        return _of_rule(at, text)
    if form in ("roman", "number"):
        return ("own", "medium") if _NUMBER.search(at.before) else MENTION
    if form in ("budget", "school", "part", "year"):
        return _of_subject(at, text)
    return _of_month(at, text) if form == "month" else _of_day(at)


def _of_rule(at: _At, text: str) -> Said:
    """A rule's number: the document's own year where it is the title, the first of the first page."""
    if at.titled or at.page > 1 or not (_RULE_TITLE.search(at.before) or _ONE_LINE.search(at.before)):
        return "rule", "low"
    if _RECITALS.search(text, 0, at.date.start):
        return "rule", "low"
    lined = _TITLE_GOES_ON.match(at.after)
    title = at.before.strip().rpartition("\n")[2]
    upper = title == title.upper() and text[at.date.start : at.date.end].isupper()
    goes_on = lined is not None and "tentang" in lined[0].lower()
    return "own", "high" if upper and (goes_on or at.after.lstrip()[:7].lower() == "tentang") else "medium"


def _of_subject(at: _At, text: str) -> Said:
    """The year of a budget, a school year or a report: trusted in a heading, not in a sentence."""
    if _GAZETTE.search(at.before):
        return ("own", "medium") if at.page == 1 and not _RECITALS.search(text, 0, at.date.start) else ("rule", "low")
    heading = _is_heading(at, text)
    if at.date.form == "year":
        return ("budget", "medium") if heading else MENTION
    if not heading:
        return "budget", "low"
    return "budget", "high" if at.date.form in ("budget", "part") and at.page == 1 else "medium"


def _is_heading(at: _At, text: str) -> bool:
    """True if a date is in a short line near the top that is not a sentence."""
    line = (at.line + text[at.date.start : at.date.end] + at.after.partition("\n")[0]).strip()
    near = text.count("\n", 0, at.date.start) < HEADING_LINES
    sentence = line.endswith((".", ";")) or _NO_OWN.search(at.line) or _CITED.search(at.line)
    words = re.findall(r"[^\W\d_]{4,}", line)
    small = sum(word[0].islower() for word in words)
    return near and at.page == 1 and len(line) <= LONGEST_HEADING and not sentence and small <= len(words) // 3


def _of_month(at: _At, text: str) -> Said:
    """A month: of a letter whose day is left blank, of a report's heading, or a mention."""
    place = re.search(r"(?:^|\n|\s{2,}|\t)[A-Z][\w .'-]{2,40},[\s._…]*$", at.before)
    if place and _ENDS.match(at.after) and not _BIRTH_NEAR.search(at.before[-100:]):
        return "own", "medium"
    return ("budget", "medium") if _is_heading(at, text) else MENTION


def _of_day(at: _At) -> Said:
    """A whole day: signed, dated at a place, today's of minutes, in a head's field, or a mention."""
    if _leads(_NO_OWN, at.before, 120):
        return MENTION
    if _leads(_PUBLISHED, at.before, 120):
        return "own", "medium"
    if signed := _leads(_SIGNED, at.before, 200):
        return _signed(at, signed.start())
    if today := _leads(_TODAY, at.before, 140):
        return ("own", "high") if not at.cited and (today["this"] or _HELD.match(at.after)) else MENTION
    return _at_place(at) or _in_head(at) or MENTION


def _signed(at: _At, start: int) -> Said:
    """Return the role of a date in a signing formula: the document's own if the formula begins a line or has "ini"; in other
    sentences it belongs to another document: a rule, a treaty, one "yang telah ditandatangani ..."."""
    lead = at.before[:start]
    sentence = lead[max((one.end() for one in _SENTENCE.finditer(lead)), default=0) :]
    line = lead.rpartition("\n")[2]
    runs_on = at.before[start].islower() and bool(sentence.strip())
    others = _OTHERS.search(sentence) or _ANOTHER.match(at.after)
    if not runs_on and (not line.strip() or line.endswith(("  ", "\t"))) and not others:
        return "own", "high"
    if _THIS.search(sentence) and not _THIS_OTHER.search(sentence):
        return "own", "high"
    return MENTION


def _leads(pattern: re.Pattern[str], before: str, reach: int) -> re.Match[str] | None:
    """A pattern at the end of what stands before a date, looked for no further back than it can reach."""
    return pattern.search(before, max(0, len(before) - reach))


def _at_place(at: _At) -> Said | None:
    """``Pekanbaru, 12 Januari 2024``: sure as a line of its own near a letter's or a signature's words."""
    split = None if at.line.strip() else re.search(r"([A-Z][^\n,]{2,40}),[ \t]*\n[ \t]*$", at.before)
    line = f"{split[1]}, " if split else at.line
    found = _PLACE.match(line) if "," in line else None
    if found is None or not _ENDS.match(at.after) or re.match(r"[.;]", at.after):
        return None
    lines = at.before.split("\n")
    above, below = " ".join(lines[-4 if split else -3 : -1]), at.after.split("\n", 5)[:5]
    if _BIRTH_NEAR.search(above[-90:]) or _BIRTH_NEAR.search(at.line) or _BIRTH_NEAR.search(" ".join(below[:3])):
        return MENTION
    if re.fullmatch(_WEEKDAY, found["place"], re.I):
        return "own", "medium"
    alone = not found["before"].strip() or found["before"].endswith(("  ", "\t"))
    if any(_LISTED.fullmatch(near.strip()) for near in (*lines[-2:-1], *below[1:2])):
        return MENTION
    running = _RUNNING.search(lines[-2] if len(lines) > 1 and not split else "")
    office = any(map(_OFFICE.match, below)) or re.match(r"\s*(?:nomor|sifat|hal|perihal|lampiran)\b", at.line, re.I)
    return (
        ("own", "high")
        if (alone or office) and office and not running
        else ("own", "medium")
        if alone and not at.births
        else MENTION
    )


def _in_head(at: _At) -> Said | None:
    """``Hari/Tanggal : ...`` at the start of a line, or a weekday and a day alone in theirs."""
    found = _leads(_HEAD, at.before, 140)
    if found and (found["kind"] or "").lower() not in _NO_HEAD:
        return "own", "medium"
    alone = _leads(_WEEKDAY_ALONE, at.before, 60)
    return ("own", "medium") if alone and _ENDS.match(at.after) else None


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
    while form in ("budget", "year") and (following := _FURTHER_YEARS.match(small, end)):
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
    if name := parts.get("month"):
        return next(number for number, month in enumerate(_ORDER, start=1) if month.fullmatch(name))
    if roman := parts.get("roman"):
        return _ROMAN.index(roman) + 1
    figures = parts.get("figures")
    return (int(figures) or 13) if figures else 0


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
