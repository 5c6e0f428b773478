"""Which agencies a row names: one office under three spellings is one role, an unknown name stays as it stands.

Personal data that stands in a recap: hidden before anything else reads it, and said without being repeated.

One recap, from files to answers, with its problems and the result of every row.

The recap of one stage with the tables that its place declares: corrections and answer options.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import pandas as pd

from kla_lib.core.nearest import nearest
from kla_lib.core.privacy import masked_figure, personal_kinds
from kla_lib.core.problems import InputFault, Problem, Where, errors, problem
from kla_lib.instrument.declared import read_corrections, read_options
from kla_lib.instrument.instrument import Correction, Edition, Option
from kla_lib.recap import checks, codes, header, rows
from kla_lib.recap.cache import root_of
from kla_lib.recap.corrections import apply_rubric, build_rubric, concerning, correct
from kla_lib.recap.find_recaps import recap_files
from kla_lib.recap.model import COLUMNS, DTYPES, Cell, Entry, Gathered, Header, Recap, Sheet, StageKey, plain, squeezed
from kla_lib.recap.sheets import read_sheets
from kla_lib.recap.sniff import RESERVED, is_left_out, is_recap, read_bytes, relative_name, sniff

MOST_NAMES = 60
MOST_GUESSES = 50

_ALWAYS = re.compile(r"[;\n]")
_PERHAPS = re.compile(r"[,/&+]|\bdan\b", re.I)


@dataclass
class _Strangers:
    """Unknown names by their plain form: the cell of the first, its text, and how many rows have it."""

    found: dict[str, tuple[Cell, str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    def add(self, cell: Cell, name: str) -> None:
        self.found.setdefault(plain(name), (cell, name))
        self.rows[plain(name)] = self.rows.get(plain(name), 0) + 1


def name_agencies(entries: Sequence[Entry], edition: Edition) -> tuple[list[Entry], list[Problem]]:
    """The entries with their agencies as roles joined by ``;``, and one problem for each name nobody knows."""
    known = _known_names(edition)
    strangers = _Strangers()
    named = [replace(entry, agencies=_roles(entry.agencies_cell, known, strangers)) for entry in entries]
    guessed = list(strangers.found)[:MOST_GUESSES]
    return named, [_unknown(key, strangers, known if key in guessed else {}) for key in strangers.found]


def _known_names(edition: Edition) -> dict[str, str]:
    names = {plain(name): role for role, both in edition.agencies.items() for name in (*both, role)}
    return names | {plain(alias): role for alias, role in edition.aliases.items()}


def _roles(cell: Cell, known: Mapping[str, str], strangers: _Strangers) -> str:
    roles: dict[str, None] = {}
    for name in _names(cell.text, known):
        role = known.get(plain(name))
        if role is None:
            strangers.add(cell, name)
        roles[role or name] = None
    return ";".join(roles)


def _names(text: str, known: Mapping[str, str]) -> Iterable[str]:
    if plain(text) in known:
        return [text.strip()]
    pieces = [piece.strip() for piece in _ALWAYS.split(text)][:MOST_NAMES]
    return [name for piece in pieces if re.search(r"\w", piece) for name in _split(piece, known)]


def _split(piece: str, known: Mapping[str, str]) -> list[str]:
    parts = [part.strip() for part in _PERHAPS.split(piece) if part.strip()]
    if plain(piece) in known or not any(plain(part) in known for part in parts):
        return [" ".join(piece.split())]
    return parts


def _unknown(key: str, strangers: _Strangers, known: Mapping[str, str]) -> Problem:
    cell, name = strangers.found[key]
    roles = ", ".join(nearest(key[:40], known)) or "-"
    return problem("agency_unknown", cell.where, Cell(cell.where, name).shown, near=roles, rows=strangers.rows[key])


def without_personal_data(sheet: Sheet) -> tuple[Sheet, list[Problem]]:
    """The sheet with every NIK, telephone number and e-mail address hidden, and a warning for each column and kind.

    Personal data is masked in every cell, so no note, message or kept file can hold it; figures stay
    (see `privacy.masked_figure`). A number cell that is hidden becomes text.
    """
    first: dict[tuple[str, str], Where] = {}
    count: dict[tuple[str, str], int] = {}
    for cell, kind in _found(sheet):
        key = (cell.where.cell.rstrip("0123456789"), kind)
        first.setdefault(key, cell.where)
        count[key] = count.get(key, 0) + 1
    if not first:
        return sheet, []
    rows = tuple(tuple(_hidden(cell) for cell in row) for row in sheet.rows)
    problems = [problem("personal_data", first[key], key[1], rows=count[key]) for key in first]
    return replace(sheet, rows=rows), problems


def _found(sheet: Sheet) -> Iterator[tuple[Cell, str]]:
    for row in sheet.rows:
        for cell in row:
            if cell.kind != "date" and masked_figure(cell.text, cell.kind == "number") != cell.text:
                yield from ((cell, kind) for kind in personal_kinds(cell.text))


def _hidden(cell: Cell) -> Cell:
    text = cell.text if cell.kind == "date" else masked_figure(cell.text, cell.kind == "number")
    return cell if text == cell.text else replace(cell, text=text, kind="text")


def read_recap(
    files: Sequence[Path],
    edition: Edition,
    *,
    place: str,
    period: str,
    stage: str,
    corrections: Sequence[Correction] = (),
    options: Sequence[Option] = (),
    root: Path | None = None,
) -> Recap:
    """Read the recap of one place, period and stage; nothing in a file raises, every fault is a problem.

    ``corrections`` and ``options`` are the place's own; the edition's are applied too. A row with an error of
    its own, or whose code appears twice, is rejected. Paths are relative to ``root`` (else bare names).
    """
    gathered = gather(files, edition, stage, root)
    repairs, faults = concerning(corrections, edition, place, period, stage)
    rubric, more = build_rubric(options, edition)
    marks = {squeezed(mark): meaning for mark, meaning in edition.marks.items()}
    entries, found = correct(gathered.entries, repairs)
    entries, unvalued = apply_rubric(entries, rubric, marks)
    entries, unfit = checks.without_wide_marks(entries)
    entries, strange = name_agencies(entries, edition)
    entries, wrong = checks.check_tables(entries, edition)
    twice, doubles = checks.check_doubles(entries, edition)
    problems = [
        *gathered.problems,
        *faults,
        *more,
        *found,
        *unvalued,
        *unfit,
        *wrong,
        *doubles,
        *checks.check_lost_zero(entries, twice, edition),
        *checks.check_rows(entries, edition),
    ]
    broken = {fault.where for fault in errors(problems)}
    kept = [entry for entry in entries if entry.code not in twice and not entry.addresses & broken]
    problems = rows.one_a_column([*problems, *checks.check_sums(kept, edition), *strange], gathered.entries)
    rejected = gathered.rows_aside + len(gathered.entries) - len(kept)
    rows_in = gathered.rows_aside + len(gathered.entries)
    return Recap(_answers(kept, place, period, stage), tuple(problems), rows_in, len(kept), rejected, gathered.files)


def gather(files: Sequence[Path], edition: Edition, stage: str, root: Path | None = None) -> Gathered:
    """The rows of all files whose code is known, with their figures read; corrections and sums come after."""
    gathered = Gathered()
    headings = {plain(heading): name for heading, name in edition.headings.items()}
    marks = {squeezed(mark): meaning for mark, meaning in edition.marks.items()}
    for path in (path for path in files if not is_left_out(path)):
        name = relative_name(path, root)
        gathered.problems += [problem("personal_data_name", Where(name), kind) for kind in personal_kinds(path.name)]
        if not is_recap(path):
            gathered.problems.append(problem("file_other", Where(name), name))
            continue
        try:
            data = read_bytes(path, name)
            gathered.files[name] = hashlib.sha256(data).hexdigest()
            sheets, remarks = read_sheets(sniff(data, name), headings)
        except InputFault as fault:
            gathered.problems += fault.problems
            continue
        gathered.problems += remarks
        _read_file(sheets, headings, edition, stage, gathered)
    if not gathered.entries and not errors(gathered.problems):
        gathered.problems.append(problem("recap_empty", Where(next(iter(gathered.files), "")), stage or _listed(files)))
    _read_all_figures(gathered, marks, edition)
    return gathered


def _listed(files: Sequence[Path]) -> str:
    return ", ".join(path.name for path in files) or "-"


def _read_file(
    sheets: Sequence[Sheet], headings: dict[str, str], edition: Edition, stage: str, gathered: Gathered
) -> None:
    covered = [without_personal_data(sheet) for sheet in sheets]
    gathered.problems += [remark for _, remarks in covered for remark in remarks]
    found = [(sheet, *header.find_headers(sheet, headings, stage)) for sheet, _ in covered]
    tables = [head for _, heads, _ in found for head in heads]
    for sheet, heads, problems in found:
        if heads:
            gathered.problems += problems
            for head in heads:
                _read_table(sheet, head, edition, gathered)
        elif tables and not codes.holds_answers(sheet, edition):
            gathered.problems.append(problem("sheet_no_table", Where(sheet.file, sheet.name), sheet.name))
        else:
            gathered.problems += problems
        gathered.rows_aside += 0 if heads else _filled_rows(sheet.rows)


def _filled_rows(rows: Sequence[Sequence[Cell]]) -> int:
    return sum(any(not cell.is_blank for cell in row) for row in rows)


def _read_table(sheet: Sheet, head: Header, edition: Edition, gathered: Gathered) -> None:
    entries, remarks = rows.table_rows(sheet, head)
    named, nameless = codes.name_rows(entries, edition, numbered=head.numbered)
    if len(named) < len(errors(nameless)):
        shift = codes.find_shift(sheet, head.row, head.columns["code"][0], edition)
        nameless, named = ([shift], []) if shift else (nameless, named)
    gathered.entries += named
    gathered.rows_aside += _filled_rows(sheet.rows[head.row + 1 : head.end]) - len(named)
    gathered.problems += [*remarks, *nameless, *rows.find_strays(named), *rows.find_unseen(sheet, head, named)]
    gathered.problems += rows.find_shared(sheet, head, named)
    gathered.problems += rows.find_split_figures(sheet, head, named, edition)


def _read_all_figures(gathered: Gathered, marks: dict[str, str], edition: Edition) -> None:
    entries, headings = checks.split_headings(gathered.entries, edition)
    gathered.rows_aside += len(headings)
    gathered.problems += headings
    read = [rows.read_figures(entry, marks) for entry in entries]
    gathered.problems += [fault for _, faults in read for fault in faults]
    gathered.entries, sums = checks.split_totals([entry for entry, _ in read], edition)
    gathered.rows_aside += len(read) - len(gathered.entries)
    gathered.problems += sums


def _answers(entries: Sequence[Entry], place: str, period: str, stage: str) -> pd.DataFrame:
    return pd.DataFrame([_row(entry, place, period, stage) for entry in entries], columns=COLUMNS).astype(DTYPES)


def _row(entry: Entry, place: str, period: str, stage: str) -> tuple[str | int | None, ...]:
    points = entry.points_cell if entry.points_cell.where != entry.code_cell.where else entry.option_cell
    where = points.where
    micro = entry.points_micro if entry.status == "answered" else None
    named = (place, period, stage, entry.code, entry.level, entry.status, micro, entry.printed_max)
    told = (entry.option_cell.text.strip(), entry.agencies, entry.agencies_cell.text.strip())
    stood = (where.file, where.sheet, where.cell, points.text, entry.correction_id, entry.correction_en)
    return (*named, *told, *stood, entry.correction_confidence, entry.printed_points, entry.rubric, entry.note, "", "")


T = TypeVar("T")
CORRECTIONS, OPTIONS = RESERVED
MAX_DECLARED = 5_000_000


def read_stage(raw: Path, key: StageKey, edition: Edition) -> Recap:
    """Read the recap of a stage below ``raw``; what is wrong with the declared tables is among its problems."""
    root = root_of(raw)
    corrections, options, faults = _declared(raw / key.period / key.place, key, root)
    about = {"place": key.place, "period": key.period, "stage": key.stage}
    files = recap_files(key.folder)
    recap = read_recap(files, edition, **about, corrections=corrections, options=options, root=root)
    return replace(recap, problems=(*faults, *recap.problems))


def _declared(folder: Path, key: StageKey, root: Path) -> tuple[list[Correction], list[Option], list[Problem]]:
    corrections, faults = _guarded(read_corrections, folder, CORRECTIONS, root)
    options, more = _guarded(read_options, folder, OPTIONS, root)
    return corrections, options, faults + more + _elsewhere(corrections, key, relative_name(folder / CORRECTIONS, root))


def _guarded(
    read: Callable[[Path], tuple[list[T], list[Problem]]], folder: Path, name: str, root: Path
) -> tuple[list[T], list[Problem]]:
    here = relative_name(folder / name, root)
    try:
        _refuse_large(folder / name, here)
        rows, faults = read(folder)
    except (csv.Error, OSError) as fault:
        return [], [problem("csv_broken", Where(here), fault)]
    except InputFault as fault:
        return [], fault.problems
    return rows, [Problem(p.kind, Where(here, "", p.where.cell), p.found, p.values) for p in faults]


def _refuse_large(path: Path, here: str) -> None:
    if path.is_file() and path.stat().st_size > MAX_DECLARED:
        raise InputFault([problem("file_large", Where(here), here, limit=MAX_DECLARED // 1_000_000)])


def _elsewhere(corrections: Sequence[Correction], key: StageKey, here: str) -> list[Problem]:
    strangers = [c for c in corrections if (c.period, c.place) != (key.period, key.place)]
    mine = f"{key.period} {key.place}"
    return [
        problem("correction_elsewhere", Where(here), f"{c.period} {c.place} {c.stage} {c.code}", here=mine)
        for c in strangers
    ]
