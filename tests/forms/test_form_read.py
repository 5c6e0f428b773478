"""``kla form read``: returns in any order, any number of times; and the answers on their way into the scores."""

import csv
import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from kla_lib.core.tables import column_letter
from kla_lib.forms.write.workbook import form_workbook
from tests.forms.filled import form
from tests.forms.made import at, cut, in_part, put, right, without_sheet
from tests.forms.made import read as made_read
from tests.recap.workbooks import OLE

ROOT = Path(__file__).parents[2]
KEYS = ["files", "cells", "kept", "unchanged", "rejected", "superseded", "conflicts", "problems"]
PROBLEM = ["file", "sheet", "cell", "found", "expected", "remedy", "severity"]
HERE = ("--place", "kota-pekanbaru", "--period", "2026")
PLACE = "data/raw/2026/kota-pekanbaru"
MADE = "data/processed/2026/kota-pekanbaru"


@pytest.fixture
def city(tmp_path):
    (tmp_path / "kla.toml").write_text('[periods]\n"2026" = "2023"\n', encoding="utf-8")
    (tmp_path / "inbox").mkdir()
    return tmp_path


@pytest.fixture
def sent(city):
    def put(name, data):
        (city / "inbox" / name).write_bytes(data)
        return f"inbox/{name}"

    return put


@pytest.fixture
def read(kla, city):
    def call(*arguments, code=0):
        ran = kla("form", "read", *arguments, "--json", cwd=city)
        assert ran.code == code, ran.err + ran.out
        told = ran.json()
        assert list(told) == KEYS and all(list(fault) == PROBLEM for fault in told["problems"])
        assert told["cells"] == told["kept"] + told["unchanged"] + told["rejected"]
        return told

    return call


def table(city, name, text):
    (city / PLACE).mkdir(parents=True, exist_ok=True)
    (city / PLACE / name).write_text(text, encoding="utf-8")


def saved(data, at):
    """The workbook as an office program leaves it that was closed at a time."""
    modified = re.compile(r"(<dcterms:modified[^>]*>)[^<]*")
    return in_part(data, "docProps/core.xml", lambda xml: modified.sub(rf"\g<1>{at}", xml))


