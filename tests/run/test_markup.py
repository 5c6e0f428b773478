"""The canonical_html form against Beautiful Soup, and pages with and without its second reading, byte by byte."""

import ast
from copy import deepcopy
from functools import cache
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from kla_lib.display.html import Column, Html, Table, details, join, link, small, state
from kla_lib.run import page as door
from kla_lib.run.page import export
from kla_lib.run.preprocessors import canonical_html

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
PAGE = {"title": 'Ringkasan "A" & B', "place": "Kab. Fak'fak", "period": "2024", "stage": "EM", "accent": "K1"}
SVG = "<svg width=\"340\"><text style='x'>a & b</text></svg>"

texts = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=20) | st.sampled_from(
    ["&copy; &#39; &lt;", "a 'b' \"c\"", '"', "'", "<br>", "&", "</td><script>", " rel='x' ", "&nbsp;", "\u00a0"]
)


@settings(max_examples=200, deadline=None)
@given(texts, texts, st.sampled_from(["plain", "stack", "scroll"]))
def test_our_pieces_settle_as_beautiful_soup_writes_them(one, two, shape):
    cells = [state("zero", one), join([small(one), link("https://contoh.id/a?b=1&c=2", two)])]
    table = Table(one, [Column(two), Column(one, numeric=True)], [cells, [one, two]], [two, one], shape=shape)
    html = table.text + details(two, table)
    assert canonical_html(html) == str(BeautifulSoup(html, "html.parser"))
    assert canonical_html(canonical_html(html)) == canonical_html(html)


@pytest.mark.parametrize(
    ("html", "form"),
    [
        ('<img src="b" alt="a">', '<img alt="a" src="b"/>'),
        ("<p>a<br>b<wbr/>c</p>", "<p>a<br/>b<wbr/>c</p>"),
        (
            '<p title="it&#39;s &#34;so&#34;">it&#39;s &#34;so&#34;</p>',
            '<p title="it\'s &quot;so&quot;">it\'s "so"</p>',
        ),
        ('<p title="&quot;">&amp;lt;</p>', "<p title='\"'>&amp;lt;</p>"),
        ('<p title="a > b">&eacute;</p>', '<p title="a &gt; b">é</p>'),
        ("<p>  \n a</p>   <p> \n </p>\n\n<pre> \n </pre>", "<p>  \n a</p> <p>\n</p>\n<pre> \n </pre>"),
        ("<pre>&#39;<b>   </b>\n\n<i> </i></pre>", "<pre>'<b>   </b>\n\n<i> </i></pre>"),
        ("<style>a > b { content: '&#39;' }</style>", "<style>a > b { content: '&#39;' }</style>"),
    ],
)
def test_the_settled_form(html, form):
    assert canonical_html(html) == form == str(BeautifulSoup(html, "html.parser"))


def notebook(*cells):
    return new_notebook(cells=[new_markdown_cell("# Ringkasan nilai\n\nSatu kalimat."), *cells])


def shown(data, about=None):
    return new_code_cell("x", outputs=[new_output("display_data", data=data, metadata=about or {})])


def piece(html):
    return shown(*Html(html)._repr_mimebundle_())


def picture(alt):
    return shown({"image/svg+xml": SVG}, {"image/svg+xml": {"alt": alt, "caption": alt, "width": 340, "height": 20}})


def both_ways(book, monkeypatch, lang="id"):
    """The page as we write it, and as nbconvert writes it by reading it once more."""
    assert door._is_our_own(book)
    ours = export(book, lang, PAGE)
    monkeypatch.setattr(door, "_is_our_own", lambda notebook: False)
    return ours, export(book, lang, PAGE)


OUR_OWN = {
    "pieces": [piece('<p class="x" id="y">it&#39;s</p>')],
    "pictures": [picture("Nilai 'a' & \"b\""), picture("Nilai"), shown({"image/png": "aGFsbw=="})],
    "plain text": [shown({"text/plain": "<b> & 'c'"}), new_code_cell("x", outputs=[new_output("stream", text="<i>")])],
    "a fault": [new_code_cell("x", outputs=[new_output("error", ename="E", evalue="<b>", traceback=["x"])])],
    "prose": [
        new_markdown_cell(
            '## A & "b"\n\n- [c](https://d.id/?e=1&f=2 "g")\n- `h > i` ![j](k.png)\n\n|l|m|\n|-|-:|\n|n|o|'
        )
    ],
}
FOREIGN = {
    "HTML of another library": [shown({"text/html": "<p>satu<p>dua <img src=x> <td title='it&#39;s'>"})],
    "HTML in prose": [new_markdown_cell("Dan <b>tebal\n\n<img src='x'>")],
    "a raw cell": [new_raw_cell("<p>mentah", metadata={"raw_mimetype": "text/html"})],
    "Markdown as output": [shown({"text/markdown": "<b>tebal"})],
    "a script": [shown({"application/javascript": "1"})],
}


@pytest.mark.parametrize("name", OUR_OWN)
def test_a_page_of_our_own_is_the_same_without_the_second_reading(name, monkeypatch):
    once, twice = both_ways(notebook(*OUR_OWN[name]), monkeypatch)
    assert once == twice


@pytest.mark.parametrize("name", FOREIGN)
def test_what_others_wrote_is_read_and_mended(name):
    book = notebook(*FOREIGN[name], piece("<p>akhir</p>"))
    assert not door._is_our_own(book)
    page = export(book, "id", PAGE)
    assert str(BeautifulSoup(page, "html.parser")).count("<p>akhir</p>") == 1
    assert "<img src" not in page or "alt=" in page


def test_a_mark_alone_does_not_let_other_kinds_through():
    data, about = Html("<p>halo</p>")._repr_mimebundle_()
    assert door._is_our_own(notebook(shown(data, about)))
    assert not door._is_our_own(notebook(shown({**data, "application/javascript": "1"}, about)))
    assert not door._is_our_own(notebook(shown(data)))


@cache
def evaluated(path):
    """A report notebook with its default parameters, its cells run here: each with the output of its last line."""
    book, names = nbformat.read(path, 4), {}
    for cell in book.cells:
        if cell.cell_type == "code":
            *before, last = ast.parse(cell.source).body
            exec(compile(ast.Module(before, []), str(path), "exec"), names)
            if isinstance(last, ast.Expr):
                data, about = eval(compile(ast.Expression(last.value), str(path), "eval"), names)._repr_mimebundle_()
                cell.outputs = [new_output("execute_result", data=data, metadata=about, execution_count=1)]
            else:
                exec(compile(ast.Module([last], []), str(path), "exec"), names)
    return book


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_report_is_our_own_and_the_same_without_the_second_reading(path, lang, monkeypatch):
    monkeypatch.chdir(NOTEBOOKS)
    book = deepcopy(evaluated(path))
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert sum(bool(cell.outputs) for cell in code) == len(code) - 1, "every cell but the parameters shows something"
    once, twice = both_ways(book, monkeypatch, lang)
    assert once == twice
    assert path.stem == "70-bukti" or str(BeautifulSoup(once, "html.parser")).count("<table>") >= 2  # no evidence here
