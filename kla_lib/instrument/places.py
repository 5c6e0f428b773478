"""Kabupaten, kota and provinces: their Kemendagri code and slug, and finding one by what people write.

The table is data/places.csv (514 rows; derived from idn-area-data, ODbL 1.0, see data/LICENSE-DATA.md).
The five kota and one kabupaten of Jakarta are called "Kota Jakarta Timur", as nearly all published results
do; "Kota Adm. Jakarta Timur" finds them too.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kla_lib.core.nearest import nearest
from kla_lib.core.problems import InputFault, Problem, Where, problem

PREFIX = {"kabupaten": "Kab.", "kota": "Kota"}
SHORT_WORDS = {"kabupaten": "kab", "administrasi": "", "adm": ""}
_CODE = re.compile(r"(\d\d)[.,]?(\d{1,2})")
NEAR_MATCHES = 5


@dataclass(frozen=True, slots=True)
class Place:
    """One kabupaten or kota. ``code`` is Kemendagri's (``16.10``), not BPS's; ``kind`` kabupaten or kota."""

    code: str
    slug: str
    kind: str
    name: str
    province_code: str
    province: str

    @property
    def title(self) -> str:
        """The name as it is printed: ``Kab. Ogan Ilir``, ``Kota Pekanbaru``."""
        return f"{PREFIX[self.kind]} {self.name}"


@dataclass(frozen=True, slots=True)
class Province:
    """A province with its two-digit Kemendagri code; the nation has no code."""

    code: str
    name: str
    slug: str


NATION = Province("", "Indonesia", "indonesia")


@cache
def all_places() -> dict[str, Place]:
    """Every place by slug, in the order of the codes."""
    text = files("kla_lib.instrument").joinpath("data", "places.csv").read_text(encoding="utf-8")
    places = (Place(**row) for row in csv.DictReader(text.splitlines()))
    return {place.slug: place for place in places}


def find_place(text: str) -> Place:
    """Return the place that a slug, a code (``16.10``), a title or a bare name means, in any case and punctuation.

    Raises InputFault with the nearest titles for an unknown text, with every candidate for a bare name that is both a
    kabupaten and a kota (``Bogor``), and with the possible codes for one that lost a digit or its dot (``16.1``).
    """
    found = _index().get(text.strip().replace(",", ".")) or _index().get(place_key(text), ())
    if len(found) == 1:
        return found[0]
    raise InputFault([_ambiguous(text, found) if found else _unknown(text)])


def place_key(text: str) -> str:
    """The spelling-proof form of a name: ``Kabupaten  Ogan-Ilir`` and ``kab. ogan ilir`` are ``kaboganilir``."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return "".join(SHORT_WORDS.get(word, word) for word in words)


@cache
def _index() -> dict[str, tuple[Place, ...]]:
    found: dict[str, tuple[Place, ...]] = {}
    for place in all_places().values():
        for key in {place.code, place_key(place.title), place_key(place.name)}:
            found[key] = (*found.get(key, ()), place)
    return found


def _ambiguous(text: str, found: tuple[Place, ...]) -> Problem:
    return problem("place_ambiguous", Where(), text, near=", ".join(place.title for place in found))


def _unknown(text: str) -> Problem:
    if codes := _near_codes(text.strip()):
        return problem("place_code", Where(), text.strip(), near=", ".join(codes))
    titles = {place_key(name): place.title for place in all_places().values() for name in (place.name, place.title)}
    near = ", ".join(nearest(place_key(text), titles, NEAR_MATCHES)) or "-"
    return problem("place_unknown", Where(), text.strip() or '""', near=near)


def _near_codes(text: str) -> list[str]:
    """Return the places that an incomplete code may mean: ``16.1`` is 16.10 or 16.01, ``1610`` is 16.10."""
    digits = _CODE.fullmatch(text)
    if not digits:
        return []
    ends = [digits[2]] if len(digits[2]) == 2 else [f"{digits[2]}0", f"0{digits[2]}"]
    by_code = {place.code: place for place in all_places().values()}
    found = [by_code[code] for end in ends if (code := f"{digits[1]}.{end}") in by_code]
    return [f"{place.code} {place.title} ({place.slug})" for place in found]


@cache
def all_provinces() -> dict[str, Province]:
    """Every province by slug, in the order of the codes."""
    named = {place.province_code: place.province for place in all_places().values()}
    return {slug: Province(code, name, slug) for code, name in named.items() if (slug := _slug(name))}


def find_province(text: str) -> Province:
    """The province that a slug, a code (``14``) or a name means, whatever its case; the nation for nothing at all.

    Raises InputFault with the nearest names for an unknown text.
    """
    wanted = place_key(text)
    if not text.strip() or wanted == place_key(NATION.name):
        return NATION
    for province in all_provinces().values():
        if wanted in (province.code, place_key(province.name)):
            return province
    names = {place_key(province.name): province.name for province in all_provinces().values()}
    near = ", ".join(nearest(wanted, names, NEAR_MATCHES)) or "-"
    raise InputFault([problem("province_unknown", Where(), text.strip(), near=near)])


def places_of(province: Province) -> tuple[Place, ...]:
    """Its kabupaten and kota, in the order of their codes."""
    return tuple(place for place in all_places().values() if province.code in ("", place.province_code))


def _slug(name: str) -> str:
    return re.sub(r"[^a-z]+", "-", name.casefold()).strip("-")
