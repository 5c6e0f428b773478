"""The copy of a returned form to send back: answers kept, faulty cells red with a note, and a message to go with it.

The form is made anew, so its rules, colours and hidden sheets are complete again. Text without a place in it is listed
on a sheet of its own: nothing that the office wrote is lost. All tables of kecamatan and villages go back as one.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kla_lib.core.problems import Lang, Problem, Where
from kla_lib.core.tables import column_letter
from kla_lib.display.words import word
from kla_lib.forms.returns import FilledCell
from kla_lib.forms.shape import (
    BETWEEN,
    SHEETS,
    AreaField,
    CellKey,
    Form,
    VillageForm,
    answer_type,
    asked,
    evidence_kinds,
)
from kla_lib.forms.write.villages import NAMES, answer_column, village_workbook
from kla_lib.forms.write.workbook import form_workbook
from kla_lib.instrument.instrument import Edition
from kla_lib.local.form_fields import (
    ANSWER_COLUMNS,
    ANSWERS,
    EVIDENCE,
    EVIDENCE_COLUMNS,
    FIGURE_COLUMNS,
    FIGURES,
    FIRST_ROW,
    SPARE_ROWS,
)

MOST_TOLD = 12
Cells = Mapping[Where, CellKey]  # where a cell of a return has come to stand in the copy


def marks_of(problems: Sequence[Problem], cells: Cells, lang: Lang) -> dict[CellKey, str]:
    """The note of every faulty cell that stands in the copy; its last line is how we know it again when it comes back."""
    marks: dict[CellKey, list[str]] = {}
    for problem in problems:
        if key := cells.get(problem.where):
            said = f"{word('form_note_expected', lang)} {problem.expected(lang)}\n{problem.remedy(lang)}"
            marks.setdefault(key, []).append(said)
    return {key: "\n\n".join([*texts, word("form_note_end", lang)]) for key, texts in marks.items()}


def review_rows(
    problems: Sequence[Problem], cells: Cells, left: Sequence[FilledCell], lang: Lang
) -> list[tuple[str, ...]]:
    """Everything to be mended, then the cells without a place in the form, with their whole text."""
    said = word("form_review_left", lang)
    faults = ((*_spot(p.where, cells), p.found, p.expected(lang), p.remedy(lang)) for p in problems)
    return [*faults, *((cell.where.sheet, cell.where.cell, cell.text, "", said) for cell in left)]


def _fault_lines(problems: Sequence[Problem], cells: Cells, lang: Lang) -> Iterator[str]:
    for number, problem in enumerate(problems, start=1):
        sheet, cell = _spot(problem.where, cells)
        yield f"{number}. {f'{sheet} {cell}: ' if cell else ''}{problem.remedy(lang)}"


def _spot(where: Where, cells: Cells) -> CellKey:
    return cells.get(where, (where.sheet, where.cell))


DAY_ZERO = datetime.date(1899, 12, 30)


@dataclass
class _Placing:
    """Where the office's cells are in the new form, and the cells that have no place in it."""

    form: Form | VillageForm
    filled: dict[CellKey, str | float] = field(default_factory=dict)
    cells: dict[Where, CellKey] = field(default_factory=dict)
    left: list[FilledCell] = field(default_factory=list)

    def put(self, cell: FilledCell, key: CellKey | None) -> None:
        if key is None or key in self.filled:
            self.left.append(cell)
        else:
            self.filled[key] = _value(cell)
            self.cells[cell.where] = key


def marked_copy(form: Form | VillageForm, given: Sequence[FilledCell], problems: Sequence[Problem]) -> bytes:
    """The workbook to send back; ``form`` is the form as it was sent out."""
    placing = _placed(form, given)
    rows = review_rows(problems, placing.cells, placing.left, form.lang)
    marks = marks_of(problems, placing.cells, form.lang)
    if isinstance(placing.form, VillageForm):
        return village_workbook(replace(placing.form, filled=placing.filled, marks=marks), rows)
    return form_workbook(replace(placing.form, filled=placing.filled, marks=marks), rows)


def reply_text(form: Form | VillageForm, given: Sequence[FilledCell], problems: Sequence[Problem]) -> str:
    """The message that goes with the copy: what has arrived, what is to be corrected, how."""
    lang, cells = form.lang, _placed(form, given).cells
    if isinstance(form, VillageForm):
        agency, place = word("village_offices", lang), form.place.title
    else:
        agency, place = form.agency, form.title
    kept = sum(cell.status == "kept" for cell in given)
    thanks = word("form_reply_thanks", lang, agency=agency, place=place, period=form.period)
    lines = [thanks, word("form_reply_kept", lang, kept=kept, all=len(given))]
    if not problems:
        return "\n".join([*lines, word("form_reply_fine", lang)])
    lines += [word("form_reply_faults", lang, count=len(problems)), *_fault_lines(problems[:MOST_TOLD], cells, lang)]
    more = len(problems) - MOST_TOLD
    lines += [word("form_reply_more", lang, count=more)] if more > 0 else []
    return "\n".join([*lines, word("form_reply_how", lang)])


