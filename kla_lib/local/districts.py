"""What the name of a kecamatan means on a day: areas are split, and a name can move to another area."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from kla_lib.core.nearest import nearest
from kla_lib.core.problems import InputFault, Problem, Where, problem
from kla_lib.instrument.place_folder import DISTRICTS
from kla_lib.local.model import District, holds


def district_on(districts: Collection[District], name: str, on: date) -> District:
    """The kecamatan that a name means on a day, whatever its case, spaces and hyphens.

    Raises InputFault for a name that means nothing then: with what the area is called on that day where it is an
    older or later name, else with the nearest names.
    """
    same = [d for d in districts if district_key(d.name) == district_key(name)]
    valid = [d for d in same if holds(d, on)]
    if valid:
        return max(valid, key=lambda d: d.valid_from or date.min)
    now = [d for d in districts if holds(d, on)]
    raise InputFault([_other_then(same, districts, name, on) if same else _unknown(now, name)])


def became(districts: Collection[District], old: District) -> list[District]:
    """The kecamatan that an area became, all or in part, after its name ended; none while it lasts."""
    if old.valid_to is None:
        return []
    later = [d for d in districts if d.valid_from and d.valid_from > old.valid_to]
    return [d for d in later if district_key(old.name) in map(district_key, d.before)]


def district_key(name: str) -> str:
    """The spelling-proof form of a name: ``Lima Puluh``, ``Limapuluh`` and ``Kec. Lima-Puluh`` are one."""
    words = re.findall(r"[^\W_]+", name.casefold())
    return "".join(words[1:] if words[:1] in (["kec"], ["kecamatan"]) and words[1:] else words)


def _other_then(same: Collection[District], districts: Collection[District], name: str, on: date) -> Problem:
    then = [d.name for old in same for d in became(districts, old) if holds(d, on)]
    then += [old for new in same if new.valid_from and new.valid_from > on for old in new.before]
    shown = ", ".join(dict.fromkeys(then)) or "-"
    return problem("district_then", Where(DISTRICTS), name, on=on.isoformat(), then=shown)


def _unknown(districts: Collection[District], name: str) -> Problem:
    keys = {district_key(d.name): d.name for d in districts}
    near = nearest(district_key(name), keys)
    return problem("district_unknown", Where(DISTRICTS), name or '""', near=", ".join(near) or "-")
