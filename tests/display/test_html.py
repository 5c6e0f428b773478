import pytest
from bs4 import BeautifulSoup

from kla_lib.display.html import Column, Html, Table, details, join, link, small, state

HOSTILE = "<script>alert(1)</script>\"'&"


def soup(html):
    return BeautifulSoup(html.text, "html.parser")


@pytest.fixture
def table():
    columns = [Column("Nama"), Column("Poin", numeric=True)]
    return Table("Contoh", columns, [["a", "1,00"], ["b", "2,00"]], ["Jumlah", "3,00"])


def test_a_table_has_caption_headers_and_scope(table):
    page = soup(table)
    assert page.caption.text == "Contoh"
    assert [th["scope"] for th in page.thead.find_all("th")] == ["col", "col"]
    assert [th["scope"] for th in page.select("tbody th, tfoot th")] == ["row"] * 3
    assert [td.text for td in page.select("td.n")] == ["1,00", "2,00", "3,00"]


def test_a_wide_table_scrolls_in_a_region_the_keyboard_reaches(table):
    region = soup(Table(table.caption, table.columns, table.rows, shape="scroll")).div
    assert (region["tabindex"], region["role"], region["aria-label"]) == ("0", "region", "Contoh")


def test_cards_carry_their_headings_as_css_text():
    columns = [Column("a"), Column("b'; } <script>\n\\")]
    drawn = soup(Table("c", columns, [["x", "y"]], shape="stack")).table
    assert drawn["style"] == "--c2:'b ; }  script   '"


@pytest.mark.parametrize(
    "make", [small, lambda t: state("full", t), lambda t: details(t, t), link, lambda t: join([t], t)]
)
def test_every_piece_escapes_its_text(make):
    assert "<script>" not in str(make(HOSTILE))
    assert HOSTILE in BeautifulSoup(str(make(HOSTILE)), "html.parser").text


def test_every_place_in_a_table_is_escaped():
    page = Table(HOSTILE, [Column(HOSTILE)] * 2, [[HOSTILE, HOSTILE]], [HOSTILE, HOSTILE], [HOSTILE], "stack")
    assert "<script" not in page.text
    assert Table(HOSTILE, [Column("a")], [["b"]], shape="scroll").text.count("<script") == 0


@pytest.mark.parametrize(
    "source", ["javascript:alert(1)", "data:text/html,x", "Excel file of the regency", "ftp://x.id/a", ""]
)
def test_only_web_addresses_become_links(source):
    assert "<a" not in str(link(source))


def test_a_link_takes_the_address_out_of_a_longer_source_and_sends_no_referrer():
    anchor = BeautifulSoup(str(link('https://www.x.id/a?b="c (commit 1)')), "html.parser").a
    assert (anchor["href"], anchor["rel"], anchor.text) == ("https://www.x.id/a?b=", ["noreferrer"], "x.id")


def test_finished_pieces_are_not_escaped_again_and_show_themselves_shortly():
    inner = Html("<b>x</b>")
    assert "<b>x</b>" in str(details("s", inner))
    assert inner._repr_html_() == "<b>x</b>"
    assert repr(inner) == "x"
