"""The copy of a returned form to send back: answers kept, faulty cells red with a note, and a message to go with it.

The form is made anew, so its rules, colours and hidden sheets are complete again. Text without a place in it is listed
on a sheet of its own: nothing that the office wrote is lost. Also the lines that ``kla form read`` prints.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kla_lib.core.problems import Lang, Problem, Where
from kla_lib.display.numbers import count_text
from kla_lib.display.words import word
from kla_lib.forms.returns import FilledCell
from kla_lib.forms.shape import CellKey, Form, answer_type, evidence_kinds
from kla_lib.forms.write.workbook import form_workbook
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


def reply_lines(
    about: Mapping[str, str], given: Sequence[FilledCell], problems: Sequence[Problem], cells: Cells, lang: Lang
) -> str:
    """What has arrived, what is to be mended, how; ``about`` names agency, place and period."""
    kept = sum(cell.status == "kept" for cell in given)
    lines = [word("form_reply_thanks", lang, **about), word("form_reply_kept", lang, kept=kept, all=len(given))]
    if not problems:
        return "\n".join([*lines, word("form_reply_fine", lang)])
    lines += [word("form_reply_faults", lang, count=len(problems)), *_told(problems[:MOST_TOLD], cells, lang)]
    more = len(problems) - MOST_TOLD
    lines += [word("form_reply_more", lang, count=more)] if more > 0 else []
    return "\n".join([*lines, word("form_reply_how", lang)])


def _told(problems: Sequence[Problem], cells: Cells, lang: Lang) -> Iterator[str]:
    for number, problem in enumerate(problems, start=1):
        sheet, cell = _spot(problem.where, cells)
        yield f"{number}. {f'{sheet} {cell}: ' if cell else ''}{problem.remedy(lang)}"


def _spot(where: Where, cells: Cells) -> CellKey:
    return cells.get(where, (where.sheet, where.cell))


DAY_ZERO = datetime.date(1899, 12, 30)


@dataclass
class _Placing:
    """Where the office's cells come to stand in the new form."""

    form: Form
    filled: dict[CellKey, str | float] = field(default_factory=dict)
    cells: dict[Where, CellKey] = field(default_factory=dict)
    left: list[FilledCell] = field(default_factory=list)
    evidence: dict[tuple[str, str, int], int] = field(default_factory=dict)


def marked_copy(form: Form, given: Sequence[FilledCell], problems: Sequence[Problem]) -> bytes:
    """The workbook to send back; ``form`` is the form as it was sent out."""
    placing = _placed(form, given)
    rows = review_rows(problems, placing.cells, placing.left, form.lang)
    marks = marks_of(problems, placing.cells, form.lang)
    return form_workbook(replace(form, filled=placing.filled, marks=marks), rows)


def reply_text(form: Form, given: Sequence[FilledCell], problems: Sequence[Problem]) -> str:
    """The message that goes with the copy: what has arrived, what is to be mended, how."""
    about = {"agency": form.agency, "place": form.title, "period": form.period}
    return reply_lines(about, given, problems, _placed(form, given).cells, form.lang)


def _placed(form: Form, given: Sequence[FilledCell]) -> _Placing:
    placing, free = _Placing(form), _Free(form)
    for cell in given:
        key = _place(cell, placing, free)
        if key is None or key in placing.filled:
            placing.left.append(cell)
        else:
            placing.filled[key] = _value(cell)
            placing.cells[cell.where] = key
    return placing


class _Free:
    """The rows of evidence not taken yet: prefilled ones by code and kind, then spare ones."""

    def __init__(self, form: Form) -> None:
        rows = [(node.code, kind) for node in form.questions for kind in evidence_kinds(form.edition, node.code)]
        self.prefilled: dict[tuple[str, str], list[int]] = {}
        for row, (code, kind) in enumerate(rows, start=FIRST_ROW):
            self.prefilled.setdefault((code, word(f"evidence_{kind}", form.lang)), []).append(row)
        self.first_spare = FIRST_ROW + len(rows)
        self.spare = list(range(self.first_spare, self.first_spare + SPARE_ROWS))

    def take(self, code: str, kind: str, own: bool) -> int | None:
        """A row for a document; ``own`` where the office chose its code and kind itself."""
        prefilled = [] if own else self.prefilled.get((code, kind), [])
        rows = prefilled or self.spare
        return rows.pop(0) if rows else None


def _place(cell: FilledCell, placing: _Placing, free: _Free) -> CellKey | None:
    """Where a cell comes to stand; None where the form has no place for it."""
    if cell.table == "answers":
        return _answer_place(cell, placing.form)
    if cell.table == "figures":
        ids = [quantity.id for quantity in placing.form.quantities]
        return (
            (FIGURES, f"{FIGURE_COLUMNS[cell.field]}{FIRST_ROW + ids.index(cell.code)}") if cell.code in ids else None
        )
    return _evidence_place(cell, placing, free) if cell.table == "evidence" else None


def _answer_place(cell: FilledCell, form: Form) -> CellKey | None:
    codes = [node.code for node in form.questions]
    if cell.code not in codes or cell.field not in ("answer", "note", *answer_type(form.edition, cell.code).parts):
        return None
    return ANSWERS, f"{ANSWER_COLUMNS[cell.field]}{FIRST_ROW + codes.index(cell.code)}"


def _evidence_place(cell: FilledCell, placing: _Placing, free: _Free) -> CellKey | None:
    group = (cell.where.file, cell.where.sheet, cell.row)
    if group not in placing.evidence:
        row = free.take(cell.code, cell.choice, cell.field in ("code", "kind"))
        if row is None:
            return None
        placing.evidence[group] = row
        if row >= free.first_spare and cell.field != "code":
            placing.filled.setdefault((EVIDENCE, f"A{row}"), cell.code)
    return EVIDENCE, f"{EVIDENCE_COLUMNS[cell.field]}{placing.evidence[group]}"


def _value(cell: FilledCell) -> str | float:
    """A kept number or day as such, everything else as the office wrote it."""
    if cell.status == "kept" and cell.number is not None:
        return float(cell.number)
    if cell.status == "kept" and cell.table == "evidence" and cell.field == "date":
        return float((datetime.date.fromisoformat(cell.text) - DAY_ZERO).days)
    return cell.text


Counts = Mapping[str, int]


def read_lines(
    run: Counts,
    total: Counts,
    conflicts: Sequence[Mapping[str, Any]],
    strangers: Sequence[str],
    names: Mapping[str, str],
    lang: Lang,
) -> list[str]:
    """This run, everything so far, files that were not kept, and each contradiction with all its cells.

    ``names`` says what each agency is called here.
    """
    lines = [word("form_read_run", lang, **_counted(run, lang)), word("form_read_total", lang, **_counted(total, lang))]
    if strangers:
        lines.append(word("form_read_strangers", lang, names=", ".join(strangers)))
    return [*lines, *(line for conflict in conflicts for line in _conflict(conflict, names, lang))]


def _counted(counts: Counts, lang: Lang) -> dict[str, str]:
    return {name: count_text(count, lang) for name, count in counts.items()}


def _conflict(conflict: Mapping[str, Any], names: Mapping[str, str], lang: Lang) -> Iterator[str]:
    yield word("form_read_conflict", lang, code=conflict["code"], field=word(f"form_head_{conflict['field']}", lang))
    for value in conflict["values"]:
        agency = names.get(value["agency"], value["agency"])
        yield f"  {agency}: {value['found']} ({value['file']}, {value['sheet']} {value['cell']})"
