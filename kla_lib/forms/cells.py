"""Reading one cell of a form as people fill it in: a choice, a count, a percentage, a day or a note. Nothing is guessed.

Texts are cleaned, personal data is masked, and messages show them on one line. Every reader gives a `Found`; its
``fault`` is the kind of problem (after ``form_``) where the cell cannot be used.
"""

from __future__ import annotations

import datetime
import difflib
import re
from decimal import Context, Decimal, InvalidOperation

from kla_lib.core import dates
from kla_lib.core.dates import month_named
from kla_lib.core.document_words import any_of
from kla_lib.core.privacy import masked_figure
from kla_lib.forms.form_questions import Found, Question
from kla_lib.recap.model import CellKind

SHOWN = 80
SHORT = 9  # too short for personal data in one word

_ACTIVE = re.compile(r"[=+@].|-\S*[|!(]", re.DOTALL)
_MARK = re.compile(r"^[0-9a-f]{12}_(?=.)")  # see kept.Kept.file
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")


def tidy(text: str, is_number: bool = False) -> str:
    """The text without the spaces around it, odd spaces and invisible characters, and Excel's apostrophe; masked.

    ``is_number``: it is the text of a number cell.
    """
    if text.isascii() and text.isalnum() and len(text) < SHORT:
        return text
    clean = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\u00a0", " ").replace("\u202f", " ")).strip()
    clean = clean[1:].strip() if clean.startswith("'") else clean
    return masked_figure(clean, is_number)


def is_formula(text: str) -> bool:
    """Whether a text would come alive as a formula in somebody's spreadsheet."""
    return _ACTIVE.match(text) is not None


def bare(file: str) -> str:
    """The name of a file as it came: without the folders in which it is kept, and the mark before it."""
    return _MARK.sub("", file.rpartition("/")[2])


def shown(text: str) -> str:
    """A text on one line, cleaned and masked, cut where it is too long for a message."""
    line = " ".join(tidy(text).split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


MOST = 999_999_999
HALF = Decimal("0.5")
MOST_DIGITS = 6  # what a binary fraction shows beyond them is noise
FIRST_YEAR = 2000
EXACT = Context(prec=15)  # as many digits as a spreadsheet shows; what it calculates has noise beyond them

_CODE_DATE = re.compile(r"(\d{1,2}|[a-z]{3,9})[-/ ](\d{1,2}|[a-z]{3,9})(?:[-/ ](?:\d{2}|\d{4}))?")
_YET = re.compile(rf"{any_of('choice_yet')}\b")
_MEANINGS = tuple(  # the first that an answer holds
    (re.compile(any_of(f"choice_{meaning}")), meaning) for meaning in ("unknown", "not_applicable", "part", "no", "yes")
)
_GROUPED = re.compile(r"-?[1-9]\d{0,2}(?:(?:\.\d{3})+|(?:,\d{3})+)", re.ASCII)
_SPACED = re.compile(r"-?[1-9]\d{0,2}(?: \d{3})+", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,20}(?:[.,]\d{1,20})?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ].*)?", re.ASCII)
_PARTIAL = re.compile(r"\d{4}(?:-\d{1,2})?", re.ASCII)  # a year or month, which is no day
_WORDED = re.compile(r"(\d{1,2})\s+([a-z]+)\.?\s+(\d{4})", re.ASCII)


def read_choice(text: str, asked: Question) -> Found:
    """The choice that an answer means; for an unknown one, the nearest."""
    clean = tidy(text)
    wanted = " ".join(clean.split()).casefold()
    if key := asked.choices.get(wanted):
        return Found(clean, choice=key)
    return Found(clean, fault="choice", values={"choices": "; ".join(asked.shown), "near": _near(wanted, asked)})


def _near(wanted: str, asked: Question) -> str:
    """Return the choice most like an unknown answer among those that mean the same; ``-`` if there is none.

    A likeness of letters alone would make "Tidak berlaku" of "Tidak ada", and so take the question out.
    """
    if _YET.match(wanted) and not any(_YET.match(shown.casefold()) for shown in asked.shown):
        return "-"  # whether something is still there is not answered by done or not yet
    meant = next((meaning for pattern, meaning in _MEANINGS if pattern.search(wanted)), "any")
    pairs = zip(asked.shown, asked.means, strict=True)
    fitting = [shown for shown, means in pairs if means == meant or (meant == "any" and means != "not_applicable")]
    if len(fitting) == 1 and meant != "any":
        return fitting[0]
    near = difflib.get_close_matches(wanted, [shown.casefold() for shown in fitting], n=1, cutoff=0.6)
    return next((shown for shown in fitting if shown.casefold() in near), "-")


