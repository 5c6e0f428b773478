"""``kla form make`` and ``kla editions dictionary``: files where they belong, whole, and every fault said."""

import io
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

PEKANBARU = ("form", "make", "--place", "kota-pekanbaru", "--period", "2026")
OGAN_ILIR = ("form", "make", "--place", "Ogan Ilir", "--period", "2026")


@pytest.fixture
def city(workspace):
    with (workspace / "kla.toml").open("a", encoding="utf-8") as file:
        file.write('\n[periods]\n"2026" = "2023"\n"latihan" = "2023"\n"2019" = "2018"\n')
    return workspace


def book(path):
    return CalamineWorkbook.from_filelike(io.BytesIO(Path(path).read_bytes()))


def test_every_agency_gets_one_file_under_a_name_that_speaks(kla, city):
    ran = kla(*PEKANBARU, cwd=city)
    folder = city / "data/raw/2026/kota-pekanbaru/formulir/kirim"
    files = sorted(path.name for path in folder.iterdir())
    assert ran.code == 0 and len(files) == 30
    assert sorted(Path(line).name for line in ran.out.splitlines()) == files
    assert "KLA_Formulir_Kota-Pekanbaru_2026_dinkes.xlsx" in files
    assert "25.11" in ran.err and "tugas.csv" in ran.err


def test_again_gives_the_same_bytes(kla, city, tmp_path):
    for name in ("a", "b"):
        kla(*PEKANBARU, "--for", "dinkes", "--out", tmp_path / name, cwd=city)
    one, two = (next((tmp_path / name).iterdir()) for name in ("a", "b"))
    assert one.name == two.name and one.read_bytes() == two.read_bytes()


def test_last_period_s_points_stand_beside_the_question(kla, city, tmp_path):
    kla(*OGAN_ILIR, "--for", "Dinkes", "--for", "dinkes", "--out", tmp_path / "o", cwd=city)
    (path,) = (tmp_path / "o").iterdir()
    rows = {row[0]: row for row in book(path).get_sheet_by_name("Jawaban").to_python()[4:]}
    assert rows["12.1"][8].startswith("3 dari 3 poin (2024)")


def test_an_xlsform_and_the_table_of_villages_and_english(kla, city, tmp_path):
    kla(*PEKANBARU, "--for", "dinkes", "--xlsform", "--out", tmp_path / "x", cwd=city)
    ran = kla(*PEKANBARU, "--villages", "--lang", "en", "--out", tmp_path / "v", cwd=city)
    (form,), (villages,) = ((list((tmp_path / name).iterdir())) for name in "xv")
    assert book(form).sheet_names == ["survey", "choices", "settings"]
    assert book(villages).sheet_names == ["Kecamatan", "Desa-Kelurahan", "_kla", "_pilihan"]
    assert ran.err == "" and "Village" in book(villages).get_sheet_by_name("Desa-Kelurahan").to_python()[3]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("form", "make"), "--place kab-ogan-ilir --period 2024"),
        ((*PEKANBARU, "--for", "dinas", "--for", "x"), "dinas"),
        ((*PEKANBARU[:-1], "2031"), "2031"),
        ((*PEKANBARU[:-1], "latihan"), "latihan"),
        ((*PEKANBARU[:-1], "2019"), "2018"),
        (("form", "make", "--place", "Atlantis", "--period", "2026"), "Atlantis"),
        ((*PEKANBARU, "--lang", "fr"), "fr"),
    ],
)
def test_wrong_input_is_named_and_nothing_is_written(kla, city, arguments, words):
    ran = kla(*arguments, cwd=city)
    assert ran.code == 2 and words in ran.err and ran.out == ""
    assert not list(city.glob("data/raw/*/kota-pekanbaru"))


def test_forms_sent_out_are_no_recap(kla, city):
    before = kla("check", cwd=city)
    kla(*OGAN_ILIR, "--for", "dinkes", cwd=city)
    after = kla("check", cwd=city)
    assert (after.code, after.out) == (before.code, before.out) == (0, before.out)


def test_the_dictionary_is_one_page_in_the_language_asked_for(kla, city, tmp_path):
    ran = kla("editions", "dictionary", cwd=city)
    path = city / "reports/KLA_Kamus-Data_2023_id.html"
    assert ran.out.strip() == str(path) and "Kamus data" in path.read_text(encoding="utf-8")
    kla("editions", "dictionary", "2018", "--lang", "en", "--out", tmp_path, cwd=city)
    assert 'lang="en"' in (tmp_path / "KLA_Kamus-Data_2018_en.html").read_text(encoding="utf-8")
    assert kla("editions", "dictionary", "1945", cwd=city).code == 2
