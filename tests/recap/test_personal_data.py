"""No citizen's number leaves a recap: not in the answers, not in a message, not in what is kept. Numbers made up."""

import re

import pytest

from kla_lib.core.privacy import masked, masked_figure
from kla_lib.core.problems import Where
from kla_lib.forms.load import load, load_head
from kla_lib.instrument.instrument import Correction
from kla_lib.recap.model import StageKey
from tests.recap.workbooks import ods, xlsx

NIK, PHONE, EMAIL = "9799990101900001", "0812-0000-0000", "contoh@contoh.id"
SECRETS = re.compile(r"9799990101|0812.?0000|6281200|contoh@")
HEAD = ["kode", "uraian", "nilai", "opd", "catatan"]
ROWS = [
    ["13.1", f"Stunting, a.n. {NIK}", 3, "Dinkes", f"hubungi {PHONE}"],
    ["13.2", "Wasting", 2.5, f"Dinkes {EMAIL}", f"NIK {NIK}; {EMAIL}"],
    ["13.3", "", 3, "Dinkes", f"WA {PHONE}"],
]


def told(recap):
    """Everything that a recap says to anybody."""
    said = [str(p.as_dict(lang)) for p in recap.problems for lang in ("id", "en")]
    return recap.answers.to_csv() + "".join(said)


def personal(recap):
    return [(p.where.cell, p.found, dict(p.values)["rows"]) for p in recap.problems if p.kind == "personal_data"]


@pytest.mark.parametrize("make", [xlsx, ods], ids=["xlsx", "ods"])
def test_notes_labels_and_agencies_are_hidden_with_a_warning_for_each_column(make, tmp_path, read):
    path = tmp_path / f"rekap.{make.__name__}"
    path.write_bytes(make(("Rekap", [HEAD, *ROWS])))
    recap = read(path)
    assert not SECRETS.search(told(recap))
    assert personal(recap) == [
        ("B2", "NIK", "1"),
        ("E2", "telepon", "2"),
        ("D3", "e-mail", "1"),
        ("E3", "NIK", "1"),
        ("E3", "e-mail", "1"),
    ]
    assert recap.answers["note"].to_list()[:2] == [
        "hubungi [disembunyikan]",
        "NIK [disembunyikan]; [disembunyikan]",
    ]
    assert recap.answers["points_micro"].to_list() == [3_000_000, 2_500_000, 3_000_000]


def test_the_warning_names_file_sheet_cell_and_what_to_do(tmp_path, read):
    path = tmp_path / "rekap.xlsx"
    path.write_bytes(xlsx(("Rekap", [HEAD, ROWS[0]])))
    found = next(p for p in read(path).problems if p.kind == "personal_data")
    assert (found.where, found.severity) == (Where("rekap.xlsx", "Rekap", "B2"), "warning")
    assert "NIK" in found.remedy("id") and "berkas sumbernya" in found.remedy("id")
    assert "source file" in found.remedy("en")


@pytest.mark.parametrize(
    "rows",
    [
        [["", "", "", "", ""], ["Penanggung jawab", f"Contoh {PHONE}"]],
        [["13.9", "", 1, NIK, ""]],
        [["13.4", "", NIK, "", ""]],
        [["13.4", "", 3, "", "", f"di luar tabel {NIK}"]],
        [[NIK, "", 3, "", ""]],
        [["13.4", "", 9, "", EMAIL]],
    ],
    ids=["signature", "agency of an unknown code", "points", "untitled column", "code", "beside a fault"],
)
def test_no_message_repeats_the_number(rows, tmp_path, read):
    path = tmp_path / "rekap.xlsx"
    path.write_bytes(xlsx(("Rekap", [HEAD, *ROWS, *rows])))
    recap = read(path)
    assert not SECRETS.search(told(recap))
    assert recap.rows_in == recap.rows_kept + recap.rows_rejected


def test_figures_are_no_personal_data(tmp_path, read, recap_of):
    """Every fraction as a number cell and as the text of a CSV; budgets, and numbers like a telephone's, in number cells."""
    fractions = [repr(top / bottom) for bottom in range(1, 151) for top in range(1, bottom * 2) if top % bottom]
    assert len(fractions) > 10_000
    assert [text for text in fractions if masked_figure(text, True) != text or masked_figure(text) != text] == []
    below_one = [text for text in fractions if text.startswith("0.")]
    assert [text for text in below_one if masked(text.replace(".", ",")) != text.replace(".", ",")] == []
    path = tmp_path / "rekap.xlsx"
    path.write_bytes(xlsx(("Rekap", [HEAD, ["13.1", "", 1 / 9, "", 6281200000000], ["13.2", "", 16 / 17, "", 3.3e15]])))
    recap = read(path)
    assert recap.problems == () and recap.answers["points_micro"].to_list() == [111_111, 941_176]
    assert recap.answers["note"].to_list() == ["6281200000000", "3300000000000000"]
    assert recap_of("kode;nilai\n13.1;1,1111111111111112\n13.2;0,1111111111111111\n").problems == ()