def code_dates(text: str, kind: CellKind) -> list[str] | None:
    """The codes of which a spreadsheet may have made a date: 12 January was 12.1 or 1.12. None for what is no date."""
    if found := _ISO.fullmatch(text.casefold()):
        day, month = int(found[3]), int(found[2])
    elif found := _CODE_DATE.fullmatch(text.strip().casefold()):
        first, second = (int(part) if part.isdecimal() else month_named(part) for part in (found[1], found[2]))
        day, month = first, second
    else:
        return [] if kind == "date" else None
    return [f"{day}.{month}", f"{month}.{day}"] if day and month else None


def read_count(text: str, kind: CellKind) -> Found:
    """A whole number from 0 on. ``1.238`` as text is 1238: a count has no fraction."""
    clean = tidy(text, kind == "number")
    if kind == "date":
        return Found(clean, fault="number_date")
    bare = _spaceless(clean)
    number = _number(re.sub("[.,]", "", bare) if kind == "text" and _GROUPED.fullmatch(bare) else bare, kind)
    if number is None:
        return Found(clean, fault="number_text")
    if number != number.to_integral_value():
        return Found(clean, fault="number_fraction")
    return Found(clean, number) if 0 <= number <= MOST else Found(clean, fault="number_range")


def read_percent(text: str, kind: CellKind, total: Decimal | None, whole: Decimal | None) -> Found:
    """A percentage from 0 to 100. ``0.85`` without a sign is read only where the row's own counts say which it is."""
    clean = tidy(text, kind == "number")
    if kind == "date":
        return Found(clean, fault="number_date")
    bare = _spaceless(clean)
    number = _number(bare.removesuffix("%").strip(), "text" if bare.endswith("%") else kind)
    if number is None:
        return Found(clean, fault="number_text")
    if not 0 <= number <= 100:
        return Found(clean, fault="percent_range")
    if not 0 < number <= 1 or bare.endswith("%"):
        return Found(clean, number)
    return _small_percent(clean, number, total, whole)


def _spaceless(text: str) -> str:
    """A number without the spaces between its thousands; any other space stays, and makes it no number."""
    plain = text.replace("\u2212", "-")
    return plain.replace(" ", "") if _SPACED.fullmatch(plain) else plain


def _small_percent(clean: str, number: Decimal, total: Decimal | None, whole: Decimal | None) -> Found:
    meant = [n for n in (number, number * 100) if total is not None and whole and follows(n, total, whole)]
    if len(meant) == 1:
        return Found(clean, meant[0].normalize() + 0)
    shown = format((number * 100).normalize(), "f").replace(".", ",")
    return Found(clean, fault="percent_unclear", values={"hundred": shown, "bare": str(number).replace(".", ",")})


def follows(percent: Decimal, total: Decimal, whole: Decimal) -> bool:
    """Whether a percentage follows from its counts, to half of the last digit it shows."""
    exponent = percent.normalize().as_tuple().exponent
    shown = min(MOST_DIGITS, max(0, -exponent)) if isinstance(exponent, int) else 0
    return abs(percent - 100 * total / whole) <= HALF.scaleb(-shown)


def _number(text: str, kind: CellKind) -> Decimal | None:
    try:
        if kind == "number":
            found = EXACT.create_decimal(text)
            return found.normalize() + 0 if found.is_finite() else None
        return EXACT.create_decimal(text.replace(",", ".")) if _DECIMAL.fullmatch(text) else None
    except InvalidOperation:
        return None


def read_day(text: str, kind: CellKind, last_year: int) -> Found:
    """A day as ISO text: a date cell, ``31/12/2025`` (day first), ``31 Desember 2025`` or ``2025-12-31``."""
    clean = tidy(text)
    day = None if kind == "number" else _day(clean.casefold())
    if day is None:
        return Found(clean, fault="date")
    if not FIRST_YEAR <= day.year <= last_year:
        return Found(clean, fault="date_range", values={"first": str(FIRST_YEAR), "last": str(last_year)})
    return Found(day.isoformat())


def _day(text: str) -> datetime.date | None:
    """The day in a text; None where it is no whole day, or one that no calendar has."""
    if found := _ISO.fullmatch(text):
        text = "-".join(found.groups())
    elif found := _WORDED.fullmatch(text):
        text = f"{found[3]}-{month_named(found[2])}-{found[1]}"
    try:
        return None if _PARTIAL.fullmatch(text) else dates.read_day(text)
    except dates.NotADay:
        return None
