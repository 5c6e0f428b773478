"""Which node of the instrument a row is about: every spelling of a code, decided from the whole sheet.

Known spellings (`2 a`, `1.2.a`, `21 A.4 A`, `Klaster I`, `KELANA/DEKELA`, `Jumlah Klaster II`) are resolved by
`code_key`, by the edition's table columns/codes.csv and by `labels.Names`. Two rules of context, never decided by what a single line would fit:

(a) from the first code cell of a sheet that reads "Indikator N" on, bare numbers and letter codes are question
    numbers of the indicator above them (`2 a` below "Indikator 4" is 4.2a; an indicator such as `21A` stays itself);
(b) otherwise a bare `N` is the indicator N, and a letter code that is none itself (`2a`) belongs to the last
    indicator seen above it (1.2a).

A block or total row ends the indicator above it: what then needs one is unknown (`?.3`). A row whose code cell is
blank takes its code from the label if that names a block, the total or "Indikator N".

Under a heading "No" a bare number may be a running number (`name_rows`): then the label determines the node.
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kla_lib.core.problems import Problem, Where, problem
from kla_lib.instrument.instrument import TOTAL, Edition, code_key
from kla_lib.recap.labels import ALIKE, INDICATOR, MARGIN, Names, is_sum, names_of
from kla_lib.recap.model import Cell, Entry, Sheet

LONGEST_CODE = 120
NEAR_MATCHES = 3
NEARLY_ALL = 0.8
MOST_DATES = 5
MOST_UNKNOWN = 5
LISTED = 8

_PREFIX = re.compile(r"^(?:indikator|indicator|ind|pertanyaan|question|soal)\b[\s:.]*(?:(?:nomor|no)\b[\s:.]*)?", re.I)
_WITH_LABEL = re.compile(
    r"(\d{1,2}[A-Z]?\.\d{1,2}[a-z]{0,2})[.):]*\s+(?!(?:dan|atau|sd|sampai|hingga|lama|baru|revisi)\b)(?=[^\W\d_]{2})(?!.*\d[.,]\d)",
    re.I,
)
_EMBEDDED = re.compile(r"(\d{1,2}[a-z]?)\W{1,3}0?(\d{1,2}[a-z]{0,2})(?![a-z\d])", re.I)
_DASHES = " -–—_*•."
_INDICATOR_KEY = re.compile(r"\d+[a-z]?")
_NUMBER = re.compile(r"\d+")
_LETTER_CODE = re.compile(r"\d+[a-z]{1,2}")
_LIKE_A_CODE = re.compile(
    r"(?:[a-z]{0,10}\W{0,3})?\d{1,3}\W{0,3}[a-z]{0,2}(?:\W{1,3}\d{1,3}\W{0,3}[a-z]{0,2})?\W*", re.I
)
_MONTHS = ("jan", "feb", "mar", "apr", "mei|may", "jun", "jul", "agu|agt|ags|aug", "sep", "okt|oct", "nov", "des|dec")
_MONTH = "|".join(_MONTHS)
_DAY_MONTH = re.compile(rf"(\d{{1,4}})[-/ .]*({_MONTH})[a-z]*(?:[-/ .]\d{{2,4}})?", re.I)
_MONTH_DAY = re.compile(rf"({_MONTH})[a-z]*[-/ .]*(\d{{1,4}})", re.I)
_ISO = re.compile(r"\d{4}-(\d\d)-(\d\d).*")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-]\d{2,4}")
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
_SERIALS = range(36526, 54789)  # 2000 to 2049: dates that Excel keeps as the number of a day
_COMMA_CODE = re.compile(r"['’]?\d{1,2}[A-Z]?,\d{1,2}[a-z]{0,2}\.?", re.I)
_LONE = re.compile(r"\(?(?:\d{1,3}|[ivx]{1,4}|[a-h])\W*", re.I)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a code cell means: the ``code`` of a node (empty if unknown) and the key it was ``read_as``."""

    code: str
    read_as: str


def read_codes(cells: Sequence[tuple[str, str]], edition: Edition) -> list[Reading]:
    """The codes of one sheet, from the (code, label) texts of its rows in order."""
    names = names_of(edition)
    indicator, relative = "", False
    readings = []
    for code, label in cells:
        text = code if code.strip(_DASHES) else label if names.named(label) or _indicator(label) else ""
        spelled = names.named(text) if not _indicator(text) else ""
        reading = Reading(spelled, code_key(spelled)) if spelled else _read(text, edition, indicator, relative)
        readings.append(reading)
        indicator = _indicator_after(reading, edition, indicator)
        relative = relative or bool(_indicator(text))
    return readings


