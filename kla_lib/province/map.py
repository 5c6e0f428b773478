"""Tile maps: a tile of equal size for each place of a province, or each province, near its real position.

A tile map keeps neighbours, not area or distance. The positions are data/tiles.csv (origin: LICENSE-DATA.md).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from kla_lib.display.numbers import TO, count_text, percent_text
from kla_lib.display.plot import SMALL, WIDTH, Drawing, Plot, draw, wrapped
from kla_lib.display.words import word
from kla_lib.instrument.citing import status_text
from kla_lib.instrument.published import CATEGORIES
from kla_lib.province.tables import DOUBT, name_of, title

if TYPE_CHECKING:
    from kla_lib.province.province import Rankings

TILE = ("code", "label", "row", "column")
SPACE, PAD, LINE, MARK, MOST_WIDE = 3, 4, 14, 5, 84


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
    text = files("kla_lib.instrument").joinpath("data", "tiles.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(Tile(row["code"], int(row["row"]), int(row["column"]), row["label"]) for row in rows)


def tiles_of(province_code: str) -> tuple[Tile, ...]:
    """The tiles of a province's places; of all provinces for an empty code."""
    if not province_code:
        return tuple(tile for tile in all_tiles() if "." not in tile.code)
    return tuple(tile for tile in all_tiles() if tile.code.startswith(f"{province_code}."))


def tile_map(region: Rankings, ax: Axes | None = None, **look: Any) -> Plot | Axes:
    """The award of each place of a province; of the nation, how many places of each province are known.

    ``data`` has one row per tile: code, label, row, column, and category (a province's places) or known and places (the
    nation's provinces). ``look``: title, size, colours.
    """
    return _province_map(region, ax, look) if region.province.code else _nation_map(region, ax, look)


def _province_map(region: Rankings, ax: Axes | None, look: Mapping[str, Any]) -> Plot | Axes:
    tiles, lang = tiles_of(region.province.code), region.lang
    by_code = {place.code: slug for slug, place in region.places.items()}
    width, height = _width(tiles), 3 * LINE + MARK + 2 * PAD + 3
    drawing = draw(ax, _height(tiles, height), **look)
    for tile in tiles:
        slug = by_code[tile.code]
        _place_tile(
            drawing, region, slug, (tile.column * (width + SPACE), tile.row * (height + SPACE)), (width, height)
        )
    every = "; ".join(f"{name_of(slug, region)} {status_text(region.awards[slug], lang)}" for slug in by_code.values())
    alt = word("alt_tiles", lang, place=title(region), year=region.round.year, every=every)
    data = pd.DataFrame(
        (t.code, t.label, t.row, t.column, region.awards[by_code[t.code]].category or None) for t in tiles
    ).set_axis([*TILE, "category"], axis=1)
    return drawing.done(data, alt, word("tiles_caption", lang), lang)


def _place_tile(
    drawing: Drawing, region: Rankings, slug: str, corner: tuple[float, float], size: tuple[float, float]
) -> None:
    (x, y), (width, height), award = corner, size, region.awards[slug]
    place = region.places[slug]
    if award.category:
        drawing.bar(y, height, x, x + width, "track")
    else:
        drawing.outline(y + 0.5, height - 1, x + 0.5, x + width - 0.5)
    short = place.name if place.kind == "kabupaten" else word("league_city", region.lang, name=place.name)
    for n, row in enumerate(wrapped(short, width - 2 * PAD, SMALL)):
        drawing.text(x + PAD, y + PAD + 10 + n * LINE, row, size=SMALL)
    told = f"{award.category}{f' {DOUBT}' if award.disputed else ''}" if award.category else _short(award.status)
    drawing.text(x + PAD, y + PAD + 10 + 2 * LINE, told, size=SMALL, bold=bool(award.category))
    if award.category:
        _steps(drawing, x + PAD, y + height - PAD - MARK, width - 2 * PAD, 1 + CATEGORIES.index(award.category))


def _short(status: str) -> str:
    """A sign for a tile without a category; the caption says what it means."""
    return TO if status == "none" else DOUBT


def _steps(drawing: Drawing, x: float, y: float, width: float, reached: int) -> None:
    """One mark per category, filled up to the one that is held: no colour is needed to tell them apart."""
    each = (width - 2 * (len(CATEGORIES) - 1)) / len(CATEGORIES)
    for n in range(len(CATEGORIES)):
        drawing.bar(y, MARK, x + n * (each + 2), x + n * (each + 2) + each, "TOTAL" if n < reached else "rule")


def _nation_map(region: Rankings, ax: Axes | None, look: Mapping[str, Any]) -> Plot | Axes:
    tiles, lang = tiles_of(""), region.lang
    width, height = _width(tiles), 2 * LINE + MARK + 2 * PAD + 2
    drawing = draw(ax, _height(tiles, height), **look)
    for tile in tiles:
        _province_tile(
            drawing, region, tile, (tile.column * (width + SPACE), tile.row * (height + SPACE)), (width, height)
        )
    names = {place.province_code: place.province for place in region.places.values()}
    every = "; ".join(f"{names[code]} {_known(code, region)}" for code in region.by_province)
    alt = word("alt_tiles_nation", lang, year=region.round.year, every=every)
    counts = [region.by_province[tile.code] for tile in tiles]
    data = pd.DataFrame(
        (t.code, t.label, t.row, t.column, c.known, c.places) for t, c in zip(tiles, counts, strict=True)
    ).set_axis([*TILE, "known", "places"], axis=1)
    return drawing.done(data, alt, word("tiles_caption_nation", lang), lang)


def _province_tile(
    drawing: Drawing, region: Rankings, tile: Tile, corner: tuple[float, float], size: tuple[float, float]
) -> None:
    (x, y), (width, height), known = corner, size, region.by_province[tile.code]
    drawing.bar(y, height, x, x + width, "track")
    drawing.text(x + 2, y + PAD + 9, tile.label, size=SMALL)
    drawing.text(x + 2, y + PAD + 9 + LINE, f"{known.known}/{known.places}", size=SMALL, bold=known.known > 0)
    full = width - 4
    drawing.bar(y + height - PAD - MARK, MARK, x + 2, x + 2 + full, "rule")
    if known.known:
        drawing.bar(y + height - PAD - MARK, MARK, x + 2, x + 2 + full * known.known / known.places, "TOTAL")


def _known(code: str, region: Rankings) -> str:
    known, lang = region.by_province[code], region.lang
    part, whole = count_text(known.known, lang), count_text(known.places, lang)
    return f"{word('of_count', lang, part=part, whole=whole)} ({percent_text(known.known, known.places, lang)})"


def _width(tiles: Sequence[Tile]) -> float:
    columns = 1 + max(tile.column for tile in tiles)
    return min((WIDTH - SPACE * (columns - 1)) / columns, MOST_WIDE)


def _height(tiles: Sequence[Tile], each: float) -> float:
    return (1 + max(tile.row for tile in tiles)) * (each + SPACE) - SPACE
