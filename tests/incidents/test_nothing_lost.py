"""What people really write: several tags or numbers in a message, two telephones, times that cannot be, reports made twice."""

from datetime import date, datetime

import pytest

from kla_lib.core.problems import InputFault

DAY = "13/07/2026 "
OPEN = DAY + "07.00 - A: #lapor abh Sail\n"
TWO = OPEN + DAY + "07.05 - A: #lapor terlantar Kulim\n"


def said(found):
    return [(p.kind, p.where.cell, p.found) for p in found.problems]


def short(desk):
    return [(c.number, c.district, c.kind, c.is_open) for c in desk.incidents().register.incidents]


UNCLEAR = {
    "a second number": (TWO + DAY + "08.00 - B: #selesai 1, 2\n", [("case_number_more", "3", "#selesai 2")]),
    "a third one": (
        TWO + DAY + "08.00 - B: #tindak 1 dan 2 & no. 3 dinsos\n",
        [("case_number_more", "3", "#tindak 2"), ("case_number_more", "3", "#tindak 3")],
    ),
    "children, a telephone": (OPEN + DAY + "08.00 - B: #tindak 1, 3 anak; 0812 3456 7890\n", []),
    "a second tag in the line": (
        OPEN + DAY + "08.00 - B: #tindak 1 lalu #selesai 1\n",
        [("case_tag_inside", "2", "#selesai 1")],
    ),
    "two kinds": (DAY + "07.00 - A: #lapor Sail abh, terlantar\n", [("case_kinds_many", "1", "#lapor")]),
    "an action after the closing": (
        OPEN + DAY + "08.00 - A: #selesai 1\n" + DAY + "09.00 - A: #tindak 1\n",
        [("case_acted_closed", "3", "#tindak 1")],
    ),
    "a day to come": ("13/07/2926 07.00 - A: #lapor Sail abh\n", [("case_time", "1", "#lapor")]),
    "a day before telephones": ("13/07/226 07.00 - A: #lapor Sail abh\n", [("case_time", "1", "#lapor")]),
    "somebody who is called like a notice": (
        DAY + "07.00 - Turn left: #lapor Sail abh\n",
        [("chat_no_tags", "1", "REKAAN.txt"), ("case_tag_inside", "1", "#lapor")][1:],
    ),
    "somebody else has just said so": (
        OPEN + DAY + "07.20 - B: #lapor abh Sail\n",
        [("case_alike", "2", "#lapor 2")],
    ),
    "the same person twice": (OPEN + DAY + "07.20 - A: #lapor abh Sail\n", []),
}


DENIED = {
    "#selesai 1 belum ditangani": ("abh", ""),
    "#selesai 1 tidak ditemukan": ("abh", "tidak_ditemukan"),
    "#selesai 1 bukan dirujuk, kembali ke keluarga": ("abh", "keluarga"),
    "#\u200eselesai 1 ditangani": ("abh", "tertangani"),
}


@pytest.mark.parametrize("text", DENIED)
def test_what_is_denied_is_not_meant(desk, text):
    desk.say(DAY + f"07.00 - A: #lapor bukan terlantar tapi abh, Sail\n{DAY}08.00 - B: {text}\n")
    (incident,) = desk.incidents().register.incidents
    assert (incident.kind, incident.outcome, incident.is_open) == (*DENIED[text], False)


@pytest.mark.parametrize("name", UNCLEAR)
def test_what_a_message_says_besides_is_told(desk, name):
    text, told = UNCLEAR[name]
    assert said(desk.say(text)) == told


def test_each_line_with_a_tag_is_a_message_of_its_own(desk):
    desk.say(DAY + "07.00 - A: #lapor abh Sail\n#lapor terlantar Kulim\n#tindak 1 dinsos\n")
    assert short(desk) == [(1, "Sail", "abh", True), (2, "Kulim", "terlantar", True)]
    first, second = desk.incidents().register.incidents
    assert (first.agency, second.agency) == ("dinsos", "")