def name_rows(
    entries: Sequence[Entry], edition: Edition, *, numbered: bool = False
) -> tuple[list[Entry], list[Problem]]:
    """The entries of one table with code and level where the code is known, and a problem for every other row.

    ``numbered``: the heading of the code column is a bare "No". Numbers that only count the rows are not codes;
    the rows are then named by their labels, or one error reports that they cannot be. Codes with a comma for a dot are
    one error for the whole column.
    """
    entries, remarks = _by_label(entries, edition) if numbered else (entries, [])
    if not numbered and _may_be_blocks(entries, edition):
        remarks = [_running(entries[0], len(entries))]
    if any(remark.severity == "error" for remark in remarks):
        return [], remarks
    readings = read_codes([(e.code_cell.text, e.label) for e in entries], edition)
    named, nameless = [], []
    for entry, reading in zip(entries, readings, strict=True):
        if entry.code or reading.code:
            code = entry.code or reading.code
            named.append(replace(entry, code=code, level=_level(code, edition)))
        else:
            nameless.append((entry, reading))
    if nameless and {entry.level for entry in named} <= {"block", "total"}:
        named, nameless = _abbreviated(entries, named, nameless, edition)
    commas = [entry.code_cell for entry, _ in nameless if _with_comma(entry.code_cell, edition)]
    dates = [entry.code_cell for entry, _ in nameless if _is_date(entry.code_cell)]
    together = {cell.where for cells in (commas, dates if len(dates) > MOST_DATES else []) for cell in cells}
    remarks += [_comma_codes(commas)] if commas else []
    remarks += [_date_code(dates[0], edition, len(dates))] if len(dates) > MOST_DATES else []
    rest = [(*row, _nameless(*row, edition)) for row in nameless if row[0].code_cell.where not in together]
    sums = [row for row in rest if row[2].severity == "error" and _is_figure(row[0].points_cell) and _is_sum(row[0])]
    rest = [row for row in rest if row not in sums]
    unknown = [row for row in rest if row[2].kind == "code_unknown"]
    if len(unknown) > MOST_UNKNOWN:
        remarks.append(_unknown_codes([row[0].code_cell for row in unknown], edition))
        rest = [row for row in rest if row not in unknown]
    if sums:
        told = {entry.code_cell.where: replace(entry, code=TOTAL, level="sum", unnamed=p) for entry, _, p in sums}
        known = {entry.code_cell.where: entry for entry in named} | told
        named = [known[entry.code_cell.where] for entry in entries if entry.code_cell.where in known]
    return named, remarks + [row[2] for row in rest]


def _is_sum(entry: Entry) -> bool:
    return is_sum(entry.code_cell.text if entry.code_cell.text.strip(_DASHES) else entry.label)


def _abbreviated(
    entries: Sequence[Entry], named: list[Entry], nameless: list[tuple[Entry, Reading]], edition: Edition
) -> tuple[list[Entry], list[tuple[Entry, Reading]]]:
    """The rows of a table of blocks, those with a short name ("Pendidikan") among them, and what is left."""
    names = names_of(edition)
    taken = {entry.code for entry in named}
    found = {
        e.code_cell.where: code
        for e, _ in nameless
        if (code := names.abbreviated(e.code_cell.text or e.label)) not in taken
    }
    codes = [code for code in found.values() if code]
    if not taken or len(set(codes)) < len(codes):
        return named, nameless
    known = {entry.code_cell.where: entry for entry in named}
    known |= {
        e.code_cell.where: replace(e, code=code, level="block")
        for e, _ in nameless
        for code in [found.get(e.code_cell.where, "")]
        if code
    }
    ordered = [known[entry.code_cell.where] for entry in entries if entry.code_cell.where in known]
    return ordered, [row for row in nameless if row[0].code_cell.where not in known]


def _unknown_codes(cells: Sequence[Cell], edition: Edition) -> Problem:
    """One problem for many codes of a table that are unknown."""
    meant = [(cell.shown, near_codes(_key(cell.text), edition, cell.text)) for cell in cells[:LISTED]]
    listed = "; ".join(f"{shown}: {near.partition(',')[0]}" for shown, near in meant) + (
        "; …" if len(cells) > LISTED else ""
    )
    return problem("codes_unknown", cells[0].where, cells[0].shown, rows=len(cells), near=listed, edition=edition.id)


