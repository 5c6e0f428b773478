"""Which agencies a row names: one office under three spellings is one role, an unknown name stays as it stands."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kla_lib.intake.shapes import Cell, Entry, plain
from kla_lib.problems import Problem, problem
from kla_lib.rules.instrument import Edition

MOST_NAMES = 60
MOST_GUESSES = 50

_ALWAYS = re.compile(r"[;\n]")
_PERHAPS = re.compile(r"[,/&+]|\bdan\b", re.I)


@dataclass
class _Strangers:
    """Unknown names by their plain form: the cell of the first, its text, and how many rows have it."""

    found: dict[str, tuple[Cell, str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    def add(self, cell: Cell, name: str) -> None:
        self.found.setdefault(plain(name), (cell, name))
        self.rows[plain(name)] = self.rows.get(plain(name), 0) + 1


def name_agencies(entries: Sequence[Entry], edition: Edition) -> tuple[list[Entry], list[Problem]]:
    """The entries with their agencies as roles joined by ``;``, and one problem for each name nobody knows."""
    known = _known_names(edition)
    strangers = _Strangers()
    named = [replace(entry, agencies=_roles(entry.agencies_cell, known, strangers)) for entry in entries]
    guessed = list(strangers.found)[:MOST_GUESSES]
    return named, [_unknown(key, strangers, known if key in guessed else {}) for key in strangers.found]


def _known_names(edition: Edition) -> dict[str, str]:
    names = {plain(name): role for role, both in edition.agencies.items() for name in (*both, role)}
    return names | {plain(alias): role for alias, role in edition.aliases.items()}


def _roles(cell: Cell, known: Mapping[str, str], strangers: _Strangers) -> str:
    roles: dict[str, None] = {}
    for name in _names(cell.text, known):
        role = known.get(plain(name))
        if role is None:
            strangers.add(cell, name)
        roles[role or name] = None
    return ";".join(roles)


def _names(text: str, known: Mapping[str, str]) -> Iterable[str]:
    if plain(text) in known:
        return [text.strip()]
    pieces = [piece.strip() for piece in _ALWAYS.split(text)][:MOST_NAMES]
    return [name for piece in pieces if re.search(r"\w", piece) for name in _split(piece, known)]


def _split(piece: str, known: Mapping[str, str]) -> list[str]:
    parts = [part.strip() for part in _PERHAPS.split(piece) if part.strip()]
    if plain(piece) in known or not any(plain(part) in known for part in parts):
        return [" ".join(piece.split())]
    return parts


def _unknown(key: str, strangers: _Strangers, known: Mapping[str, str]) -> Problem:
    cell, name = strangers.found[key]
    near = difflib.get_close_matches(key[:40], known, n=3)
    roles = ", ".join(dict.fromkeys(known[match] for match in near)) or "-"
    return problem("agency_unknown", cell.where, Cell(cell.where, name).shown, near=roles, rows=strangers.rows[key])
