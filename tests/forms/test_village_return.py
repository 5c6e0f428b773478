"""The table of kecamatan and villages comes back: every cell accounted for, counts that say what is not known."""

from datetime import date

import pytest

from kla_lib.forms.joining import replay
from kla_lib.forms.reading import Expected
from kla_lib.forms.returns import Share
from kla_lib.forms.shape import VillageForm
from kla_lib.forms.village_counts import first_said, settle_districts, settle_names, village_shares
from kla_lib.forms.villages import read_file
from kla_lib.forms.write.marked import marked_copy, reply_text
from kla_lib.forms.write.villages import village_workbook
from kla_lib.instrument import editions
from kla_lib.instrument.places import find_place
from kla_lib.local.model import District
from tests.forms.made import parts, put

EDITION = editions.load(editions.folder_of("2023"))
PLACE = find_place("kota-pekanbaru")
DISTRICTS = {"Sail": ("Cinta Raja", "Suka Maju"), "Kulim": ("Kulim",)}  # villages made up for the test


def workbook(**kecamatan):
    return put(village_workbook(VillageForm(PLACE, "2026", EDITION, DISTRICTS, "id")), "Kecamatan", **kecamatan)


def read(data, place="kota-pekanbaru"):
    return read_file(data, "kec.xlsx", Expected(place, "2026", EDITION))


def told(returned):
    return [(p.kind, p.where.cell) for p in returned.problems]


def shares(*returns):
    return village_shares([r.given for r in replay(returns) if r.status == "current"])


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
    "on the hidden sheet of lists": ({"_pilihan!C9": "halo"}, [("form_cell_outside", "C9")], 1),
    "on the hidden sheet of the identity": ({"_kla!C9": "halo"}, [("form_cell_outside", "C9")], 1),
    "far below": ({"C40": "halo"}, [("form_cell_outside", "C40")], 1),
}


@pytest.mark.parametrize(("cells", "problems", "rejected"), FAULTS.values(), ids=FAULTS)
def test_what_has_no_place_is_rejected_and_said(cells, problems, rejected):
    data = workbook(**{cell: text for cell, text in cells.items() if "!" not in cell})
    for sheet, _, cell in (place.partition("!") for place in cells if "!" in place):
        data = put(data, sheet, **{cell: cells[f"{sheet}!{cell}"]})
    found = read(data)
    assert (found.rejected, found.cells) == (rejected, 8 + len(cells))
    assert [kind for kind, _ in told(found)] == [kind for kind, _ in problems]


RENAMED = {  # names in rows of kecamatan, table by table, each answered Ya; yes and all in the end; what is told
    "the same": (["Sail Kulim", "Sail Kulim"], (2, 2), []),
    "one under a new name": (["Sail Kulim Lima", "Sail Kulim-Baru Lima"], (3, 3), ["village_renamed kulim-baru Kulim"]),
    "and again by it": (
        ["Sail Kulim Lima", "Sail Baru Lima", "Baru Sail Lima"], (3, 3), ["village_renamed baru Kulim"],
    ),
    "and again by the old one": (["Sail Kulim", "Sail Baru", "Sail Kulim"], (2, 2), ["village_renamed baru Kulim"]),
    "renamed twice": (
        ["Sail Kulim", "Sail Baru", "Sail Lama"], (2, 2), ["village_renamed baru Kulim", "village_renamed lama Baru"],
    ),
    "moved, and another beside it": (["Sail Kulim", "Kulim Sail Lima"], (3, 3), []),
    "split: both stand there": (["Sail Kulim", "Sail Baru Kulim"], (3, 3), []),
    "renamed, and then both": (["Sail Kulim", "Sail Baru", "Sail Baru Kulim"], (3, 3), ["village_renamed baru Kulim"]),
    "another office's own": (["Sail Kulim", "Lima Rumbai"], (4, 4), []),
    "in another row": (["Sail Kulim Lima", "Sail Lima Baru"], (4, 4), ["village_beside 1 Kulim"]),
    "two in other rows": (["Sail Kulim Lima", "Kulim Lima Baru Lama"], (5, 5), ["village_beside 2 Sail"]),
}  # fmt: skip


def kecamatan(names):
    cells = {f"A{row}": name for row, name in enumerate(names.split(), start=5)}
    return read(put(village_workbook(VillageForm(PLACE, "2026", EDITION, {}, "id")), "Kecamatan", **cells,
                    **{f"B{row}": "Ya" for row in range(5, 5 + len(cells))}))  # fmt: skip


@pytest.mark.parametrize("case", RENAMED.values(), ids=RENAMED)
def test_an_area_under_a_new_name_counts_once(case):
    tables, counted, wanted = case
    settled, told = settle_names([kecamatan(names) for names in tables])
    share = shares(*settled)[FIRST]
    assert ((share.yes, share.whole), [f"{p.kind} {p.found.lower()} {dict(p.values)['before']}" for p in told]) == (
        counted, wanted,
    )  # fmt: skip