def history(city):
    with (city / MADE / "formulir/riwayat.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def counted(told):
    return [told[key] for key in KEYS[:6]]


def headings(data, sheet):
    """The texts of a sheet's header row by (row, column letters)."""
    rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return {(4, column_letter(n)): str(text) for n, text in enumerate(rows[3])}


def dp3a(**cells):
    """A return of DP3A, who supports Disdukcapil in 4.5; all of it made up."""
    made = form("dp3a")
    line = 5 + [node.code for node in made.questions].index("4.5")
    return form_workbook(
        form("dp3a", filled={("Jawaban", f"{column}{line}"): value for column, value in cells.items()})
    )


def test_a_return_is_kept_read_and_read_again_without_a_change(read, sent, city):
    path = sent("kembali dari grup.xlsx", right())
    first, again, all_of_it = read(path), read(path, *HERE), read(*HERE)
    assert counted(first) == [1, 38, 38, 0, 0, 0] == counted(all_of_it)
    assert counted(again) == [1, 38, 0, 38, 0, 0]
    (original,) = (city / PLACE / "formulir/kembali").glob("*.xlsx")
    assert original.read_bytes() == right() and original.name.endswith("_kembali dari grup.xlsx")
    assert len(history(city)) == 38 and {row["became"] for row in history(city)} == {"current"}


def test_a_later_return_supersedes_cell_by_cell_and_history_keeps_both(read, sent, city):
    read(sent("a.xlsx", right()))
    later = read(
        sent("b.xlsx", right({("Jawaban", at("4.1", "J")): "diperbarui", ("Jawaban", at("1.2a", "J")): "Perda 7"}))
    )
    assert counted(later) == [1, 39, 2, 37, 0, 1]
    told = [
        (row["code"], row["found"], row["became"])
        for row in history(city)
        if row["field"] == "note" and row["table"] == "answers"
    ]
    assert ("1.2a", "disahkan 2024", "superseded") in told and ("1.2a", "Perda 7", "current") in told


@pytest.mark.slow
def test_deleting_what_was_made_loses_nothing(read, sent, city):
    read(sent("a.xlsx", right()), sent("b.xlsx", dp3a(C="Ada")), *HERE)
    before, told = (city / MADE / "formulir/riwayat.csv").read_bytes(), read(*HERE)
    shutil.rmtree(city / "data/processed")
    assert read(*HERE) == told
    assert (city / MADE / "formulir/riwayat.csv").read_bytes() == before


def test_what_is_no_form_is_said_and_not_kept(kla, read, sent, city):
    for name, data in {"rusak.xlsx": cut(right()), "halo.txt": b"halo", "a.xlsx": right()}.items():
        sent(name, data)
    told = read("inbox", "tidak-ada.xlsx", *HERE, code=2)
    assert counted(told) == [4, 38, 38, 0, 0, 0]
    assert {fault["file"] for fault in told["problems"]} == {"rusak.xlsx", "halo.txt", "tidak-ada.xlsx"}
    assert len(list((city / PLACE / "formulir/kembali").glob("*.*"))) == 2
    ran = kla("form", "read", "inbox", *HERE, "--lang", "en", cwd=city)
    assert "Not kept" in ran.out and "halo.txt, rusak.xlsx" in ran.out


def test_a_form_of_another_city_is_rejected_and_not_kept(read, sent, city):
    told = read(sent("a.xlsx", right()), "--place", "kab-ogan-ilir", "--period", "2026", code=2)
    assert counted(told) == [1, 38, 0, 0, 38, 0]
    assert not list(city.glob("data/raw/2026/*/formulir/kembali/*.xlsx"))


def test_forms_of_two_periods_need_to_be_told_which(kla, sent, city):
    other = form("disdukcapil")
    sent("a.xlsx", right())
    sent("b.xlsx", form_workbook(replace(other, identity={**other.identity, "period": "2025"})))
    ran = kla("form", "read", "inbox", cwd=city)
    assert ran.code == 2 and "2025, 2026" in ran.err.replace("2026, 2025", "2025, 2026") and "--period" in ran.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "--place"),
        (HERE, "kla form read"),
        (("--lang", "fr"), "fr"),
        (("inbox",), "inbox"),
        (("inbox", *HERE), "inbox"),
    ],
)
def test_nothing_to_read_is_said(kla, city, arguments, words):
    ran = kla("form", "read", *arguments, cwd=city)
    assert (ran.code, ran.out) == (2, "") and words in ran.err


def test_the_only_place_of_a_workspace_need_not_be_named(read, sent, city):
    table(city, "opd.csv", "role,name,short,valid_from,valid_to,contact,source,note\n")
    told = read(sent("lama.xls", OLE + "Workbook".encode("utf-16-le")), code=2)
    assert [(fault["file"], fault["found"]) for fault in told["problems"]] == [("lama.xls", "lama.xls")]
    assert counted(read(sent("a.xlsx", right()))) == counted(read()) == [1, 38, 38, 0, 0, 0]
    (city / "data/raw/2026/kab-ogan-ilir").mkdir()
    (city / "data/raw/2026/kab-ogan-ilir/opd.csv").touch()
    assert counted(read(sent("b.xlsx", dp3a(C="Ada")))) == [1, 1, 1, 0, 0, 0]


