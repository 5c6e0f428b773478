"""Read one returned form, from a file's bytes to filled cells: everything in it is accounted for, nothing raises.

Macros, links, pictures, merged cells and comments are reported and never run. Text on the form's own sheets (guide,
identity, lists, corrections) is reported as outside the form. A file states itself when it was last saved.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from kla_lib.core.files import MADE
from kla_lib.core.problems import InputFault, Lang, Problem, Where, errors, message, problem
from kla_lib.core.tables import column_letter
from kla_lib.forms.cells import bare, shown
from kla_lib.forms.form_questions import AgencyQuestions, asked_of
from kla_lib.forms.layout import (
    Placed,
    address,
    all_headings,
    check_columns,
    check_identity,
    find_table,
    is_identity,
    of_the_office,
    read_identity,
    read_last,
    settle_identity,
    stray,
    strays,
)
from kla_lib.forms.returns import FilledCell, Return
from kla_lib.forms.rows import Reading, read_rows
from kla_lib.forms.shape import AGENCY as VILLAGES
from kla_lib.forms.shape import Duties, answer_words, default_duties, identity, roles_asked
from kla_lib.instrument.instrument import Edition
from kla_lib.local.form_fields import IDENTITY_KEYS, LAST, LISTS, REVIEW
from kla_lib.recap.model import Grid
from kla_lib.recap.sheets import read_grids
from kla_lib.recap.sniff import MAX_FILE, Content, sniff

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


REVIEWED = 5  # columns of the sheet that says what is to be mended
Ours = Callable[[int, int, str], bool]  # row, column and text of a cell


def beside_ours(
    grids: Sequence[Grid], hidden: Sequence[Grid], guides: Sequence[Grid], asked: AgencyQuestions | None
) -> Iterator[FilledCell]:
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


def _others(grid: Grid, ours: Ours) -> Iterator[FilledCell]:
    return (
        stray(grid, row, column)
        for row, cells in grid.rows.items()
        for column, (text, _) in cells.items()
        if not ours(row, column, text)
    )


def _is_identity(grid: Grid) -> Ours:
    keys = {*IDENTITY_KEYS, LAST}
    known = {row for row, cells in grid.rows.items() if cells.get(0, ("", ""))[0].strip() in keys}
    return lambda row, column, text: row in known and column < 2


def _is_listed(asked: AgencyQuestions | None) -> Ours:
    texts = set(answer_words()) if asked is None else asked.listed
    return lambda row, column, text: text.casefold() in texts or (row == 0 and text == str(column + 1))


def guide_titles() -> set[str]:
    """By which the guide is known, whatever it is called."""
    return {message("form_guide_what_title", "id"), message("form_guide_what_title", "en")}


BEFORE_UTC = timedelta(hours=7)  # of ODS, which gives the local time without its zone: the west of Indonesia's
XLSX, ODS = "docProps/core.xml", "meta.xml"
MOST = 100_000  # more is no program's

_SAVED = re.compile(rb"<(?:dcterms:modified|dc:date)(?: [^>]*)?>(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)[^<]{0,20}<")


def saved_at(data: bytes) -> str:
    """``2026-03-01T08:00:00`` (UTC); empty for a file that does not say, or is none.

    The year of our own stamp says that no program has saved it, or none whose clock can be believed.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            member = next((name for name in (XLSX, ODS) if name in archive.NameToInfo), "")
            with archive.open(member) as source:
                return saved_in({member: source.read(MOST)})
    except Exception:  # whatever a hostile archive makes of zipfile, zlib or struct: it is told where it is read
        return ""


def saved_in(parts: Mapping[str, bytes]) -> str:
    """The same for a workbook's members."""
    member = XLSX if XLSX in parts else ODS
    found = _SAVED.search(parts.get(member, b"")[:MOST])
    try:
        day = datetime.fromisoformat(found[1].decode()) if found else MADE
    except ValueError:
        return ""
    if day.year <= MADE.year:
        return ""
    return (day - BEFORE_UTC if member == ODS else day).isoformat()


BLANK = b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"
MOST_TEXT = 1_000_000  # letters in one form; people who fill in every note come to a fifth
FEWEST_STRANGE = 5  # questions of other offices that make a sheet another office's
ORDER = ("answers", "evidence", "figures")


@dataclass(frozen=True)
class Expected:
    """Which forms are awaited: of a place and period, with who answers what; ``agency`` only where a person said it."""

    place: str
    period: str
    edition: Edition
    duties: Duties | None = None
    agency: str = ""
    by_role: dict[str, tuple[dict[str, str], AgencyQuestions]] = field(default_factory=dict, repr=False, compare=False)

    def of(self, role: str) -> tuple[dict[str, str], AgencyQuestions]:
        """What the hidden sheet of a role's form says, and what it asks; worked out once for all its returns."""
        if role not in self.by_role:
            named = identity(self.place, self.period, self.edition, role, self.duties)
            self.by_role[role] = (named, asked_of(self.edition, role, self.period, self.duties))
        return self.by_role[role]

    def awaited(self, role: str) -> dict[str, str]:
        """What may not differ in the identity of a file; its agency only where a person said which."""
        return {**self.of(role)[0], "agency": self.agency}

    @property
    def known(self) -> dict[str, str]:
        """What is known of any file beforehand."""
        return {"place": self.place, "period": self.period, "edition": self.edition.id, "agency": self.agency}


