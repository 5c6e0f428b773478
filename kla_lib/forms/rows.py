"""Read the rows of a form's tables as filled cells, by their code and never by their position."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from kla_lib.core.privacy import MARKS, personal_kinds
from kla_lib.core.problems import Problem, Where, problem
from kla_lib.forms.cells import code_dates, is_formula, read_choice, read_count, read_day, read_percent, shown, tidy
from kla_lib.forms.form_questions import AgencyQuestions, Found, Question
from kla_lib.forms.layout import OURS, Pair, Placed, last_overwritten, overwritten, stray
from kla_lib.forms.returns import FilledCell, Status
from kla_lib.instrument.instrument import code_key
from kla_lib.recap.model import plain

COUNTS = ("male", "female", "total", "whole", "last")
NEAR, LONGEST = 3, 60  # similar codes told, letters of a code compared


@dataclass
class Reading:
    """What the rows of a return came to so far."""

    given: list[FilledCell] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    personal: dict[tuple[str, str, str], list[Where]] = field(default_factory=dict)
    dates: dict[str, list[tuple[Where, str, str, int]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: its code as this edition writes it, and its filled cells by field."""

    placed: Placed
    row: int
    code: str
    asked: Question
    cells: Mapping[str, Pair]

    def where(self, field: str) -> Where:
        """The address of one of its fields."""
        return self.placed.where(self.row, self.placed.columns[field])


def read_rows(tables: Sequence[Placed], asked: AgencyQuestions, reading: Reading) -> None:
    """Read every row below the headers of tables of one kind."""
    lines: dict[str, list[Line]] = {}
    for placed in tables:
        for row in (row for row in placed.grid.rows if row > placed.header):
            line = _line(placed, row, asked, reading)
            if line is not None:
                lines.setdefault(line.code, []).append(line)
    for several in lines.values():
        alone = len(several) == 1 or several[0].placed.table == "evidence"
        for line in several if alone else _without_doubles(several, reading):
            _read_line(line, asked, reading)
    _tell_personal(reading)
    _tell_dates(reading)


def _line(placed: Placed, row: int, asked: AgencyQuestions, reading: Reading) -> Line | None:
    """The row with its code recognised; None for one that is empty, or put aside with a problem."""
    filled = placed.grid.rows[row]
    fields = placed.fields
    cells = {fields[column]: pair for column, pair in filled.items() if column in fields}
    known = asked.quantities if placed.table == "figures" else asked.questions
    text = cells.get(placed.key, ("", "blank"))
    if _is_untouched(placed, cells, known.get(text[0])):
        return None
    code, fault = _code(text, known)
    if fault == "code" and _is_header(placed, cells):
        return None
    line = Line(placed, row, code, known.get(code, Question(())), cells)
    fault = fault or _shifted(line, known)
    if fault:
        _put_aside(line, fault, tidy(text[0]), asked, reading)
    return None if fault else line


def _is_untouched(placed: Placed, cells: Mapping[str, Pair], asked: Question | None) -> bool:
    """Whether only the form's own words stand in a row: most rows of evidence are like that."""
    if not cells or (len(cells) == 1 and "filled" in cells):
        return True
    if placed.table != "evidence" or asked is None or len(cells) != 3 or not {"kind", "question"} <= cells.keys():
        return False
    return cells["kind"][0] in asked.evidence and cells["question"][0] in asked.labels


def _is_header(placed: Placed, cells: Mapping[str, Pair]) -> bool:
    """Whether a row is the header once more, as it is where somebody copied it."""
    heads = {plain(text) for text, _ in placed.grid.rows[placed.header].values()}
    return all(plain(text) in heads for text, _ in cells.values())


def _code(cell: Pair, known: Mapping[str, Question]) -> tuple[str, str]:
    """The code that a cell means, or the kind of problem."""
    if cell[0] in known and cell[1] == "text":
        return cell[0], ""
    text = tidy(cell[0])
    if not text:
        return "", "row_nameless"
    if cell[1] == "number":
        same = [code for code in known if _as_number(code) == _as_number(text)]
        return (same[0], "") if len(same) == 1 else ("", "code_unclear" if same else "code")
    if text in known:
        return text, ""
    found = {code_key(code): code for code in known}.get(code_key(text))
    if not found and code_dates(text, cell[1]) is not None:
        return "", "code_date"
    return (found, "") if found else ("", "code")


