"""The text shown in a number cell, and whether it reads as the stored number.

A cell may store 1 and show ``100%``, store 12000 and show ``12.0``, or store 0 and show nothing. `shown` writes a number
as a number format of XLSX does; an ODS holds the shown text itself. `compare` compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

Verdict = Literal["same", "percent", "rounded", "unlike"]

GENERAL, TEXT, PERCENT = "General", "@", "0.00%"
FORMATS = {0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "$#,##0;-$#,##0", 6: "$#,##0;-$#,##0"}
FORMATS |= {7: "$#,##0.00;-$#,##0.00", 8: "$#,##0.00;-$#,##0.00", 9: "0%", 10: PERCENT, 11: "0.00E+00", 12: "# ?/?"}
FORMATS |= {13: "# ??/??", 37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)"}
FORMATS |= {40: "#,##0.00;(#,##0.00)", 41: '#,##0;-#,##0;"-"', 42: '$#,##0;-$#,##0;"-"', 48: "##0.0E+0", 49: TEXT}
FORMATS |= {43: '#,##0.00;-#,##0.00;"-"', 44: '$#,##0.00;-$#,##0.00;"-"'}
EXACT = Context(prec=15)  # as many digits as a spreadsheet keeps; what lies beyond them is noise
FINE = Decimal("0.005")  # points are rounded to hundredths in the end
LARGEST = Decimal(10) ** 15

_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|(_.)|(\*.)|\[([^\]]*)\]|(general)|([0#?])|(e[+-]0+)|(.)', re.DOTALL | re.IGNORECASE
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)")
_HOLDS = {"<": (-1,), ">": (1,), "=": (0,), "<=": (-1, 0), ">=": (0, 1), "<>": (-1, 1)}
_DATES = frozenset("dmyhs")
_FRACTION = re.compile(r"(-?)(?:(\d+)\s+)?(\d+)/(\d+)")
_NUMBER = re.compile(r"\d+(?:[.,'\u00a0\u202f\u2009 ]\d+)*(?:[eE][+-]?\d+)?|[.,]\d+")
_SCALES = re.compile(
    r"(?i)(?:^|[^a-z])(?:rb|ribu|jt|juta|m|k|mio|mn|bn|miliar|milyar|t|triliun|thousand|million|lusin|kodi)(?![a-z])"
)
_GROUPED = re.compile(r"\d{1,3}(?:([.,'\u00a0\u202f\u2009 ])\d{3})(?:\1\d{3})*")


@lru_cache(maxsize=4096)
def compare(text: str, number: Decimal, decimal_signs: str = ".,") -> Verdict:
    """Compare a shown text with the stored number, to half of the last digit shown.

    ``rounded``: it does, but the number differs by more than half a hundredth. ``percent``: it is a percentage.
    ``unlike``: it reads as another number, or as none.
    """
    bare = " ".join(text.split())
    if "%" in bare or "\u2030" in bare:
        return "percent"
    fraction = _FRACTION.fullmatch(bare)
    found = _NUMBER.findall(bare)
    if fraction and int(fraction[4]):
        value = Decimal(int(fraction[2] or 0)) + Decimal(int(fraction[3])) / Decimal(int(fraction[4]))
        half = Decimal(1) / (2 * int(fraction[4]))
        read = [(-value if fraction[1] else value, half)]
    elif len(found) != 1 or _SCALES.search(_NUMBER.sub(" ", bare)):
        return "unlike"
    else:
        minus = bool(re.match(r"\D*[-\u2212]", bare)) or bool(re.search(r"\(\D*\d.*\)", bare))
        read = [(-value if minus else value, half) for value, half in _readings(found[0], decimal_signs)]
    gaps = [abs(value - number) for value, half in read if abs(value - number) <= half + abs(number) * Decimal("1e-12")]
    return "unlike" if not gaps else "same" if min(gaps) <= FINE else "rounded"


def _readings(text: str, decimal_signs: str) -> Iterator[tuple[Decimal, Decimal]]:
    """The numbers that digits with separators may mean, each with half of its last digit."""
    digits, _, power = text.lower().partition("e")
    scale = Decimal(10) ** int(power or 0)
    for sign in decimal_signs:
        whole, point, rest = digits.rpartition(sign) if sign in digits else (digits, "", "")
        plain = whole.isdigit() or not whole
        if (plain or (_GROUPED.fullmatch(whole) and sign not in whole)) and (rest.isdigit() or not point):
            value = Decimal(f"{re.sub(r'[^0-9]', '', whole) or 0}.{rest or 0}")
            yield value * scale, Decimal("0.5").scaleb(-len(rest)) * scale
    if _GROUPED.fullmatch(digits) and any(sign in digits for sign in decimal_signs) and len(decimal_signs) > 1:
        yield Decimal(re.sub(r"[^0-9]", "", digits)) * scale, Decimal("0.5") * scale


def percent_text(number: Decimal) -> str:
    """A stored fraction as the percentage that is shown for it, with all its digits: 0.854 is ``85.4%``."""
    return f"{EXACT.multiply(number, Decimal(100)).normalize():f}%"


def is_telling(code: str) -> bool:
    """True if a number format may show a text that does not read as the number."""
    return code not in (GENERAL, TEXT, "", "0.00", "#,##0.00") and shown(code, Decimal("1.25")) is not None


@lru_cache(maxsize=4096)
def shown(code: str, number: Decimal) -> str | None:
    """The text that a number format of XLSX shows for a number, as an English Excel does; None for a date or time."""
    pieces, absolute = _section(code, number)
    if any(kind == "date" for kind, _ in pieces):
        return None
    if any(kind == "general" for kind, _ in pieces) or abs(number) >= LARGEST:
        plain = f"{EXACT.plus(number).normalize():f}"
        return (
            "".join(plain if kind in ("general", "digit") else text for kind, text in pieces if kind != "skip") or plain
        )
    minus = "-" if number < 0 and not absolute else ""
    scaled = abs(number) * 100 ** sum(kind == "percent" for kind, _ in pieces)
    if any(piece == ("sign", "/") for piece in pieces):
        return minus + _as_fraction(pieces, scaled)
    return minus + _as_digits(pieces, scaled)


def _section(code: str, number: Decimal) -> tuple[list[tuple[str, str]], bool]:
    """The pieces of the section that a number falls under, and whether it shows the number without its minus."""
    sections: list[list[tuple[str, str]]] = [[]]
    conditions: dict[int, tuple[str, Decimal]] = {}
    for kind, text in _pieces(code):
        if kind == "next":
            sections.append([])
        elif kind == "condition" and (found := _CONDITION.fullmatch(text)):
            conditions[len(sections) - 1] = (found[1], Decimal(found[2]))
        else:
            sections[-1].append((kind, text))
    if conditions:
        for at, (sign, limit) in conditions.items():
            if (number > limit) - (number < limit) in _HOLDS[sign]:
                return sections[at], number < 0 and at > 0
        rest = next((at for at in range(len(sections)) if at not in conditions), 0)
        return sections[rest], rest > 0
    if number < 0 and len(sections) > 1:
        return sections[1], True
    return sections[2 if number == 0 and len(sections) > 2 else 0], False


def _pieces(code: str) -> Iterator[tuple[str, str]]:
    for found in _TOKEN.finditer(code):
        quoted, escaped, width, fill, bracket, general, digit, power, sign = found.groups()
        if quoted is not None or escaped is not None:
            yield "words", quoted or escaped or ""
        elif width or fill:
            yield "skip", ""
        elif bracket is not None:
            elapsed = bracket.lower().strip("hms") == "" and bracket != ""
            name = bracket[1:].partition("-")[0] if bracket.startswith("$") else ""
            yield ("date", "") if elapsed else ("condition", bracket) if bracket[:1] in "<>=" else ("words", name)
        elif general:
            yield "general", ""
        elif digit or power:
            yield ("digit", digit) if digit else ("power", power)
        else:
            kinds = {";": "next", "%": "percent", ".": "point", ",": "comma", "/": "sign", "@": "general"}
            yield "date" if sign.lower() in _DATES else kinds.get(sign, "words"), sign


def _as_digits(pieces: Sequence[tuple[str, str]], number: Decimal) -> str:
    point = next((at for at, (kind, _) in enumerate(pieces) if kind == "point"), len(pieces))
    power = next((text for kind, text in pieces if kind == "power"), "")
    whole_at = [at for at, (kind, _) in enumerate(pieces) if kind == "digit" and at < point]
    part_at = [at for at, (kind, _) in enumerate(pieces) if kind == "digit" and at > point]
    commas = [at for at, (kind, _) in enumerate(pieces) if kind == "comma"]
    last = max([*whole_at, *part_at], default=-1)
    scale = sum(1 for at in commas if at > (whole_at[-1] if whole_at else last) and (at < point or at > last))
    if not (whole_at or part_at):
        return "".join(text for kind, text in pieces if kind not in ("skip", "comma"))
    value = number / 1000**scale
    exponent = value.adjusted() if power and value else 0
    exponent -= exponent % len(whole_at) if len(whole_at) > 1 else 0
    value = value.scaleb(-exponent)
    text = f"{value.quantize(Decimal(1).scaleb(-len(part_at)), ROUND_HALF_UP):f}"
    whole, _, part = text.partition(".")
    grouped = any(whole_at and whole_at[0] < at < whole_at[-1] for at in commas)
    out = dict.fromkeys([*whole_at, *part_at], "")
    out |= _whole(pieces, whole_at, whole, grouped)
    for at, digit in zip(part_at, part, strict=False):
        out[at] = digit
    for at in reversed(part_at):
        if pieces[at][1] == "0" or out[at] != "0":
            break
        out[at] = ""
    shown_power = f"E{exponent:+03d}" if power else ""
    return "".join(
        out.get(at, shown_power if kind == "power" else text)
        for at, (kind, text) in enumerate(pieces)
        if kind not in ("skip", "comma")
    )


def _whole(pieces: Sequence[tuple[str, str]], at: Sequence[int], digits: str, grouped: bool) -> dict[int, str]:
    """The digits before the point on their places; what there are too many of go before the first."""
    wanted = next((len(at) - n for n, place in enumerate(at) if pieces[place][1] == "0"), 0)
    digits = ("" if digits == "0" else digits).zfill(wanted) if wanted else ("" if digits == "0" else digits)
    if not at:
        return {}
    if grouped:
        return {at[0]: f"{int(digits or 0):,}" if digits else ""}
    places = {
        place: digits[len(digits) - len(at) + n : len(digits) - len(at) + n + 1]
        if len(digits) - len(at) + n >= 0
        else ""
        for n, place in enumerate(at)
    }
    return places | {at[0]: digits[: max(0, len(digits) - len(at) + 1)]}


def _as_fraction(pieces: Sequence[tuple[str, str]], number: Decimal) -> str:
    """``1 1/2``, with a denominator of as many digits as the format has, or the one it names."""
    below = "".join(text for kind, text in pieces[pieces.index(("sign", "/")) + 1 :] if kind in ("digit", "words"))
    fixed = "".join(sign for sign in below if sign.isdigit() and sign != "0")
    most = int(fixed) if fixed else 10 ** max(1, sum(sign in "0#?" for sign in below)) - 1
    exact = Fraction(number)
    near = Fraction(round(exact * most), most) if fixed else exact.limit_denominator(most)
    whole, rest = divmod(near, 1)
    top, bottom = (rest * most, most) if fixed else (rest.numerator, rest.denominator)
    return f"{whole or ''} {top}/{bottom}".strip() if rest else str(whole)
