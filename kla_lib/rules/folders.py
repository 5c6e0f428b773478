"""Where editions lie: the folders that come with the library, and a workspace's own."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from kla_lib.problems import InputFault, Where, problem

Folder = Traversable | Path


def shipped() -> dict[str, Folder]:
    """The edition folders that come with the library, by id."""
    return dict(_shipped())


@cache
def _shipped() -> tuple[tuple[str, Folder], ...]:
    """Safe to keep: which editions come with the library does not change while it runs (their content might)."""
    data = files("kla_lib.rules").joinpath("data")
    return tuple(sorted((entry.name, entry) for entry in data.iterdir() if entry.joinpath("edition.toml").is_file()))


def folder_of(edition_id: str, own: Path | None = None) -> Folder:
    """The folder of an edition id, a workspace's own editions first. Raises InputFault for an unknown id."""
    if own is not None and own.joinpath(edition_id, "edition.toml").is_file():
        return own / edition_id
    known = shipped()
    if edition_id in known:
        return known[edition_id]
    ids = dict.fromkeys(folder.name for folder in all_folders(own))
    raise InputFault([problem("edition_unknown", Where(), edition_id, known=", ".join(ids))])


def all_folders(own: Path | None = None) -> list[Folder]:
    """Every edition folder there is: the shipped ones, then the workspace's own."""
    mine = sorted(toml.parent for toml in own.glob("*/edition.toml")) if own else []
    return [*shipped().values(), *mine]
