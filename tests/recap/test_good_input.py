"""Sound recaps: the same answers whatever the file, every level kept, three kinds of nothing told apart."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from kla_lib.core.points import to_micro
from kla_lib.core.problems import Where
from tests.recap.workbooks import changed, ods, xlsx

FIGURES = list(csv.DictReader((Path(__file__).parent / "cases/figures.csv").open(encoding="utf-8")))
TITLE = [["REKAP PENILAIAN MANDIRI", None, None, None, None], [None] * 5]
HEADINGS = ["No", "Kode", "Uraian", "Nilai", "Nilai Maksimal"]
ROWS = [
    ["1", "Klaster III", "Kesehatan", 19.5, None],
    ["2", "13", "Gizi balita", 19.5, 20],
    ["3", "13.1", "Stunting", 3, 3],
    ["4", "13.2", "Wasting – berat", 2.5, 3],
    ["5", "13.3", "Underweight", 3, 3],
    ["6", "13.4", "", 3, 3],
    ["7", "13.5", "", 4, 4],
    ["8", "13.6", "", 4, 4],
    ["9", "14.1", "", None, 3],
    ["10", "14.2", "", "tidak berlaku", 3],
    ["11", "14.10", "", 0, 4],
]
TABLE = [*TITLE, HEADINGS, *ROWS]


def text(delimiter, comma=","):
    def written(value):
        return "" if value is None else str(value).replace(".", comma) if isinstance(value, float) else str(value)

    memory = io.StringIO()
    csv.writer(memory, delimiter=delimiter).writerows([written(value) for value in row] for row in TABLE)
    return memory.getvalue()


FILES = {
    "semicolons.csv": text(";").encode("utf-8-sig"),
    "tabs-cp1252.csv": text("\t").encode("cp1252"),
    "tabs.tsv": text("\t").encode(),
    "commas.csv": text(",", ".").encode(),
    "quoted-commas.csv": text(",").encode(),
    "utf-16.csv": text(";").encode("utf-16"),
    "utf-16-without-a-mark.csv": text(";").encode("utf-16-le"),
    "declared.csv": b"sep=;\r\n" + text(";").encode(),
    "book.xlsx": xlsx(("Rekap", TABLE)),
    "book.ods": ods(("Rekap", TABLE)),
}


@pytest.fixture
def answers_of(tmp_path, read):
    def read_file(name):
        path = tmp_path / name
        path.write_bytes(FILES[name])
        recap = read(path)
        assert recap.problems == ()
        return recap.answers

    return read_file


@pytest.mark.parametrize("name", [name for name in FILES if name != "semicolons.csv"])
def test_the_same_recap_gives_the_same_answers_in_every_format(name, answers_of):
    differing = ["file", "sheet", "cell", "found"]
    expected, found = answers_of("semicolons.csv"), answers_of(name)
    pd.testing.assert_frame_equal(found.drop(columns=differing), expected.drop(columns=differing))
    lines = 1 if name == "declared.csv" else 0
    assert list(found["cell"]) == [f"D{row + lines}" for row in range(4, 15)]


def test_every_level_given_is_kept(answers_of):
    levels = answers_of("book.xlsx").set_index("code")["level"]
    assert levels[["K3", "13", "13.1"]].to_list() == ["block", "indicator", "question"]
    assert len(levels) == len(ROWS)


def test_unanswered_not_applicable_and_zero_are_three_things(answers_of):
    rows = answers_of("book.xlsx").set_index("code").loc[["14.1", "14.2", "14.10"]]
    assert rows["status"].to_list() == ["unanswered", "not_applicable", "answered"]
    assert rows["points_micro"].isna().to_list() == [True, True, False]
    assert rows.loc["14.10", "points_micro"] == 0


def test_types_are_the_same_with_and_without_rows(answers_of, recap_of):
    full, empty = answers_of("book.xlsx"), recap_of("kode,nilai\n").answers
    assert empty.empty and (full.dtypes == empty.dtypes).all()
    assert {str(dtype) for dtype in full.dtypes} == {"string", "Int64"}


@pytest.mark.parametrize("case", FIGURES, ids=lambda case: f"{case['written']!r} as {case['cell_kind']}")
def test_a_figure_as_it_is_written(case, tmp_path, read, unweighted):
    path = tmp_path / "figure.xlsx"
    written = case["written"] if case["cell_kind"] == "text" else float(case["written"])
    path.write_bytes(xlsx(("Rekap", [["kode", "nilai"], ["TOTAL", written]])))
    recap = read(path, edition=unweighted)
    assert recap.problems == ()
    assert recap.answers["status"].to_list() == [case["status"]]
    expected = [to_micro(Decimal(case["points"]))] if case["points"] else [pd.NA]
    assert recap.answers["points_micro"].to_list() == expected


def test_kode_wins_over_running_numbers(recap_of):
    recap = recap_of("No,Kode,Nilai\n1,13.1,3\n2,13.2,2\n")
    assert recap.answers["code"].to_list() == ["13.1", "13.2"]
    recap = recap_of("No,Indikator,Nilai\n12,Persalinan,23\n13,Gizi,19\n")
    assert recap.answers["code"].to_list() == ["12", "13"]


def test_the_column_of_the_stage_is_read_and_the_other_left(recap_of):
    sheet = "kode,nilai em,nilai va\n13.1,3,2\n"
    assert recap_of(sheet, stage="EM").answers["points_micro"].to_list() == [3_000_000]
    assert recap_of(sheet, stage="VA").answers["points_micro"].to_list() == [2_000_000]


def test_several_sheets_and_files_make_one_recap(tmp_path, read):
    book, table = tmp_path / "a.xlsx", tmp_path / "b.csv"
    book.write_bytes(xlsx(("K3", [["kode", "nilai"], ["13.1", 3]]), ("K4", [["kode", "nilai"], ["18.1", 5]])))
    table.write_text("kode;nilai\n20.1;4\n")
    recap = read(book, table)
    assert recap.problems == ()
    assert recap.answers[["file", "sheet", "cell", "code"]].to_numpy().tolist() == [
        ["a.xlsx", "K3", "B2", "13.1"],
        ["a.xlsx", "K4", "B2", "18.1"],
        ["b.csv", "", "B2", "20.1"],
    ]


def test_a_code_twice_in_two_files_names_both_addresses(tmp_path, read):
    one, two = tmp_path / "a.csv", tmp_path / "b.csv"
    one.write_text("kode;nilai\n13.1;3\n")
    two.write_text("kode;nilai\n13.2;3\n13.1;2\n")
    recap = read(one, two)
    assert [(p.kind, p.where) for p in recap.problems] == [("code_double", Where("b.csv", "", "A3"))]
    assert "a.csv A2" in recap.problems[0].expected("id")
    assert recap.answers["code"].to_list() == ["13.2"]


def test_many_codes_twice_in_one_sheet_are_named_one_by_one(recap_of):
    lines = [f"13.{number};3" for number in range(1, 7)]
    recap = recap_of("\n".join(["kode;nilai", *lines, *lines]))
    assert [(p.kind, p.where.cell) for p in recap.problems] == [("code_double", f"A{row}") for row in range(8, 14)]
    assert recap.rows_kept == 0


def test_a_file_that_is_no_recap_is_named_and_left(tmp_path, read):
    letter, table = tmp_path / "surat.pdf", tmp_path / "rekap.csv"
    letter.write_bytes(b"%PDF-1.4")
    table.write_text("kode;nilai\n13.1;3\n")
    recap = read(letter, table)
    assert [(p.kind, p.found, p.severity) for p in recap.problems] == [("file_other", "surat.pdf", "warning")]
    assert list(recap.files) == ["rekap.csv"]


def test_temporary_and_reserved_names_are_left_out_even_when_handed_over(tmp_path, read):
    for name in ("~$rekap.xlsx", ".rekap.csv", "corrections.csv", "Options.csv", "rekap.csv"):
        (tmp_path / name).write_text("kode;nilai\n13.1;3\n")
    recap = read(*sorted(tmp_path.iterdir()))
    assert recap.problems == () and list(recap.files) == ["rekap.csv"]


def test_a_missing_file_is_a_problem(tmp_path, read):
    assert [p.kind for p in read(tmp_path / "tidak-ada.csv").problems] == ["table_missing"]
    assert [p.kind for p in read().problems] == ["recap_empty"]


def test_paths_are_told_from_the_root_and_never_of_the_machine(tmp_path, read):
    folder = tmp_path / "data/raw/2024/kab-contoh/EM"
    folder.mkdir(parents=True)
    (folder / "rekap.csv").write_text("kode;nilai\n13.1;9\n")
    recap = read(folder / "rekap.csv", root=tmp_path)
    assert list(recap.files) == ["data/raw/2024/kab-contoh/EM/rekap.csv"]
    assert {p.where.file for p in recap.problems} == set(recap.files)
    assert set(read(folder / "rekap.csv", root=tmp_path / "elsewhere").files) == {"rekap.csv"}


def test_all_faults_are_found_in_one_pass(recap_of):
    recap = recap_of("kode;nilai;nilai maksimal;opd\n13.1;9;3;Dinkess\n13.2;dua;5;Dinkes\n13.9;1;1;Dinkes\n;2;;\n")
    assert sorted((p.kind, p.where.cell) for p in recap.problems) == [
        ("agency_unknown", "D2"),
        ("code_missing", "B5"),
        ("code_unknown", "A4"),
        ("max_differs", "C3"),
        ("points_above", "B2"),
        ("points_text", "B3"),
    ]
    assert (recap.rows_in, recap.rows_kept, recap.rows_rejected) == (4, 0, 4)


def test_a_cached_empty_text_of_a_formula_is_an_empty_cell(tmp_path, read):
    path = tmp_path / "rekap.xlsx"
    data = xlsx(("Rekap", [["kode", "nilai"], ["13.1", ('=IF(A2="","",1)', "x")], ["13.2", 3]]))
    path.write_bytes(changed(data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<v>x</v>", b"<v></v>")))
    recap = read(path)
    assert recap.problems == ()
    assert recap.answers["status"].to_list() == ["unanswered", "answered"]


@pytest.mark.parametrize(
    "other, settings", [(3, b'fullCalcOnLoad="1"'), (0, b"")], ids=["another result", "calculated"]
)
def test_a_formula_that_was_calculated_may_give_zero(tmp_path, read, other, settings):
    path = tmp_path / "rekap.xlsx"
    data = xlsx(("Rekap", [["kode", "nilai"], ["13.1", ("=A9+0", 0)], ["13.2", ("=A9+3", other)]]))
    path.write_bytes(changed(data, "xl/workbook.xml", lambda xml: xml.replace(b'fullCalcOnLoad="1"', settings)))
    recap = read(path)
    assert recap.problems == ()
    assert recap.answers["points_micro"].to_list() == [0, other * 1_000_000]


def test_one_office_under_several_spellings_is_one_role(recap_of):
    recap = recap_of(
        'kode;nilai;opd\n13.1;3;DINKES\n13.2;3;"Dinas Kesehatan; Bappeda"\n13.3;3;Dinkes, Dinsos dan Dinkes\n'
    )
    assert recap.problems == ()
    assert recap.answers["agencies"].to_list() == ["dinkes", "dinkes;bappeda", "dinkes;dinsos"]
    assert recap.answers["agencies_found"].to_list()[2] == "Dinkes, Dinsos dan Dinkes"


def test_an_unknown_agency_is_said_once_and_kept_as_it_stands(recap_of):
    recap = recap_of("kode;nilai;opd\n13.1;3;Dinas Antariksa\n13.2;3;dinas  antariksa;\n")
    assert [(p.kind, p.where.cell, dict(p.values)["rows"]) for p in recap.problems] == [("agency_unknown", "C2", "2")]
    assert recap.answers["agencies"].to_list() == ["Dinas Antariksa", "dinas antariksa"]
