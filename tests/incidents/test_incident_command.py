"""``kla incident``: exactly what --json gives, exit codes, the texts for the group, the report made and made again."""

import shutil
import sys
from pathlib import Path

import openpyxl
import pytest

from kla_lib.samples.town import export as town
from tests.incidents.chats import FORMS, export

WHERE = ("--place", "kota-pekanbaru", "--period", "2026")
KEYS = ["messages", "tagged", "new", "updated", "unclear", "problems"]


@pytest.fixture
def home(tmp_path):
    (tmp_path / "kla.toml").write_text('[periods]\n"2026" = "2023"\n', encoding="utf-8")
    (tmp_path / "REKAAN.txt").write_text(export(FORMS["android-id-24"]), encoding="utf-8")
    return tmp_path


def test_read_gives_exactly_these_counts(kla, home):
    read = ("incident", "read", home / "REKAAN.txt", "--home", home, *WHERE, "--json")
    first, second = kla(*read), kla(*read)
    assert (first.code, second.code, first.err) == (2, 2, "")
    assert list(first.json()) == KEYS  # what is not recorded, "#tindak 7" here, is a fault of the input
    assert list(first.json().values())[:5] == [9, 6, 3, 0, 1]
    assert list(second.json().values())[:5] == [9, 6, 0, 0, 1]
    (told,) = first.json()["problems"]
    assert (told["kind"], told["file"], told["cell"]) == ("case_number_unknown", "REKAAN.txt", "16")


BAD = [
    (("tidak-ada.txt", *WHERE), "case_file"), (("REKAAN.txt",), "place_and_period"),
    (("REKAAN.txt", *WHERE, "--dates", "dym"), "value"), (("REKAAN.txt", *WHERE, "--dates", "ymd"), "chat_order_asked"), (("REKAAN.txt", *WHERE, "--lang", "xx"), "value"), (("kosong.txt", *WHERE), "file_empty"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "kind"), BAD)
def test_what_cannot_be_read_is_an_input_fault(kla, home, arguments, kind):
    (home / "kosong.txt").touch()
    name, *rest = arguments
    ran = kla("incident", "read", home / name, "--home", home, *rest, "--json")
    assert (ran.code, list(ran.json()), [p["kind"] for p in ran.json()["problems"]]) == (2, KEYS, [kind])
    told = kla("incident", "read", home / name, "--home", home, *rest)
    assert (told.code, told.out) == (2, "") and told.err
    assert not list(home.glob("data/processed/*/*/kasus"))  # or there would be a report of nothing


def test_what_is_recorded_with_a_gap_is_only_warned_of(kla, home):
    (home / "celah.txt").write_text("13/07/2026 07.00 - A: #lapor terlantar\n", encoding="utf-8")
    ran = kla("incident", "read", home / "celah.txt", "--home", home, *WHERE, "--json")
    assert (ran.code, [p["kind"] for p in ran.json()["problems"]]) == (0, ["case_district_missing"])


def test_a_folder_that_cannot_be_written_to_is_told(kla, home):
    (home / "data").mkdir()
    (home / "data/processed").touch()
    ran = kla("incident", "read", home / "REKAAN.txt", "--home", home, *WHERE, "--json")
    assert (ran.code, [p["kind"] for p in ran.json()["problems"]]) == (2, ["case_folder"])


@pytest.mark.parametrize("command", ["remind", "table"])
def test_nothing_read_is_not_nothing_waiting(kla, home, command):
    ran = kla("incident", command, "--home", home, *WHERE)
    assert (ran.code, ran.out) == (2, "") and "kla incident read" in ran.err


def test_remind_names_incidents_by_number_and_pin_teaches_the_tags(kla, home):
    kla("incident", "read", home / "REKAAN.txt", "--home", home, *WHERE)
    said = kla("incident", "remind", "--home", home, *WHERE, "--date", "2026-07-18").out
    assert "no. 2 (lapor 13-07 12.30): belum ditindak, 5 hari" in said
    assert "Andi" not in said and "terlantar" not in said
    pinned = kla("incident", "pin", "--home", home).out
    assert all(tag in pinned for tag in ("#lapor", "#tindak 12", "#selesai 12"))


@pytest.mark.slow
def test_the_report_is_made_and_made_again_only_when_more_was_read(kla, home):
    (home / "notebooks").mkdir()
    shutil.copy(Path(__file__).parents[2] / "notebooks/80-laporan.ipynb", home / "notebooks")
    text = town()
    (home / "tahun.txt").write_text(text[: text.index("\n", len(text) // 2) + 1], encoding="utf-8")
    run = ("run", "--home", home, "--place", "kota-pekanbaru", "--period", "2026", "--workers", "1", "--json")
    made = []
    for more in (False, False, True):
        if more:
            (home / "tahun.txt").write_text(text, encoding="utf-8")
        kla("incident", "read", home / "tahun.txt", "--home", home, *WHERE)
        made.append(kla(*run).out.count('"event": "report"'))
    page = (home / "reports/2026/kota-pekanbaru/80-laporan.html").read_text(encoding="utf-8")
    assert made == [1, 0, 1]
    assert "belum tercapai" in page and "REKAAN" not in page
    assert sys.executable not in page


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_table_to_sign_is_a_workbook_without_a_live_cell(kla, home, lang):
    (home / "tahun.txt").write_text(town(), encoding="utf-8")
    kla("incident", "read", home / "tahun.txt", "--home", home, *WHERE)
    ran = kla("incident", "table", "--home", home, *WHERE, "--lang", lang, "--out", home)
    (path,) = home.glob("*.xlsx")
    book = openpyxl.load_workbook(path)
    rows = [[cell.value for cell in row[:4]] for row in book.active.iter_rows(min_row=5, max_row=13)]
    assert (ran.code, str(path) in ran.out) == (0, True)
    assert rows[0][1:] == ["21A", 51, 11] and rows[-1][2:] == [160, 29]
    assert [row[3] for row in rows].count("*") == 5  # fewer than five incidents
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "n"}