def test_a_whole_number_that_reads_as_a_nik_is_hidden_and_is_no_figure(tmp_path, read):
    number = 9799990101900001
    path = tmp_path / "rekap.xlsx"
    path.write_bytes(xlsx(("Rekap", [HEAD, ["13.1", "", number, "", number]])))
    recap = read(path)
    assert not SECRETS.search(told(recap)) and recap.answers.empty
    assert [(p.kind, p.found) for p in recap.problems if p.severity == "error"] == [("points_text", "[disembunyikan]")]


def test_a_csv_and_a_second_sheet_without_a_table(tmp_path, read, recap_of):
    assert personal(recap_of(f"kode;nilai;catatan\n13.1;3;{PHONE}\n")) == [("C2", "telepon", "1")]
    path = tmp_path / "dua.xlsx"
    path.write_bytes(xlsx(("Rekap", [HEAD, ["13.1", "", 3, "", ""]]), ("Kontak", [["Nama", "HP"], ["Contoh", PHONE]])))
    found = [p for p in read(path).problems if p.kind == "personal_data"]
    assert [p.where for p in found] == [Where("dua.xlsx", "Kontak", "B2")]


def test_what_is_kept_is_hidden_too(tmp_path, edition):
    folder = tmp_path / "data/raw/2024/kota-pekanbaru/EM"
    folder.mkdir(parents=True)
    (folder / "rekap.csv").write_text(f"kode;nilai;catatan\n13.1;3;{NIK} {PHONE} {EMAIL}\n")
    key = StageKey("2024", "kota-pekanbaru", "EM", folder)
    for _ in ("read", "kept"):
        recap = load(tmp_path / "data/raw", tmp_path / "data/processed", key, edition)
        assert not SECRETS.search(told(recap)) and len(personal(recap)) == 3
    head = load_head(tmp_path / "data/raw", tmp_path / "data/processed", key, edition)
    assert head.problems == recap.problems and not SECRETS.search(str(head))
    kept = next((tmp_path / "data/processed").rglob("*.parquet")).read_bytes()
    assert NIK.encode() not in kept and EMAIL.encode() not in kept


def test_the_reason_of_a_correction_is_hidden_too(recap_of):
    names = ("period", "place", "stage", "code", "expected_points", "expected_max", "points", "max")
    values = ("2024", "kab-contoh", "EM", "13.1", "3", "", "2", "")
    reasons = {"reason_id": f"kata {PHONE}", "reason_en": f"says {EMAIL}", "confidence": "L", "source": "kami"}
    declared = Correction(**dict(zip(names, values, strict=True)), **reasons)
    recap = recap_of("kode;nilai\n13.1;3\n", corrections=[declared])
    assert recap.answers["correction_id"].to_list() == ["kata [disembunyikan]"]
    assert not SECRETS.search(told(recap))


def test_a_recap_without_any_stays_as_it_is(recap_of):
    recap = recap_of("kode;nilai;catatan\n13.1;3;Perda Nomor 12 Tahun 2019, Rp 62.812.345.678\n")
    assert recap.problems == ()
    assert recap.answers["note"].to_list() == ["Perda Nomor 12 Tahun 2019, Rp 62.812.345.678"]


def test_names_of_files_and_sheets_are_hidden_too_and_two_stay_two(tmp_path, read):
    paths = [tmp_path / f"KK {NIK[:-1]}{n}.xlsx" for n in (1, 2)]
    for path, row in zip(paths, ROWS, strict=False):
        path.write_bytes(xlsx((f"anak {NIK}", [HEAD, row])))
    recap = read(*paths)
    assert not SECRETS.search(told(recap) + str(recap.files))
    assert len(recap.files) == 2
    names = [p for p in recap.problems if p.kind == "personal_data_name"]
    assert len(names) == 4 and {p.found for p in names} == {"NIK"} and {p.severity for p in names} == {"warning"}
