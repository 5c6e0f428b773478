"""Everything that can be wrong with an export or a register: one clear message each, with file and line."""

import zipfile

import pytest

from kla_lib.core.problems import InputFault
from kla_lib.incidents.chat import export as chat_text
from tests.incidents.chats import FORMS, export, zipped

TALK = export(FORMS["android-id-24"])
OPEN = "13/07/2026 07.00 - A: #lapor Sail terlantar Dinsos\n"

REFUSED = {
    "kosong.txt": (b"", "file_empty", ""),
    "bukan-ekspor.txt": (b"Notulen rapat\nhadir 12 orang\n", "chat_not", "1"),
    "biner.txt": (b"\0\1\2" * 500, "chat_not", "1"),
    "latin1.txt": (TALK.encode().replace(b"siap", b"si\xe9p"), "chat_encoding", "6"),
    "utf16.txt": (TALK.encode("utf-16"), "chat_encoding", "1"),
    "terpotong.txt": (
        TALK.encode() + "16/07/2026 07.00 - A: ya \N{PERSON WITH FOLDED HANDS}".encode()[:-2],
        "chat_cut",
        "18",
    ),
    "satu-baris.txt": (b"a" * (chat_text.LONGEST_LINE + 2), "chat_not", "1"),
    "tanggal-kabur.txt": (b"03/04/2026 07.00 - A: ya\n05/06/2026 07.00 - A: ya\n", "chat_order", "1"),
    "dua-urutan.txt": (b"13/07/2026 07.00 - A: ya\n07/14/2026 07.00 - A: ya\n", "chat_orders", "2"),
    "baris-panjang.txt": (TALK.encode() + b"a" * (chat_text.LONGEST_LINE + 2) + b"\nb\n", "chat_not", "1"),
    "bukan.zip": (b"PK\x03\x04 terpotong", "chat_archive", ""),
    "register.csv": (b"a,b\n1,2\n", "register_headings", ""),
    "register-kabur.csv": (b"nomor,tanggal,jenis\n1,03/04/2026,abh\n", "chat_order", "2"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_used_is_refused_and_nothing_is_kept(desk, name):
    data, kind, line = REFUSED[name]
    (desk.home / name).write_bytes(data)
    with pytest.raises(InputFault) as fault:
        desk.read(desk.home / name)
    assert [(p.kind, p.where.file, p.where.cell) for p in fault.value.problems] == [(kind, name, line)]
    assert not desk.kept.exists()


def archives(folder):
    cut = zipped(folder / "utuh.zip", "_chat.txt", TALK * 200).read_bytes()
    (folder / "cut.zip").write_bytes(cut[: len(cut) // 2])
    broken = bytearray(cut)
    broken[200:260] = b"x" * 60
    (folder / "broken.zip").write_bytes(broken)
    with zipfile.ZipFile(folder / "two.zip", "w") as archive:
        archive.writestr("satu.txt", TALK)
        archive.writestr("dua.txt", TALK)
    with zipfile.ZipFile(folder / "none.zip", "w") as archive:
        archive.writestr("foto.jpg", b"x")
    locked = bytearray(zipped(folder / "locked.zip", "_chat.txt", TALK).read_bytes())
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    (folder / "locked.zip").write_bytes(locked)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("cut", "chat_archive"), ("broken", "chat_archive"), ("two", "chat_which"), ("none", "chat_which"), ("locked", "chat_locked")],
)  # fmt: skip
def test_archives(desk, name, kind):
    archives(desk.home)
    with pytest.raises(InputFault) as fault:
        desk.read(desk.home / f"{name}.zip")
    assert [(p.kind, p.where.file) for p in fault.value.problems] == [(kind, f"{name}.zip")]


@pytest.mark.parametrize("packed", [False, True])
def test_too_large_is_refused_before_it_is_read(desk, monkeypatch, packed):
    monkeypatch.setattr(chat_text, "LIMIT", 100)
    path = desk.home / "besar.txt"
    path.write_text(TALK)
    path = zipped(desk.home / "besar.zip", "_chat.txt", TALK) if packed else path
    with pytest.raises(InputFault) as fault:
        desk.read(path)
    assert fault.value.problems[0].kind == "chat_large"


def test_two_gigabytes_of_nothing(desk):
    with (desk.home / "besar.txt").open("wb") as out:
        out.truncate(2_000_000_000)
    with pytest.raises(InputFault) as fault:
        desk.read(desk.home / "besar.txt")
    assert (fault.value.problems[0].kind, fault.value.problems[0].found) == ("chat_large", "2000 MB")


OTHER_GROUPS = {
    "created elsewhere": '12/07/2026 06.00 - X membuat grup "Arisan REKAAN"\n13/07/2026 08.00 - A: #lapor Sail abh\n',
    "same days, none of the messages": "01/07/2026 06.00 - X: ya\n13/07/2026 08.00 - A: #lapor Sail abh\n30/07/2026 06.00 - X: ya\n",
    "no tags at all": "16/07/2026 06.00 - X: ya\n",
}


@pytest.mark.parametrize("name", OTHER_GROUPS)
def test_an_export_of_another_group_is_refused(desk, name):
    desk.say(TALK)
    before = [p.read_bytes() for p in sorted(desk.kept.iterdir())]
    with pytest.raises(InputFault) as fault:
        desk.say(OTHER_GROUPS[name], "lain.txt")
    assert [(p.kind, p.where.file, p.where.cell) for p in fault.value.problems] == [
        ("chat_other_group", "lain.txt", "1")
    ]
    assert [p.read_bytes() for p in sorted(desk.kept.iterdir())] == before


REMARKS = {
    "no tag": ("13/07/2026 07.00 - A: ya\n", [("chat_no_tags", "1")]),
    "cut at the start": ("lanjutan pesan\n" + OPEN, [("chat_begins", "1")]),
    "closed before it was opened": (OPEN + "12/07/2026 07.00 - A: #selesai 1\n", [("case_closed_early", "2")]),
    "acted before it was opened": (OPEN + "12/07/2026 07.00 - A: #tindak 1\n", [("case_acted_early", "2")]),
    "closed twice": (
        OPEN + "13/07/2026 08.00 - A: #selesai 1\n13/07/2026 09.00 - A: #selesai 1\n",
        [("case_closed_twice", "3")],
    ),
    "a number nobody has": (OPEN + "13/07/2026 08.00 - A: #tindak 5\n", [("case_number_unknown", "2")]),
    "no number": (OPEN + "13/07/2026 08.00 - A: #tindak Dinsos\n", [("case_number_missing", "2")]),
    "a telephone number": (OPEN + "13/07/2026 08.00 - A: #tindak 0812 3456 7890\n", [("case_number_missing", "2")]),
    "a number used twice": (
        "13/07/2026 07.00 - A: #lapor 4, Sail abh\n13/07/2026 08.00 - A: #lapor 4, Kulim abh\n",
        [("case_number_twice", "2")],
    ),
    "almost a kecamatan": ("13/07/2026 07.00 - A: #lapor Bukit Raia, abh\n", [("case_district_unknown", "1")]),
    "no such kecamatan": ("13/07/2026 07.00 - A: #lapor kec. Xyz, abh\n", [("case_district_unknown", "1")]),
    "a former kecamatan": ("13/07/2026 07.00 - A: #lapor Rumbai Pesisir, abh\n", [("case_district_former", "1")]),
    "no kecamatan": ("13/07/2026 07.00 - A: #lapor abh\n", [("case_district_missing", "1")]),
    "two kecamatan": ("13/07/2026 07.00 - A: #lapor abh Sail Kulim\n", [("case_districts_many", "1")]),
    "no kind": ("13/07/2026 07.00 - A: #lapor Sail\n", [("case_kind_missing", "1")]),
    "the tag inside": ("13/07/2026 07.00 - A: tadi sudah saya #lapor Sail abh\n", [("case_tag_inside", "1")]),
    "a tag misspelt": ("13/07/2026 07.00 - A: #lapr Sail abh\n", [("case_tag_near", "1")]),
    "no such time": ("13/07/2026 27.00 - A: #lapor Sail abh\n", [("case_time", "1")]),
}


@pytest.mark.parametrize("name", REMARKS)
def test_what_is_unclear_is_told_with_its_line_and_never_dropped(desk, name):
    text, told = REMARKS[name]
    found = desk.say(text)
    assert [(p.kind, p.where.cell, p.where.file) for p in found.problems] == [(*pair, "REKAAN.txt") for pair in told]
    assert found.unclear == sum(kind.startswith("case_") for kind, _ in told)
    for problem in found.problems:
        assert all(problem.as_dict(lang)["remedy"] for lang in ("id", "en"))


def test_near_and_later_names_are_offered(desk):
    near = desk.say("13/07/2026 07.00 - A: #lapor Bukit Raia, abh\n13/07/2026 07.01 - A: #lapor Tampan, abh\n")
    assert "Bukit Raya" in near.problems[0].expected()
    assert "Bina Widya, Tuah Madani" in near.problems[1].expected()


ORDERS = {
    "a day above 12": ("13/07/2026 07.00 - A: #lapor Sail abh\n", "2026-07-13"),
    "a month above 12": ("7/13/26, 7:00 AM - A: #lapor Sail abh\n", "2026-07-13"),
    "the year first": ("2026-03-04, 07:00 - A: #lapor Sail abh\n", "2026-03-04"),
    "a picture sent that day": (
        "03/04/2026 07.00 - A: #lapor Sail abh\n03/04/2026 07.05 - A: IMG-20260304-WA0001.jpg (file terlampir)\n",
        "2026-03-04",
    ),
    "time runs forward one way only": (
        "03/02/2026 07.00 - A: #lapor Sail abh\n01/03/2026 07.00 - A: ya\n",
        "2026-02-03",
    ),
    "both are the same": ("05/05/2026 07.00 - A: #lapor Sail abh\n", "2026-05-05"),
}


@pytest.mark.parametrize("name", ORDERS)
def test_day_and_month_are_told_apart_by_the_whole_file(desk, name):
    text, day = ORDERS[name]
    desk.say(text)
    assert [f"{incident.opened:%Y-%m-%d}" for incident in desk.incidents().register.incidents] == [day]


@pytest.mark.parametrize(("date", "order"), [("13/04/2026", "mdy"), ("04/13/2026", "dmy")])
@pytest.mark.parametrize("name", ["REKAAN.txt", "register.csv"])
def test_an_order_that_the_file_contradicts_is_refused(desk, name, date, order):
    texts = {"REKAAN.txt": f"{date} 07.00 - A: #lapor Sail abh\n", "register.csv": f"nomor,waktu,jenis\n1,{date},abh\n"}
    with pytest.raises(InputFault) as fault:
        desk.say(texts[name], name, order)
    assert [(p.kind, p.found) for p in fault.value.problems] == [("chat_order_asked", date)]


def test_an_order_asked_for_does_not_matter_where_the_year_comes_first(desk):
    desk.say("2026-03-04, 07:00 - A: #lapor Sail abh\n", order="dmy")
    assert [f"{incident.opened:%Y-%m-%d}" for incident in desk.incidents().register.incidents] == ["2026-03-04"]


@pytest.mark.parametrize(("order", "day"), [("dmy", "2026-04-03"), ("mdy", "2026-03-04")])
def test_a_person_may_settle_the_order(desk, order, day):
    desk.say("03/04/2026 07.00 - A: #lapor Sail abh\n", order=order)
    assert [f"{incident.opened:%Y-%m-%d}" for incident in desk.incidents().register.incidents] == [day]
