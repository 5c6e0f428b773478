"""What the library knows of a place by itself: its offices and kecamatan under their own names, with sources."""

from __future__ import annotations

from importlib.resources import files

from kla_lib.core.problems import InputFault, Lang
from kla_lib.core.tables import Row, read_table
from kla_lib.instrument.place_folder import AGENCIES, DISTRICTS
from kla_lib.local.model import COLUMNS, District, several
from kla_lib.local.reading import span

TRANSLATED = ("note", "change")
SHIPPED = {AGENCIES: "agencies.csv", DISTRICTS: "kecamatan.csv"}


def shipped_rows(place: str, table: str, lang: Lang) -> list[dict[str, str]]:
    """The rows of a place's ``opd.csv`` or ``kecamatan.csv`` as text; none for a place the library does not know.

    Raises InputFault for a table that comes with the library and is not sound.
    """
    folder = files("kla_lib.instrument").joinpath("data", "local", place)
    if not folder.joinpath(SHIPPED[table]).is_file():
        return []
    sources = {column: f"{column}_{lang}" if column in TRANSLATED else column for column in COLUMNS[table]}
    rows, problems = read_table(folder, SHIPPED[table], tuple(sources.values()))
    if problems:
        raise InputFault(problems)
    return [{column: row[source] for column, source in sources.items()} for row in rows]


def shipped_districts(place: str) -> list[District]:
    """The kecamatan the library knows of a place, for one that has no table of its own."""
    found = []
    for cells in shipped_rows(place, DISTRICTS, "id"):
        days = span(Row(cells, SHIPPED[DISTRICTS], 0), [])
        found.append(District(cells["name"], *days, several(cells["before"]), kelurahan=several(cells["kelurahan"])))
    return found
