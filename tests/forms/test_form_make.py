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
    assert "25.11" in ran.err and "usulan kami" in ran.err and "tugas.csv" in ran.err


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


def test_a_place_s_own_tables_make_its_forms(kla, tmp_path):
    kla("init", "--place", "kota-pekanbaru", "--period", "2026", "--home", tmp_path)
    folder = tmp_path / "data/raw/2026/kota-pekanbaru"
    (folder / "tenggat.csv").write_text("step,due,note\nforms_back,2026-03-31,\n", encoding="utf-8")
    (folder / "tugas.csv").write_text("code;lead;support\n12.1;rsud;dinkes\n", encoding="utf-8")
    ran = kla(*PEKANBARU, "--for", "rsud", "--out", tmp_path / "out", "--home", tmp_path)
    (path,) = (tmp_path / "out").iterdir()
    guide = "\n".join(str(row[0]) for row in book(path).get_sheet_by_name("Petunjuk").to_python())
    codes = [row[0] for row in book(path).get_sheet_by_name("Jawaban").to_python()[4:]]
    assert ran.code == 0 and "25.11" in ran.err
    assert "31 Maret 2026" in guide and "12.1" in codes
    kla(*PEKANBARU, "--villages", "--out", tmp_path / "v", "--home", tmp_path)
    (path,) = (tmp_path / "v").iterdir()
    rows = book(path).get_sheet_by_name("Kecamatan").to_python()
    assert "Bina Widya" in str(rows) and "'Tampan'" not in str(rows)


def test_every_fault_of_a_place_s_tables_is_told_at_once(kla, city):
    folder = city / "data/raw/2026/kota-pekanbaru"
    folder.mkdir(parents=True)
    tables = {"tugas.csv": "code,lead,support\n99.1,dinkes,\n", "tenggat.csv": "step,due,note\nforms_back,besok,\n"}
    tables["opd.csv"] = "role,name,short,valid_from,valid_to,contact,source,note\ndinas_x,Dinas X,,,,,,\n"
    for name, text in tables.items():
        (folder / name).write_text(text, encoding="utf-8")
    ran = kla(*PEKANBARU, cwd=city)
    assert ran.code == 2 and all(word in ran.err for word in (*tables, "99.1", "besok", "dinas_x"))
    assert not (folder / "formulir").exists()