def test_a_further_number_counts_once_a_person_says_so(desk):
    text = TWO + DAY + "08.00 - B: #selesai 1, 2\n"
    (told,) = desk.say(text).problems
    (desk.raw / "keputusan-laporan.csv").write_text(
        f"id,number,district,kind,agency,outcome,ignore,note\n{told.remedy().split()[-1]},2,,,,,,\n"
    )
    assert desk.say(text).unclear == 0
    assert [c.is_open for c in desk.incidents().register.incidents] == [False, False]


def test_another_telephone_changes_nothing_and_its_edits_are_known(desk):
    desk.say(OPEN)
    found = desk.say("[7/13/26, 7:00:34\u202fAM] Pak A: #lapor abh Sail\n")
    assert (found.new, found.updated) == (0, 0)
    found = desk.say(DAY + "07.00 - Ibu B: #lapor abh Kulim <Pesan ini diedit>\n")
    assert (found.new, found.updated, short(desk)) == (0, 1, [(1, "Kulim", "abh", True)])


OTHERS = {
    "a clock an hour ahead": (DAY + "08.00 - A: #lapor abh Sail\n", "REKAAN.txt", "chat_clock", "+1"),
    "another group by the name of its file": (
        "14/08/2026 07.00 - A: #lapor abh Sail\n", "Chat WhatsApp dengan Dua.txt", "chat_other_group",
        "Chat WhatsApp dengan ….txt",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_what_would_count_everything_twice_is_refused(desk, name):
    text, file, kind, found = OTHERS[name]
    desk.say(OPEN, "Chat WhatsApp dengan Satu.txt")
    with pytest.raises(InputFault) as fault:
        desk.say(text, file)
    assert [(p.kind, p.found) for p in fault.value.problems] == [(kind, found)]


def test_an_incident_that_a_person_made_of_an_unclear_message_keeps_its_number(desk):
    text = DAY + "07.00 - A: ayo #lapor abh Sail\n" + DAY + "08.00 - A: #lapor terlantar Kulim\n"
    (told,) = desk.say(text).problems
    (desk.raw / "keputusan-laporan.csv").write_text(
        f"id,number,district,kind,agency,outcome,ignore,note\n{told.remedy().split()[-1]},,,abh,,,,\n"
    )
    desk.say(text)
    desk.say(text + "14/07/2026 08.00 - A: #lapor kekerasan Rumbai\n")
    assert [row[:2] for row in short(desk)] == [(1, "Kulim"), (2, "Sail"), (3, "Rumbai")]


def test_a_message_without_a_time_is_known_again_on_another_line(desk):
    text = "13/07/2026 27.00 - A: #lapor Sail abh\n"
    desk.say(text)
    assert desk.say("12/07/2026 07.00 - A: ya\n" + text).new == 0


def test_reports_made_twice_are_no_incidents(desk):
    lines = [f"{DAY}07.{n:02} - A: #lapor abh Sail\n" for n in range(6)]
    desk.say("".join(lines) + DAY + "08.00 - A: #selesai 6 laporan ganda\n")
    standing = desk.incidents().standing
    assert (standing.incidents, standing.open, len(standing.todo)) == (5, 5, 5)


def test_ages_end_with_the_last_minute_that_was_read(desk):
    (desk.raw / "target.csv").write_text("step,hours,note\ntindak,4,\n")
    desk.say(OPEN + DAY + "09.00 - A: ya\n")
    (todo,) = desk.incidents().standing.todo
    assert (todo.hours, todo.overdue) == (2.0, False)
    (todo,) = desk.incidents(date(2026, 7, 13)).standing.todo
    assert (int(todo.hours), todo.overdue) == (16, True)


def test_of_today_no_more_than_has_passed_counts(desk):
    now = datetime.now()
    desk.say(f"{now:%Y-%m-%d, %H:%M} - A: #lapor abh Sail\n")
    (todo,) = desk.incidents(now.date()).standing.todo
    assert todo.hours < 1