def test_supporters_in_conflict_until_it_is_decided(read, sent, city):
    table(city, "tugas.csv", "code,lead,support\n4.5,dinkes,disdukcapil;dp3a\n")
    told = read(sent("a.xlsx", right()), sent("b.xlsx", dp3a(C="Ada")), *HERE, code=2)
    (conflict,) = [c for c in told["conflicts"] if c["field"] == "answer"]
    assert (conflict["code"], [v["agency"] for v in conflict["values"]]) == ("4.5", ["disdukcapil", "dp3a"])
    assert all(value["cell"] and value["file"] for value in conflict["values"])
    table(city, "keputusan.csv", "code,field,agency,note\n4.5,,dp3a,rapat\n")
    assert read(*HERE)["conflicts"] == []
    assert [row["counts"] for row in history(city) if row["code"] == "4.5" and row["field"] == "answer"] == [
        "",
        "decision",
    ]


@pytest.mark.slow
def test_the_office_gets_its_faults_back_until_they_are_mended(read, sent, city):
    told = read(sent("a.xlsx", right({("Jawaban", at("4.1", "F")): 231})), code=2)
    assert [fault["cell"] for fault in told["problems"]] == [at("4.1", "F")]
    replies = city / PLACE / "formulir/kirim/ulang"
    assert sorted(path.suffix for path in replies.iterdir()) == [".txt", ".xlsx"]
    assert "231" in next(replies.glob("*.txt")).read_text(encoding="utf-8")
    read(sent("b.xlsx", right()))
    assert list(replies.iterdir()) == [] and read(*HERE)["problems"] == []


@pytest.mark.slow
def test_a_later_return_of_other_questions_does_not_hide_what_is_still_to_be_mended(read, sent, city):
    read(sent("a.xlsx", right({("Jawaban", at("4.1", "F")): 231, ("Jawaban", at("4.2", "F")): "seratus"})), code=2)
    later = form_workbook(form("disdukcapil", filled={("Jawaban", at("1.2a", "C")): "Surat Edaran"}))
    assert counted(read(sent("b.xlsx", later))) == [1, 1, 1, 0, 0, 1]
    reply = next((city / PLACE / "formulir/kirim/ulang").glob("*.txt")).read_text(encoding="utf-8")
    assert "231" in reply and "seratus" in reply and "37 dari 38" in reply
    copy = next((city / PLACE / "formulir/kirim/ulang").glob("*.xlsx"))
    cells = {(cell.where.sheet, cell.where.cell): cell.text for cell in made_read(copy.read_bytes()).given}
    assert cells["Jawaban", at("1.2a", "C")] == "Surat Edaran" and cells["Jawaban", at("4.2", "F")] == "seratus"
    assert len(cells) == 38


def test_of_two_from_one_office_in_one_go_the_one_saved_later_counts(read, sent, city):
    first = saved(right(), "2026-03-02T08:00:00Z")
    later = saved(right({("Jawaban", at("4.5", "C")): "Ada"}), "2026-03-10T08:00:00Z")
    sent("z pertama.xlsx", first)
    sent("a revisi.xlsx", later)
    assert counted(read("inbox")) == [2, 76, 39, 37, 0, 1]
    assert [
        (row["order"], row["became"]) for row in history(city) if row["code"] == "4.5" and row["field"] == "answer"
    ] == [("1", "superseded"), ("2", "current")]


ADA, BELUM = ({("Jawaban", at("4.5", "C")): text} for text in ("Ada", "Sebagian"))
COPIES = {  # the second and the third return, and then: superseded, the word that holds, what is told
    "saved earlier": ((ADA, "2026-03-10"), (BELUM, "2026-03-02"), 0, "Ada", "salinan lama"),
    "saved later": ((ADA, "2026-03-02"), (BELUM, "2026-03-10"), 1, "Sebagian", ""),
    "as it was, and does not say": ((ADA, ""), ({("Bukti", "C6"): ""}, ""), 0, "Ada", "salinan lama"),
    "as it was, saved later": ((ADA, "2026-03-02"), ({("Bukti", "C6"): ""}, "2026-03-10"), 1, "Belum ada", "kiriman lama"),
    "saved by a clock that is wrong": ((ADA, "2099-03-10"), (BELUM, "2026-03-02"), 1, "Sebagian", ""),
}  # fmt: skip


