"""The table of kecamatan and villages comes back: every cell accounted for, counts that say what is not known."""

import pytest
from intake.forms.made import put

from kla_lib.intake.forms.replay import replay
from kla_lib.intake.forms.shapes import Share
from kla_lib.intake.forms.village_counts import first_said, village_shares
from kla_lib.intake.forms.village_return import read_villages
from kla_lib.rules import editions, folders
from kla_lib.rules.places import find_place
from kla_lib.views.forms.villages import village_workbook

EDITION = editions.load(folders.folder_of("2023"))
PLACE = find_place("kota-pekanbaru")
DISTRICTS = {"Sail": ("Cinta Raja", "Suka Maju"), "Kulim": ("Kulim",)}  # villages made up for the test


def workbook(**kecamatan):
    return put(village_workbook(PLACE, "2026", EDITION, DISTRICTS, "id"), "Kecamatan", **kecamatan)


def read(data, place="kota-pekanbaru"):
    return read_villages(data, "kec.xlsx", place, "2026", EDITION)


def told(returned):
    return [(p.kind, p.where.cell) for p in returned.problems]


def shares(*returns):
    return village_shares([r.given for r in replay(returns) if r.became == "current"])


FIRST = EDITION.at("question")[[n.kind for n in EDITION.at("question")].index("share_of_subdistricts")].code


def test_an_empty_table_holds_only_names():
    found = read(workbook())
    assert told(found) == [] and {given.code for given in found.given} == {""}
    assert (found.agency, found.cells, found.rejected) == ("kecamatan-desa", 2 + 2 * 3, 0)
    assert shares(found) == {}


def test_answers_are_counted_and_silence_is_not_no():
    found = read(workbook(B5="Ya", A7="Rumbai", B7="tidak", A8="Tenayan Raya"))
    assert told(found) == [] and found.cells == 8 + 4
    assert shares(found) == {FIRST: Share(FIRST, 1, 1, 2)}
    assert first_said(found.given)[FIRST].where.cell == "B5"


def test_a_later_table_replaces_row_by_row():
    assert shares(read(workbook(B5="Ya")), read(workbook(B6="Tidak", B5="Belum diketahui"))) == {
        FIRST: Share(FIRST, 0, 1, 1)
    }


FAULTS = {
    "a personal number": ({"B5": "NIK 1471015205900001"}, [("personal_data", "B5"), ("village_answer", "B5")], 1),
    "a telephone beside a name": ({"A9": "Sail HP 0812-3456-7890"}, [("personal_data", "A9")], 0),
    "no answer": ({"B5": "sudah"}, [("village_answer", "B5")], 1),
    "told twice": ({"A7": "sail", "B7": "Ya"}, [("village_double", "A7")], 2),
    "nameless": ({"B8": "Ya"}, [("village_nameless", "A8")], 1),
    "beside the table": ({"Z4": "Catatan", "Z5": "lihat"}, [("village_column", "Z4")], 2),
    "above the table": ({"F2": "halo"}, [("form_cell_outside", "F2")], 1),
    "far below": ({"C40": "halo"}, [("form_cell_outside", "C40")], 1),
}


@pytest.mark.parametrize(("cells", "problems", "rejected"), FAULTS.values(), ids=FAULTS)
def test_what_has_no_place_is_rejected_and_said(cells, problems, rejected):
    found = read(workbook(**cells))
    assert (found.rejected, found.cells) == (rejected, 8 + len(cells))
    assert [kind for kind, _ in told(found)] == [kind for kind, _ in problems]


def test_personal_data_is_hidden_in_what_is_kept_and_in_what_is_said():
    found = repr(read(workbook(B5="NIK 1471015205900001", A5="Sail HP 0812-3456-7890")))
    assert "3456" not in found and "14710152" not in found


def test_another_place_is_refused_with_all_its_cells():
    found = read(workbook(B5="Ya"), "kab-ogan-ilir")
    assert told(found)[0][0] == "form_other_place" and found.rejected == found.cells == 9


@pytest.mark.parametrize("data", [b"", b"Kecamatan,25.2\nSail,Ya\n", b"PK\x03\x04"])
def test_a_file_that_says_nothing_of_itself_is_none(data):
    assert read(data) is None
