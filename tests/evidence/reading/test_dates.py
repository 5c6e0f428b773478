"""Dates of documents: the table of made ones, and any day in any form."""

import csv
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.evidence.dates import tried
from benchmarks.evidence.documents import CASES
from kla_lib.evidence.reading.dates import MOST_DATES, dates_in, is_regulation, number_of, readable, written_in
from kla_lib.evidence.reading.office import measure_office

MONTHS = [
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember",
]  # fmt: skip
UNITS = ["", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"]
DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2026, 12, 31))


def words(number):
    """A number below ten thousand in Indonesian words."""
    if number < 12:
        return UNITS[number]
    for size, name in ((1000, "ribu"), (100, "ratus"), (10, "puluh")):
        if number >= size and not number < 20:
            head = "se" + name if number < 2 * size and size > 10 else f"{words(number // size)} {name}"
            return f"{head} {words(number % size)}".strip()
    return f"{UNITS[number - 10]} belas"


FORMS = {
    "letter": lambda d: f"Pekanbaru, {d.day} {MONTHS[d.month - 1]} {d.year}\nNomor : 1\nKepada Yth. Camat",
    "capitals": lambda d: f"PEKANBARU, {d.day} {MONTHS[d.month - 1].upper()} {d.year}\nKEPALA DINAS",
    "decree": lambda d: f"Ditetapkan di Siak\npada tanggal {d.day} {MONTHS[d.month - 1]} {d.year}\nBUPATI",
    "minutes": lambda d: (
        f"Pada hari ini Senin tanggal {words(d.day)} bulan {MONTHS[d.month - 1]} tahun {words(d.year)} kami"
    ),
    "figures": lambda d: f"Dikeluarkan di : Siak\nPada tanggal : {d:%d-%m-%Y}",
    "dots": lambda d: f"Dikeluarkan di : Siak\nPada tanggal : {d:%d.%m.%Y}",
    "slashes": lambda d: f"Disahkan di Siak, tanggal {d:%d/%m/%Y}",
}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return {one.case: one for one in tried(tmp_path_factory.mktemp("dates"))}


with (CASES / "dates.csv").open(encoding="utf-8") as table:
    NAMES = [row["case"] for row in csv.DictReader(table)]


@pytest.mark.parametrize("case", NAMES)
def test_no_wrong_date_is_called_sure(results, case):
    assert not results[case].is_surely_wrong, results[case]


def test_nearly_every_date_is_right(results):
    assert len(results) >= 150
    for half in {one.half for one in results.values()}:
        part = [one.is_right for one in results.values() if one.half == half]
        assert sum(part) / len(part) >= 0.97, half


@pytest.mark.parametrize("form", FORMS)
@given(day=DAYS)
def test_any_day_in_any_form_is_found_and_sure(form, day):
    first = dates_in([FORMS[form](day)], 2026)[0]
    assert (first.day, first.role, first.sure) == (day.isoformat(), "own", "high")


LAW = "UNDANG-UNDANG REPUBLIK INDONESIA\nNOMOR {} TAHUN {}\nTENTANG\n{}\n\nMenimbang: a. bahwa\nMengingat: Pasal 5 UUD 1945"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (LAW.format(40, 1999, "PERS"), True),
        ("PRESIDEN REPUBLIK INDONESIA\n\n" + LAW.format(14, 2008, "KETERBUKAAN INFORMASI PUBLIK"), True),
        ("SALINAN\n" + LAW.format(25, 2009, "PELAYANAN PUBLIK"), True),
        ("Undang-Undang Nomor 43 Tahun 2009 tentang Kearsipan\nPasal 1", True),
        ("PERATURAN DAERAH KOTA REKAAN\nNOMOR 3 TAHUN 2017\nTENTANG KOTA LAYAK ANAK\nMenimbang: bahwa", True),
        ("KEPUTUSAN PRESIDEN REPUBLIK INDONESIA\nNOMOR 36 TAHUN 1990\nTENTANG PENGESAHAN KONVENSI", True),
        ("KEPUTUSAN WALI KOTA REKAAN\nNOMOR 12 TAHUN 2019\nTENTANG GUGUS TUGAS\nMenimbang: bahwa", False),
        ("KEPUTUSAN BUPATI\nMengingat: 1.\nUNDANG-UNDANG NOMOR 40 TAHUN 1999\nTENTANG PERS", False),
        ("Laporan\n" + "isi laporan " * 40 + "\nPeraturan Daerah Nomor 3 Tahun 2017 tentang Kota Layak Anak", False),
        ("", False),
    ],
)
def test_a_law_is_told_from_what_cites_one(text, is_one, tmp_path):
    assert is_regulation([text]) is is_one
    (tmp_path / "a.txt").write_text(text + " ", encoding="utf-8")
    assert not text or measure_office(tmp_path / "a.txt", "text").regulation is is_one


