"""``jupyter nbconvert --to kla``: the page of kla run from a notebook alone, and a sound one from any notebook."""

import json

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert.exporters import get_export_names, get_exporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from kla_lib.run.page import KlaExporter, page_of, parameters_of
from kla_lib.run.preprocessors import Narrative
from tests.run.nbconvert.conftest import command, exported

PARAMETERS = 'home = ".."\nperiod = "2024"\nplace = "kab-ogan-ilir"\nstage = ""\nlang = "id"'
REPORTS = {"10-ringkasan": "", "20-klaster": "K2", "40-tahap": ""}


def parameters(source, tag="parameters"):
    return new_code_cell(source, metadata={"tags": [tag]})


def written(folder, notebook, name="catatan"):
    path = folder / f"{name}.ipynb"
    nbformat.write(notebook, path)
    return path


def soup(page):
    return BeautifulSoup(page, "html.parser")


def test_it_is_listed_for_nbconvert_and_for_jupyterlab():
    assert "kla" in get_export_names() and get_exporter("kla") is KlaExporter
    assert KlaExporter.export_from_notebook.startswith("KLA") and KlaExporter.output_mimetype == "text/html"


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [name if name == "20-klaster" else pytest.param(name, marks=pytest.mark.long) for name in REPORTS]
)
def test_nbconvert_alone_makes_the_page_of_kla_run(home, name):
    cluster = REPORTS[name]
    report = f"{name}-{cluster}" if cluster else name
    command("kla", "run", "--home", home, "--only", f"*ilir/{report}", "--lang", "en" if cluster else "id", cwd=home)
    record = json.loads((home / "reports/2024/run.json").read_text(encoding="utf-8"))
    made = next(r for r in record["reports"] if r["report"].endswith(f"ilir/{report}.html"))
    given = [part for key, value in made["parameters"].items() for part in ("-r", key, value)]
    run = home / "notebooks" / f"{report}-jalan.ipynb"
    source = home / "notebooks" / f"{name}.ipynb"
    command("papermill", "--engine", "kla", "--no-progress-bar", source, run, *given, cwd=home / "notebooks")
    ours = (home / "reports/2024/kab-ogan-ilir" / f"{report}.html").read_text(encoding="utf-8")
    assert exported(run) == ours


@pytest.mark.slow
def test_a_notebook_that_never_ran_says_so(home):
    tree = soup(exported(home / "notebooks/20-klaster.ipynb"))
    assert "belum dijalankan" in tree.main.text and "Klaster I" in tree.title.text
    assert "Periode 2024" in tree.header.text and "Kabupaten Ogan Ilir" in tree.h1.text
    assert "import kla_lib" not in tree.text


@pytest.mark.slow
def test_a_foreign_notebook_gives_a_sound_page(tmp_path):
    data = {"text/html": "<table><tr><td>7</td></tr></table>", "text/plain": "7"}
    outputs = [
        new_output("stream", name="stdout", text="\x1b[31mmerah\x1b[0m"),
        new_output("display_data", data={"image/jpeg": "aGFsbw=="}),
        new_output("display_data", data={"text/markdown": "**tebal**"}),
        new_output("display_data", data={"text/latex": "$x^2$"}),
        new_output("execute_result", data=data, execution_count=1),
        new_output("error", ename="Error", evalue="\x1b[31mx\x1b[0m", traceback=["\x1b[31mTraceback"]),
    ]
    cells = [
        new_code_cell("%%bash\nls", outputs=outputs),
        new_markdown_cell("# Judul di tengah"),
        new_markdown_cell(""),
    ]
    notebook = new_notebook(cells=cells, metadata={"language_info": {"name": "R"}, "papermill": None, "kla": 3})
    page = exported(written(tmp_path, notebook))
    tree = soup(page)
    assert tree.html["lang"] == "id" and tree.title.text == tree.h1.text.strip() == "catatan"
    assert "\x1b" not in page and "merah" in page and tree.strong and "x^2" in page and "Traceback" not in page
    assert len(tree.select("img[alt]")) == 1 and "Periode" not in tree.header.text and not tree.find("script")