def _by_label(entries: Sequence[Entry], edition: Edition) -> tuple[Sequence[Entry], list[Problem]]:
    """The entries below a heading "No": those with a running number take their code from their label.

    Numbers are taken for codes of indicators only if the labels bear that out, or if they do not count from 1.
    """
    lone = [e for e in entries if _LONE.fullmatch(e.code_cell.text.strip()) and (_has_figures(e) or e.label)]
    if not lone or any(_indicator(entry.code_cell.text) for entry in entries):
        return entries, []
    names = names_of(edition)
    codes = {id(e): names.named(e.code_cell.text) or edition.by_key.get(_key(e.code_cell.text), "") for e in lone}
    wanted = {id(e): names.named(e.label) for e in lone}
    others = [e for e in lone if wanted[id(e)] and wanted[id(e)] != codes[id(e)]]
    ids = {id(e) for e in lone}
    coded = [
        e
        for e in entries
        if id(e) not in ids
        and _has_figures(e)
        and e.code_cell.text.strip(_DASHES)
        and not names.named(e.code_cell.text)
    ]
    if not others:
        return entries, [] if coded or _are_codes(lone, names) else [_running(lone[0], len(lone))]
    if not all(wanted.values()):
        blocks = {id(e): wanted[id(e)] or names.abbreviated(e.label) for e in lone}
        wanted = blocks if len(set(blocks.values())) == len(lone) else wanted
    unnamed = [e for e in lone if not wanted[id(e)] and _has_figures(e)]
    digits = [e for e in others if any(letter.isdecimal() for letter in e.code_cell.text)]
    known = [wanted[id(e)] for e in lone if wanted[id(e)]]
    if unnamed or (digits and coded) or len(set(known)) < len(known):
        return entries, [_running((unnamed or digits or lone)[0], len(lone))]
    told = [replace(e, code=wanted.get(id(e), "")) for e in entries]
    first = others[0]
    remark = problem(
        "code_running_named", first.code_cell.where, first.code_cell.shown, label=_short(first.label), rows=len(lone)
    )
    return told, [remark]


def _are_codes(lone: Sequence[Entry], names: Names) -> bool:
    """True if bare numbers below "No" can be codes: most labels fit them, or they have none and do not count from 1."""
    digits = [(number, e) for e in lone if (number := e.code_cell.text.strip(" .()")).isdecimal()]
    if not digits or (not any(e.label for _, e in digits) and not _count(number for number, _ in digits)):
        return True
    codes = [(e, names.edition.by_key.get(_key(number), "")) for number, e in digits]
    likeness = [names.likeness(e.label, code) for e, code in codes if code]
    fitting = sum(own >= ALIKE and own >= best - MARGIN for own, best in likeness)
    return 2 * fitting > len(digits)


def _count(numbers: Iterable[str]) -> bool:
    """True for 1, 2, 3 and so on."""
    return all(int(number) == at for at, number in enumerate(numbers, start=1))


def _may_be_blocks(entries: Sequence[Entry], edition: Edition) -> bool:
    """True for a table of the numbers 1 to 7 only, without a label or maximum: seven indicators or the seven blocks."""
    coded = [e for e in entries if _has_figures(e) and _key(e.code_cell.text) in edition.by_key]
    numbers = [e.code_cell.text.strip() for e in coded]
    bare = not any(e.label or not e.max_cell.is_blank for e in coded)
    count = len(edition.children[TOTAL])
    return bare and len(numbers) == count and all(map(str.isdecimal, numbers)) and _count(numbers)


def _running(entry: Entry, rows: int) -> Problem:
    cell = entry.code_cell
    return problem("code_running", cell.where, cell.shown, label=_short(entry.label) or "-", rows=rows)


def _short(label: str) -> str:
    return Cell(Where(), label).shown


def _with_comma(cell: Cell, edition: Edition) -> bool:
    text = cell.text.strip()
    return bool(_COMMA_CODE.fullmatch(text)) and _key(text.replace(",", ".")) in edition.by_key


