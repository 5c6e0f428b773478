"""Which node of the instrument a row is about: every spelling of a code, decided from the whole sheet.

Known spellings (`2 a`, `1.2.a`, `21 A.4 A`, `Klaster I`, `KELANA/DEKELA`, `Jumlah`) are told by `code_key` and by
the edition's table columns/codes.csv. Two rules of context, never decided by what a single line would fit:

(a) from the first code cell of a sheet that reads "Indikator N" on, bare numbers and letter codes are question
    numbers of the indicator above them (`2 a` below "Indikator 4" is 4.2a; an indicator such as `21A` stays itself);
(b) otherwise a bare `N` is the indicator N, and a letter code that is none itself (`2a`) belongs to the last
    indicator seen above it (1.2a).

A block or total row ends the indicator above it: what then needs one is unknown (`?.3`). A row whose code cell is
blank takes its code from the label if that names a block, the total or "Indikator N".
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kla_lib.intake.shapes import Cell, Entry, Sheet, plain
from kla_lib.problems import Problem, problem
from kla_lib.rules.instrument import TOTAL, Edition, code_key

LONGEST_CODE = 120
NEAR_MATCHES = 3
NEARLY_ALL = 0.8

_INDICATOR = re.compile(r"(?:indikator|indicator|ind)\.?\s*(?:nomor|no)?\.?\s*(\d+\s*[a-z]?)(?!\w)(?!\.\d)", re.I)
_PREFIX = re.compile(r"^(?:indikator|indicator|pertanyaan|question|soal)\b[\s:.]*", re.I)
_INDICATOR_KEY = re.compile(r"\d+[a-z]?")
_NUMBER = re.compile(r"\d+")
_LETTER_CODE = re.compile(r"\d+[a-z]{1,2}")
_LIKE_A_CODE = re.compile(
    r"(?:[a-z]{0,10}\W{0,3})?\d{1,3}\W{0,3}[a-z]{0,2}(?:\W{1,3}\d{1,3}\W{0,3}[a-z]{0,2})?\W*", re.I
)
_MONTHS = "jan|feb|mar|apr|mei|may|jun|jul|agu|agt|aug|sep|okt|oct|nov|des|dec"
_DATE = re.compile(
    rf"\d{{1,2}}[-/ .](?:{_MONTHS})[a-z]*(?:[-/ .]\d{{2,4}})?|\d{{4}}-\d\d-\d\d.*|\d{{1,2}}/\d{{1,2}}/\d{{4}}", re.I
)
_ISO = re.compile(r"\d{4}-(\d\d)-(\d\d).*")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a code cell means: the ``code`` of a node (empty if unknown) and the key it was ``read_as``."""

    code: str
    read_as: str


def read_codes(cells: Sequence[tuple[str, str]], edition: Edition) -> list[Reading]:
    """The codes of one sheet, from the (code, label) texts of its rows in order."""
    spellings = _spellings(edition)
    texts = [code if code.strip() else _named(label, spellings) for code, label in cells]
    indicator, relative = "", False
    readings = []
    for text in texts:
        spelled = spellings.get(plain(text[:LONGEST_CODE]))
        reading = Reading(spelled, code_key(spelled)) if spelled else _read(text, edition, indicator, relative)
        readings.append(reading)
        indicator = _indicator_after(reading, edition, indicator)
        relative = relative or bool(_indicator(text))
    return readings


def name_rows(entries: Sequence[Entry], edition: Edition) -> tuple[list[Entry], list[Problem]]:
    """The entries of one sheet with code and level where the code is known, and a problem for every other row."""
    readings = read_codes([(e.code_cell.text, e.label) for e in entries], edition)
    named, problems = [], []
    for entry, reading in zip(entries, readings, strict=True):
        if reading.code:
            named.append(replace(entry, code=reading.code, level=_level(reading.code, edition)))
        else:
            problems.append(_nameless(entry, reading, edition))
    return named, problems


def find_shift(sheet: Sheet, row: int, column: int, edition: Edition) -> Problem | None:
    """For a code column that holds few codes: the header stands beside its columns if another holds nearly all."""
    shares = {other: _share(sheet, row + 1, other, edition) for other in range(max(map(len, sheet.rows)))}
    shares.pop(column)
    best = max(shares, key=lambda other: shares[other], default=column)
    if shares.get(best, 0.0) < NEARLY_ALL:
        return None
    cell = sheet.rows[row][column]
    codes = next(r[best] for r in sheet.rows[row + 1 :] if best < len(r) and not r[best].is_blank)
    return problem("header_shifted", cell.where, cell.shown, codes_at=codes.where.cell, example=codes.shown)


def near_codes(key: str, edition: Edition) -> str:
    """Codes that look like ``key``, nearest first; the blocks where nothing does."""
    keys = [known for known in edition.by_key if known[:1] == key[:1]]
    near = [edition.by_key[known] for known in difflib.get_close_matches(key[:20], keys, n=NEAR_MATCHES)]
    return ", ".join(near or [node.code for node in edition.children[TOTAL]])


