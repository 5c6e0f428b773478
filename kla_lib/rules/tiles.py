"""Tile maps: where a province stands in the nation, and a kabupaten or kota in its province, as row and column.

A tile map keeps who lies beside whom, not area and not distance. The positions are data/tiles.csv, made as LICENSE-DATA.md says.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: the code of a province (``14``) or place (``14.71``), its row from the north, its column from the west."""

    code: str
    row: int
    column: int
    label: str


@cache
def all_tiles() -> tuple[Tile, ...]:
    """Every tile, provinces first."""
    text = files("kla_lib.rules").joinpath("data", "tiles.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(Tile(row["code"], int(row["row"]), int(row["column"]), row["label"]) for row in rows)


def tiles_of(province_code: str) -> tuple[Tile, ...]:
    """The tiles of a province's places; of all provinces for an empty code."""
    if not province_code:
        return tuple(tile for tile in all_tiles() if "." not in tile.code)
    return tuple(tile for tile in all_tiles() if tile.code.startswith(f"{province_code}."))
