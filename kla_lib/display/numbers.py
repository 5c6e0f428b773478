"""Numbers and dates as people write them, in Bahasa Indonesia and English; exact, never by way of a float.

Points come as whole hundredths (or whole micropoints) and leave as text. The reader's language decides, never
the operating system's locale.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache

import pandas as pd
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from kla_lib.core.points import MICRO, decimal_points
from kla_lib.core.problems import Lang
from kla_lib.display.words import word

LOCALES = {"id": "id_ID", "en": "en_GB"}
MINUS = "\u2212"
TO = "\u2013"


@cache
def locale(lang: Lang) -> Locale:
    """Babel's locale of a language, read once."""
    return Locale.parse(LOCALES[lang])


def points_text(hundredths: int, lang: Lang) -> str:
    """76961 -> ``769,61``: always two places."""
    return _decimal(decimal_points(hundredths), "#,##0.00", lang)


def maximum_text(hundredths: int, lang: Lang) -> str:
    """100000 -> ``1.000``, 250 -> ``2,5``: no places that say nothing."""
    return _decimal(decimal_points(hundredths), "#,##0.##", lang)


def exact_text(micro: int, lang: Lang) -> str:
    """Micropoints with every place they have, at least two: 750000 -> ``0,75``, 333333 -> ``0,333333``."""
    return _decimal(Decimal(int(micro)) / MICRO, "#,##0.00####", lang)


def exact_maximum_text(micro: int, lang: Lang) -> str:
    """Micropoints with the places they need: 1000000 -> ``1``."""
    return _decimal(Decimal(int(micro)) / MICRO, "#,##0.######", lang)


def range_text(low: int, high: int, lang: Lang) -> str:
    """``769,61–770,61``; one figure where both ends are the same."""
    return points_text(low, lang) if low == high else f"{points_text(low, lang)}{TO}{points_text(high, lang)}"


def change_text(hundredths: int, lang: Lang) -> str:
    """A difference with its sign: ``+12,00``, ``−3,50``, ``0,00``."""
    sign = "+" if hundredths > 0 else MINUS if hundredths < 0 else ""
    return sign + points_text(abs(int(hundredths)), lang)


def change_steps(steps: int) -> str:
    """A number of steps with its sign: ``+1``, ``−2``, ``0``."""
    return f"+{steps}" if steps > 0 else f"{MINUS}{-steps}" if steps < 0 else "0"


def percent_text(part: int, whole: int, lang: Lang) -> str:
    """The share of two whole numbers, one place, rounded half up: ``77,0%``. A share of nothing is a dash."""
    if not whole:
        return TO
    share = (Decimal(int(part)) * 100 / Decimal(int(whole))).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return _decimal(share, "#,##0.0", lang) + "%"


def count_text(number: int, lang: Lang) -> str:
    """A whole number: ``1.730``."""
    return _decimal(Decimal(int(number)), "#,##0", lang)


def seconds_text(seconds: float, lang: Lang) -> str:
    """A time that was measured, two places below ten seconds, one above: ``0,21 s``, ``12,4 s``."""
    place, pattern = (Decimal("0.01"), "0.00") if seconds < 10 else (Decimal("0.1"), "#,##0.0")
    return _decimal(Decimal(seconds).quantize(place), pattern, lang) + " s"


def rate_text(per_second: float, lang: Lang) -> str:
    """A rate with one place: ``7,6``."""
    return _decimal(Decimal(per_second).quantize(Decimal("0.1")), "#,##0.0", lang)


def date_text(iso: str, lang: Lang) -> str:
    """``2025-08-08`` -> ``8 Agustus 2025``. Raises ValueError for what is no date."""
    return str(format_date(date.fromisoformat(iso), format="long", locale=locale(lang)))


def known(value: object) -> bool:
    """True if a cell holds a value: neither missing nor an empty text."""
    return value != "" if isinstance(value, str) else bool(pd.notna(value))  # type: ignore[call-overload]


@lru_cache(maxsize=10_000)  # a report repeats the same few figures; Babel takes ten microseconds each
def _decimal(number: Decimal, pattern: str, lang: Lang) -> str:
    text = str(format_decimal(number, format=pattern, locale=locale(lang), decimal_quantization=False))
    return text.replace("-", MINUS)


def day_text(iso: str, lang: Lang) -> str:
    """``21 Juli 2026``."""
    year, month, day = iso.split("-")
    return f"{int(day)} {word('month_names', lang).split()[int(month) - 1]} {year}"


def month_text(iso: str, lang: Lang) -> str:
    """``Juli 2026``."""
    year, month = iso.split("-")
    return f"{word('month_names', lang).split()[int(month) - 1]} {year}"
