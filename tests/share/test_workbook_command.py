"""``kla workbook``: the file where it is told, whole, and every fault said."""

import io
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from kla_lib.core.files import file_name, save
from kla_lib.core.problems import InputFault


def total(path):
    rows = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes())).get_sheet_by_index(0).to_python()
    return rows[3][1]


def test_it_is_written_beside_the_reports_under_a_name_that_speaks(kla, workspace):
    ran = kla("workbook", "--place", "Ogan Ilir", "--period", "2024", cwd=workspace)
    path = workspace / "reports/2024/kab-ogan-ilir/KLA_Kab-Ogan-Ilir_2024_EM.xlsx"
    assert ran.code == 0
    assert Path(ran.out.strip()) == path
    assert total(path) == 769.61
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    assert "127.66" in ran.err


def test_out_may_be_a_file_or_a_folder_and_the_words_english(kla, workspace, tmp_path):
    asked = ("workbook", "--place", "kab-ogan-ilir", "--period", "2024", "--stage", "em", "--lang", "en")
    kla(*asked, "--out", tmp_path / "baru/nilai.xlsx", cwd=workspace)
    kla(*asked, "--out", tmp_path, cwd=workspace)
    one, two = tmp_path / "baru/nilai.xlsx", tmp_path / "KLA_Kab-Ogan-Ilir_2024_EM.xlsx"
    assert one.read_bytes() == two.read_bytes()
    assert CalamineWorkbook.from_filelike(io.BytesIO(one.read_bytes())).sheet_names[0] == "Summary"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "--place kab-ogan-ilir --period 2024"),
        (("--place", "kab-ogan-ilir"), "--period"),
        (("--place", "kota-pekanbaru", "--period", "2024"), "kota-pekanbaru 2024"),
        (("--place", "kab-ogan-ilir", "--period", "2024", "--stage", "VF"), "EM"),
        (("--place", "kab-ogan-ilir", "--period", "2021"), "2021"),
    ],
)
def test_wrong_input_is_named_and_nothing_is_written(kla, workspace, arguments, words):
    ran = kla("workbook", *arguments, cwd=workspace)
    assert ran.code == 2
    assert words in ran.err
    assert not (workspace / "reports").exists()


def test_a_file_that_cannot_be_written_is_a_fault_that_says_what_to_do(tmp_path):
    (tmp_path / "berkas").write_text("")
    with pytest.raises(InputFault) as fault:
        save(b"x", tmp_path, "KLA.xlsx", tmp_path / "berkas/KLA.xlsx")
    (found,) = fault.value.problems
    assert (found.kind, found.found) == ("file_unwritable", "KLA.xlsx")
    assert "--out" in found.remedy("id")


def test_a_name_holds_no_path_and_no_empty_part():
    assert file_name("Kab. Ogan Ilir", "2024", "EM", ending="xlsx") == "KLA_Kab-Ogan-Ilir_2024_EM.xlsx"
    assert file_name("../../x", "2024", "", ending="xlsx") == "KLA_x_2024.xlsx"