def dated(cells, day):
    return saved(right(cells), f"{day}T08:00:00Z") if day else right(cells)


def word_on(code, city):
    return [row["found"] for row in history(city) if row["code"] == code and row["became"] == "current"]


@pytest.mark.parametrize("case", COPIES.values(), ids=COPIES)
def test_an_old_copy_that_comes_later_does_not_replace_what_is_newer(read, sent, city, case):
    second, third, superseded, holds, words = case
    read(sent("1.xlsx", right()))
    read(sent("2.xlsx", dated(*second)))
    told = read(sent("3.xlsx", dated(*third)))
    assert told["superseded"] == superseded and holds in word_on("4.5", city)
    assert [words in fault["remedy"] for fault in told["problems"]] == ([True] if words else [])
    assert read(sent("1 lagi.xlsx", right()))["unchanged"] == 38 and holds in word_on("4.5", city)


def test_a_person_may_say_that_a_file_is_the_newest(read, sent, city):
    read(sent("1.xlsx", dated(ADA, "2026-03-10")))
    read(sent("2.xlsx", dated(BELUM, "2026-03-02")))
    table = city / PLACE / "formulir/kembali/daftar.csv"
    table.write_text(table.read_text(encoding="utf-8").rstrip("\n") + "ya\n", encoding="utf-8")
    assert read(*HERE)["problems"] == [] and word_on("4.5", city) == ["Sebagian"]


def test_a_form_that_somebody_saved_where_it_lies_is_never_written_over(kla, city):
    made = city / PLACE / "formulir/kirim/KLA_Formulir_Kota-Pekanbaru_2026_disdukcapil.xlsx"
    first = kla("form", "make", *HERE, "--for", "disdukcapil", cwd=city)
    assert "disimpan" not in first.err
    made.write_bytes(answered := saved(right(), "2026-03-02T08:00:00Z"))
    again = kla("form", "make", *HERE, "--for", "disdukcapil", cwd=city)
    (aside,) = made.parent.glob("* (2026-03-02 08.00.00).xlsx")
    assert aside.read_bytes() == answered and made.read_bytes() != answered and aside.name in again.err
    assert kla("form", "make", *HERE, "--for", "disdukcapil", cwd=city).err == first.err


@pytest.mark.slow
def test_a_contradiction_reaches_the_reply_of_each_office_and_goes_when_it_is_settled(read, sent, city):
    table(city, "tugas.csv", "code,lead,support\n4.5,dinkes,disdukcapil;dp3a\n")
    read(sent("a.xlsx", dp3a(C="Ada")))
    read(sent("b.xlsx", right()), code=2)
    replies = {path.stem.split("_")[-1]: path.read_text(encoding="utf-8") for path in city.rglob("ulang/*.txt")}
    assert set(replies) == {"dp3a", "disdukcapil"} and all("4.5" in text for text in replies.values())
    assert "(disdukcapil) menulis Belum ada" in replies["dp3a"] and "a.xlsx" in replies["disdukcapil"]
    read(sent("c.xlsx", dp3a(C="Belum ada")))
    assert not list(city.rglob("ulang/*.txt"))


@pytest.mark.slow
def test_the_table_of_villages_goes_back_marked_and_belum_ada_is_held_against_it(kla, read, sent, city):
    kla("form", "make", *HERE, "--villages", "--out", "keluar", cwd=city)
    data = next((city / "keluar").iterdir()).read_bytes()
    column = next(name for (_, name), text in headings(data, "Kecamatan").items() if text.startswith("25.5 "))
    none = {("Jawaban", at("25.5", c)): None for c in "FGH"} | {("Jawaban", at("25.5", "C")): "Belum ada"}
    read(sent("a.xlsx", right(none)))
    told = read(
        sent("kec.xlsx", put(data, "Kecamatan", A5="Sail", A6="Kulim", **{f"{column}5": "Ya", f"{column}6": "sudah"})),
        code=2,
    )
    assert [(p["cell"], p["found"]) for p in told["problems"]] == [
        (f"{column}6", "sudah"),
        (at("25.5", "C"), "Belum ada"),
    ]
    assert "1\u20132" in told["problems"][1]["remedy"]
    assert {path.stem.split("_")[-1] for path in city.rglob("ulang/*.xlsx")} == {"kecamatan-desa", "disdukcapil"}
    read(
        sent(
            "kec 2.xlsx",
            put(data, "Kecamatan", A5="Sail", A6="Kulim", **{f"{column}5": "Tidak", f"{column}6": "Tidak"}),
        )
    )
    assert not list(city.rglob("ulang/*"))


