"""The copy of the table of kecamatan and villages to send back: all tables that came as one, faulty cells red."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kla_lib.core.problems import Lang, Problem, Where
from kla_lib.core.tables import column_letter
from kla_lib.display.words import word
from kla_lib.forms.returns import FilledCell
from kla_lib.forms.shape import SHEETS, CellKey, asked
from kla_lib.forms.write.marked import marks_of, reply_lines, review_rows
from kla_lib.forms.write.villages import NAMES, Back, Districts, answer_column, known_names, village_workbook
from kla_lib.instrument.instrument import Edition
from kla_lib.instrument.places import Place
from kla_lib.local.form_fields import FIRST_ROW

LEVELS = {sheet: level for level, sheet in SHEETS.items()}


@dataclass(frozen=True)
class Tables:
    """What the tables are made from, beside the cells that came."""

    place: Place
    period: str
    edition: Edition
    districts: Districts
    lang: Lang


@dataclass
class _Placing:
    """Where the cells come to stand in the new table."""

    names: dict[str, dict[str, list[str]]]
    filled: dict[CellKey, str] = field(default_factory=dict)
    cells: dict[Where, CellKey] = field(default_factory=dict)
    left: list[FilledCell] = field(default_factory=list)


def marked_villages(tables: Tables, given: Sequence[FilledCell], problems: Sequence[Problem]) -> bytes:
    """The workbook to send back."""
    placing = _placed(tables, given)
    names = {level: [tuple(texts) for texts in rows.values()] for level, rows in placing.names.items()}
    marks = marks_of(problems, placing.cells, tables.lang)
    back = Back(names, placing.filled, marks, review_rows(problems, placing.cells, placing.left, tables.lang))
    return village_workbook(tables.place, tables.period, tables.edition, tables.districts, tables.lang, back)


def village_reply(tables: Tables, given: Sequence[FilledCell], problems: Sequence[Problem]) -> str:
    """The message that goes with the copy."""
    agency = word("village_offices", tables.lang)
    about = {"agency": agency, "place": tables.place.title, "period": tables.period}
    return reply_lines(about, given, problems, _placed(tables, given).cells, tables.lang)


def _placed(tables: Tables, given: Sequence[FilledCell]) -> _Placing:
    placing = _Placing(
        {level: {_plain(texts): list(texts) for texts in rows} for level, rows in known_names(tables.districts).items()}
    )
    for cell in given:
        level, name, column = _of(cell)
        if level and not cell.code:
            placing.names[level].setdefault(name, [""] * len(NAMES[level]))[column] = cell.text
    rows = {
        (level, name): row for level, names in placing.names.items() for row, name in enumerate(names, start=FIRST_ROW)
    }
    for cell in given:
        _place(cell, tables.edition, rows, placing)
    return placing


def _of(cell: FilledCell) -> tuple[str, str, int]:
    """``Desa-Kelurahan, 1: sail / cinta raja`` as its level, the name of its row, and the column of a name."""
    head, _, name = cell.field.partition(": ")
    sheet, _, column = head.partition(", ")
    level = LEVELS.get(sheet, "") if cell.table == "villages" else ""
    return level, name, int(column or len(NAMES.get(level, ()))) - 1


def _plain(names: Sequence[str]) -> str:
    """As the reader knows a row: ``sail / cinta raja``."""
    return " / ".join(" ".join(name.split()).casefold() for name in names if name.strip())


def _place(cell: FilledCell, edition: Edition, rows: Mapping[tuple[str, str], int], placing: _Placing) -> None:
    level, name, column = _of(cell)
    row, codes = rows.get((level, name)), [node.code for node in asked(edition, level)] if level else []
    if row is None or (cell.code and cell.code not in codes):
        placing.left.append(cell)
        return
    letter = answer_column(level, codes.index(cell.code)) if cell.code else column_letter(column)
    key = (SHEETS[level], f"{letter}{row}")
    if key in placing.filled:
        placing.left.append(cell)
        return
    placing.filled[key] = cell.text
    placing.cells[cell.where] = key
