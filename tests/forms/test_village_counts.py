"""One row per kecamatan or village becomes a share per question; not known is never no, and nothing is lost silently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_lib.forms.returns import Share
from kla_lib.forms.shape import DISTRICT, SHEETS, VILLAGE, AreaField, VillageForm, asked
from kla_lib.forms.village_counts import village_shares
from kla_lib.forms.villages import read_sheet
from kla_lib.forms.write.villages import village_workbook
from kla_lib.instrument import editions
from kla_lib.instrument.places import find_place
from kla_lib.recap.model import Grid
from tests.office import grids

EDITION = editions.load(editions.folder_of("2023"))
HEAD, HEAD_CODES = ["Kecamatan", "25.2 Kecamatan dengan Forum", "25.10"], ("25.2", "25.10")

CASES = {
    "all three answers": ([["Kulim", "Ya", "Tidak"], ["Sail", "ya ", ""]], {"25.2": (2, 0, 0), "25.10": (0, 1, 1)}, []),
    "English": ([["Kulim", "Yes", "Not known"]], {"25.2": (1, 0, 0), "25.10": (0, 0, 1)}, []),
    "a short row": ([["Kulim"]], {"25.2": (0, 0, 1), "25.10": (0, 0, 1)}, []),
    "an answer that is none": (
        [["Kulim", "sudah", "Ya"]],
        {"25.2": (0, 0, 1), "25.10": (1, 0, 0)},
        [("village_answer", "B2", "sudah")],
    ),
    "told twice": (
        [["Kulim", "Ya", "Ya"], ["  KULIM ", "Tidak", ""]],
        {"25.2": (1, 0, 0), "25.10": (1, 0, 0)},
        [("village_double", "A3", "kulim")],
    ),
    "without a name": ([["", "Ya", ""]], {"25.2": (0, 0, 0), "25.10": (0, 0, 0)}, [("village_nameless", "A2", "-")]),
    "empty rows": ([["", "", ""], ["Kulim", "Ya", "Ya"]], {"25.2": (1, 0, 0), "25.10": (1, 0, 0)}, []),
    "our own counts below": (
        [["Kulim", "Ya", "Ya"], ["", "", ""], ["Jumlah: Ya", "1", "1"]],
        {"25.2": (1, 0, 0), "25.10": (1, 0, 0)},
        [],
    ),
}


def read(rows):
    cells = {row: {c: (text, "text") for c, text in enumerate(line) if text} for row, line in enumerate(rows)}
    grid = Grid("kec.csv", "Lembar1", {row: line for row, line in cells.items() if line})
    found, problems = read_sheet(grid, EDITION)
    return [cell for cell in found if cell.status == "kept"], problems


def counts(cells, codes=()):
    """A question that nobody answers has no share: all its rows are unknown."""
    named = sum(not cell.code and not AreaField.of(cell).column for cell in cells)
    shares = {code: (share.yes, share.no, share.unknown) for code, share in village_shares(cells).items()}
    return dict.fromkeys(codes, (0, 0, named)) | shares


def told(problems):
    return [(p.kind, p.where.cell, p.found) for p in problems]


@pytest.mark.parametrize("name", CASES)
def test_rows_are_counted(name):
    rows, wanted, faults = CASES[name]
    cells, problems = read([HEAD, *rows])
    assert counts(cells, wanted) == wanted
    assert told(problems) == faults


def test_the_whole_holds_what_is_not_known():
    assert Share("25.2", 3, 2, 4).whole == 9


@pytest.mark.parametrize(
    ("head", "faults"),
    [
        (["Kecamatan", "25.2", "25.2 lagi"], [("village_column_double", "C1", "25.2 lagi")]),
        (["Kecamatan", "25.2", "25.1"], [("village_column", "C1", "25.1")]),
        (["Kecamatan", "25.2", "26.2"], [("village_column", "C1", "26.2")]),
    ],
)
def test_odd_columns_are_told_and_not_counted(head, faults):
    cells, problems = read([head, ["Kulim", "Ya", "Tidak"]])
    assert counts(cells) == {"25.2": (1, 0, 0)} and told(problems) == faults


@pytest.mark.parametrize("rows", [[["apa saja"]], [["25.2", "25.3"], ["Ya", "Tidak"]]])
def test_a_sheet_without_the_table_is_one_fault(rows):
    cells, (fault,) = read(rows)
    assert cells == [] and fault.kind == "form_sheet" and fault.found == "Lembar1"


@pytest.mark.parametrize("rows", [[], [[]]])
def test_an_empty_sheet_is_none(rows):
    assert read(rows) == ([], [])


def test_a_village_is_known_by_its_kecamatan_too():
    rows = [["Kecamatan", "Desa", "26.2"], ["Kulim", "Baru", "Ya"], ["Sail", "Baru", "Tidak"]]
    cells, problems = read(rows)
    assert counts(cells) == {"26.2": (1, 1, 0)} and problems == []


@pytest.mark.parametrize("level", [DISTRICT, VILLAGE])
def test_the_form_that_we_send_out_is_read_as_all_unknown(level):
    districts = {"Kulim": ["Mentangor", "Pebatuan"], "Sail": ["Cinta Raja"]}
    content = village_workbook(VillageForm(find_place("kota-pekanbaru"), "2026", EDITION, districts, "id"))
    rows = [[str(cell) for cell in line] for line in grids(content)[SHEETS[level]]]
    places, codes = (2 if level == DISTRICT else 3), [node.code for node in asked(EDITION, level)]
    cells, problems = read(rows)
    assert village_shares(cells) == {} and problems == []
    assert counts(cells, codes) == dict.fromkeys(codes, (0, 0, places))
    names = 1 if level == DISTRICT else 2
    first = next(row for row in rows if row[0] == "Kulim")
    first[names : names + len(codes)] = ["Ya"] * len(codes)
    cells, problems = read(rows)
    assert list(village_shares(cells)) == codes and problems == []
    assert counts(cells) == dict.fromkeys(codes, (1, 0, places - 1))


ANSWER = st.sampled_from(["Ya", "Tidak", "Belum diketahui", ""])


@given(st.lists(st.tuples(ANSWER, ANSWER), max_size=30))
def test_every_row_is_counted_once(pairs):
    rows = [HEAD, *([f"Kecamatan {n}", *pair] for n, pair in enumerate(pairs))]
    cells, problems = read(rows)
    found = counts(cells, HEAD_CODES)
    assert problems == [] and {sum(figures) for figures in found.values()} == {len(pairs)}
    assert found["25.2"][0] == [first for first, _ in pairs].count("Ya")


@given(st.lists(st.lists(st.text(max_size=8), max_size=4), max_size=6))
def test_no_table_at_all_brings_it_down(rows):
    read(rows)