def _as_number(text: str) -> Decimal | None:
    """``4.1`` and ``4.10`` are one number, and two codes."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _shifted(line: Line, known: Mapping[str, Question]) -> str:
    """Whether the words beside the code are those of another question."""
    text = line.cells.get("question" if line.placed.key == "code" else "label", ("", "blank"))[0].split("\n")[0].strip()
    if not text or text in line.asked.labels:
        return ""
    return "row_shifted" if any(text in other.labels for other in known.values()) else ""


def _put_aside(line: Line, kind: str, text: str, asked: AgencyQuestions, reading: Reading) -> None:
    """What the office wrote in the row is rejected; one problem names the row."""
    columns = [line.placed.columns[name] for name in _own_words(line, kind, asked)]
    given = [stray(line.placed.grid, line.row, column) for column in sorted(columns)]
    if kind == "row_nameless" and not given:
        return
    own = _own_code(line, asked)
    if kind == "code_date":
        dates = [code for code in code_dates(text, "date") or () if code in asked.questions]
        where = line.where(line.placed.key)
        reading.dates.setdefault(where.sheet, []).append((where, text, own or " / ".join(dates) or "?", len(given)))
        reading.given += given
        return
    others = asked.elsewhere.get(text, ()) if kind == "code" and line.placed.key == "code" else ()
    near = [own] if own else difflib.get_close_matches(text[:LONGEST], _missing(line.placed, asked), n=NEAR)
    found = text or " | ".join(shown(cell.text) for cell in given)
    where = given[0].where if kind == "row_nameless" else line.where(line.placed.key)
    values = {"agencies": ", ".join(others), "near": ", ".join(near) or "-", "cells": str(len(given))}
    reading.given += given
    reading.problems.append(problem(f"form_{'code_elsewhere' if others else kind}", where, shown(found), **values))


def _own_code(line: Line, asked: AgencyQuestions) -> str:
    """Return the code of the question whose words are in the row; empty if they match none, or several."""
    name = "question" if line.placed.key == "code" else "label"
    words = line.cells.get(name, ("", "blank"))[0].split("\n")[0].strip()
    known = asked.questions if line.placed.key == "code" else asked.quantities
    found = [code for code, question in known.items() if words and words in question.labels]
    return found[0] if len(found) == 1 else ""


def _missing(placed: Placed, asked: AgencyQuestions) -> list[str]:
    """The codes that have no row of their own: another's code would only make two rows of one."""
    known = asked.questions if placed.key == "code" else asked.quantities
    return [code for code in known if code not in placed.keys]


def _own_words(line: Line, kind: str, asked: AgencyQuestions) -> list[str]:
    """The fields of a row put aside that are not the form's: a code we do not know is the office's, too."""
    names = [*_entries(line), *([line.placed.key] if kind in ("code", "code_unclear", "code_date") else [])]
    labels = {label for known in (asked.questions, asked.quantities) for q in known.values() for label in q.labels}
    for name in ("question", "label"):
        if name in line.cells and line.cells[name][0].split("\n")[0].strip() not in labels:
            names.append(name)
    return names


def _without_doubles(lines: Sequence[Line], reading: Reading) -> Iterator[Line]:
    """The row of a code; where several are filled in, none of them is read unless they say the same."""
    filled = [line for line in lines if _entries(line)] or list(lines[:1])
    said = {tuple(sorted((name, tidy(pair[0])) for name, pair in _entries(line).items())) for line in filled}
    if len(said) == 1:
        yield filled[0]
    for line in filled[len(said) == 1 :]:
        kind = "code_again" if len(said) == 1 else "code_double"
        reading.problems.append(
            problem(f"form_{kind}", line.where(line.placed.key), line.code, first=filled[0].row + 1)
        )
        reading.given += [
            _given(line, name, Found(tidy(pair[0]), fault=kind), reading) for name, pair in _entries(line).items()
        ]


def _entries(line: Line) -> dict[str, Pair]:
    """The filled cells of a row that are the office's own."""
    ours = OURS[line.placed.table]
    return {name: pair for name, pair in line.cells.items() if name not in ours}


