"""The form that counts kecamatan and desa/kelurahan: one row for each, yes, no or not known per question.

Blocks of questions that are percentages of kecamatan or of villages are counted here, not guessed in an office.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence

import xlsxwriter

from kla_lib.problems import Lang
from kla_lib.rules.form_shape import FIRST_ROW, HEADER_ROW, IDENTITY, LISTS, MADE
from kla_lib.rules.instrument import Edition, Node
from kla_lib.rules.places import Place
from kla_lib.rules.tables import column_letter
from kla_lib.rules.villages import ANSWERS, DISTRICT, SHEETS, VILLAGE, asked, village_identity
from kla_lib.views.forms.cells import Lists, one_of
from kla_lib.views.forms.hidden import write_identity, write_lists
from kla_lib.views.forms.leaf import Inside, Leaf, formats_of
from kla_lib.views.words import word

SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
NAMES = {DISTRICT: ("district",), VILLAGE: ("district", "village")}
EMPTY_ROWS = {DISTRICT: 30, VILLAGE: 300}
SPARE_ROWS = {DISTRICT: 3, VILLAGE: 10}
Districts = Mapping[str, Sequence[str]]


def village_workbook(place: Place, period: str, edition: Edition, districts: Districts, lang: Lang) -> bytes:
    """The workbook of a place; ``districts`` gives the villages of each kecamatan, where they are known."""
    memory, lists = io.BytesIO(), Lists(LISTS)
    with xlsxwriter.Workbook(memory, SAFE) as book:
        title = word("village_form_title", lang, place=place.title, period=period)
        book.set_properties({"title": title, "author": "kla_lib", "created": MADE})
        formats, inside = formats_of(book), Inside({}, {})
        for level, sheet in SHEETS.items():
            leaf = Leaf(book, sheet, lang, formats, inside)
            leaf.text("A", 1, title, "title")
            _write_level(leaf, level, asked(edition, level), list(_rows(districts, level)), lists)
        write_identity(Leaf(book, IDENTITY, lang, formats, inside), village_identity(place.slug, period, edition))
        write_lists(Leaf(book, LISTS, lang, formats, inside), lists.columns)
    return memory.getvalue()


def _rows(districts: Districts, level: str) -> Iterator[tuple[str, ...]]:
    """The names of every row, then empty ones."""
    width = len(NAMES[level])
    pairs = [(name,) for name in districts] if level == DISTRICT else _pairs(districts)
    yield from pairs
    yield from [("",) * width] * (SPARE_ROWS[level] if pairs else EMPTY_ROWS[level])


def _pairs(districts: Districts) -> list[tuple[str, ...]]:
    return [(district, village) for district, villages in districts.items() for village in villages]


def _write_level(leaf: Leaf, level: str, nodes: Sequence[Node], rows: Sequence[tuple[str, ...]], lists: Lists) -> None:
    names, lang = NAMES[level], leaf.lang
    columns = [column_letter(index) for index in range(len(names), len(names) + len(nodes))]
    last = FIRST_ROW + len(rows) - 1
    leaf.text("A", 2, word("village_form_hint", lang), "subtitle")
    leaf.widths({**{column_letter(n): 22 for n in range(len(names))}, **dict.fromkeys(columns, 16)})
    heads = {column_letter(n): word(f"village_{name}", lang) for n, name in enumerate(names)}
    heads |= {column: f"{node.code} {node.label(lang)}" for column, node in zip(columns, nodes, strict=True)}
    leaf.head(HEADER_ROW, heads, frozen=len(names))
    for row, cells in enumerate(rows, start=FIRST_ROW):
        for index, text in enumerate(cells):
            leaf.entry(column_letter(index), row, given=text or None)
        for column in columns:
            leaf.entry(column, row, "choice")
    _write_counts(leaf, columns, last)
    if columns:
        answers = [word(f"village_{answer}", lang) for answer in ANSWERS]
        leaf.allow([f"{columns[0]}{FIRST_ROW}:{columns[-1]}{last}"], one_of(lists.cells(answers), lang))


def _write_counts(leaf: Leaf, columns: Sequence[str], last: int) -> None:
    """How many say yes, no and not known, below the table."""
    for row, answer in enumerate(ANSWERS, start=last + 2):
        text = word(f"village_{answer}", leaf.lang)
        leaf.text("A", row, word("village_count", leaf.lang, answer=text), "text")
        for column in columns:
            leaf.formula(column, row, f'=COUNTIF({column}{FIRST_ROW}:{column}{last},"{text}")', 0, "count")
