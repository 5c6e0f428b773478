"""What an office wrote on the sheets that are the form's own: the guide, the identity, the lists, what was to be mended."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kla_lib.intake.forms.places import stray
from kla_lib.intake.forms.questions import Asked
from kla_lib.intake.shapes import Grid
from kla_lib.problems import message
from kla_lib.rules.form_shape import IDENTITY_KEYS, LAST, LISTS, REVIEW
from kla_lib.rules.returns import Given
from kla_lib.rules.villages import answer_words

REVIEWED = 5  # columns of the sheet that says what is to be mended
Ours = Callable[[int, int, str], bool]  # row, column and text of a cell


def beside_ours(
    grids: Sequence[Grid], hidden: Sequence[Grid], guides: Sequence[Grid], asked: Asked | None
) -> Iterator[Given]:
    """Every filled cell there that is none of the form's words. ``asked`` is None for the table of villages; the lists
    of a form from another edition are not known to the letter, and passed over.
    """
    for grid in grids:
        if any(grid is one for one in hidden):
            yield from _others(grid, _is_identity(grid))
        elif any(grid is one for one in guides):
            yield from _others(grid, lambda row, column, text: column == 0)
        elif grid.name == REVIEW:
            yield from _others(grid, lambda row, column, text: column < REVIEWED)
        elif grid.name == LISTS and (asked is None or asked.exact):
            yield from _others(grid, _is_listed(asked))


def _others(grid: Grid, ours: Ours) -> Iterator[Given]:
    return (stray(grid, row, column) for row, cells in grid.rows.items()
            for column, (text, _) in cells.items() if not ours(row, column, text))  # fmt: skip


def _is_identity(grid: Grid) -> Ours:
    keys = {*IDENTITY_KEYS, LAST}
    known = {row for row, cells in grid.rows.items() if cells.get(0, ("", ""))[0].strip() in keys}
    return lambda row, column, text: row in known and column < 2


def _is_listed(asked: Asked | None) -> Ours:
    texts = set(answer_words()) if asked is None else asked.listed
    return lambda row, column, text: text.casefold() in texts or (row == 0 and text == str(column + 1))


def guide_titles() -> set[str]:
    """By which the guide is known, whatever it is called."""
    return {message("form_guide_what_title", "id"), message("form_guide_what_title", "en")}
