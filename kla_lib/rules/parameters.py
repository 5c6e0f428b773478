"""Values of parameters as people, papermill, YAML and pandas give them: texts, numbers, null, dates; read or refused.

Each reader returns the value, adds every fault to ``problems`` with the parameter's name as its address, and never
raises. What can be read in two ways (the number 16.1 for the code 16.10) is refused and asked about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from numbers import Integral, Real
from typing import Any, get_args

from kla_lib.problems import InputFault, Lang, Problem, Where, problem
from kla_lib.rules.dates import NotADay, read_day
from kla_lib.rules.instrument import TOTAL, Edition, code_key
from kla_lib.rules.nearest import NEAR, hint, nearest, shown
from kla_lib.rules.periods import all_periods
from kla_lib.rules.places import Place, find_place
from kla_lib.rules.provinces import find_province
from kla_lib.rules.standings import NATION, Province

MOST = 10**15  # larger numbers are no code, year or margin, and lose digits as a float
EXAMPLES = {
    "home": "/data/kla", "period": "2024", "place": "kab-ogan-ilir", "stage": "EM", "lang": "id", "cluster": "K1",
    "target": "Nindya", "margin": "25", "province": "riau", "rule": "reach", "day": "2026-03-11", "code": "14.1",
}  # fmt: skip
FIRST_YEAR = 2006  # of the first awards
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
LANGS = {"id": "id", "en": "en", "indonesia": "id", "bahasa indonesia": "id", "english": "en", "inggris": "en"}
_PERIOD = re.compile(r"(\d{4})(\W\S*)?")
_DAY = re.compile(r"(\d{4})-\d\d-\d\d([ T].*)?")


def read_text(name: str, value: object, problems: list[Problem], needed: bool = False) -> str:
    """A text, or a whole number as its digits; null is the empty text, which is a fault where a value is ``needed``."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value).strip()
    elif value is None:
        text = ""
    elif isinstance(value, Integral) and not isinstance(value, bool) and abs(int(value)) < MOST:
        text = str(int(value))
    elif isinstance(value, Real) and not isinstance(value, Integral) and abs(float(value)) < MOST:
        text = repr(float(value)).removesuffix(".0")
    else:
        problems.append(type_fault(name, value))
        return ""
    if needed and not text:
        problems.append(type_fault(name, value))
    return text


def type_fault(name: str, value: object) -> Problem:
    """The fault of a value that is neither a text nor a number, or is missing."""
    return problem("parameter_type", Where(cell=name), shown(value), name=name, example=EXAMPLES[name])


def read_choice(
    name: str, value: object, known: Mapping[str, str], problems: list[Problem], needed: bool = False
) -> str:
    """One of the known values, by any of the spellings that ``known`` maps to it, in whatever case; "" for null."""
    before = len(problems)
    text = read_text(name, value, problems)
    found = {spelling.casefold(): meant for spelling, meant in known.items()}.get(text.casefold(), "")
    if (text or needed) and not found and len(problems) == before:
        near = nearest(text, known)
        problems.append(choice_fault(name, value, dict.fromkeys(known.values()), near))
    return found


def choice_fault(name: str, value: object, known: Iterable[str], near: Iterable[str]) -> Problem:
    """The fault of a value that is none of those known."""
    return problem("parameter_choice", Where(cell=name), shown(value), name=name, known=", ".join(known), **hint(near))


def read_lang(value: object, problems: list[Problem]) -> str:
    """``id`` or ``en``; empty where none is asked for."""
    if isinstance(value, str) and re.fullmatch(r"(?i)\s*(id|en)[_-][a-z]{2}\s*", value):
        value = value.strip()[:2]
    before = len(problems)
    found = read_choice("lang", value, LANGS, problems)
    if len(problems) > before and problems[-1].kind == "parameter_choice":
        problems[-1] = choice_fault("lang", value, get_args(Lang), nearest(shown(value), LANGS))
    return found


def read_period(value: object, problems: list[Problem], own: Collection[str] = ()) -> str:
    """A period such as ``2024``; ``own`` are the periods of the workspace, which are shown first."""
    before = len(problems)
    text = read_text("period", value, problems)
    known = list(dict.fromkeys([*sorted(own), *all_periods()]))
    if len(problems) > before or text in known:
        return text
    whole = isinstance(value, str) or text.isdecimal()
    if whole and not _DAY.fullmatch(text) and (parts := _PERIOD.fullmatch(text)) and _plausible(parts[1]):
        return text
    day = _DAY.fullmatch(text)
    near = [day[1]] if day and day[1] in known else nearest(text, known)
    listed = ", ".join(sorted(own)) or ", ".join(all_periods())
    problems.append(problem("parameter_period", Where(cell="period"), shown(value), known=listed, **hint(near)))
    return ""


