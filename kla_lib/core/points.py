"""Exact points: reading what people write, whole micropoints inside, one rounding at the end.

Points are kept as whole millionths (``*_micro``) so that sums are exact whatever fraction a source
prints, and are rounded once, half up, to the hundredth after summing and before comparing.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

MICRO = 1_000_000
MICRO_PER_HUNDREDTH = 10_000

_PLAIN = re.compile(r"[+-]?\d+([.,]\d+)?", re.ASCII)
_GROUPED_DOT = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?", re.ASCII)
_GROUPED_COMMA = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", re.ASCII)
_GROUPED_SPACE = re.compile(r"[+-]?[1-9]\d{0,2}( \d{3})+([.,]\d+)?", re.ASCII)
_SPACES = re.compile("[\u00a0\u2007\u2009\u202f]")
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff]")
_COULD_BE_EITHER = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)


class NotANumber(ValueError):
    """The text is no number that people write for points."""


class AmbiguousNumber(ValueError):
    """The text can be read as thousands or as a decimal (``1.004``)."""


def read_number(text: str) -> Decimal:
    """Read ``12,5``, ``12.5``, ``1.004,00`` or ``1 004`` as it is meant in Indonesian or English form.

    Spaces only separate thousands: ``5 0`` is not a number. Invisible characters are ignored. Raises AmbiguousNumber
    for one separator before exactly three digits (``1.004``), NotANumber for
    anything else that is no number.
    """
    bare = _UNSEEN.sub("", _SPACES.sub(" ", text)).strip().replace("\u2212", "-")
    if _GROUPED_SPACE.fullmatch(bare):
        bare = bare.replace(" ", "")
    if _COULD_BE_EITHER.fullmatch(bare):
        raise AmbiguousNumber(text)
    if _PLAIN.fullmatch(bare):
        return Decimal(bare.replace(",", "."))
    if _GROUPED_DOT.fullmatch(bare):
        return Decimal(bare.replace(".", "").replace(",", "."))
    if _GROUPED_COMMA.fullmatch(bare):
        return Decimal(bare.replace(",", ""))
    raise NotANumber(text)


def to_micro(number: Decimal) -> int:
    """Whole micropoints; what lies beyond the sixth decimal is the noise of binary fractions."""
    return int((number * MICRO).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def to_hundredths(micro: int) -> int:
    """The one rounding: whole hundredths, half up (points are never negative once checked)."""
    return (micro + MICRO_PER_HUNDREDTH // 2) // MICRO_PER_HUNDREDTH


def decimal_points(hundredths: int) -> Decimal:
    """Hundredths as a decimal number of points with two places."""
    return Decimal(int(hundredths)).scaleb(-2)


def float_points(hundredths: int) -> float:
    """Hundredths as the float whose shortest form is exact (``769.61``), for JSON."""
    return int(hundredths) / 100
