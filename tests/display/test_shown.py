"""What a front end is given: tables with their frame, first screens with their figures, the style that travels along."""

import doctest

import nbformat
import openpyxl
import pandas as pd
import pytest

import kla_lib as kla
from kla_lib.display import html
from kla_lib.display.html import JSON, Column, Head, Html, Table, first_screen, from_notebook, in_notebook
from kla_lib.instrument import frames

FRAME = pd.DataFrame({"code": ["14.10", "=1+1"], "points": [1.5, None]})
COLUMNS = [Column("Kode"), Column("Poin", numeric=True)]


@pytest.fixture
def table():
    return Table("Poin", COLUMNS, [["14.10", "1,50"], ["<b>", "–"]], data=FRAME)


def test_a_table_carries_its_frame(table, tmp_path):
    assert table.data is FRAME and "14.10" in repr(table) and "<" not in repr(table)
    assert "&lt;b&gt;" in table.to_html() and table.to_html() == table.text
    table.to_excel(tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [[cell.value for cell in row] for row in sheet] == [["code", "points"], ["14.10", 1.5], ["=1+1", None]]
    assert {cell.data_type for cell in sheet["A"]} == {"s"}, "text stays text, also what looks like a formula"


def test_a_styler_escapes_what_came_from_a_file():
    shown = Table("Poin", COLUMNS, [["<script>alert(1)</script>", "1"]]).style.to_html()
    assert "<script" not in shown and "&lt;script&gt;" in shown


def test_an_empty_table_is_a_table_that_says_why():
    empty = Table.empty("Belum ada <data>.")
    assert isinstance(empty, Table) and empty.data.empty
    assert repr(empty) == "Belum ada <data>." and "&lt;data&gt;" in empty.to_html()


def test_the_style_travels_with_a_piece_where_a_front_end_shows_it(table, monkeypatch):
    bare = table._repr_mimebundle_()[0]["text/html"]
    assert bare == table.text and "<style" not in bare
    monkeypatch.setattr(html, "has_front_end", lambda: True)
    styled = table._repr_mimebundle_()[0]["text/html"]
    assert styled == in_notebook(table.text) and 'data-jp-theme-light="false"' in styled and "<script" not in styled
    assert from_notebook(styled) == table.text and from_notebook("<p>lain</p>") == "<p>lain</p>"


def test_a_first_screen_carries_its_figures_into_the_notebook(tmp_path):
    head = first_screen(
        "id", "769,61", ["Setara Nindya", "31,39 poin lagi"], [("Terjawab", "273 dari 274")], maximum="1.000"
    )
    assert isinstance(head, Head) and head.data["Terjawab"] == "273 dari 274"
    data, metadata = head._repr_mimebundle_()
    output = nbformat.v4.new_output("execute_result", data=data, metadata=metadata)
    stranger = nbformat.v4.new_output("execute_result", data={JSON: {"figure": "1"}})
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=[output, stranger])])
    nbformat.write(book, tmp_path / "a.ipynb")
    assert kla.read_report(tmp_path / "a.ipynb").to_dict() == head.data.to_dict()


def test_plain_text_is_readable():
    assert (
        repr(Html("<p>Kab. <b>Ogan&nbsp;Ilir</b></p><style>p{}</style><small>a &lt; b</small>"))
        == "Kab. Ogan Ilir\na < b"
    )


def test_what_a_tab_shows_is_short_and_there():
    assert len(dir(kla)) < 30 and all(hasattr(kla, name) for name in dir(kla))
    assert kla.gaps is kla.scoring.gaps


def test_the_shipped_data_are_frames_in_points():
    assert doctest.testmod(frames).failed == 0
    assert len(kla.places()) == 514 and kla.editions().set_index("id").loc["2023", "maximum"] == 1000
    assert set(kla.awards("kota-pekanbaru")["place_slug"]) == {"kota-pekanbaru"}
    assert kla.published_scores()["points"].max() < 1000


def test_a_period_is_one_tidy_frame(home):
    country = kla.open_country(home, 2024)
    total = country[country["code"] == "TOTAL"].set_index(["place", "stage"])["points"]
    assert total["kab-ogan-ilir", "EM"] == 769.61 and country.attrs["unread"] == []


def test_typing_an_assessment_prints_five_lines(home):
    text = repr(kla.open_assessment(home, "2024", "kab-ogan-ilir"))
    assert len(text.splitlines()) == 5 and "769.61" in text
