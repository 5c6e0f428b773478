"""What a cell shows against what it stores: by hand, by LibreOffice, and through both readers."""

import csv
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from kla_lib.recap.sheets import read_grids, read_sheets
from kla_lib.recap.shown import compare, is_telling, shown
from kla_lib.recap.sniff import sniff
from tests.office import SOFFICE, require_office
from tests.recap.workbooks import HEAD, ods, xlsx

CASES = list(csv.DictReader((Path(__file__).parent / "cases/shown.csv").open(encoding="utf-8")))
VALUES = [0, 1, 0.85, 0.854, 12, 12.5, 2.5, 0.375, 1204, 12000, 1234567.891, -2.5, 0.5, 14.1, 1 / 9]


def formatted(path, formats, values):
    """An XLSX with one row for each number format and one column for each value."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Rekap")
        for row, code in enumerate(formats):
            style = book.add_format({"num_format": code})
            for column, value in enumerate(values):
                sheet.write_number(row, column, value, style)
    return path.read_bytes()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['format']} {case['stored']}")
def test_formats(case):
    text = shown(case["format"], Decimal(case["stored"]))
    assert text.strip() == case["shown"] and compare(text, Decimal(case["stored"]), ".") == case["verdict"]


@pytest.mark.parametrize("code", ["yyyy-mm-dd", "d/m/yy", "[h]:mm", "mm:ss", "[$-421]dd mmmm yyyy;@"])
def test_dates_are_left_to_the_reader_of_values(code):
    assert shown(code, Decimal(45000)) is None and not is_telling(code)


@pytest.mark.slow
def test_libreoffice_shows_the_same(tmp_path):
    """The XLSX judged by its formats, and the ODS that LibreOffice makes of it by the texts in it, come to one verdict."""
    require_office()
    formats = list(dict.fromkeys(case["format"] for case in CASES))
    ours = formatted(tmp_path / "a.xlsx", formats, VALUES)
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    command = [SOFFICE, home, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path), str(tmp_path / "a.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    found = [read_grids(sniff(data, name), ())[0].rows
             for data, name in ((ours, "a.xlsx"), ((tmp_path / "a.ods").read_bytes(), "a.ods"))]  # fmt: skip
    one, two = (
        {(row, column): pair[1] for row, cells in rows.items() for column, pair in cells.items()} for rows in found
    )
    assert (
        len(one) > 300
        and {at: (formats[at[0]], VALUES[at[1]], one[at], two.get(at)) for at in one if one[at] != two.get(at)} == {}
    )


def points(make, tmp_path, read, *cells):
    path = tmp_path / f"rekap.{make.__name__}"
    path.write_bytes(
        make(
            (
                "Rekap",
                [HEAD, *([code, cell, None] for code, cell in zip(("13.1", "13.2", "13.3"), cells, strict=False))],
            )
        )
    )
    return [(p.kind, p.where.cell, p.found) for p in read(path).problems]


def cell(typed, value, text, more=""):
    return (
        f'<table:table-cell office:value-type="{typed}" office:value="{value}" {more}><text:p>{text}</text:p></table:table-cell>',
    )


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (cell("percentage", 1, "100%"), [("points_text", "B2", "100%")]),
        (cell("float", 85, "85%"), [("points_text", "B2", "85%")]),
        (cell("float", 12000, "12,0"), [("points_unlike", "B2", "12,0 [12000]")]),
        (cell("float", 0, "-"), [("points_unlike", "B2", "- [0]")]),
        (cell("float", 0, "#NILAI!"), [("points_unlike", "B2", "#NILAI! [0]")]),
        (cell("float", 2.5, "3"), [("figures_rounded", "B2", "2.5")]),
        (cell("currency", 2.5, "Rp2,50"), []),
        (cell("float", 2.5, "2,50"), []),
        (('<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="">'
          "<text:p>Błąd:502</text:p></table:table-cell>",), [("points_error", "B2", "Błąd:502")]),
        (('<table:table-cell xmlns:calcext="urn:x" calcext:value-type="error" office:value-type="string">'
          "<text:p>#N/B</text:p></table:table-cell>",), [("points_error", "B2", "#N/B")]),
    ],
)  # fmt: skip
def test_an_ods_is_judged_by_its_types_and_shown_texts(made, told, tmp_path, read):
    assert points(ods, tmp_path, read, made) == told


def test_zeros_that_a_format_hides_are_one_question_for_a_column(tmp_path, read):
    """Absent is not zero: a cell that shows a dash stores 0."""
    style = {"num_format": '#,##0.00;-#,##0.00;"-"'}

    def dashes(sheet, book):
        for row in (1, 2, 3):
            sheet.write_number(row, 1, 0 if row < 3 else 2.5, book.add_format(style))

    path = tmp_path / "rekap.xlsx"
    path.write_bytes(xlsx(("Rekap", [HEAD, ["13.1"], ["13.2"], ["13.3"]]), after=dashes))
    found = list(read(path).problems)
    assert [(p.kind, p.where.cell, p.found) for p in found] == [("points_unlike", "B2", "- [0]")]
    assert "2 sel" in found[0].remedy("id")


def test_hidden_rows_and_columns_count_and_are_told(tmp_path, read):
    def hide(sheet, book):
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column("B:B", None, None, {"hidden": True})
        sheet.hide_zero()

    path = tmp_path / "rekap.xlsx"
    path.write_bytes(xlsx(("Rekap", [HEAD, ["13.1", 3, 3], ["13.2", 2, 3], ["13.3", 0, 3]]), after=hide))
    recap = read(path)
    assert [(p.kind, p.where.cell) for p in recap.problems] == [
        ("rows_hidden", "A2"), ("column_hidden", "B1"), ("points_unlike", "B4"),
    ]  # fmt: skip
    assert recap.answers["points_micro"].dropna().to_list() == [3_000_000, 2_000_000]


def test_a_count_that_is_shown_otherwise_is_asked_about_in_forms(tmp_path):
    data = formatted(tmp_path / "a.xlsx", ["0.0,", "0%", "0"], [12000])
    grid = read_grids(sniff(data, "a.xlsx"), ())[0]
    assert [grid.rows[row][0] for row in range(3)] == [
        ("12.0 [12000]", "unlike"),
        ("1200000%", "text"),
        ("12000", "number"),
    ]
    sheets, _ = read_sheets(sniff(data, "a.xlsx"), ())
    assert [row[0].kind for row in sheets[0].rows] == ["unlike", "text", "number"]
