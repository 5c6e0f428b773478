"""Whose form a file is: what its hidden sheet says, held against what is expected."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from kla_lib.intake.forms.places import address
from kla_lib.intake.forms.texts import shown, tidy
from kla_lib.intake.shapes import Grid
from kla_lib.problems import Problem, Where, problem
from kla_lib.rules.form_shape import FORM_VERSION, IDENTITY_KEYS, LAST

FEWEST = 3
Identity = Mapping[str, str]


def is_identity(grid: Grid) -> bool:
    """Whether a sheet says whose form it is, whatever it is called."""
    return sum(cells.get(0, ("", ""))[0].strip() in IDENTITY_KEYS for cells in grid.rows.values()) >= FEWEST


def read_identity(grid: Grid) -> dict[str, str]:
    """The keys and values of a hidden sheet; a key that is not ours is left out."""
    pairs = [(cells.get(0, ("", ""))[0].strip(), tidy(cells.get(1, ("", ""))[0])) for cells in grid.rows.values()]
    return {key: value for key, value in pairs if key in IDENTITY_KEYS}


def read_last(grids: Sequence[Grid]) -> dict[str, str] | None:
    """The marks of what a form said of the period before, by code; None for a form that has none."""
    told = [cells.get(1, ("", ""))[0] for grid in grids for cells in grid.rows.values()
            if cells.get(0, ("", ""))[0].strip() == LAST]  # fmt: skip
    pairs = (pair.partition("=") for pair in (told[0] if told else "").split(";"))
    return {code: mark for code, _, mark in pairs if mark} if told else None


def settle_identity(file: str, grids: Sequence[Grid], given: Identity) -> tuple[dict[str, str], list[Problem]]:
    """The identity of a file; what its hidden sheet does not say is taken from ``given`` where a person gave it.

    ``given`` holds place, period, edition and agency as they are expected, the agency only where it was said.
    """
    found = [read_identity(grid) for grid in grids]
    if any(other != found[0] for other in found[1:]):
        names = ", ".join(grid.name for grid in grids)
        return {}, [problem("form_identity_two", address(grids[1], 0, 0), shown(names))]
    if found and all(found[0].get(key) for key in ("place", "period", "edition", "agency")):
        return found[0], []
    if given.get("agency"):
        return dict(given), [problem("form_identity_given", Where(file), given["agency"])]
    return {}, [problem("form_identity_missing", Where(file), shown(file))]


def check_identity(identity: Identity, expected: Identity, where: Where, roles: Sequence[str]) -> list[Problem]:
    """What does not fit: another place, period, edition or agency stops the file; an older layout is a warning."""
    problems = [
        problem(f"form_other_{key}", where, shown(identity[key]), wanted=expected[key])
        for key in ("place", "period", "edition", "agency")
        if expected.get(key) and identity[key] != expected[key]
    ]
    if identity["agency"] not in roles:
        near = difflib.get_close_matches(identity["agency"], roles, n=3)
        problems.append(problem("form_agency_unknown", where, shown(identity["agency"]), near=", ".join(near) or "-"))
    if problems:
        return problems
    if identity.get("form_version", FORM_VERSION) != FORM_VERSION:
        return [problem("form_version", where, shown(identity["form_version"]), wanted=FORM_VERSION)]
    digests = [(identity.get(name), expected.get(name)) for name in ("layout_hash", "edition_digest")]
    changed = [ours for ours, theirs in digests if ours and theirs and ours != theirs]
    return [problem("form_layout", where, shown(changed[0])[:12])] if changed else []