def _share(sheet: Sheet, first: int, column: int, edition: Edition) -> float:
    cells = [row[column] for row in sheet.rows[first:] if column < len(row) and not row[column].is_blank]
    known = {key for cell in cells if (key := _key(cell.text)) in edition.by_key}
    return len(known) / len(cells) if len(known) >= 3 else 0.0


def _key(text: str) -> str:
    bare = _PREFIX.sub("", text[:LONGEST_CODE].strip().lstrip("'’"))
    return code_key(re.sub(r"[()\[\]:]", "", bare))


def _indicator(text: str) -> str:
    found = _INDICATOR.match(text[:LONGEST_CODE].strip())
    return code_key(found[1]) if found else ""


def _named(label: str, spellings: dict[str, str]) -> str:
    return label if plain(label[:LONGEST_CODE]) in spellings or _indicator(label) else ""


def _spellings(edition: Edition) -> dict[str, str]:
    known = {plain(s): code for s, code in edition.spellings.items() if code == TOTAL or code in edition.by_code}
    return {plain(TOTAL): TOTAL, **known}


def _read(text: str, edition: Edition, indicator: str, relative: bool) -> Reading:
    known = edition.by_key
    key = _indicator(text)
    if not key:
        key = _key(text)
        below = f"{indicator or '?'}.{key}"
        letters = _LETTER_CODE.fullmatch(key) and (key not in known or (relative and below in known))
        key = below if letters or (relative and _NUMBER.fullmatch(key)) else key
    return Reading(known.get(key, ""), key)


def _indicator_after(reading: Reading, edition: Edition, before: str) -> str:
    if not reading.code:
        return reading.read_as if _INDICATOR_KEY.fullmatch(reading.read_as) else before
    if reading.code == TOTAL:
        return ""
    node = edition.by_code[reading.code]
    return {"block": "", "indicator": code_key(node.code), "question": code_key(node.parent)}[node.level]


def _level(code: str, edition: Edition) -> str:
    return "total" if code == TOTAL else edition.by_code[code].level


def _nameless(entry: Entry, reading: Reading, edition: Edition) -> Problem:
    cell = entry.code_cell
    if cell.is_blank:
        return _without_code(entry)
    if cell.kind == "formula":
        return problem("code_formula", cell.where, cell.shown)
    if cell.kind == "date" or _DATE.fullmatch(cell.text.strip()):
        return problem("code_date", cell.where, cell.shown, maybe=_maybe(cell, edition))
    if cell.kind != "error" and not _has_figures(entry) and not _LIKE_A_CODE.fullmatch(cell.text.strip()):
        return problem("row_remark", cell.where, cell.shown)
    near = near_codes(reading.read_as, edition)
    return problem("code_unknown", cell.where, cell.shown, near=near, read_as=reading.read_as[:20], edition=edition.id)


def _without_code(entry: Entry) -> Problem:
    figures = [cell for cell in (entry.points_cell, entry.max_cell, entry.option_cell) if _is_figure(cell)]
    if figures or not entry.option_cell.is_blank:
        cell = figures[0] if figures else entry.option_cell
        return problem("code_missing", cell.where, cell.shown)
    words = entry.label or entry.note or entry.points_cell.shown or entry.agencies_cell.shown
    return problem("row_remark", entry.code_cell.where, Cell(entry.code_cell.where, words).shown)


def _has_figures(entry: Entry) -> bool:
    return any(_is_figure(cell) for cell in (entry.points_cell, entry.max_cell)) or not entry.option_cell.is_blank


def _is_figure(cell: Cell) -> bool:
    return cell.kind in ("number", "formula", "error") or bool(
        re.fullmatch(r"[-+]?\d[\d.,\s]{0,11}", cell.text.strip())
    )


def _maybe(cell: Cell, edition: Edition) -> str:
    iso = _ISO.fullmatch(cell.text)
    pairs = [(int(iso[2]), int(iso[1])), (int(iso[1]), int(iso[2]))] if iso else []
    known = [f"{one}.{two}" for one, two in dict.fromkeys(pairs) if f"{one}.{two}" in edition.by_key]
    return " / ".join(known) or "?"


def holds_answers(sheet: Sheet, edition: Edition) -> bool:
    """Whether a sheet without a header has rows that look like answers: a known code and another figure."""
    return any(_is_answer([cell for cell in row if not cell.is_blank], edition) for row in sheet.rows)


def _is_answer(cells: Sequence[Cell], edition: Edition) -> bool:
    code = next((at for at, cell in enumerate(cells) if _key(cell.text) in edition.by_key), None)
    return code is not None and any(_is_figure(cell) for at, cell in enumerate(cells) if at != code)
