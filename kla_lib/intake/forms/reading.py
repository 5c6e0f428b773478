"""One returned form, from a file's bytes to filled cells: everything in it is accounted for, nothing raises."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kla_lib.intake.forms.asked import asked_of
from kla_lib.intake.forms.beside import beside_ours, guide_titles
from kla_lib.intake.forms.identity import check_identity, is_identity, read_identity, read_last, settle_identity
from kla_lib.intake.forms.places import Placed, address, stray
from kla_lib.intake.forms.questions import Asked
from kla_lib.intake.forms.remarks import comment_remarks, file_remarks, sheet_remarks
from kla_lib.intake.forms.rows import Reading, read_rows
from kla_lib.intake.forms.saved import saved_in
from kla_lib.intake.forms.shapes import Given, Return
from kla_lib.intake.forms.tables import all_headings, check_columns, find_table, of_the_office, strays
from kla_lib.intake.forms.texts import bare, shown
from kla_lib.intake.shapes import Grid
from kla_lib.intake.sniff import MAX_FILE, Content, sniff
from kla_lib.intake.source import read_grids
from kla_lib.problems import InputFault, Problem, Where, errors, problem
from kla_lib.rules.form_shape import LISTS, REVIEW
from kla_lib.rules.forms import Duties, default_duties, identity, roles_asked
from kla_lib.rules.instrument import Edition
from kla_lib.rules.villages import AGENCY as VILLAGES

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
    by_role: dict[str, tuple[dict[str, str], Asked]] = field(default_factory=dict, repr=False, compare=False)

    def of(self, role: str) -> tuple[dict[str, str], Asked]:
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


def read_return(data: bytes, name: str, expected: Expected) -> Return:
    """Read one returned form; a file that cannot be read is a return without cells, and a problem.

    A file of another place, period, edition or agency has all its cells rejected.
    """
    digest = hashlib.sha256(data).hexdigest()
    if len(data) > MAX_FILE:
        fault = problem("file_large", Where(name), name, limit=MAX_FILE // 1_000_000)
        return Return(name, digest, problems=(fault,))
    if not data.strip(BLANK):
        return Return(name, digest, problems=(problem("form_none", Where(name), shown(name)),))
    try:
        content = sniff(data, name)
        grids = read_grids(content, all_headings())
    except InputFault as fault:
        return Return(name, digest, problems=tuple(fault.problems))
    letters = sum(len(text) for grid in grids for cells in grid.rows.values() for text, _ in cells.values())
    if letters > MOST_TEXT:
        return Return(name, digest, problems=(problem("form_long", Where(name), letters, limit=MOST_TEXT),))
    made = _read(content, grids, expected)
    return replace(made, sha256=digest, saved=saved_in(content.parts))


def _read(content: Content, grids: Sequence[Grid], expected: Expected) -> Return:
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


def _is_of_another_office(placed: Placed, asked: Asked, reading: Reading) -> bool:
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


def _read_tables(tables: Sequence[Placed], asked: Asked, reading: Reading) -> None:
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


def _all_of(grid: Grid) -> list[Given]:
    return [stray(grid, row, column) for row, cells in grid.rows.items() for column in cells]
