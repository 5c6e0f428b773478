"""What a returned file carries beside its cells: macros, links, pictures, merged and hidden cells. Said, never run."""

from __future__ import annotations

from collections.abc import Iterator

from kla_lib.intake.forms.places import Placed, address
from kla_lib.intake.forms.texts import bare, shown
from kla_lib.intake.shapes import Grid
from kla_lib.intake.sniff import Content
from kla_lib.problems import Lang, Problem, Where, message, problem
from kla_lib.rules.tables import column_letter

LANGUAGES: tuple[Lang, ...] = ("id", "en")
OBJECTS = (b"/oleObject", b"relationships/package", b"/image")


def file_remarks(content: Content) -> Iterator[Problem]:
    """A warning for each kind of thing that is not read."""
    links = {name: text for name, text in content.parts.items() if name.endswith(".rels")}
    where, name = Where(content.name), bare(content.name)
    if any(b"vbaProject" in text for text in links.values()):
        yield problem("form_macro", where, name)
    if any(name.startswith("xl/externalLinks/") for name in content.parts):
        yield problem("form_external", where, name)
    if any(sign in text for text in links.values() for sign in OBJECTS):
        yield problem("form_embedded", where, name)


def comment_remarks(grid: Grid) -> Iterator[Problem]:
    """A warning for each comment on a cell, but for what a marked copy wrote there itself."""
    for at, text in grid.comments.items():
        if said := _of_the_office(text):
            yield problem("form_comment", address(grid, *at), shown(said))


def _of_the_office(comment: str) -> str:
    """What an office has written: the whole comment, or what it added after the last line of our own."""
    for lang in LANGUAGES:
        first, last = message("form_note_expected", lang), message("form_note_end", lang)
        if comment.lstrip().startswith(first) and last in comment:
            return comment.rpartition(last)[2].strip()
    return comment.strip()


def sheet_remarks(placed: Placed) -> Iterator[Problem]:
    """A warning for each merged range below the header: only its first cell is read."""
    for (top, left), (bottom, right) in placed.grid.merged:
        if bottom > placed.header and (top, left) != (bottom, right):
            found = f"{column_letter(left)}{top + 1}:{column_letter(right)}{bottom + 1}"
            yield problem("form_merged", placed.where(top, left), found)
