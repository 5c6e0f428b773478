"""Whatever is changed in a return: no crash, no lost cell, and a changed cell is read as what it now says or reported."""

import datetime
import re

import pytest

from kla_lib.forms.cells import tidy
from kla_lib.forms.consistency import check_return
from tests.forms import made
from tests.forms.mutations import BASE, Mutated, mutated

RIGHT = {(cell.where.sheet, cell.where.cell): cell for cell in made.read(BASE).given}
FORM_S_OWN = {"Jawaban": "BIK", "Bukti": "BG", "Angka": "BC"}  # locked words that say nothing of the office's


def row_of(cell):
    return int(cell.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def as_written(value):
    """The ways in which a value may be kept: its text, or its number."""
    value = value[1] if isinstance(value, tuple) else value
    if isinstance(value, str):
        return {tidy(value)}
    return {repr(value).removesuffix(".0"), value}


def is_kept_as_it_is(found, change: Mutated):
    """Whether the changed cell holds what now stands in the file."""
    if isinstance(change.value, list):
        return True  # ready-made XML: what it says is for the next test to compare
    if found.field == "date" and isinstance(change.value, int | float):  # a number in a cell that shows days
        return (datetime.date.fromisoformat(found.text) - datetime.date(1899, 12, 30)).days == change.value
    wanted = as_written(change.value)
    numbers = {float(w) for w in wanted if isinstance(w, int | float)}
    same = found.text in wanted or (found.number is not None and float(found.number) in numbers)
    meant = found.number if found.number is not None else found.text
    return same or (isinstance(change.value, str) and digits(meant) == digits(change.value))


def digits(value):
    """What is left of a number or a day, however it is written: 1.238 and 1238, 31/12/2024 and 2024-12-31."""
    return sorted(re.sub("[^1-9]", "", str(value)))


def check(seed):
    change = mutated(seed)
    returned = made.read(change.data, change.name)
    problems = [*returned.problems, *check_return(returned, made.EDITION)]
    assert returned.cells == returned.kept + returned.rejected == len({cell.where for cell in returned.given})
    for problem in problems:
        assert problem.as_dict("id")["remedy"] and problem.as_dict("en")["remedy"]
    assert returned.rejected == 0 or problems
    if change.cell:
        check_cell(change, returned, problems)


def check_cell(change, returned, problems):
    """The cell is read as it stands or its row or column is named; every other cell is as before."""
    given = {(cell.where.sheet, cell.where.cell): cell for cell in returned.given}
    here, line = (change.sheet, change.cell), row_of(change.cell)
    named = [p for p in problems if p.where.sheet == change.sheet]
    if not named and change.cell[0] not in FORM_S_OWN[change.sheet] and line >= 5 and change.value is not None:
        found = given.get(here)
        ours = change.cell[0] == "A" or (change.sheet == "Bukti" and change.cell[0] == "B")
        assert (found is None and ours) or (found is not None and is_kept_as_it_is(found, change)), (change, found)
    if change.value is None and here in RIGHT and not named:
        assert here not in given, change
    for key, cell in RIGHT.items():
        if key != here and key[0] != change.sheet:
            assert given[key] == cell, (change, key)
        elif key != here and row_of(key[1]) != line and line >= 5:
            assert given[key].status == cell.status or named, (change, key)
        elif key != here and not named:
            assert key in given, (change, key)


@pytest.mark.parametrize("start", range(0, 300, 50))
def test_changes(start):
    for seed in range(start, start + 50):
        check(seed)


@pytest.mark.long
@pytest.mark.parametrize("start", range(1000, 21_000, 1000))
def test_twenty_thousand_changes(start):
    for seed in range(start, start + 1000):
        check(seed)
