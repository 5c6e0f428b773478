"""The copy of a returned form to send back: the office's answers kept, faulty cells red with a note, and a message.

The form is made anew, so its rules, colours and hidden sheets are whole again. What has no place in it stands on a
sheet of its own: nothing that the office wrote is lost.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kla_lib.problems import Problem, Where
from kla_lib.rules.form_shape import (
    ANSWER_COLUMNS,
    ANSWERS,
    EVIDENCE,
    EVIDENCE_COLUMNS,
    FIGURE_COLUMNS,
    FIGURES,
    FIRST_ROW,
    SPARE_ROWS,
)
from kla_lib.rules.forms import answer_type, evidence_kinds
from kla_lib.rules.returns import Given
from kla_lib.views.forms.reply import marks_of, reply_lines, review_rows
from kla_lib.views.forms.shapes import CellKey, Form
from kla_lib.views.forms.workbook import form_workbook
from kla_lib.views.words import word

DAY_ZERO = datetime.date(1899, 12, 30)


@dataclass
class _Placing:
    """Where the office's cells come to stand in the new form."""

    form: Form
    filled: dict[CellKey, str | float] = field(default_factory=dict)
    cells: dict[Where, CellKey] = field(default_factory=dict)
    left: list[Given] = field(default_factory=list)
    evidence: dict[tuple[str, str, int], int] = field(default_factory=dict)


def marked_copy(form: Form, given: Sequence[Given], problems: Sequence[Problem]) -> bytes:
    """The workbook to send back; ``form`` is the form as it was sent out."""
    placing = _placed(form, given)
    rows = review_rows(problems, placing.cells, placing.left, form.lang)
    marks = marks_of(problems, placing.cells, form.lang)
    return form_workbook(replace(form, filled=placing.filled, marks=marks), rows)


def reply_text(form: Form, given: Sequence[Given], problems: Sequence[Problem]) -> str:
    """The message that goes with the copy: what has arrived, what is to be mended, how."""
    about = {"agency": form.agency, "place": form.title, "period": form.period}
    return reply_lines(about, given, problems, _placed(form, given).cells, form.lang)


def _placed(form: Form, given: Sequence[Given]) -> _Placing:
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


def _place(cell: Given, placing: _Placing, free: _Free) -> CellKey | None:
    """Where a cell comes to stand; None where the form has no place for it."""
    if cell.table == "answers":
        return _answer_place(cell, placing.form)
    if cell.table == "figures":
        ids = [quantity.id for quantity in placing.form.quantities]
        return (
            (FIGURES, f"{FIGURE_COLUMNS[cell.field]}{FIRST_ROW + ids.index(cell.code)}") if cell.code in ids else None
        )
    return _evidence_place(cell, placing, free) if cell.table == "evidence" else None


def _answer_place(cell: Given, form: Form) -> CellKey | None:
    codes = [node.code for node in form.questions]
    if cell.code not in codes or cell.field not in ("answer", "note", *answer_type(form.edition, cell.code).parts):
        return None
    return ANSWERS, f"{ANSWER_COLUMNS[cell.field]}{FIRST_ROW + codes.index(cell.code)}"


def _evidence_place(cell: Given, placing: _Placing, free: _Free) -> CellKey | None:
    group = (cell.where.file, cell.where.sheet, cell.row)
    if group not in placing.evidence:
        row = free.take(cell.code, cell.choice, cell.field in ("code", "kind"))
        if row is None:
            return None
        placing.evidence[group] = row
        if row >= free.first_spare and cell.field != "code":
            placing.filled.setdefault((EVIDENCE, f"A{row}"), cell.code)
    return EVIDENCE, f"{EVIDENCE_COLUMNS[cell.field]}{placing.evidence[group]}"


def _value(cell: Given) -> str | float:
    """A kept number or day as such, everything else as the office wrote it."""
    if cell.status == "kept" and cell.number is not None:
        return float(cell.number)
    if cell.status == "kept" and cell.table == "evidence" and cell.field == "date":
        return float((datetime.date.fromisoformat(cell.text) - DAY_ZERO).days)
    return cell.text
