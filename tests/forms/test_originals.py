"""Originals: kept as they came, once, in their order; and what is said when somebody touched them."""

import csv
import hashlib

import pytest

from kla_lib.forms.originals import (
    LIST_COLUMNS,
    RETURNS,
    keep_originals,
    original_path,
    read_kept,
    read_original,
    safe_name,
)

NOW = "2026-03-01T00:00:00+00:00"

NAMES = {
    "KLA_Formulir dinkes (1).xlsx": "KLA_Formulir dinkes (1).xlsx",
    "../../etc/passwd.xlsx": "passwd.xlsx",
    "..\\..\\x.xlsx": "x.xlsx",
    '=HYPERLINK("http://x").xlsx': "x_).xlsx",
    "-rf.xlsx": "rf.xlsx",
    "a\u202ecod.xlsx": "a_cod.xlsx",
    "Laporan 081234567890.xlsx": "Laporan",
    "": "_",
    "x" * 300 + ".xlsx": "x" * 80 + ".xlsx",
}


@pytest.mark.parametrize(("name", "safe"), NAMES.items(), ids=range(len(NAMES)))
def test_names_are_harmless(name, safe):
    found = safe_name(name)
    assert found.startswith(safe) and "/" not in found and "0812" not in found
    assert found == safe_name(found)


def rows(folder):
    with (folder / RETURNS).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_what_came_is_kept_byte_for_byte_in_its_order_and_once(tmp_path):
    one, two = b"satu", b"dua"
    keep_originals(tmp_path, [(one, "b.xlsx"), (two, "=a.xlsx"), (one, "again.xlsx")], NOW)
    made = keep_originals(tmp_path, [(two, "c.xlsx"), (b"tiga", "d.xlsx")], "2026-03-02T00:00:00+00:00")
    kept, problems = read_kept(tmp_path)
    assert ([k.name for k in made], problems) == (["d.xlsx"], [])
    assert [(k.order, read_original(tmp_path, k)[0]) for k in kept] == [(1, one), (2, two), (3, b"tiga")]
    assert original_path(tmp_path, kept[0]).name == f"{hashlib.sha256(one).hexdigest()[:12]}_b.xlsx"
    assert rows(tmp_path)[0] == [*LIST_COLUMNS, "agency", "newest"] and [row[2] for row in rows(tmp_path)[1:]] == [
        "b.xlsx",
        "_=a.xlsx",
        "d.xlsx",
    ]
    assert not list(tmp_path.glob(".*"))


def test_a_list_that_excel_saved_is_read_and_goes_on_in_its_own_way(tmp_path):
    keep_originals(tmp_path, [(b"satu", "a.xlsx")], NOW)
    text = (tmp_path / RETURNS).read_text(encoding="utf-8-sig").replace(",", ";").rstrip("\n")
    (tmp_path / RETURNS).write_text("\ufeff" + text, encoding="utf-8")
    keep_originals(tmp_path, [(b"dua", "b.xlsx")], NOW)
    assert [k.name for k in read_kept(tmp_path)[0]] == ["a.xlsx", "b.xlsx"]


def test_columns_of_the_owner_s_stay_in_the_list_and_a_person_may_say_which_is_the_newest(tmp_path):
    keep_originals(tmp_path, [(b"satu", "a.xlsx")], NOW)
    header, row = (tmp_path / RETURNS).read_text(encoding="utf-8-sig").splitlines()
    (tmp_path / RETURNS).write_text(f"catatan,{header}\r\nditelepon,{row}Ya\r\n", encoding="utf-8")
    keep_originals(tmp_path, [(b"dua", "b.xlsx")], NOW, "dinkes")
    kept, problems = read_kept(tmp_path)
    assert problems == [] and [(k.order, k.agency, k.newest) for k in kept] == [(1, "", True), (2, "dinkes", False)]


def test_an_original_that_the_list_names_twice_came_once(tmp_path):
    (made,) = keep_originals(tmp_path, [(b"satu", "a.xlsx")], NOW)
    with (tmp_path / RETURNS).open("a", encoding="utf-8") as table:
        table.write(f"2,{made.sha256},lagi.xlsx,{NOW},,\n")
    kept, problems = read_kept(tmp_path)
    assert ([k.order for k in kept], [p.kind for p in problems]) == ([1], ["form_list_row"])


def _changed(folder, kept):
    original_path(folder, kept).write_bytes(b"lain")


def _gone(folder, kept):
    original_path(folder, kept).unlink()


def _beside(folder, kept):
    (folder / "sendiri.xlsx").write_bytes(b"sendiri")


def _copied_beside(folder, kept):
    (folder / "salinan.xlsx").write_bytes(original_path(folder, kept).read_bytes())


def _list_broken(folder, kept):
    (folder / RETURNS).write_text("order,sha256,original_name,received_at\nsatu,../../x,a.xlsx,\n", encoding="utf-8")


def _list_headless(folder, kept):
    (folder / RETURNS).write_text("apa,saja\n1,2\n", encoding="utf-8")


TOUCHED = {
    _changed: ["form_original_changed"],
    _gone: ["table_missing"],
    _beside: ["form_not_listed"],
    _copied_beside: [],
    _list_broken: ["form_list_row", "form_not_listed"],
    _list_headless: ["table_columns", "form_not_listed"],
}


@pytest.mark.parametrize(("touch", "kinds"), TOUCHED.items(), ids=lambda v: getattr(v, "__name__", ""))
def test_what_somebody_touched_is_said(tmp_path, touch, kinds):
    keep_originals(tmp_path, [(b"satu", "a.xlsx")], NOW)
    touch(tmp_path, read_kept(tmp_path)[0][0])
    kept, problems = read_kept(tmp_path)
    problems += [fault for one in kept for fault in read_original(tmp_path, one)[1]]
    assert [fault.kind for fault in problems] == kinds
    assert all(fault.where.file for fault in problems)