def open_return(data: bytes, name: str) -> tuple[Content, Sequence[Grid]]:
    """A returned file and its sheets. Raises InputFault for one that is empty, too large or cannot be opened."""
    if len(data) > MAX_FILE:
        raise InputFault([problem("file_large", Where(name), name, limit=MAX_FILE // 1_000_000)])
    if not data.strip(BLANK):
        raise InputFault([problem("form_none", Where(name), shown(name))])
    content = sniff(data, name)
    grids = read_grids(content, all_headings())
    letters = sum(len(text) for grid in grids for cells in grid.rows.values() for text, _ in cells.values())
    if letters > MOST_TEXT:
        raise InputFault([problem("form_long", Where(name), letters, limit=MOST_TEXT)])
    return content, grids


def read_form(content: Content, grids: Sequence[Grid], expected: Expected) -> Return:
    """Every filled cell of a form; one of another place, period, edition or agency has them all rejected.

    ``sha256`` and ``saved`` are the caller's to add.
    """
    name, reading = content.name, Reading()
    hidden = [grid for grid in grids if is_identity(grid)]
    guides = [grid for grid in grids if _is_guide(grid)]
    ours = [*hidden, *guides, *(grid for grid in grids if grid.name in (LISTS, REVIEW))]
    others = [grid for grid in grids if all(grid is not one for one in ours)]
    tables = [table for grid in others if (table := find_table(grid)) is not None]
    if not tables:
        villages = any(read_identity(grid).get("agency") == VILLAGES for grid in hidden)
        fault = problem("form_villages" if villages else "form_none", Where(name), shown(name))
        return _rejected(name, {}, others, tables, [fault])
    known, faults = settle_identity(name, hidden, expected.known)
    if known:
        where = address(hidden[0], 0, 1) if hidden else Where(name)
        roles = roles_asked(expected.edition, expected.duties or default_duties(expected.edition))
        faults += check_identity(known, expected.awaited(known["agency"]), where, roles)
    if errors(faults):
        return _rejected(name, known, others, tables, faults)
    named, asked = expected.of(known["agency"])
    exact = known.get("edition_digest") == named["edition_digest"]
    asked = replace(asked, exact=exact, last=read_last(hidden))
    _read_tables([table for table in tables if not _is_of_another_office(table, asked, reading)], asked, reading)
    _read_sheets(others, tables, reading)
    for given in beside_ours(grids, hidden, guides, asked):
        reading.given.append(given)
        reading.problems.append(problem("form_cell_outside", given.where, shown(given.text)))
    faults += [problem("personal_data_name", Where(name, g.name), kind) for g in grids for kind in g.personal]
    remarks = [*faults, *file_remarks(content), *(remark for table in tables for remark in sheet_remarks(table))]
    remarks += [remark for grid in grids for remark in comment_remarks(grid)]
    if not reading.given:
        remarks.append(problem("form_empty", Where(name), shown(bare(name))))
    return Return(name, "", known, tuple(reading.given), (*remarks, *reading.problems))


def _is_guide(grid: Grid) -> bool:
    """Whether a sheet is the first one of a form, whatever it is called."""
    titles = guide_titles()
    return any(cells.get(0, ("", ""))[0] in titles for cells in grid.rows.values())


def _rejected(
    name: str, known: dict[str, str], grids: Sequence[Grid], tables: Sequence[Placed], faults: Sequence[Problem]
) -> Return:
    """What the office wrote is rejected as one; where there is no table, every filled cell."""
    given = [cell for table in tables for cell in of_the_office(table)]
    given += [] if tables else [cell for grid in grids for cell in _all_of(grid)]
    return Return(name, "", known, tuple(given), tuple(faults))


def _is_of_another_office(placed: Placed, asked: AgencyQuestions, reading: Reading) -> bool:
    """True if most codes of a table are questions of other offices: it is rejected as one, with one problem."""
    column = placed.columns.get(placed.key, -1)
    below = (row for row in placed.grid.rows if row > placed.header)
    codes = {placed.grid.rows[row].get(column, ("", "blank"))[0].strip(): row for row in below}
    strange = [code for code in codes if code in asked.elsewhere and code not in asked.questions]
    if len(strange) < FEWEST_STRANGE or 2 * len(strange) <= sum(code in asked.elsewhere for code in codes):
        return False
    given = of_the_office(placed)
    if given:
        offices = Counter(role for code in strange for role in asked.elsewhere[code])
        values = {"rows": len(strange), "cells": len(given), "agencies": ", ".join(dict(offices.most_common(1)))}
        where = placed.where(codes[strange[0]], column)
        reading.given += given
        reading.problems.append(problem("form_sheet_agency", where, strange[0], **values))
    return True


def _read_tables(tables: Sequence[Placed], asked: AgencyQuestions, reading: Reading) -> None:
    for kind in ORDER:
        alike = [table for table in tables if table.table == kind]
        for placed in alike:
            reading.problems += check_columns(placed)
        read_rows([placed for placed in alike if placed.key in placed.columns], asked, reading)
        for placed in alike:
            below = [row for row in placed.grid.rows if row > placed.header]
            given, problems = strays(placed, below)
            reading.given += given if placed.key in placed.columns else of_the_office(placed)
            reading.problems += problems


def _read_sheets(grids: Sequence[Grid], tables: Sequence[Placed], reading: Reading) -> None:
    """Sheets without a table of ours: their cells are rejected, each sheet with one problem."""
    for grid in grids:
        if grid.rows and all(table.grid is not grid for table in tables):
            cells = _all_of(grid)
            reading.given += cells
            reading.problems.append(problem("form_sheet", cells[0].where, shown(grid.name), cells=len(cells)))


def _all_of(grid: Grid) -> list[FilledCell]:
    return [stray(grid, row, column) for row, cells in grid.rows.items() for column in cells]


def whose(data: bytes, name: str) -> dict[str, str]:
    """The identity that a file carries; empty for a file without one, or that cannot be read."""
    try:
        grids = read_grids(sniff(data, name), all_headings())
    except InputFault:  # told when the file itself is read
        return {}
    return next((read_identity(grid) for grid in grids if is_identity(grid)), {})