def test_tables_with_faults_stop_nothing_from_being_kept(read, sent, city):
    table(city, "keputusan.csv", "code,field,agency,note\n99,,dinas_x,\n")
    told = read(sent("a.xlsx", right()), code=2)
    assert told["kept"] == 38 and {fault["found"] for fault in told["problems"]} == {"99", "dinas_x"}


@pytest.mark.slow
def test_the_answers_are_scored_checked_and_kept_as_a_recap_is(kla, read, sent, city):
    read(sent("a.xlsx", right()))
    table(city, "poin.csv", "code,points,note\n4.1,0.5,\n")
    one = kla("score", *HERE, "--json", cwd=city).json()
    assert (one["stage"], one["points"], one["answered"]) == ("EM", 0.5, 1) and one["points_possible"] == 977.5
    kept = (city / MADE / "EM.parquet").read_bytes()
    assert kla("score", *HERE, "--json", cwd=city).json() == one
    shutil.rmtree(city / "data/processed")
    assert "7 baris masuk = 7 dipakai + 0 ditolak" in kla("check", cwd=city).out
    assert (city / MADE / "EM.parquet").read_bytes() == kept
    table(city, "poin.csv", "code,points,note\n4.1,1,\n")
    assert kla("score", *HERE, "--json", cwd=city).json()["points"] == 1
    table(city, "poin.csv", "code,points,note\n4.1,9,\n")
    ran = kla("score", *HERE, cwd=city)
    assert ran.code == 2 and "poin.csv, B2" in ran.err


def test_a_recap_is_not_mixed_with_forms(kla, read, sent, city):
    read(sent("a.xlsx", right()))
    (city / PLACE / "EM").mkdir()
    (city / PLACE / "EM/rekap.csv").write_text("Kode,Nilai\n4.1,1\n4.2,1\n", encoding="utf-8")
    told = json.loads(kla("check", "--json", cwd=city).out)
    assert [one["rows_in"] for one in told["recaps"]] == [2]
    assert [p["severity"] for p in told["problems"] if p["kind"] == "forms_beside_recap"] == ["info"]
    assert [p["severity"] for p in read(*HERE)["problems"]] == ["info"]


def test_a_notebook_reads_forms_that_came_since_the_last_command(read, sent, city):
    from kla_lib.scoring.assessment import open_assessment

    read(sent("a.xlsx", right()))
    table(city, "poin.csv", "code,points,note\n4.1,1,\n")
    assert open_assessment(city, "2026", "kota-pekanbaru").score_rows["TOTAL"]["points_hundredths"] == 100
    table(city, "poin.csv", "code,points,note\n4.1,0.5,\n")
    assert open_assessment(city, "2026", "kota-pekanbaru").score_rows["TOTAL"]["points_hundredths"] == 50
    table(city, "poin.csv", "code,points,note\n4.1,0.25,\n")
    out = city / "out.ipynb"
    command = [
        sys.executable,
        "-m",
        "papermill",
        str(ROOT / "notebooks/10-ringkasan.ipynb"),
        str(out),
        "-p",
        "home",
        str(city),
    ]
    command += ["-p", "period", "2026", "-p", "place", "kota-pekanbaru"]
    subprocess.run(command, check=True, capture_output=True)
    assert "0,25" in out.read_text(encoding="utf-8")