def _plausible(year: str) -> bool:
    return FIRST_YEAR <= int(year) <= date.today().year + 1


def read_place(value: object, problems: list[Problem]) -> Place | None:
    """A kabupaten or kota by slug, code, title or name. A code that is a number may have lost its last zero: refused."""
    if isinstance(value, Place):
        return value
    before = len(problems)
    text = read_text("place", value, problems, needed=True)
    found: Place | None = _found(find_place, "place", text, problems) if len(problems) == before else None
    return found


def read_province(value: object, problems: list[Problem]) -> Province:
    """A province by slug, code or name; the nation for nothing."""
    if isinstance(value, Province):
        return value
    before = len(problems)
    text = read_text("province", value, problems)
    found = _found(find_province, "province", text, problems) if len(problems) == before else None
    return found or NATION


def _found(find: Any, name: str, text: str, problems: list[Problem]) -> Any:
    try:
        return find(text)
    except InputFault as fault:
        problems += [replace(each, where=Where(cell=name), found=shown(text)) for each in fault.problems]
        return None


def read_cluster(value: object, edition: Edition, problems: list[Problem]) -> str:
    """A block of the edition by its code, number or name: ``K3``, ``k3``, 3, ``III``, ``Klaster 3``, ``Kelembagaan``."""
    if isinstance(value, str) and value == TOTAL:
        return TOTAL
    blocks = {node.code: node for node in edition.at("block")}
    spellings = {code: code for code in blocks}
    for code, node in blocks.items():
        spellings |= dict.fromkeys((node.label_id, node.label_en), code)
        number = code.removeprefix("K")
        named = [number, *(roman for roman, digit in ROMAN.items() if digit == number)]
        spellings |= {
            f"{word}{name}": code for word in ("", "klaster ", "cluster ", "klaster", "cluster") for name in named
        }
    before = len(problems)
    found = read_choice("cluster", value, spellings, problems, needed=True)
    if len(problems) > before and problems[-1].kind == "parameter_choice":
        problems[-1] = choice_fault("cluster", value, blocks, _near_blocks(shown(value), edition, spellings))
    return found


def _near_blocks(text: str, edition: Edition, spellings: Mapping[str, str]) -> list[str]:
    """The block that a code lies in, those whose name holds the text, those of the nearest number, or of the nearest name."""
    if code := edition.by_key.get(code_key(text), ""):
        return [edition.block_of(code)]
    if held := {code for name, code in spellings.items() if len(text) > NEAR and text.casefold() in name.casefold()}:
        return sorted(held)
    if number := re.fullmatch(r"(?i)k?(-?\d{1,3}(\.\d+)?)", text):
        away = {code: abs(float(number[1]) - int(code[1:])) for code in spellings.values() if code[1:].isdecimal()}
        return [code for code, distance in away.items() if distance == min(away.values())]
    return nearest(text, spellings)


def node_code(value: object, edition: Edition, lang: Lang) -> str:
    """The code of a node as an analyst gives it: ``K3``, ``k3``, ``14.1``, 6, ``21a.4a``; ``TOTAL`` is the whole.

    Raises InputFault for a code that the edition does not have, and for a number that may mean two codes (14.1, 14.10).
    """
    if isinstance(value, str) and value == TOTAL:
        return TOTAL
    problems: list[Problem] = []
    text = read_text("code", value, problems, needed=True)
    known = [TOTAL, *(node.code for node in edition.at("block")), "1.1", "…"]
    found = edition.by_key.get(code_key(text), "")
    if isinstance(value, Real) and not isinstance(value, Integral) and "." in text and f"{text}0" in edition.by_code:
        problems.append(choice_fault("code", value, known, [f'"{text}"', f'"{text}0"']))
    elif text and not found:
        blocks = {node.code: node.code for node in edition.at("block")}
        like_a_block = re.fullmatch(r"(?i)k\d+", text)
        near = _near_blocks(text, edition, blocks) if like_a_block else nearest(text, list(edition.by_code))
        problems.append(choice_fault("code", value, known, near))
    if problems:
        raise InputFault(problems, lang)
    return found


def read_date(value: object, problems: list[Problem]) -> date | None:
    """A day, as a date or as people write it; None for nothing."""
    if isinstance(value, date) and str(value) != "NaT":  # which pandas counts among the dates
        return value.date() if isinstance(value, datetime) else value
    text = read_text("day", value, problems)
    try:
        return read_day(text) if text else None
    except NotADay:
        problems.append(problem("date_unread", Where(cell="day"), shown(value)))
        return None