@given(st.integers(1, 9999))
def test_numbers_in_words_read_back(number):
    assert number_of(words(number)) == number
    assert number_of(words(number).replace(" ", "")) == number


@given(DAYS)
def test_a_day_of_birth_is_never_the_document_s(day):
    text = f"Tempat/Tgl Lahir : Pekanbaru, {day.day} {MONTHS[day.month - 1]} {day.year}\nJenis Kelamin : P"
    assert {(one.role, one.sure) for one in dates_in([text], 2026)} == {("mention", "low")}


@given(st.lists(st.text(max_size=400), max_size=4))
def test_any_text_is_answered(pages):
    found = dates_in(pages, 2026)
    assert len(found) <= MOST_DATES and all(1945 <= one.year <= 2027 for one in found)


def test_nothing_later_than_asked_for_but_next_year_s_budget():
    text = "RENCANA KERJA TAHUN ANGGARAN 2027\nPekanbaru, 2 Mei 2027\nKepala Dinas"
    assert [(one.day, one.role) for one in dates_in([text], 2026)] == [("2027", "budget")]


def test_a_sure_date_behind_the_first_pages_must_agree_with_them():
    law = "Disahkan di Jakarta\npada tanggal 17 Oktober 2014\nPRESIDEN"
    assert dates_in(["", "", "", law], 2026)[0].sure == "medium"
    letter = "Pekanbaru, 2 Mei 2024\nNomor : 1\nKepada Yth."
    assert [(one.day, one.sure) for one in dates_in([letter, "", "", law], 2026)] == [
        ("2024-05-02", "high"), ("2014-10-17", "medium"),
    ]  # fmt: skip


def test_forms_do_not_overlap():
    found = written_in(readable("tanggal 12 Januari 2024, Tahun Anggaran 2024, Nomor 5 Tahun 2019, 1/I/2024"))
    assert [(one.day, one.form) for one in found] == [
        ("2024-01-12", "day"), ("2024", "budget"), ("2019", "rule"), ("2024-01", "roman"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "seen"), [("|" * 400_000 + "|1 2024", "|" * 399_998 + "1111 2024"), ("||| 2O24 |2", "||| 2024 12")]
)
def test_bars_of_a_table_cost_no_time_and_become_no_figures(text, seen):
    assert readable(text) == seen


LISTS = {
    "LAPORAN\nTAHUN ANGGARAN 2023 DAN 2024\nDinas": {"2023 high", "2024 high"},
    "DATA ANAK\nTahun Anggaran 2022\t2023\t2024\n1\t2\t3": {"2022 high", "2023 high", "2024 high"},
    "DATA ANAK BER-KIA TAHUN 2024 DAN 2025\nDinas": {"2024 medium", "2025 medium"},
    "DATA TAHUN 2023, 2024, DAN TAHUN 2025": {"2023 medium", "2024 medium", "2025 medium"},
    "RENSTRA TAHUN 2021-2026": set(),
    "Pada tahun 2024 dan 2025 kegiatan dilaksanakan di kelurahan.": {"2024 low", "2025 low"},
}


@pytest.mark.parametrize("text", LISTS, ids=range(len(LISTS)))
def test_a_paper_of_several_years_is_about_each(text):
    assert {f"{one.day} {one.sure}" for one in dates_in([text], 2099)} == LISTS[text]


HOLDS = {
    "SERTIFIKAT AKREDITASI\nberlaku sampai dengan tanggal 5 Desember 2027\nDitetapkan di Jakarta": "2027",
    "Masa berlaku: 2 Januari 2023 s.d. 2 Januari 2026\nJakarta, 2 Januari 2023": "2026",
    "Sertifikat ini berlaku sejak tanggal 1-2-2022\nsampai dengan 1-2-2025": "2025",
    "Valid until/berlaku hingga 31/12/2026": "2026",
    "TENTANG\nGUGUS TUGAS KOTA LAYAK ANAK PERIODE 2021-2026\nDitetapkan di Pekanbaru": "2026",
    "FORUM ANAK MASA BAKTI TAHUN 2022 S.D. 2024": "2024",
    "Kegiatan ini sesuai RPJMD periode 2021-2026 yang disusun bersama.": "",
    "Berlaku hingga: SEUMUR HIDUP\n12 Mei 2022": "",
    "Keputusan ini mulai berlaku pada tanggal ditetapkan.\nDitetapkan 5 Mei 2022": "",
    "berlaku " * 20_000 + "- 2024": "",
    ("masa " * 30 + "\n") * 20_000: "",
}


@pytest.mark.parametrize("text", HOLDS, ids=range(len(HOLDS)))
def test_a_paper_says_until_when_it_holds(text):
    assert [one.day for one in dates_in([text], 2099) if one.role == "until"] == [HOLDS[text]][: HOLDS[text] != ""]
