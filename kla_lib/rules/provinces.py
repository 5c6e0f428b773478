"""Provinces: finding one by what people write, its kabupaten and kota, and the nation as the province of all."""

from __future__ import annotations

import difflib
import re
from functools import cache

from kla_lib.problems import InputFault, Where, problem
from kla_lib.rules.places import Place, all_places, place_key
from kla_lib.rules.standings import NATION, Province

NEAR_MATCHES = 5


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
    near = ", ".join(names[key] for key in difflib.get_close_matches(wanted, names, n=NEAR_MATCHES)) or "-"
    raise InputFault([problem("province_unknown", Where(), text.strip(), near=near)])


def places_of(province: Province) -> tuple[Place, ...]:
    """Its kabupaten and kota, in the order of their codes."""
    return tuple(place for place in all_places().values() if province.code in ("", place.province_code))


def _slug(name: str) -> str:
    return re.sub(r"[^a-z]+", "-", name.casefold()).strip("-")