def _comma_codes(cells: Sequence[Cell]) -> Problem:
    first = cells[0]
    meant = first.text.strip().replace(",", ".")
    return problem("code_comma", first.where, first.shown, meant=meant, rows=len(cells))


def find_shift(sheet: Sheet, row: int, column: int, edition: Edition) -> Problem | None:
    """Return the problem of a header that is shifted: its code column holds few codes, and another nearly all."""
    shares = {other: _share(sheet, row + 1, other, edition) for other in range(max(map(len, sheet.rows)))}
    shares.pop(column)
    best = max(shares, key=lambda other: shares[other], default=column)
    if shares.get(best, 0.0) < NEARLY_ALL:
        return None
    cell = sheet.rows[row][column]
    codes = next(r[best] for r in sheet.rows[row + 1 :] if best < len(r) and not r[best].is_blank)
    return problem("header_shifted", cell.where, cell.shown, codes_at=codes.where.cell, example=codes.shown)


def near_codes(key: str, edition: Edition, text: str = "") -> str:
    """Codes that look like ``key`` or are part of ``text`` (Q14.1, 14-1, 14.01), nearest first; the blocks where none do."""
    parts = [edition.by_key.get(code_key(f"{one}.{two}"), "") for one, two in _EMBEDDED.findall(text[:LONGEST_CODE])]
    if known := [code for code in parts if code]:
        return ", ".join(dict.fromkeys(known))
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
    found = INDICATOR.match(text[:LONGEST_CODE].strip())
    return code_key(found[1]) if found else ""


def _read(text: str, edition: Edition, indicator: str, relative: bool) -> Reading:
    known = edition.by_key
    key = _indicator(text)
    if not key:
        key = _key(text)
        if key not in known and (joined := _WITH_LABEL.match(text[:LONGEST_CODE].strip())):
            key = code_key(joined[1])
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
    if not cell.text.strip(_DASHES) and cell.kind in ("blank", "text"):
        return _without_code(entry)
    if cell.kind == "formula":
        return problem("code_formula", cell.where, cell.shown)
    if _is_date(cell):
        return _date_code(cell, edition, 1)
    if cell.kind != "error" and not _has_figures(entry) and not _LIKE_A_CODE.fullmatch(cell.text.strip()):
        return problem("row_remark", cell.where, cell.shown)
    near = near_codes(reading.read_as, edition, cell.text)
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


def _date_code(cell: Cell, edition: Edition, rows: int) -> Problem:
    return problem("code_date", cell.where, cell.shown, maybe=_maybe(cell, edition), rows=rows)


def _is_date(cell: Cell) -> bool:
    return cell.kind == "date" or any(_dates(cell.text.strip()))


def _dates(text: str) -> Iterator[tuple[int, int]]:
    """The (day, month) or (month, year) pairs that a text may be as a date: "04-Jan", "Jan-13", 45383, 2024-04-01."""
    if found := _DAY_MONTH.fullmatch(text):
        yield int(found[1]), _month(found[2])
    if found := _MONTH_DAY.fullmatch(text):
        yield _month(found[1]), int(found[2])
    if found := _SLASHED.fullmatch(text):
        yield int(found[1]), int(found[2])
    if _SERIAL.fullmatch(text) and int(float(text)) in _SERIALS:
        text = (datetime.date(1899, 12, 30) + datetime.timedelta(int(float(text)))).isoformat()
    if found := _ISO.fullmatch(text):
        yield int(found[2]), int(found[1])


def _month(name: str) -> int:
    return next(at for at, names in enumerate(_MONTHS, start=1) if name.casefold() in names.split("|"))


def _maybe(cell: Cell, edition: Edition) -> str:
    pairs = [pair for one, two in _dates(cell.text.strip()) for pair in ((one, two), (two, one))]
    known = [f"{one}.{two}" for one, two in dict.fromkeys(pairs) if f"{one}.{two}" in edition.by_key]
    return " / ".join(known) or "?"


def holds_answers(sheet: Sheet, edition: Edition) -> bool:
    """True if a sheet without a header has rows that look like answers: a known code and another figure."""
    return any(_is_answer([cell for cell in row if not cell.is_blank], edition) for row in sheet.rows)


def _is_answer(cells: Sequence[Cell], edition: Edition) -> bool:
    code = next((at for at, cell in enumerate(cells) if _key(cell.text) in edition.by_key), None)
    return code is not None and any(_is_figure(cell) for at, cell in enumerate(cells) if at != code)
