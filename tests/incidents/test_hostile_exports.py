"""Whatever bytes come, there is a register or a clear refusal; and what a file says is never a formula."""

import csv
import random

import pytest

from kla_lib.core.problems import InputFault
from kla_lib.incidents.chat.facts import plain_sender
from kla_lib.incidents.chat.tags import tags_in
from tests.incidents.chats import FORMS, export

TALK = export(FORMS["android-id-24"]).encode()
PIECES = (b"\n", b"\r", b"\0", b"#lapor ", b"#tindak 99999999999 ", b": ", b"\xff", "\u200e\u202e".encode(), b"[", b"] ",
          b"00/00/0000 99.99 - ", b"31/02/2026 10.00 - A: #lapor abh\n", b"1/1/1 1.11 - ", b"<Pesan ini diedit>",
          "٣/٤/٢٠٢٦ ٠٣.١٥ - A: #lapor\n".encode(), b"=HYPERLINK(1)", b"PK\x03\x04")  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_spoilt_exports_are_read_or_refused(desk, seed):
    chance, data = random.Random(seed), bytearray(TALK)
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(data))
        data[at : at + chance.choice((0, 0, 1, 30))] = chance.choice(PIECES)
    path = desk.home / "REKAAN.txt"
    path.write_bytes(data)
    try:
        found = desk.read(path, chance.choice(("", "", "dmy", "mdy")))
    except InputFault as fault:
        assert fault.problems and all(problem.as_dict()["remedy"] for problem in fault.problems)
    else:
        again = desk.read(path, "dmy")
        assert found.tagged == again.tagged
        assert desk.incidents().register.incidents is not None


def test_no_cell_that_is_kept_is_a_formula(desk):
    (desk.raw / "kecamatan.csv").write_text(
        "name,valid_from,valid_to,before,change,kelurahan,source\n=cmd|x,,,,,,\n@SUM(1),,,,,,\n", encoding="utf-8"
    )
    desk.say("13/07/2026 07.00 - A: #lapor cmd x abh\n13/07/2026 07.01 - A: #lapor SUM 1 abh\n")
    for path in desk.kept.glob("*.csv"):
        cells = [cell for row in csv.reader(path.open(encoding="utf-8")) for cell in row]
        assert not [cell for cell in cells if cell[:1] in "=+-@" and cell]
    assert len(desk.incidents().register.incidents) == 2


TAGS = {
    "#lapor": ("report", ""), "# Lapor:": ("report", ""), "*#TINDAK* 1": ("action", ""), "\u200e#selesai 2": ("close", ""),
    "#laporan anak": ("report", ""),
    "pak #lapor": ("report", ""), "tadi sudah #lapor": ("report", "tag_inside"), "#laporr": ("report", "tag_near"), "#tindakk 1": ("action", "tag_near"),
    "<Media tidak disertakan>\n#lapor": ("report", ""),
}  # fmt: skip


@pytest.mark.parametrize("text", TAGS)
def test_tags_as_people_write_them(text):
    (found,) = tags_in(text)
    assert (found.act, found.fault) == TAGS[text]


@pytest.mark.parametrize(
    "text",
    ["", "lapor pak", "#indonesiamaju", "#1", "# 12", "https://x.id/#bagian", "Cara melapor di grup ini\n#lapor"],
)
def test_other_messages_are_nobodys_business(text):
    assert tags_in(text) == []


def test_a_telephone_number_is_one_sender_however_it_is_written():
    spellings = ["+62 812-3456-7890", "\u202a+62\u00a0812\u20113456\u20117890\u202c", "+6281234567890"]
    assert {plain_sender(text) for text in spellings} == {"6281234567890"}
    assert plain_sender("~\u00a0Siti Rekaan") == plain_sender("Siti  rekaan")