def _read_line(line: Line, asked: AgencyQuestions, reading: Reading) -> None:
    entries = _evidence_entries(line) if line.placed.table == "evidence" else _entries(line)
    numbers: dict[str, Decimal | None] = {}
    for given, fault in _changed(line, asked):
        reading.given.append(given)
        reading.problems.append(fault)
    for name, pair in entries.items():
        found = _read(name, pair, line, asked, numbers)
        numbers[name] = found.number
        given = _given(line, name, found, reading, pair[0])
        reading.given.append(given)
        if found.fault:
            reading.problems.append(_fault(found, given, line))
        elif not found.choice and found.number is None and is_formula(found.text):
            reading.problems.append(problem("form_active", given.where, shown(found.text)))


def _changed(line: Line, asked: AgencyQuestions) -> Iterator[tuple[FilledCell, Problem]]:
    """The form's own words that an office wrote over, as far as they are known."""
    if asked.exact:
        yield from overwritten(line.placed, line.row, line.cells, line.asked.labels)
    if asked.last is not None and line.placed.table == "answers" and "last" in line.cells:
        yield from last_overwritten(line.placed, line.row, line.cells["last"], asked.last.get(line.code, ""))


def _evidence_entries(line: Line) -> dict[str, Pair]:
    """A prefilled row's code and kind are ours; in a spare row the office chose both."""
    kind = line.cells.get("kind", ("", "blank"))[0].strip()
    entries = _entries(line)
    if kind in line.asked.evidence and "question" in line.cells:
        entries.pop("kind")
    elif "question" not in line.cells:
        entries = {"code": line.cells["code"], **entries}
    return entries


def _read(name: str, cell: Pair, line: Line, asked: AgencyQuestions, numbers: Mapping[str, Decimal | None]) -> Found:
    """One cell by its field; ``numbers`` are those of the row read before."""
    text, kind = cell
    if kind in ("error", "formula"):
        return Found(tidy(text), fault=kind)
    if kind == "unlike" and name in (*COUNTS, "percent"):
        return Found(tidy(text), fault="number_unlike")
    if name in (*COUNTS, "percent"):
        return _read_number(name, cell, line.asked, numbers)
    if name == "answer":
        return read_choice(text, line.asked)
    if name == "date":
        return read_day(text, kind, asked.last_year)
    return Found(line.code if name == "code" else tidy(text, kind == "number"))


def _read_number(name: str, cell: Pair, asked: Question, numbers: Mapping[str, Decimal | None]) -> Found:
    if name not in asked.parts:
        return Found(tidy(cell[0], cell[1] == "number"), fault="closed")
    return read_percent(*cell, numbers.get("total"), numbers.get("whole")) if name == "percent" else read_count(*cell)


def _given(line: Line, name: str, found: Found, reading: Reading, raw: str = "") -> FilledCell:
    where = line.where(name)
    if MARKS["id"] in found.text and MARKS["id"] not in raw:
        for kind in personal_kinds(raw):
            reading.personal.setdefault((where.sheet, where.cell.rstrip("0123456789"), kind), []).append(where)
    status: Status = "rejected" if found.fault else "kept"
    table, number = line.placed.table, found.number
    choice = tidy(line.cells.get("kind", ("", "blank"))[0]) if table == "evidence" else found.choice
    return FilledCell(table, line.code, name, found.text, where, number, choice, line.row + 1, status)


def _fault(found: Found, given: FilledCell, line: Line) -> Problem:
    return problem(f"form_{found.fault}", given.where, shown(found.text) or "-", code=line.code, **found.values)


def _tell_dates(reading: Reading) -> None:
    """One problem for each sheet on which codes became dates, at the first of them."""
    for found in reading.dates.values():
        (where, text, maybe, _), cells = found[0], sum(count for *_, count in found)
        reading.problems.append(
            problem("form_code_date", where, shown(text), maybe=maybe, rows=len(found), cells=cells)
        )
    reading.dates.clear()


def _tell_personal(reading: Reading) -> None:
    """One warning for each column and kind of personal data."""
    for (_, _, kind), places in reading.personal.items():
        reading.problems.append(problem("personal_data", places[0], kind, rows=len(places)))
    reading.personal.clear()
