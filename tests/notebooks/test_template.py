"""The page around the cells: one document, no machinery, faults said quietly."""

import pytest
from bs4 import BeautifulSoup
from nbconvert import MarkdownExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets import TraitError

from kla_lib.run.page import export
from kla_lib.run.preprocessors import Narrative

HOSTILE = "<script>alert(1)</script>\"'</title>"
TOLD = "## Arti istilah\n\nBeberapa kata dalam laporan ini adalah istilah resmi."
PAGE = {"title": "Ringkasan · Kab. X", "place": "Kab. X", "period": "2024", "stage": "EM", "accent": ""}


def result(data, about=None):
    return new_output("execute_result", data=data, metadata=about or {}, execution_count=1)


def made(*outputs, lang="id", page=PAGE):
    prose = [new_markdown_cell(text) for text in ("# Ringkasan nilai", TOLD, "Belum diterjemahkan.")]
    cells = [*prose, *(new_code_cell("secret_code = 1", outputs=[output]) for output in outputs)]
    text = export(new_notebook(cells=cells), lang, page)
    return text, BeautifulSoup(text, "html.parser")


def test_it_is_one_document_with_landmarks_and_one_heading():
    text, tree = made(result({"text/html": "<p>halo</p>", "text/plain": "x"}))
    assert text.lower().startswith("<!doctype html>") and tree.html["lang"] == "id"
    assert tree.title.text == PAGE["title"]
    assert [h.get_text(" ", strip=True) for h in tree.find_all("h1")] == ["Ringkasan nilai Kabupaten X"]
    assert len(tree.find_all("main")) == len(tree.find_all("header")) == len(tree.find_all("footer")) == 1
    assert tree.select_one("a.skip")["href"] == "#" + tree.main["id"]
    assert "Periode 2024" in tree.header.text and "Evaluasi mandiri (EM)" in tree.header.text


def test_it_speaks_english_where_asked():
    _, tree = made(lang="en")
    assert tree.html["lang"] == "en" and "Summary of points" in tree.h1.text and "official terms" in tree.main.text
    assert "Self-assessment (EM)" in tree.header.text and "Beberapa" not in tree.text
    assert "Belum diterjemahkan." in tree.main.text


def test_the_notebook_itself_stays_as_it_is():
    notebook = new_notebook(cells=[new_markdown_cell("# Ringkasan nilai"), new_code_cell("# Ringkasan nilai")])
    assert "Summary" in export(notebook, "en", PAGE)
    assert [cell.source for cell in notebook.cells] == ["# Ringkasan nilai"] * 2


def test_nbconvert_alone_speaks_english_too():
    notebook = new_notebook(cells=[new_markdown_cell("# Ringkasan nilai"), new_code_cell("x = '# Ringkasan nilai'")])
    exporter = MarkdownExporter(preprocessors=["kla_lib.run.preprocessors.Narrative"], config={"Narrative": {"lang": "en"}})
    text, _ = exporter.from_notebook_node(notebook)
    assert "# Summary of points" in text and "x = '# Ringkasan nilai'" in text
    with pytest.raises(TraitError):
        Narrative(lang="fr")


def test_no_code_no_prompt_no_script_no_request():
    text, tree = made(result({"text/html": "<p>halo</p>"}))
    assert "secret_code" not in text and "Out[" not in text
    assert not tree.select("script, link, iframe, object") and "http" not in text.replace("http-equiv", "")
    policy = tree.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@pytest.mark.parametrize(("kind", "content"), [("image/svg+xml", "<svg a='#1'/>"), ("image/png", "aGFsbw==")])
def test_pictures_carry_their_text_caption_and_size(kind, content):
    about = {kind: {"alt": 'Nilai "769,61"', "caption": "Tangga", "width": 340, "height": 204}}
    _, tree = made(result({kind: content, "text/plain": "x"}, about))
    image = tree.figure.img
    assert (image["alt"], image["width"], image["height"]) == ('Nilai "769,61"', "340", "204")
    assert image["src"].startswith(f"data:{kind}") and "#" not in image["src"]
    assert tree.figcaption.text == "Tangga"


def test_a_fault_is_a_quiet_box_without_the_wall_of_traceback():
    fault = new_output("error", ename="KeyError", evalue=HOSTILE, traceback=["\x1b[31mTraceback", "line 1"])
    text, tree = made(fault)
    box = tree.select_one(".fault").get_text(" ", strip=True)
    assert "Bagian ini tidak dapat dibuat." in box and "KeyError" in box
    assert "Traceback" not in text and not tree.find("script")


def test_warnings_of_libraries_stay_out_of_the_page():
    text, _ = made(new_output("stream", name="stderr", text="DeprecationWarning: x"))
    assert "Deprecation" not in text


@pytest.mark.parametrize("where", ["title", "place", "period", "stage"])
def test_nothing_of_a_parameter_comes_alive(where):
    text, tree = made(page={**PAGE, where: HOSTILE})
    assert not tree.find("script") and text.count("</title>") == 1


@pytest.mark.parametrize("stream", [new_output("stream", name="stdout", text=HOSTILE), result({"text/plain": HOSTILE})])
def test_plain_output_is_escaped(stream):
    _, tree = made(stream)
    assert not tree.find("script") and HOSTILE in tree.main.text


def test_the_same_notebook_gives_the_same_page():
    assert made(result({"text/html": "<p>halo</p>"}))[0] == made(result({"text/html": "<p>halo</p>"}))[0]


def test_controls_give_way_to_what_the_same_cell_shows_without_them():
    widget = {"application/vnd.jupyter.widget-view+json": {"model_id": "1", "version_major": 2, "version_minor": 0}}
    text, tree = made(result({**widget, "text/html": "<p>halo</p>", "text/plain": "x"}))
    assert tree.select_one(".view p").text == "halo" and "widget" not in text
