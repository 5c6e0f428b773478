"""A city's register: its numbers are its own, each row is one incident, and what it no longer says does not count."""

from datetime import datetime

import pytest

HEAD = "nomor,waktu,jenis,kecamatan,opd,hasil,saluran,tindakan,selesai\n"
CHAT = "13/07/2026 07.00 - A: #lapor abh Sail\n13/07/2026 09.00 - A: #tindak 1\n"


@pytest.fixture
def rows(desk):
    def read(*lines, name="register.csv"):
        path = desk.home / name
        path.write_text(HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")
        return desk.read(path)

    return read


def said(found):
    return [(p.kind, p.where.cell, dict(p.values).get("rows", "")) for p in found.problems]


def test_a_number_of_another_incident_is_told_and_touches_neither(desk, rows):
    desk.say(CHAT)
    found = rows("1,14/07/2026,terlantar,Kulim,,,,,20/07/2026")
    assert (said(found), found.new, found.updated) == ([("case_number_taken", "A2", "")], 0, 0)
    (incident,) = desk.incidents().register.incidents
    assert (incident.kind, incident.is_open) == ("abh", True)


def test_the_same_incident_in_both_is_one_and_the_register_adds_to_it(desk, rows):
    desk.say(CHAT)
    found = rows("1,13/07/2026,abh,Sail,Dinsos,,,13/07/2026,20/07/2026")
    assert (found.problems, found.new, found.updated) == ([], 0, 1)
    (incident,) = desk.incidents().register.incidents
    assert (incident.agency, incident.acted, incident.closed) == (
        "dinsos",
        datetime(2026, 7, 13, 9),
        datetime(2026, 7, 20),
    )


@pytest.mark.parametrize(("number", "open_ones"), [(1, [False]), (7, [True, False])])
def test_a_person_says_which_incident_a_row_is(desk, rows, number, open_ones):
    desk.say(CHAT)
    row = "1,14/07/2026,terlantar,Kulim,,,,,20/07/2026"
    (told,) = rows(row).problems
    (desk.raw / "keputusan-laporan.csv").write_text(
        f"id,number,district,kind,agency,outcome,ignore,note\n{told.as_dict()['remedy'].split(' tulis ')[0].split()[-1]},{number},,,,,,\n"
    )
    assert rows(row).unclear == 0
    assert [incident.is_open for incident in desk.incidents().register.incidents] == open_ones
    later = desk.say(CHAT + "14/07/2026 09.00 - A: #lapor kekerasan Rumbai\n")
    assert (later.new, len({c.number for c in desk.incidents().register.incidents})) == (1, len(open_ones) + 1)


ROWS = {
    "no number": (",13/07/2026,abh,Sail,,,,,", [("case_number_missing", "A2", "")], []),
    "numbered as offices do": ("001/LK/2026,13/07/2026,abh,Sail,,,,,20/07/2026", [("register_numbers", "A2", "2")], [(1, False)]),
    "nought": ("0,13/07/2026,abh,Sail,,,,,", [("register_numbers", "A2", "2")], [(1, True)]),
    "no time": ("4,,abh,Sail,,,,,20/07/2026", [("case_time", "A2", "")], []),
    "a day to come": ("4,13/07/2926,abh,Sail,,,,,", [("case_time", "A2", "")], []),
    "a month in words": ("4,13 Juli 2026,abh,Sail,,,,,", [], [(4, True)]),
    "acted on the day it was told": ("4,13/07/2026 08.30,abh,Sail,,,,13/07/2026,", [], [(4, True)]),
    "words nobody knows": (
        "4,13/07/2026,abh,Sail,Dinas Rekaan,hasil rekaan,merpati,,",
        [("register_words", "A2", "2")] * 3,
        [(4, True)],
    ),
    "two kinds": ("4,13/07/2026,abh dan terlantar,Sail,,,,,", [("case_kinds_many", "A2", "")], [(4, True)]),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_every_row_counts_or_is_told(desk, rows, name):
    row, told, incidents = ROWS[name]
    assert said(rows(row)) == told
    assert [(incident.number, incident.is_open) for incident in desk.incidents().register.incidents] == incidents
    assert rows(row).new == 0


def test_a_closing_taken_back_opens_the_incident_again(desk, rows):
    rows("4,13/07/2026,abh,Sail,,,,,20/07/2026")
    assert (rows("4,13/07/2026,abh,Sail,,,,,").updated, desk.incidents().register.incidents[0].is_open) == (1, True)


def test_the_register_of_another_year_does_not_overwrite_this_ones(desk, rows):
    rows("4,13/07/2025,abh,Sail,,,,,")
    found = rows("4,13/07/2026,terlantar,Kulim,,,,,", name="register-2026.csv")
    assert (said(found), [c.kind for c in desk.incidents().register.incidents]) == (
        [("case_number_taken", "A2", "")],
        ["abh"],
    )
