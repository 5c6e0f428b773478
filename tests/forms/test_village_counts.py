"""One row per kecamatan or village becomes a share per question; not known is never no, and nothing is lost silently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_lib.forms.returns import Share
from kla_lib.forms.shape import DISTRICT, SHEETS, VILLAGE, VillageForm, asked
from kla_lib.forms.villages import merge_villages
from kla_lib.forms.write.villages import village_workbook
from kla_lib.instrument import editions
from kla_lib.instrument.places import find_place
from tests.office import grids

EDITION = editions.load(editions.folder_of("2023"))
HEAD = ["Kecamatan", "25.2 Kecamatan dengan Forum", "25.10"]

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


def counts(shares):
    return {share.code: (share.yes, share.no, share.unknown) for share in shares}


def told(problems):
    return [(p.kind, p.where.cell, p.found) for p in problems]


@pytest.mark.parametrize("name", CASES)
def test_rows_are_counted(name):
    rows, wanted, faults = CASES[name]
    shares, problems = merge_villages([HEAD, *rows], EDITION, DISTRICT, "kec.csv")
    assert counts(shares) == wanted
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
    shares, problems = merge_villages([head, ["Kulim", "Ya", "Tidak"]], EDITION, DISTRICT)
    assert counts(shares) == {"25.2": (1, 0, 0)} and told(problems) == faults


@pytest.mark.parametrize("rows", [[], [[]], [["apa saja"]], [["25.2", "25.3"], ["Ya", "Tidak"]]])
def test_a_sheet_without_the_table_is_one_fault(rows):
    shares, (fault,) = merge_villages(rows, EDITION, DISTRICT, "x.csv", "Lembar1")
    assert shares == [] and fault.kind == "village_header" and "25.2" in fault.expected("id")


def test_a_village_is_known_by_its_kecamatan_too():
    rows = [["Kecamatan", "Desa", "26.2"], ["Kulim", "Baru", "Ya"], ["Sail", "Baru", "Tidak"]]
    shares, problems = merge_villages(rows, EDITION, VILLAGE)
    assert counts(shares) == {"26.2": (1, 1, 0)} and problems == []


@pytest.mark.parametrize("level", [DISTRICT, VILLAGE])
def test_the_form_that_we_send_out_is_read_as_all_unknown(level):
    districts = {"Kulim": ["Mentangor", "Pebatuan"], "Sail": ["Cinta Raja"]}
    content = village_workbook(VillageForm(find_place("kota-pekanbaru"), "2026", EDITION, districts, "id"))
    rows = [[str(cell) for cell in line] for line in grids(content)[SHEETS[level]]]
    shares, problems = merge_villages(rows, EDITION, level)
    places = 2 if level == DISTRICT else 3
    assert [share.code for share in shares] == [node.code for node in asked(EDITION, level)]
    assert {(share.yes, share.no, share.unknown) for share in shares} == {(0, 0, places)} and problems == []


ANSWER = st.sampled_from(["Ya", "Tidak", "Belum diketahui", ""])


@given(st.lists(st.tuples(ANSWER, ANSWER), max_size=30))
def test_every_row_is_counted_once(pairs):
    rows = [HEAD, *([f"Kecamatan {n}", *pair] for n, pair in enumerate(pairs))]
    shares, problems = merge_villages(rows, EDITION, DISTRICT)
    assert problems == [] and {share.whole for share in shares} == {len(pairs)}
    assert shares[0].yes == [first for first, _ in pairs].count("Ya")


@given(st.lists(st.lists(st.text(max_size=8), max_size=4), max_size=6))
def test_no_table_at_all_brings_it_down(rows):
    merge_villages(rows, EDITION, VILLAGE)
