"""A table with one row per kecamatan or village becomes a numerator and a denominator per question.

Not known is not no: a row without an answer is counted apart, and the share is a range between the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kla_lib.intake.forms.shapes import Share
from kla_lib.intake.forms.texts import shown, tidy
from kla_lib.problems import Problem, Where, message, problem
from kla_lib.rules.instrument import Edition, code_key
from kla_lib.rules.returns import Given, Status
from kla_lib.rules.tables import column_letter
from kla_lib.rules.villages import ANSWERS, SHEETS, answer_words, asked

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Table:
    """The table on a sheet: its header row and the columns of its questions, counted from 0."""

    rows: Rows
    header: int
    columns: Mapping[int, str]
    file: str
    sheet: str

    def at(self, column: int, row: int) -> Where:
        return Where(self.file, self.sheet, f"{column_letter(column)}{row + 1}")

    def name(self, row: int) -> tuple[str, ...]:
        """What stands before the first question: kecamatan, and village."""
        cells = [*self.rows[row], *[""] * min(self.columns)][: min(self.columns)]
        return tuple(" ".join(cell.split()).casefold() for cell in cells)

    def said(self, row: int) -> dict[int, str]:
        """What stands in the columns of the questions."""
        cells = self.rows[row]
        return {column: " ".join(cells[column].split()) if column < len(cells) else "" for column in self.columns}


def merge_villages(
    rows: Rows, edition: Edition, level: str, file: str = "", sheet: str = ""
) -> tuple[list[Share], list[Problem]]:
    """The counts of every question that has a column, in the instrument's order, and every fault of the table.

    ``rows`` are the text cells of a sheet from A1 on. A row told twice counts once; an answer that is none of yes,
    no and not known is a fault and counts as not known.
    """
    table, faults = _table(rows, edition, level, file, sheet)
    if table is None:
        return [], faults
    counted, doubles = _counted(table)
    answers = {(row, column): _answer(text) for row in counted for column, text in table.said(row).items()}
    strange = [problem("village_answer", table.at(column, row), table.said(row)[column])
               for (row, column), answer in answers.items() if answer is None]  # fmt: skip
    shares = [_share(code, [answers[row, column] or "unknown" for row in counted])
              for column, code in table.columns.items()]  # fmt: skip
    order = {node.code: place for place, node in enumerate(edition.at("question"))}
    return sorted(shares, key=lambda share: order[share.code]), [*faults, *doubles, *strange]


def village_cells(
    rows: Rows, edition: Edition, level: str, file: str = "", sheet: str = ""
) -> tuple[list[Given], list[Problem]] | None:
    """Every filled cell of the table, each kept or rejected, and its faults; None where no table of this level is.

    A named row is a cell without a code; ``field`` is the level and the name, ``choice`` the answer. The form's own
    words above and below the table are none of the office's.
    """
    table, _ = _table(rows, edition, level, file, sheet)
    if table is None:
        return None
    counted, _ = _counted(table)
    _, faults = merge_villages(rows, edition, level, file, sheet)
    ours = _own_rows(table)
    cells = [(row, column) for row, line in enumerate(rows) for column, text in enumerate(line)
             if text.strip() and not _is_ours(table, row, column, ours)]  # fmt: skip
    given = [_cell(table, row, column, level, row in counted) for row, column in cells]
    outside = [
        g for g in given if g.status == "rejected" and (g.row <= table.header or g.row > min(ours, default=g.row))
    ]
    return given, faults + [problem("form_cell_outside", g.where, shown(g.text)) for g in outside]


def _own_rows(table: _Table) -> list[int]:
    """The rows below the table that hold the form's own counts."""
    return [row for row in range(table.header + 1, len(table.rows)) if _is_count(table.name(row))]


def _is_ours(table: _Table, row: int, column: int, counts: Sequence[int]) -> bool:
    known = column in table.columns or column < min(table.columns)
    return row in counts or (row == table.header and known) or (row < table.header and column == 0)


def _cell(table: _Table, row: int, column: int, level: str, counted: bool) -> Given:
    code, text = table.columns.get(column, ""), tidy(table.rows[row][column])
    named = f"{SHEETS[level]}: {_shown(table.name(row))}"
    answer = _answer(" ".join(text.split())) if code else ""
    if not counted or (not code and column >= min(table.columns)):
        return Given("", "", "", text, table.at(column, row), row=row + 1, status="rejected")
    if not code and column < min(table.columns) - 1:
        named = f"{SHEETS[level]}, {column + 1}: {_shown(table.name(row))}"
    status: Status = "rejected" if answer is None else "kept"
    return Given("villages", code, named, text, table.at(column, row), choice=answer or "", row=row + 1, status=status)


def _table(rows: Rows, edition: Edition, level: str, file: str, sheet: str) -> tuple[_Table | None, list[Problem]]:
    codes = {code_key(node.code): node.code for node in asked(edition, level)}
    for line, cells in enumerate(rows):
        found = {column: code for column, cell in enumerate(cells) if (code := codes.get(_code(cell)))}
        if found and 0 not in found:
            first = {code: column for column, code in reversed(found.items())}
            table = _Table(
                rows, line, {column: code for code, column in sorted(first.items(), key=_place)}, file, sheet
            )
            return table, list(_odd_columns(table, found))
    shown = next((cell for cells in rows for cell in cells if cell.strip()), "-")
    return None, [problem("village_header", Where(file, sheet), shown, example=next(iter(codes.values()), "-"))]


def _place(pair: tuple[str, int]) -> int:
    return pair[1]


def _code(heading: str) -> str:
    """The code at the start of a heading such as ``25.10 Kecamatan dengan ...``: so written, no program shortens it."""
    return code_key(heading.split(maxsplit=1)[0]) if heading.strip() else ""


def _odd_columns(table: _Table, found: Mapping[int, str]) -> Iterator[Problem]:
    """Columns that are not counted: a question's second one, and a heading that is no question."""
    for column, heading in enumerate(table.rows[table.header]):
        if column < min(table.columns) or column in table.columns or not heading.strip():
            continue
        kind = "village_column_double" if column in found else "village_column"
        yield problem(kind, table.at(column, table.header), heading)


def _counted(table: _Table) -> tuple[list[int], list[Problem]]:
    """The rows that are counted, each kecamatan or village once, and what is wrong with the others."""
    first: dict[tuple[str, ...], int] = {}
    problems = []
    for row in range(table.header + 1, len(table.rows)):
        name, answered = table.name(row), any(table.said(row).values())
        if _is_count(name):
            break
        if not name[-1]:
            problems += [problem("village_nameless", table.at(0, row), _shown(name))] if any(name) or answered else []
        elif name in first:
            problems.append(problem("village_double", table.at(0, row), _shown(name), first=first[name] + 1))
        else:
            first[name] = row
    return list(first.values()), problems


def _shown(name: tuple[str, ...]) -> str:
    return " / ".join(part for part in name if part) or "-"


def _is_count(name: tuple[str, ...]) -> bool:
    """Whether a row holds the form's own counts below the table."""
    counts = (message("village_count", "id"), message("village_count", "en"))
    return name[0].startswith(tuple(count.split("{")[0].strip().casefold() for count in counts))


def _answer(text: str) -> str | None:
    """yes, no or unknown; a blank is unknown, None is no answer at all."""
    return answer_words().get(text.casefold()) if text else "unknown"


def _share(code: str, answers: Sequence[str]) -> Share:
    return Share(code, *(answers.count(answer) for answer in ANSWERS))
