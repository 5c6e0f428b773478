"""What a marked copy says of its faults: a note on each cell, the rows of one more sheet, and the text to send with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kla_lib.problems import Lang, Problem, Where
from kla_lib.rules.returns import Given
from kla_lib.views.forms.shapes import CellKey
from kla_lib.views.words import word

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


def review_rows(problems: Sequence[Problem], cells: Cells, left: Sequence[Given], lang: Lang) -> list[tuple[str, ...]]:
    """Everything to be mended, then the cells without a place in the form, with their whole text."""
    said = word("form_review_left", lang)
    faults = ((*_spot(p.where, cells), p.found, p.expected(lang), p.remedy(lang)) for p in problems)
    return [*faults, *((cell.where.sheet, cell.where.cell, cell.text, "", said) for cell in left)]


def reply_lines(
    about: Mapping[str, str], given: Sequence[Given], problems: Sequence[Problem], cells: Cells, lang: Lang
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
