"""Tile maps: a tile of equal size for each place of a province, or each province, near its real position.

A tile map keeps neighbours, not area or distance. The positions are data/tiles.csv (origin: LICENSE-DATA.md).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from kla_lib.display.canvas import SMALL, WIDTH, Canvas, wrapped
from kla_lib.display.chart import Chart, finish
from kla_lib.display.numbers import TO, count_text, percent_text
from kla_lib.display.words import word
from kla_lib.instrument.citing import status_text
from kla_lib.instrument.published import CATEGORIES
from kla_lib.province.tables import DOUBT, name_of, title

if TYPE_CHECKING:
    from kla_lib.province.province import Rankings

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


def tile_map(region: Rankings) -> Chart:
    """The award of each place of a province; of the nation, how many places of each province are known."""
    return _province_map(region) if region.province.code else _nation_map(region)


def _province_map(region: Rankings) -> Chart:
    tiles, lang = tiles_of(region.province.code), region.lang
    by_code = {place.code: slug for slug, place in region.places.items()}
    width, height = _width(tiles), 3 * LINE + MARK + 2 * PAD + 3
    canvas = Canvas(_height(tiles, height))
    for tile in tiles:
        slug = by_code[tile.code]
        _place_tile(canvas, region, slug, (tile.column * (width + SPACE), tile.row * (height + SPACE)), (width, height))
    every = "; ".join(f"{name_of(slug, region)} {status_text(region.awards[slug], lang)}" for slug in by_code.values())
    alt = word("alt_tiles", lang, place=title(region), year=region.round.year, every=every)
    return finish(canvas, alt, word("tiles_caption", lang), lang, sharp=True)


def _place_tile(
    canvas: Canvas, region: Rankings, slug: str, corner: tuple[float, float], size: tuple[float, float]
) -> None:
    (x, y), (width, height), award = corner, size, region.awards[slug]
    place = region.places[slug]
    if award.category:
        canvas.box(x, y, width, height, "track")
    else:
        canvas.frame(x + 0.5, y + 0.5, width - 1, height - 1, "muted", dashed=True)
    short = place.name if place.kind == "kabupaten" else word("league_city", region.lang, name=place.name)
    for n, row in enumerate(wrapped(short, width - 2 * PAD, SMALL)):
        canvas.text(x + PAD, y + PAD + 10 + n * LINE, row, size=SMALL)
    told = f"{award.category}{f' {DOUBT}' if award.disputed else ''}" if award.category else _short(award.status)
    canvas.text(x + PAD, y + PAD + 10 + 2 * LINE, told, size=SMALL, bold=bool(award.category))
    if award.category:
        _steps(canvas, x + PAD, y + height - PAD - MARK, width - 2 * PAD, 1 + CATEGORIES.index(award.category))


def _short(status: str) -> str:
    """A sign for a tile without a category; the caption says what it means."""
    return TO if status == "none" else DOUBT


def _steps(canvas: Canvas, x: float, y: float, width: float, reached: int) -> None:
    """One mark per category, filled up to the one that is held: no colour is needed to tell them apart."""
    each = (width - 2 * (len(CATEGORIES) - 1)) / len(CATEGORIES)
    for n in range(len(CATEGORIES)):
        canvas.box(x + n * (each + 2), y, each, MARK, "TOTAL" if n < reached else "rule")


def _nation_map(region: Rankings) -> Chart:
    tiles, lang = tiles_of(""), region.lang
    width, height = _width(tiles), 2 * LINE + MARK + 2 * PAD + 2
    canvas = Canvas(_height(tiles, height))
    for tile in tiles:
        _province_tile(
            canvas, region, tile, (tile.column * (width + SPACE), tile.row * (height + SPACE)), (width, height)
        )
    names = {place.province_code: place.province for place in region.places.values()}
    every = "; ".join(f"{names[code]} {_known(code, region)}" for code in region.by_province)
    alt = word("alt_tiles_nation", lang, year=region.round.year, every=every)
    return finish(canvas, alt, word("tiles_caption_nation", lang), lang, sharp=True)


def _province_tile(
    canvas: Canvas, region: Rankings, tile: Tile, corner: tuple[float, float], size: tuple[float, float]
) -> None:
    (x, y), (width, height), known = corner, size, region.by_province[tile.code]
    canvas.box(x, y, width, height, "track")
    canvas.text(x + 2, y + PAD + 9, tile.label, size=SMALL)
    canvas.text(x + 2, y + PAD + 9 + LINE, f"{known.known}/{known.places}", size=SMALL, bold=known.known > 0)
    full = width - 4
    canvas.box(x + 2, y + height - PAD - MARK, full, MARK, "rule")
    if known.known:
        canvas.box(x + 2, y + height - PAD - MARK, full * known.known / known.places, MARK, "TOTAL")


def _known(code: str, region: Rankings) -> str:
    known, lang = region.by_province[code], region.lang
    part, whole = count_text(known.known, lang), count_text(known.places, lang)
    return f"{word('of_count', lang, part=part, whole=whole)} ({percent_text(known.known, known.places, lang)})"


def _width(tiles: Sequence[Tile]) -> float:
    columns = 1 + max(tile.column for tile in tiles)
    return min((WIDTH - SPACE * (columns - 1)) / columns, MOST_WIDE)


def _height(tiles: Sequence[Tile], each: float) -> float:
    return (1 + max(tile.row for tile in tiles)) * (each + SPACE) - SPACE