@pytest.mark.parametrize(
    "cells",
    [[], [new_markdown_cell("")], [new_code_cell("")], [new_markdown_cell("# Hanya judul")], [parameters("{%")]],
    ids=["no cell", "an empty text", "an empty code cell", "a heading", "parameters in no language"],
)
def test_the_smallest_notebooks_are_pages_too(cells):
    text, _ = KlaExporter().from_notebook_node(new_notebook(cells=cells))
    tree = soup(text)
    assert tree.h1.text.strip() == ("Hanya judul" if "Hanya" in str(cells) else "Notebook")
    assert tree.main and tree.title.text


@pytest.mark.parametrize(
    ("cells", "noted", "told"),
    [
        ([parameters(PARAMETERS)], None, "kab-ogan-ilir"),
        ([parameters(PARAMETERS), parameters('place = "kota-batu"', "injected-parameters")], None, "kota-batu"),
        ([parameters(PARAMETERS)], {"place": "kota-batam"}, "kota-batam"),
        ([parameters('place: str = "kota-medan"')], None, "kota-medan"),
        ([new_code_cell('place = "kota-batu"')], None, None),
        ([parameters("place = 3")], {"place": ["x"]}, None),
        ([parameters("place = 16.5")], None, "16.5"),
        ([parameters("place = open('x')")], "no table", None),
        ([parameters("!ls\nplace = 'x'")], None, None),
        ([parameters("(" * 3000)], None, None),
    ],
)
def test_what_a_notebook_says_of_its_place(cells, noted, told):
    metadata = {"papermill": {"parameters": noted}} if noted else {}
    assert parameters_of(new_notebook(cells=cells, metadata=metadata)).get("place") == told


@pytest.mark.parametrize(
    ("more", "title", "accent"),
    [
        ('cluster = "K2"', "Klaster II · Lingkungan Keluarga dan Pengasuhan Alternatif · Kab. Ogan Ilir · 2024", "K2"),
        ('cluster = "K9"', "Catatan · Kab. Ogan Ilir · 2024", ""),
        ('cluster = "K2"; period = "1999"', "Catatan · Kab. Ogan Ilir · 1999", ""),
        ('cluster = "K2"; home = "//server/share"', "Klaster II · ", "K2"),
        ('cluster = "K2"; home = "\\x00"', "Klaster II · ", "K2"),
        ('place = "<b>"', "Catatan · <b> · 2024", ""),
        ('lang = "fr"', "Catatan · Kab. Ogan Ilir · 2024", ""),
    ],
)
def test_its_title_follows_from_its_parameters(tmp_path, more, title, accent):
    notebook = new_notebook(cells=[new_markdown_cell("# Catatan\n\nteks"), parameters(f"{PARAMETERS}\n{more}")])
    lang, page = page_of(notebook, "x", tmp_path)
    assert lang == "id" and page["accent"] == accent
    assert page["title"].startswith(title)


def test_the_clusters_of_an_own_edition_are_found_in_the_notebooks_workspace(home, tmp_path):
    notebook = new_notebook(cells=[parameters('home = "."\nperiod = "2030"\ncluster = "K1"')])
    assert page_of(notebook, "x", tmp_path)[1]["title"] == "x · 2030"
    (tmp_path / "kla.toml").write_text('[periods]\n"2030" = "2023"\n', encoding="utf-8")
    assert page_of(notebook, "x", tmp_path)[1]["accent"] == "K1"
    (tmp_path / "kla.toml").write_text("no settings", encoding="utf-8")
    assert page_of(notebook, "x", tmp_path)[1]["accent"] == ""


def test_every_option_of_nbconvert_still_works(tmp_path):
    path = written(tmp_path, new_notebook(cells=[new_code_cell("secret = 1")]))
    command("jupyter", "nbconvert", "--to", "kla", "--KlaExporter.exclude_input=False", path.name, cwd=tmp_path)
    assert path.with_suffix(".html").is_file()


def test_the_resources_speak_louder_than_the_option():
    cell = new_markdown_cell("# Ringkasan nilai")
    assert "Summary" in Narrative(lang="id").preprocess_cell(cell, {"lang": "en"}, 0)[0].source