def test_the_table_of_kecamatan_and_villages_comes_back_too(kla, read, sent, city):
    kla("form", "make", *HERE, "--villages", "--out", "keluar", cwd=city)
    (made,) = (city / "keluar").iterdir()
    told = read(sent("kec.xlsx", put(made.read_bytes(), "Kecamatan", A5="Sail", B5="Ya", A6="Kulim")))
    assert counted(told) == [1, 3, 3, 0, 0, 0] and told["problems"] == []
    assert {row["agency"] for row in history(city)} == {"kecamatan-desa"}
    ran = kla("score", *HERE, cwd=city)
    assert ran.code == 0 and "1 jawaban belum dinilai" in ran.err


@pytest.mark.slow
def test_what_kecamatan_count_is_held_against_the_office_s_own_number(kla, read, sent, city):
    kla("form", "make", *HERE, "--villages", "--out", "keluar", cwd=city)
    (made,) = (city / "keluar").iterdir()
    column = next(
        name for (row, name), text in headings(made.read_bytes(), "Kecamatan").items() if text.startswith("25.5 ")
    )
    said = {f"A{row}": f"Kecamatan {row}" for row in range(5, 20)}
    said |= {f"{column}{row}": "Ya" if row < 15 else "Tidak" for row in range(5, 19)}
    read(sent("a.xlsx", right()))
    told = read(sent("kec.xlsx", put(made.read_bytes(), "Kecamatan", **said)), code=2)
    assert [(p["file"].split("_")[-1], p["cell"], p["found"]) for p in told["problems"]] == [
        ("a.xlsx", at("25.5", "F"), "12"), ("a.xlsx", at("25.5", "H"), "80")
    ]  # fmt: skip
    assert "10\u201311" in told["problems"][0]["remedy"] and "67\u201373" in told["problems"][1]["remedy"]
    table(city, "keputusan.csv", "code,field,agency,note\n25.5,,disdukcapil,rapat\n")
    assert read(*HERE)["problems"] == []


@pytest.mark.slow
def test_a_form_without_its_identity_is_read_for_the_office_that_a_person_names(read, sent, city):
    path = sent("a.xlsx", without_sheet(right(), "_kla"))
    assert counted(read(path, *HERE, code=2))[:3] == [1, 38, 0]
    assert not list((city / PLACE).glob("formulir/kembali/*.xlsx"))
    told = read(path, *HERE, "--for", "Disdukcapil")
    assert counted(told) == [1, 38, 38, 0, 0, 0] and [p["severity"] for p in told["problems"]] == ["warning"]
    assert counted(read(*HERE)) == counted(told) and {row["agency"] for row in history(city)} == {"disdukcapil"}
    read(path, *HERE, "--for", "dinas_x")


def test_a_role_nobody_knows_is_said(read, sent):
    told = read(sent("a.xlsx", right()), "--for", "dinas_x", code=2)
    assert "disdukcapil" in {fault["found"] for fault in told["problems"]}


def test_a_list_that_is_not_sound_is_not_added_to(kla, read, sent, city):
    read(sent("a.xlsx", right()))
    listed = city / PLACE / "formulir/kembali/daftar.csv"
    listed.write_text("apa,saja\n", encoding="utf-8")
    ran = kla("form", "read", sent("b.xlsx", dp3a(C="Ada")), cwd=city)
    assert (ran.code, ran.out) == (2, "") and "daftar.csv" in ran.err and "sha256" in ran.err
    assert listed.read_text(encoding="utf-8") == "apa,saja\n" and len(list(listed.parent.glob("*.xlsx"))) == 1


def test_what_cannot_be_written_is_said(kla, sent, city):
    (city / PLACE).mkdir(parents=True)
    (city / PLACE / "formulir").write_text("sebuah berkas", encoding="utf-8")
    ran = kla("form", "read", sent("a.xlsx", right()), cwd=city)
    assert (ran.code, ran.out) == (2, "") and "kembali" in ran.err
