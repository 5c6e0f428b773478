"""A city's own register, decisions of a person, targets, and what words of a message mean."""

from datetime import datetime

import openpyxl
import pytest

from kla_lib.core.problems import InputFault
from kla_lib.incidents.chat.facts import _number
from kla_lib.incidents.model import Names

ROWS = [
    ["Register kasus REKAAN"],
    ["No", "Nama anak", "Tanggal Lapor", "Kecamatan", "Jenis", "Saluran", "OPD", "Tindakan", "Selesai", "Hasil", "Alamat"],
    [1, "Rekaan Satu", "13/07/2026 08.30", "Bukit Raya", "Terlantar", "Telepon", "Dinsos", "14/07/2026", "15/07/2026", "dirujuk ke panti", "Jl. Rekaan 1"],
    [2, "Rekaan Dua", "2026-07-14", "Tampn", "ABH", "WA", "Dinas Rekaan", "", "", "", "Jl. Rekaan 2"],
    [2, "Rekaan Tiga", "14/07/2026", "Sail", "KDRT", "", "", "15/07/2026", "", "", ""],
    [3, "Rekaan Empat", "16/07/2026", "Sail", "kekerasan", "", "", "", "15/07/2026", "", ""],
]  # fmt: skip


def write(path):
    if path.suffix == ".csv":
        path.write_text("\n".join(";".join(map(str, row)) for row in ROWS), encoding="utf-8")
        return path
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active["C3"] = datetime(2026, 7, 13, 8, 30)
    book.save(path)
    return path


@pytest.mark.parametrize("name", ["register.csv", "register.xlsx"])
def test_a_register_is_the_other_way_in(desk, name):
    path = write(desk.home / name)
    found = desk.read(path)
    assert (found.messages, found.tagged, found.new, found.updated, found.unclear) == (4, 4, 3, 0, 3)
    assert [(p.kind, p.where.cell) for p in found.problems] == [
        ("register_words", "A4"), ("case_district_unknown", "A4"), ("case_number_taken", "A5"), ("case_closed_early", "A6"),
    ]  # fmt: skip
    first, second, fourth = desk.incidents().register.incidents
    assert (first.opened, first.district, first.kind) == (datetime(2026, 7, 13, 8, 30), "Bukit Raya", "terlantar")
    assert (first.channel, first.agency, first.closed, first.outcome) == (
        "telepon", "dinsos", datetime(2026, 7, 15), "dirujuk",
    )  # fmt: skip
    assert (second.channel, second.is_open) == ("whatsapp", True)
    assert (fourth.number, fourth.kind, fourth.acted) == (3, "kekerasan", None)
    assert (desk.read(path).new, desk.read(path).updated) == (0, 0)


def test_a_row_that_changed_updates_its_incident(desk):
    path = desk.home / "register.csv"
    path.write_text("nomor,waktu,jenis,kecamatan\n7,13/07/2026,abh,Sail\n")
    desk.read(path)
    path.write_text("nomor,waktu,jenis,kecamatan,selesai\n7,13/07/2026,abh,Kulim,20/07/2026\n")
    found = desk.read(path)
    assert (found.new, found.updated) == (0, 1)
    assert [(c.number, c.district, c.is_open) for c in desk.incidents().register.incidents] == [(7, "Kulim", False)]


def test_a_person_decides_what_was_unclear(desk):
    talk = "13/07/2026 07.00 - A: #lapor Sail\n13/07/2026 08.00 - A: #tindak Dinsos\n13/07/2026 09.00 - A: ayo #lapor\n"
    ids = [p.remedy().split()[-1] for p in desk.say(talk).problems]
    header = "id;number;district;kind;agency;outcome;ignore;note\n"
    said = f"{ids[0]};;;abh;;;;\n{ids[1]};1;;;;;;\n{ids[2]};;;;;;ya;\n"
    (desk.raw / "keputusan-laporan.csv").write_text(header + said)
    found = desk.say(talk)
    assert (found.unclear, found.new, found.updated) == (0, 0, 0)
    (incident,) = desk.incidents().register.incidents
    assert (incident.kind, incident.agency, incident.acted) == ("abh", "dinsos", datetime(2026, 7, 13, 8))


TABLES = {
    "target.csv": ("step,hours,note\ntindak,besok,\nlain,5,\n", [("target_hours", "B2"), ("target_step", "A3")]),
    "keputusan-laporan.csv": (
        "id,number,district,kind,agency,outcome,ignore,note\nabc,,,,,,,\nabcdef,x,Foo,,,,,\n",
        [("decision_id", "A2"), ("decision_number", "B3"), ("value", "C3")],
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_faults_of_the_tables_are_told_at_once(desk, name):
    text, faults = TABLES[name]
    (desk.raw / name).write_text(text)
    with pytest.raises(InputFault) as fault:
        desk.incidents()
    assert [(p.kind, p.where.cell) for p in fault.value.problems] == faults


def test_a_sender_becomes_a_role_where_the_private_table_says_so(desk):
    private = desk.home / "data/private"
    private.mkdir(parents=True)
    (private / "pengirim.csv").write_text("sender,role\n+62 812-3456-7890,dinsos\nAndi Rekaan,bukan peran\n")
    desk.say(
        "13/07/2026 07.00 - +62 812\u20113456\u20117890: #lapor abh Sail\n13/07/2026 08.00 - Andi Rekaan: #lapor abh Sail\n"
    )
    first, second = (incident.sender for incident in desk.incidents().register.incidents)
    assert first == "dinsos"
    assert second.startswith("p-")


NUMBERS = {
    (" 12 Dinsos", True): 12, (" no. 12", True): 12, ("12", True): 12, (": #12", True): 12, (" 3 anak", True): 3,
    (" 12, Sail", False): 12, (" nomor 12 Sail", False): 12, (" 3 anak terlantar", False): None,
    (" 17.00 di pasar", False): None, (" 21/07 tadi", False): None, (" 0812 3456 7890", True): None,
    (" 1471012345678901", True): None, (" di jl. x no 12", False): None, (" 0", True): None,
    (" 3 anjal", False): None, (" 5 org anak", False): None, (" 13 Juli 2026", False): None, (" 13 Juli", True): None,
    (" no. 12 jl. melati", False): None, ("\n1. Kecamatan: Sail", False): None, (" 2 bersaudara", False): None,
    (" 2026, Sail", False): None, (" 3 orang dijemput", True): None, (" lanjut 6 dp3a", True): 6, (" 4 Sail", False): 4,
}  # fmt: skip


@pytest.mark.parametrize(("text", "sure"), NUMBERS)
def test_the_number_of_an_incident(text, sure):
    names = Names({"sail": (("district", "Sail"),)}, ["Sail"])
    assert _number(text, names, sure)[0] == NUMBERS[text, sure]
