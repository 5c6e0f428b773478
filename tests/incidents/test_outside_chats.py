"""The examples of outsiders, each with the register it should give."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from kla_lib.core.problems import InputFault
from kla_lib.incidents.signed import incidents_book, signed_table

OUTSIDE = Path(__file__).parents[1] / "data/outside/chats"
READ = {  # day and hour, kecamatan, kind, agency, outcome
    "02-word-kecamatan-becomes-the-agency/input.txt": [
        ("13 07:00", "Bukit Raya", "terlantar", "dinsos", ""),
        ("13 08:00", "Tenayan Raya", "kekerasan", "uptd_ppa", ""),
        ("13 09:00", "Bina Widya", "terlantar", "dinsos", ""),
    ],
    "04-two-digit-year-first-read-as-day/input.txt": [
        (f"{day} 07:05", "Sail", "terlantar", "", "") for day in (12, 13, 14, 15)
    ],
    "05-greeting-or-emoji-before-the-tag/input.txt": [
        ("13 07:00", "Sail", "abh", "", ""), ("13 08:00", "Kulim", "terlantar", "", ""),
        ("13 09:00", "Sukajadi", "kekerasan", "", ""), ("13 10:00", "Limapuluh", "abh", "", ""),
        ("13 11:00", "Senapelan", "abh", "", ""), ("13 12:00", "Kulim", "abh", "", ""),
    ],
    "06-reports-lost-without-a-word/input.txt": [
        ("13 07:00", "Sail", "abh", "", ""), ("13 07:06", "Sukajadi", "terlantar", "", ""),
        ("13 07:07", "Kulim", "kekerasan", "", ""), ("13 07:08", "Kulim", "terlantar", "", ""),
        ("13 07:09", "Sukajadi", "abh", "", ""),
    ],
    "08-denied-or-other-words-taken-for-a-kind/input.txt": [
        ("13 07:00", "Sail", "lain", "", "keluarga"), ("13 07:10", "Kulim", "terlantar", "", "tidak_ditemukan"),
        ("13 07:20", "Senapelan", "terlantar", "", "keluarga"),
    ],
    "09-count-or-date-taken-for-a-case-number/input.txt": [
        ("13 07:00", "Sail", "terlantar", "", ""), ("13 08:00", "Kulim", "terlantar", "", ""),
        ("13 09:00", "Sukajadi", "terlantar", "", ""),
    ],
    "16-attachment-captions-with-a-tag/input.txt": [("13 07:00", "Sail", "abh", "", "")],
    "16-attachment-captions-with-a-tag/android.txt": [("13 07:00", "Sail", "abh", "", "")],
    "17-hour-zero-with-am/input.txt": [("20 00:08", "Sail", "abh", "", "")],
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_each_example_gives_the_register_it_should(desk, name):
    path = Path(shutil.copy(OUTSIDE / name, desk.home))
    found = desk.read(path)
    assert (found.unclear, found.problems) == (0, [])
    incidents = desk.incidents().register.incidents
    assert [incident.number for incident in incidents] == list(range(1, len(incidents) + 1))
    assert [(f"{c.opened:%d %H:%M}", c.district, c.kind, c.agency, c.outcome) for c in incidents] == READ[name]
    assert {c.opened.year for c in incidents} == {2026}


def test_a_second_download_of_a_group_is_the_same_group(desk):
    for name in ("Chat WhatsApp dengan Gugus KLA.zip", "Chat WhatsApp dengan Gugus KLA (1).zip"):
        assert desk.read(OUTSIDE / "15-second-download-is-another-group" / name).new == 3


@pytest.mark.parametrize("name", ["Satu (2)", "Satu - Copy", "Satu - Salinan (3)", "Satu (1) (1)", "Satu-1"])
def test_names_of_copies(desk, name):
    desk.say("13/07/26 07.00 - A: #lapor Sail abh\n", "Chat WhatsApp dengan Satu.txt")
    assert desk.say("14/08/26 07.00 - A: #lapor Sail abh\n", f"Chat WhatsApp dengan {name}.txt").new == 1


def test_the_table_to_sign_counts_its_own_year_and_the_others_are_reported(desk):
    found = desk.read(Path(shutil.copy(OUTSIDE / "18-other-years-in-the-signed-table/input.txt", desk.home)))
    assert [(p.kind, p.found, dict(p.values)["rows"]) for p in found.problems] == [
        ("case_other_years", "2018, 2024", "14")
    ]
    incidents = desk.incidents()
    assert (signed_table(incidents).total[2], incidents.standing.incidents, len(incidents.standing.todo)) == (7, 21, 21)
    (desk.home / "tabel.xlsx").write_bytes(incidents_book(signed_table(incidents), "id"))
    cells = list(openpyxl.load_workbook(desk.home / "tabel.xlsx").active.iter_rows(values_only=True))
    assert [row[2] for row in cells if row[0] == "terlantar"] == [7]
    assert any("Hanya kasus yang dilaporkan pada tahun 2026." in str(row[0]) for row in cells)


ORDERS = {
    "the first week of an Indonesian group": ("01/07/26 07.00 - A: #lapor Sail abh\n", "2026-07-01"),
    "an Indonesian iPhone": (
        "[01/07/26 07.00.12] Gugus: \u200ePesan dan panggilan terenkripsi secara end-to-end.\n"
        "[02/07/26 07.00.12] A: #lapor Sail abh\n", "2026-07-02",
    ),
    "two-digit years first, over the end of a month": (
        "26-07-31, 07:05 - A: #lapor Sail abh\n26-08-01, 07:05 - A: ya\n", "2026-07-31",
    ),
    "days 25 and 26 of 2026": ("25/07/26, 07:05 - A: #lapor Sail abh\n26/07/26, 07:05 - A: ya\n", "2026-07-25"),
    "a Malay telephone": ("13/07/26, 7:05 PTG - A: #lapor Sail abh\n", "2026-07-13"),
    "the word pukul": ("13/07/26 pukul 07.05 - A: #lapor Sail abh\n", "2026-07-13"),
}  # fmt: skip


@pytest.mark.parametrize("name", ORDERS)
def test_the_order_of_a_date(desk, name):
    text, day = ORDERS[name]
    desk.say(text)
    assert [f"{incident.opened:%Y-%m-%d}" for incident in desk.incidents().register.incidents] == [day]


@pytest.mark.parametrize(
    "text", ["[26/07/13, 07:05:00] A: #lapor Sail abh\n", "01/07/26, 07:00 - A: #lapor Sail abh\n"]
)
def test_an_order_that_nothing_settles_is_asked(desk, text):
    with pytest.raises(InputFault) as fault:
        desk.say(text)
    assert [p.kind for p in fault.value.problems] == ["chat_order"]
    desk.say(text, order="ymd" if "[26" in text else "dmy")
    assert {incident.opened.year for incident in desk.incidents().register.incidents} == {2026}


HOURS = {
    "00:23 AM": (0, 23),
    "00:08 a. m.": (0, 8),
    "12:08 PM": (12, 8),
    "00:08 PM": (12, 8),
    "13.05 PM": (13, 5),
    "7:05\u202fp.m.": (19, 5),
}


@pytest.mark.parametrize("hour", HOURS)
def test_hours_of_half_days(desk, hour):
    desk.say(f"06/20/26, {hour} - A: #lapor Sail abh\n")
    (incident,) = desk.incidents().register.incidents
    assert (incident.opened.hour, incident.opened.minute) == HOURS[hour]


def test_all_questions_of_a_message_are_asked_at_once(desk):
    found = desk.say("13/07/26 07.00 - A: #lapor anak, Dinsos dan Disdik\n")
    assert [(p.kind, p.where.cell) for p in found.problems] == [
        (kind, "1") for kind in ("case_district_missing", "case_kind_missing", "case_agencies_many")
    ]
    assert "dinsos, disdik" in found.problems[2].expected()
    assert all(problem.as_dict(lang)["remedy"] for problem in found.problems for lang in ("id", "en"))


def test_an_office_outside_the_instrument_is_named_in_the_reminder(desk):
    from kla_lib.incidents.reminder import reminder_lines

    desk.say("13/07/26 07.00 - A: #lapor Sail abh, mohon Bapas\n")
    assert "*Balai Pemasyarakatan (Bapas)*" in reminder_lines(desk.incidents())


PHONES = {  # what telephones write before a caption
    "android id": "IMG-20260713-WA0001.jpg (file terlampir)\n", "android en": "IMG-20260713-WA0001.jpg (file attached)\n",
    "ios id": "\u200e<terlampir: 00000006-PHOTO-2026.jpg>\n", "ios en": "\u200e<attached: 00000006-PHOTO-2026.jpg> ",
    "ios id document": "Surat Tugas.pdf • \u200e7 halaman \u200e<terlampir: 00000006-Surat Tugas.pdf>\n",
    "ios en document": "Surat Tugas.pdf • \u200e1 page \u200e<attached: 00000006-Surat Tugas.pdf>\n",
    "android id document": "DOC-20260713-WA0001.pdf (file terlampir)\nSurat Tugas\n",
    "android id, left out": "<Media tidak disertakan>\n", "ios id, left out": "\u200edokumen tidak disertakan\n",
}  # fmt: skip


@pytest.mark.parametrize("name", PHONES)
def test_captions(desk, name):
    found = desk.say(f"13/07/26 07.00 - A: {PHONES[name]}#lapor Sail abh\n")
    assert (found.problems, found.new) == ([], 1)


NEVER_LOST = {
    "an empty line first": "13/07/26 07.00 - A:\n#lapor Sail abh\n",
    "far down in a message": "13/07/26 07.00 - A: x\n" + "x\n" * 30_000 + "#lapor Sail abh\n",
    "beyond what a telephone sends": "13/07/26 07.00 - A: x\n"
    + "x" * 70
    + "\n"
    + ("x" * 70 + "\n") * 5_000
    + "#lapor Sail abh\n",
    "a keycap": "13/07/26 07.00 - A: #\ufe0f\u20e3lapor Sail abh\n",
    "marks that nobody sees": "13/07/26 07.00 - A: \u200b#\u2060la\u00adpor\u200b Sail abh\n",
    "letters of another script": "13/07/26 07.00 - A: #l\u0430p\u043er Sail abh\n",
    "letters apart": "13/07/26 07.00 - A: # l a p o r Sail abh\n",
}


@pytest.mark.parametrize("name", NEVER_LOST)
def test_a_tag_is_found_wherever_and_however_it_is_written(desk, name):
    found = desk.say(NEVER_LOST[name] + "14/07/26 07.00 - A: ya\n")
    assert (found.problems, found.new) == ([], 1)


MISSPELT = ("lpor", "lapr", "lopar", "laopr", "laporr", "lappor", "lpr", "laporkan", "laporbanjir", "tindk", "selsai")


@pytest.mark.parametrize("tag", MISSPELT)
def test_a_misspelt_tag_is_asked_about(desk, tag):
    kinds = [p.kind for p in desk.say(f"13/07/26 07.00 - A: #{tag} Sail abh\n").problems]
    assert kinds == ["case_tag_near"]


@pytest.mark.parametrize("text", ["#KotaLayakAnak", "#stopkekerasan", "#PekanbaruHebat #layakanak", "cat #3"])
def test_other_hashtags_are_nobodys_business(desk, text):
    found = desk.say(f"13/07/26 07.00 - A: {text}\n")
    assert [p.kind for p in found.problems] == ["chat_no_tags"]


QUOTED = {
    "block": "> #lapor Sail anak dipukul. UPTD PPA\nsiap",
    "marks": '"#lapor Sail anak dipukul" sudah kami catat',
    "forwarded": "Dari grup sebelah: “#lapor Sail anak dipukul”",
}


@pytest.mark.parametrize("name", QUOTED)
def test_a_quoted_tag_waits_for_a_person(desk, name):
    found = desk.say(f"13/07/26 07.00 - A: {QUOTED[name]}\n")
    assert ([p.kind for p in found.problems], found.new) == (["case_tag_inside"], 0)


def test_an_act_not_done_yet_is_not_recorded(desk):
    found = desk.say(
        "13/07/26 07.00 - A: #lapor Sail anak dipukul. UPTD PPA\n13/07/26 08.00 - A: #tindak 1 belum bisa, mobil rusak\n"
        "13/07/26 09.00 - A: #selesai 1 kayaknya sudah pulang\n"
    )
    (incident,) = desk.incidents().register.incidents
    assert [p.kind for p in found.problems] == ["case_act_unsure"] * 2
    assert (incident.acted, incident.closed) == (None, None)
