"""The rules of the house for notebooks: they say, the library does."""

import ast
import builtins
import json
import re
from pathlib import Path

import nbformat
import pytest
from papermill.translators import PythonTranslator

import kla_lib as kla
from kla_lib.core.problems import prose

FOLDER = Path(__file__).parents[2] / "notebooks"
PATHS = sorted(FOLDER.glob("*.ipynb"))
MOST_LINES = 8
FORBIDDEN = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Try,
    ast.For,
    ast.While,
    ast.If,
    ast.With,
    ast.Lambda,
)
PER = {"place", "cluster", "history", "collection", "evidence", "incidents", "province"}
OWN = {"50-rencana": {"target", "margin"}}
PARAMETERS = {"home", "period", "place", "stage", "lang"}


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def cells(notebook, kind):
    return [cell for cell in notebook.cells if cell.cell_type == kind]


def parameters(notebook):
    return [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]


def test_the_reports_are_there():
    assert [path.stem for path in PATHS] == [
        "10-ringkasan", "20-klaster", "30-opd", "40-tahap", "50-rencana", "55-ketahanan", "60-provinsi",
        "70-bukti", "80-laporan", "90-eksplorasi",
    ]  # fmt: skip


def test_it_is_a_sound_notebook_with_readable_ids_and_no_outputs(notebook):
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert all(re.fullmatch(r"[a-z][a-z-]*", cell.id) for cell in notebook.cells)
    assert all(not cell.outputs and cell.execution_count is None for cell in cells(notebook, "code"))


def test_it_says_what_it_is_for(notebook, request):
    about = notebook.metadata.kla
    assert about.per in PER and about.name in {path.stem for path in PATHS}
    assert about.title.strip() and notebook.cells[0].source == f"# {about.title}"


def test_prose_and_code_take_turns(notebook):
    kinds = [cell.cell_type for cell in notebook.cells]
    assert kinds == ["markdown", "code"] * (len(kinds) // 2)


def test_prose_is_short_and_in_both_languages(notebook):
    for cell in cells(notebook, "markdown"):
        english = prose("notebook", cell.source, "en")
        assert english != cell.source and "kla" not in cell.metadata, "run: make catalogue"
        assert marks(english) == marks(cell.source)
        assert len(cell.source.split()) <= 60
        assert not re.search(r"\d{2,}", cell.source), "a number belongs to the data, not to the prose"


def marks(text):
    """How a text is built: the headings, paragraphs and lists that it is made of."""
    return [re.match(r"#+ |[-*] |\d+\. |", line)[0] for line in text.splitlines() if line]


def test_there_is_one_title(notebook):
    assert sum(cell.source.startswith("# ") for cell in notebook.cells) == 1


def test_one_cell_of_parameters_with_live_defaults(notebook):
    (cell,) = parameters(notebook)
    given = {node.target.id: ast.literal_eval(node.value) for node in ast.parse(cell.source).body}
    own = {"cluster"} if notebook.metadata.kla.per == "cluster" else OWN.get(notebook.metadata.kla.name, set())
    of_many = {"home", "period", "province", "lang"}
    per = notebook.metadata.kla.per
    of_one = PARAMETERS - ({"stage"} if per in ("collection", "incidents") else set())
    assert set(given) == (of_many if per == "province" else of_one | own)
    assert given["lang"] == "id" and given["home"] == "", "the workspace is found from the notebook's folder"


def test_papermill_says_the_type_and_the_meaning_of_every_parameter(notebook):
    (cell,) = parameters(notebook)
    told = PythonTranslator.inspect(cell)
    assert [one.name for one in told] == [node.target.id for node in ast.parse(cell.source).body]
    assert all(one.inferred_type_name in ("str", "float") and len(one.help.split()) >= 3 for one in told)


def test_code_is_short_and_holds_no_machinery(notebook):
    for cell in cells(notebook, "code"):
        tree = ast.parse(cell.source)
        assert len(cell.source.splitlines()) <= MOST_LINES
        assert not [node for node in ast.walk(tree) if isinstance(node, (*FORBIDDEN, ast.comprehension))]


def test_every_cell_but_the_parameters_ends_in_something_to_show(notebook):
    for cell in cells(notebook, "code"):
        if cell not in parameters(notebook):
            assert isinstance(ast.parse(cell.source).body[-1], ast.Expr)


def test_it_uses_only_names_that_exist(notebook):
    known = set(dir(builtins))
    for cell in cells(notebook, "code"):
        tree = ast.parse(cell.source)
        names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        known |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
        known |= {alias.asname or alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
        assert {node.id for node in names} <= known
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "kla":
                assert node.attr in {*dir(kla), *kla._HOME_OF}


def test_it_is_stored_as_people_can_compare_it():
    for path in PATHS:
        text = path.read_text(encoding="utf-8")
        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