def test_the_villages_of_a_renamed_kecamatan_are_the_same_villages():
    first, second = (
        {"Sail": ("Cinta Raja", "Suka Maju"), kulim: ("Kulim", "Mentangor")} for kulim in ("Kulim", "Tenayan")
    )
    tables = [read(village_workbook(VillageForm(PLACE, "2026", EDITION, names, "id"))) for names in (first, second)]
    settled, told = settle_names(tables)
    assert [p.kind for p in told] == ["village_renamed"] * 3
    current = [r.given for r in replay(settled) if r.status == "current"]
    assert len({g.field for g in current if g.field.startswith("Desa-Kelurahan: ")}) == 4
    assert [g.text for g in current if g.field == "Kecamatan: kulim"] == ["Tenayan"]


SPLIT = [District("Limapuluh"), District("Tampan", valid_to=date(2020, 12, 29)), District("Sail"),
         District("Tuah Madani", valid_from=date(2020, 12, 30), before=("Tampan",))]  # fmt: skip
SPELLED = {  # names table by table; all in the end; what is told
    "two spellings": (["Sail Limapuluh", "Sail Lima-Puluh"], 2, []),
    "another spelling alone": (["Kec.Sail Limapuluh"], 2, []),
    "with its kind before it": (["Sail Kec.Sail"], 1, ["village_double Kec.Sail None"]),
    "two spellings in one table": (["Sail Limapuluh Lima-Puluh"], 2, ["village_double Lima-Puluh None"]),
    "a name of before the split": (["Sail Tampan"], 2, ["district_then Tampan Tuah Madani"]),
    "no kecamatan": (["Sail Limapulu"], 2, ["district_unknown Limapulu Limapuluh"]),
}  # fmt: skip


@pytest.mark.parametrize("case", SPELLED.values(), ids=SPELLED)
def test_kecamatan_are_known_by_the_place_s_own_table(case):
    tables, whole, wanted = case
    settled, told = settle_districts([kecamatan(names) for names in tables], SPLIT, date(2026, 1, 1))
    assert shares(*settled)[FIRST].whole == whole
    said = [f"{p.kind} {p.found} {dict(p.values).get('then') or dict(p.values).get('near')}" for p in told]
    assert said == wanted and all(p.where.cell in ("A6", "A7") and p.where.file == "kec.xlsx" for p in told)


def test_without_a_table_of_kecamatan_names_stand_as_they_are():
    returns = [kecamatan("Sail Lima-Puluh")]
    assert settle_districts(returns, [], date(2026, 1, 1)) == (returns, [])


def test_villages_go_with_their_kecamatan_whatever_its_spelling():
    tables = [read(village_workbook(VillageForm(PLACE, "2026", EDITION, {name: ("Rintis", "Sekip")}, "id")))
              for name in ("Limapuluh", "Lima Puluh")]  # fmt: skip
    settled, told = settle_districts(tables, SPLIT, date(2026, 1, 1))
    assert told == [] and len({g.field for one in settled for g in one.given}) == 1 + 2 * 2


MARKED = {"B5": "sudah", "A8": "Rumbai", "B8": "Ya", "Z5": "lihat", "C9": "Ya"}


def test_the_marked_copy_holds_what_came_and_says_what_is_wrong():
    found = read(workbook(**MARKED))
    tables = VillageForm(PLACE, "2026", EDITION, DISTRICTS, "id")
    copy = marked_copy(tables, found.given, found.problems)
    back = read(copy)
    kept = {(g.code, g.field, g.text) for g in found.given if g.status == "kept"}
    assert {(g.code, g.field, g.text) for g in back.given if g.status == "kept"} == kept
    assert [(p.kind, p.found) for p in back.problems] == [("village_answer", "sudah")]
    (comments,) = [data.decode() for name, data in parts(copy).items() if name.startswith("xl/comments")]
    assert comments.count("<comment ") == 1 and "sudah" in comments
    assert b"lihat" in parts(copy)["xl/sharedStrings.xml"]
    assert copy == marked_copy(tables, found.given, found.problems)
    text = reply_text(tables, found.given, found.problems)
    assert "Kecamatan dan desa/kelurahan" in text and "Kecamatan B5: " in text


def test_personal_data_is_hidden_in_what_is_kept_and_in_what_is_said():
    found = repr(read(workbook(B5="NIK 1471015205900001", A5="Sail HP 0812-3456-7890")))
    assert "3456" not in found and "14710152" not in found


def test_another_place_is_refused_with_all_its_cells():
    found = read(workbook(B5="Ya"), "kab-ogan-ilir")
    assert told(found)[0][0] == "form_other_place" and found.rejected == found.cells == 9


@pytest.mark.parametrize("data", [b"", b"Kecamatan,25.2\nSail,Ya\n", b"PK\x03\x04"])
def test_a_file_that_says_nothing_of_itself_is_none(data):
    found = read(data)
    assert (found.agency, found.kept) == ("", 0) and found.problems[0].severity == "error"
