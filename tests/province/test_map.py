"""Tile maps: one tile for everybody, no two in one spot, and known neighbours where they belong."""

from __future__ import annotations

import pytest

from kla_lib.instrument.places import NATION, Province, all_places, all_provinces, find_place, find_province
from kla_lib.province.map import all_tiles, tiles_of

WIDEST = 5


def test_everybody_has_a_tile() -> None:
    codes = [tile.code for tile in all_tiles()]
    assert len(codes) == len(set(codes))
    assert set(codes) == {p.code for p in all_provinces().values()} | {p.code for p in all_places().values()}


@pytest.mark.parametrize("province", [NATION, *all_provinces().values()], ids=lambda p: p.slug)
def test_no_two_tiles_lie_on_each_other_and_no_row_or_column_is_empty(province: Province) -> None:
    tiles = tiles_of(province.code)
    spots = {(tile.row, tile.column) for tile in tiles}
    rows, columns = ({spot[n] for spot in spots} for n in (0, 1))
    assert len(spots) == len(tiles)
    assert rows == set(range(len(rows)))
    assert columns == set(range(len(columns)))
    assert len(columns) <= (WIDEST if province.code else 8), "a name must fit its tile on a phone"


def test_provinces_have_short_names_and_places_their_own() -> None:
    assert all(tile.label for tile in tiles_of(""))
    assert not any(tile.label for tile in all_tiles() if "." in tile.code)


@pytest.mark.parametrize(
    ("one", "side", "other"),
    [
        ("Kab. Rokan Hilir", "north", "Kab. Kuantan Singingi"),
        ("Kab. Rokan Hulu", "west", "Kab. Siak"),
        ("Kota Pekanbaru", "north", "Kab. Kampar"),
        ("Kab. Indragiri Hulu", "west", "Kab. Indragiri Hilir"),
        ("Kab. Bengkalis", "north", "Kab. Pelalawan"),
        ("Kab. Ngawi", "west", "Kab. Banyuwangi"),
        ("Kab. Tuban", "north", "Kab. Malang"),
        ("Kota Bekasi", "north", "Kab. Garut"),
        ("Kab. Cilacap", "west", "Kab. Rembang"),
        ("Kab. Luwu Utara", "north", "Kota Makassar"),
        ("Kab. Jembrana", "west", "Kab. Karangasem"),
    ],
)
def test_places_lie_where_they_lie(one: str, side: str, other: str) -> None:
    where = {tile.code: tile for tile in all_tiles()}
    first, second = (where[find_place(name).code] for name in (one, other))
    assert first.row < second.row if side == "north" else first.column < second.column


@pytest.mark.parametrize(("west", "east"), [("Aceh", "Riau"), ("Banten", "Jawa Timur"), ("Bali", "Nusa Tenggara Timur"),
                                            ("Kalimantan Barat", "Kalimantan Timur"), ("Maluku", "Papua")])  # fmt: skip
def test_provinces_lie_where_they_lie(west: str, east: str) -> None:
    where = {tile.code: tile for tile in tiles_of("")}
    assert where[find_province(west).code].column < where[find_province(east).code].column
