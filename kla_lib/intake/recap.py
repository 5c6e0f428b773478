"""One recap, from files to answers, with its problems and the result of every row."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from kla_lib.intake import checks, codes, header, rows
from kla_lib.intake.agencies import name_agencies
from kla_lib.intake.personal import without_personal_data
from kla_lib.intake.repair import concerning, correct
from kla_lib.intake.rubric import apply_rubric, build_rubric
from kla_lib.intake.shapes import COLUMNS, DTYPES, Cell, Entry, Gathered, Header, Recap, Sheet, plain, squeezed
from kla_lib.intake.sniff import is_left_out, is_recap, read_bytes, relative_name, sniff
from kla_lib.intake.source import read_sheets
from kla_lib.problems import InputFault, Where, errors, problem
from kla_lib.rules.instrument import Correction, Edition, Option
from kla_lib.rules.privacy import personal_kinds


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
    problems += [*checks.check_sums(kept, edition), *strange]
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
    gathered.problems += rows.one_a_column([fault for _, faults in read for fault in faults])
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
    return (*named, *told, *stood, entry.correction_confidence, entry.printed_points, entry.rubric, entry.note)