def _placed(form: Form | VillageForm, given: Sequence[FilledCell]) -> _Placing:
    if isinstance(form, VillageForm):
        return _placed_villages(form, given)
    placing, evidence = _Placing(form), _EvidenceRows(form)
    for cell in given:
        placing.put(cell, _place(cell, form, placing, evidence))
    return placing


class _EvidenceRows:
    """The rows of evidence by the row they came in, and those not taken yet: prefilled by code and kind, then spare."""

    def __init__(self, form: Form) -> None:
        rows = [(node.code, kind) for node in form.questions for kind in evidence_kinds(form.edition, node.code)]
        self.taken: dict[tuple[str, str, int], int] = {}
        self.prefilled: dict[tuple[str, str], list[int]] = {}
        for row, (code, kind) in enumerate(rows, start=FIRST_ROW):
            self.prefilled.setdefault((code, word(f"evidence_{kind}", form.lang)), []).append(row)
        self.first_spare = FIRST_ROW + len(rows)
        self.spare = list(range(self.first_spare, self.first_spare + SPARE_ROWS))

    def take(self, cell: FilledCell) -> int | None:
        """A row for a document, a spare one where the office chose its code and kind itself; None if all are taken."""
        own = cell.field in ("code", "kind")
        rows = ([] if own else self.prefilled.get((cell.code, cell.choice), [])) or self.spare
        return rows.pop(0) if rows else None


def _place(cell: FilledCell, form: Form, placing: _Placing, evidence: _EvidenceRows) -> CellKey | None:
    """The place of a cell in the new form; None where the form has none for it."""
    if cell.table == "answers":
        codes = [node.code for node in form.questions]
        if cell.code in codes and cell.field in ("answer", "note", *answer_type(form.edition, cell.code).parts):
            return ANSWERS, f"{ANSWER_COLUMNS[cell.field]}{FIRST_ROW + codes.index(cell.code)}"
    elif cell.table == "figures":
        ids = [quantity.id for quantity in form.quantities]
        if cell.code in ids:
            return FIGURES, f"{FIGURE_COLUMNS[cell.field]}{FIRST_ROW + ids.index(cell.code)}"
    elif cell.table == "evidence":
        return _evidence_place(cell, placing, evidence)
    return None


def _evidence_place(cell: FilledCell, placing: _Placing, evidence: _EvidenceRows) -> CellKey | None:
    came = (cell.where.file, cell.where.sheet, cell.row)
    if came not in evidence.taken:
        row = evidence.take(cell)
        if row is None:
            return None
        evidence.taken[came] = row
        if row >= evidence.first_spare and cell.field != "code":
            placing.filled.setdefault((EVIDENCE, f"A{row}"), cell.code)
    return EVIDENCE, f"{EVIDENCE_COLUMNS[cell.field]}{evidence.taken[came]}"


LEVELS = {sheet: level for level, sheet in SHEETS.items()}


def _placed_villages(form: VillageForm, given: Sequence[FilledCell]) -> _Placing:
    """All tables that came as one: the known rows, then those that the offices added."""
    names = {level: {_row_name(texts): list(texts) for texts in rows} for level, rows in form.rows.items()}
    for cell in given:
        area = AreaField.of(cell)
        if area.sheet and not cell.code:
            level = LEVELS[area.sheet]
            names[level].setdefault(area.name, [""] * len(NAMES[level]))[area.column - 1] = cell.text
    rows = {(level, name): row for level, named in names.items() for row, name in enumerate(named, start=FIRST_ROW)}
    placing = _Placing(
        replace(form, names={level: [tuple(n) for n in named.values()] for level, named in names.items()})
    )
    for cell in given:
        placing.put(cell, _village_place(cell, form.edition, rows))
    return placing


def _row_name(names: Sequence[str]) -> str:
    """The name of a row as the reader gives it: ``sail / cinta raja``."""
    return BETWEEN.join(" ".join(name.split()).casefold() for name in names if name.strip())


def _village_place(cell: FilledCell, edition: Edition, rows: Mapping[tuple[str, str], int]) -> CellKey | None:
    area = AreaField.of(cell)
    level = LEVELS.get(area.sheet, "")
    row, codes = rows.get((level, area.name)), [node.code for node in asked(edition, level)]
    if row is None or (cell.code and cell.code not in codes):
        return None
    named = area.column or len(NAMES[level])
    letter = answer_column(level, codes.index(cell.code)) if cell.code else column_letter(named - 1)
    return area.sheet, f"{letter}{row}"


def _value(cell: FilledCell) -> str | float:
    """A kept number or day as such, everything else as the office wrote it."""
    if cell.status == "kept" and cell.number is not None:
        return float(cell.number)
    if cell.status == "kept" and cell.table == "evidence" and cell.field == "date":
        return float((datetime.date.fromisoformat(cell.text) - DAY_ZERO).days)
    return cell.text
