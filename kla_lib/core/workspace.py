"""One folder with data, notebooks and reports, and what its owner set in kla.toml."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from kla_lib.core.nearest import hint, shown
from kla_lib.core.problems import InputFault, Lang, Problem, Where, problem

SETTINGS: dict[str, type] = {
    "lang": str,
    "boundary_rule": str,
    "periods": dict,
    "history": list,
    "evidence_years": dict,
    "upload_limit_mb": float,
    "ocr": bool,
}
LONGEST_PATH = 500  # of a path in a fault
_YEAR = re.compile(r"(19|20)\d\d")
_EDITION = re.compile(r"\w[\w.-]*")


@dataclass(frozen=True)
class Workspace:
    """Where things are and what this workspace chose.

    ``boundary_rule`` is empty where the edition's own default holds; ``periods`` maps a period to an edition
    id and wins over the shipped table; ``history`` lists places whose award history is always published,
    also without a recap. ``evidence_years`` are the years that a period's evidence must be of, ``upload_limit_mb`` the
    largest file that can be uploaded, in megabytes of a million bytes; None where nobody has said.
    """

    home: Path
    lang: Lang = "id"
    boundary_rule: str = ""
    periods: Mapping[str, str] = field(default_factory=dict)
    history: tuple[str, ...] = ()
    evidence_years: Mapping[str, list[str]] = field(default_factory=dict)
    upload_limit_mb: float | None = None
    ocr: bool = False

    @property
    def raw(self) -> Path:
        """What people sent: never edited, never written."""
        return self.home / "data" / "raw"

    @property
    def processed(self) -> Path:
        """What was read from it: may be deleted at any time."""
        return self.home / "data" / "processed"

    @property
    def editions(self) -> Path:
        """The workspace's own editions, one folder each."""
        return self.home / "data" / "editions"

    @property
    def notebooks(self) -> Path:
        """The notebooks that reports are made from."""
        return self.home / "notebooks"

    @property
    def reports(self) -> Path:
        """What is published: may be deleted at any time."""
        return self.home / "reports"

    def language(self, asked: str) -> Lang:
        """The language asked for, or this workspace's own. Raises InputFault for one that there is not."""
        if asked not in ("", *get_args(Lang)):
            raise InputFault([problem("value", Where(), asked, known="id, en")])
        return "en" if (asked or self.lang) == "en" else "id"


def open_workspace(home: Path) -> Workspace:
    """The workspace in a folder. Raises InputFault with every fault of its kla.toml; no kla.toml is none."""
    source = home / "kla.toml"
    if not home.is_dir():
        raise InputFault([problem("folder_missing", Where(str(home)), home)])
    settings = _read(source) if source.is_file() else {}
    _quote(settings)
    problems = _faults(settings)
    if problems:
        raise InputFault(problems)
    if "history" in settings:
        settings["history"] = tuple(settings["history"])
    return Workspace(home.resolve(), **settings)


def _read(source: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(source.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise InputFault([problem("settings_broken", Where("kla.toml"), fault)]) from fault


def _quote(settings: dict[str, Any]) -> None:
    """Years and editions of ``[periods]`` and ``[evidence_years]`` may be written as numbers: ``2026 = 2023``."""
    for key in ("periods", "evidence_years"):
        if isinstance(settings.get(key), dict):
            settings[key] = {period: _as_text(value) for period, value in settings[key].items()}


def _as_text(value: object) -> object:
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _faults(settings: Mapping[str, Any]) -> list[Problem]:
    here = Where("kla.toml")
    problems = [_stranger(key) for key in settings if key not in SETTINGS]
    for key, wanted in SETTINGS.items():
        if key in OWN_CHECK:
            problems += OWN_CHECK[key](settings[key]) if key in settings else []
        elif key in settings and not _fits(settings[key], wanted):
            problems.append(problem("settings_type", here, f"{key} = {settings[key]!r}", wanted=wanted.__name__))
    lang = settings.get("lang", "id")
    if isinstance(lang, str) and lang not in get_args(Lang):
        problems.append(problem("value", here, lang, known="id, en"))
    return problems


def _stranger(key: str) -> Problem:
    near = difflib.get_close_matches(key, SETTINGS, n=1)
    return problem("settings_unknown", Where("kla.toml"), key, known=", ".join(near or SETTINGS))


def _fits(value: object, wanted: type) -> bool:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return isinstance(value, wanted) and all(isinstance(item, str) for item in inside)


def _wrong(name: str, table: object, fits: Callable[[object], bool]) -> list[str]:
    """The entries of a table of kla.toml whose value does not fit, as written there."""
    if not isinstance(table, dict):
        return [f"{name} = {table!r}"]
    return [f'"{period}" = {value!r}' for period, value in table.items() if not fits(value)]


def _periods_faults(value: object) -> list[Problem]:
    """Faults of ``[periods]``: the id of an edition for each period."""
    return [problem("settings_periods", Where("kla.toml"), found) for found in _wrong("periods", value, _is_edition)]


def _years_faults(value: object) -> list[Problem]:
    """Faults of ``[evidence_years]``: a list of years, as texts of four digits, for each period."""
    wrong = _wrong("evidence_years", value, _are_years)
    return [problem("settings_years", Where("kla.toml"), found) for found in wrong]


def _is_edition(value: object) -> bool:
    return isinstance(value, str) and bool(_EDITION.fullmatch(value))


def _are_years(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(y, str) and _YEAR.fullmatch(y) for y in value)


def _limit_faults(value: object) -> list[Problem]:
    """Faults of ``upload_limit_mb``: a number above nothing."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and math.isfinite(value) and value > 0:  # type: ignore[arg-type,operator]
        return []
    return [problem("settings_limit", Where("kla.toml"), f"upload_limit_mb = {value!r}")]


OWN_CHECK: dict[str, Callable[[object], list[Problem]]] = {
    "evidence_years": _years_faults,
    "periods": _periods_faults,
    "upload_limit_mb": _limit_faults,
}


def is_workspace(folder: Path) -> bool:
    """True if a folder holds a kla.toml or data/raw."""
    try:
        return (folder / "kla.toml").is_file() or (folder / "data" / "raw").is_dir()
    except OSError:  # a name that is too long, a folder that may not be looked into
        return False


def nearest_workspace(folder: Path) -> Path | None:
    """The folder itself or the nearest one above it that is a workspace."""
    return next((each for each in (folder, *folder.parents) if is_workspace(each)), None)


def no_workspace(tried: list[Path], name: str = "home") -> Problem:
    """The fault of folders that are no workspace, with the nearest workspace above one of them; ``name`` is the parameter."""
    near = [str(found) for folder in tried if (found := nearest_workspace(folder))][:1]
    named = shown(", ".join(map(str, tried)), LONGEST_PATH)
    return problem("workspace_missing", Where(cell=name), named, name=name, **hint(near))
