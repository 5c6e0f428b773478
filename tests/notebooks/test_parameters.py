"""Parameters as papermill, YAML and people give them: each is read, or refused with the nearest value that would be."""

import csv
import subprocess
import sys
from datetime import date
from pathlib import Path

import nbclient
import nbformat
import numpy as np
import pandas as pd
import pytest
import yaml
from papermill.iorw import NoDatesSafeLoader

import kla_lib as kla
from kla_lib.engine.task import Task
from kla_lib.engine.task import run_task
from kla_lib.instrument.parameters import find_workspace, place_given, province_given
from kla_lib.core.workspace import is_workspace
from kla_lib.core.problems import InputFault
from kla_lib.instrument import editions
from kla_lib.instrument.parameters import node_code, read_cluster, read_date
from kla_lib.plan.asked import Asked, read_asked

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"
EDITION = editions.load(editions.shipped()["2023"])
GIVEN = {"home": ROOT, "period": "2024", "place": "kab-ogan-ilir"}
OPENED = [
    kla.open_assessment, kla.open_collection, kla.open_evidence, kla.open_incidents, kla.open_plan, kla.open_robustness,
    kla.open_exploration,
]  # fmt: skip
ROWS = list(csv.DictReader(Path(__file__).with_name("parameters.csv").read_text(encoding="utf-8").splitlines()))


def value_of(text):
    """What YAML makes of it, as papermill reads YAML; ``!date`` is a date as Python has it."""
    day = text.removeprefix("!date ")
    return date.fromisoformat(day) if day != text else yaml.load(text, NoDatesSafeLoader)  # noqa: S506


def read(name, value):
    """A parameter as the functions of the library read it, as text."""
    problems = []
    if name in ("target", "margin"):
        wanted = read_asked(Asked(**{name: value}), EDITION)
        found, problems = {"target": wanted.target, "margin": wanted.margin_hundredths}[name], wanted.problems
    elif name == "cluster":
        found = read_cluster(value, EDITION, problems)
    elif name == "province":
        found = province_given(ROOT, "2024", value)[3].slug
    else:
        given = place_given(**{**GIVEN, name: value})
        found = given.place.slug if name == "place" else getattr(given, name)
    if problems:
        raise InputFault(problems)
    return str(found)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['parameter']}={row['given']}")
def test_a_parameter_is_read_or_refused_with_the_nearest_value(row):
    value = value_of(row["given"])
    if not row["fault"]:
        assert read(row["parameter"], value) == row["read"]
        return
    with pytest.raises(InputFault) as caught:
        read(row["parameter"], value)
    (fault,) = caught.value.problems
    assert (fault.kind, fault.where.cell) == (row["fault"], row["parameter"])
    assert row["near"] in fault.remedy("id")


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("period", np.int64(2024), "2024"), ("period", np.float64(2024), "2024"), ("cluster", np.int32(3), "K3"),
        ("period", pd.NA, None), ("period", pd.NaT, None), ("margin", pd.NA, None), ("target", np.array([1, 2]), None),
        ("period", 10**70, None), ("margin", 10**70, None), ("place", "x" * 5000, None), ("home", "x" * 5000, None),
        ("home", "a\0b", None), ("stage", "\u202eE", None),
    ],
)  # fmt: skip
def test_values_of_pandas_and_hostile_ones(name, value, found):
    if found:
        assert read(name, value) == found
    else:
        with pytest.raises(InputFault) as caught:
            read(name, value)
        assert len(str(caught.value)) < 1000 and "\u202e" not in str(caught.value)


def test_all_faults_of_all_parameters_are_reported_at_once_in_the_language_asked_for():
    with pytest.raises(InputFault) as caught:
        kla.open_plan("/", "20244", "Ogan Illir", stage="EMM", target="Utma", margin="x", lang="EN")
    assert [p.where.cell for p in caught.value.problems] == ["home", "period", "place", "stage", "target", "margin"]
    assert str(caught.value).startswith("Error: home: found “/”\n  expected: a workspace")


@pytest.mark.parametrize("opened", OPENED, ids=lambda function: function.__name__)
def test_a_parameter_that_is_left_out_is_a_fault_in_words(opened, monkeypatch):
    monkeypatch.chdir(ROOT)
    with pytest.raises(InputFault) as caught:
        opened()
    assert [p.where.cell for p in caught.value.problems] == ["period", "place"]


def test_a_day_and_a_rule_are_parameters_too():
    assert [read_date(day, []) for day in ("2026-03-11", date(2026, 3, 11), pd.Timestamp("2026-03-11"), None, "")] == [
        *[date(2026, 3, 11)] * 3, None, None]  # fmt: skip
    with pytest.raises(InputFault) as caught:
        kla.open_collection(**GIVEN, day="kemarin", rule="lenient")
    assert [p.where.cell for p in caught.value.problems] == ["rule", "day"]


@pytest.mark.parametrize(("given", "code"), [("k3", "K3"), (6, "6"), ("21a.4A", "21A.4a"), ("TOTAL", "TOTAL")])
def test_an_analyst_may_write_a_code_as_people_do(given, code):
    assert node_code(given, EDITION, "id") == code


@pytest.mark.parametrize("given", ["K9", "99.1", 14.1, None, ""])
def test_a_code_that_there_is_not_is_a_fault_in_words(given):
    """14.1 as a number may have been 14.10: both are questions."""
    assessment = kla.open_assessment(**GIVEN, lang="en")
    for view in (kla.headline, kla.bars, kla.arithmetic, kla.agencies, kla.unanswered, kla.gap_memo, kla.gaps):
        with pytest.raises(InputFault, match="Error: code: found"):
            view(assessment, given)


# -- the workspace


@pytest.mark.parametrize("below", ["", "notebooks", "data/raw/2024/kab-ogan-ilir"])
def test_without_a_home_the_nearest_workspace_above_is_found(below, monkeypatch):
    monkeypatch.chdir(ROOT / below)
    assert find_workspace("").home == find_workspace(None).home == ROOT


@pytest.mark.parametrize("home", ["notebooks", ".", "", "tidak-ada", Path("notebooks")])
def test_a_folder_that_is_no_workspace_is_a_fault_with_its_absolute_path(home, tmp_path, monkeypatch):
    """A home that is named is never looked for elsewhere, but a workspace above it is suggested."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputFault) as caught:
        find_workspace(home)
    (fault,) = caught.value.problems
    assert fault.kind == "workspace_missing" and fault.found == str(tmp_path / home)
    (tmp_path / "data/raw").mkdir(parents=True)
    if home in ("", "."):
        assert find_workspace(home).home == tmp_path
    else:
        with pytest.raises(InputFault, match=f"mungkin maksudnya {tmp_path}$"):
            find_workspace(home)


@pytest.mark.parametrize("opened", OPENED, ids=lambda function: function.__name__)
def test_no_function_makes_a_report_of_a_folder_without_data(opened, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputFault, match=str(tmp_path)):
        opened("", "2024", "kab-ogan-ilir")
    with pytest.raises(InputFault, match=str(tmp_path)):
        kla.open_province("", "2024", "riau")


# -- real runs


@pytest.mark.parametrize(
    ("notebook", "parameters", "said"),
    [
        ("20-klaster", {"period": 2024, "place": "kab-ogan-ilir", "cluster": 3}, ""),
        ("20-klaster", {"cluster": "K9", "place": 16.1, "lang": "EN"}, "Error: place: found “16.1”"),
        ("60-provinsi", {"period": "", "province": 14}, "Salah: period: ditemukan “\"\"”"),
        ("50-rencana", {"target": 900, "margin": [25]}, "Salah: target: ditemukan “900”"),
        ("30-opd", {"home": Path("..")}, f"Salah: home: ditemukan “{ROOT.parent}”"),
    ],
)  # fmt: skip
def test_a_notebook_gives_a_report_or_says_what_is_wrong(notebook, parameters, said, monkeypatch):
    monkeypatch.chdir(ROOT)
    result = run_task(Task(NOTEBOOKS / f"{notebook}.ipynb", None, parameters, ROOT, "python3"))
    assert result.status == ("input_fault" if said else "done") and result.reason.startswith(said)
    assert "Traceback" not in result.reason


def test_jupyterlab_shows_the_words_of_a_fault_in_place_of_a_traceback(tmp_path):
    """Jupyter starts a kernel in the notebook's folder."""
    book = nbformat.read(NOTEBOOKS / "20-klaster.ipynb", as_version=4)
    book.cells = book.cells[:4]
    book.cells[1].source += '\ncluster = "K9"'
    client = nbclient.NotebookClient(book, kernel_name="python3", allow_errors=True, resources={"metadata": {"path": str(NOTEBOOKS)}})
    client.execute()
    (output,) = book.cells[3].outputs
    assert output.ename == "InputFault" and output.traceback[0] == "Salah: cluster: ditemukan “K9”"
    assert len(output.traceback) == 3


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["root", "elsewhere", "other workspace"])
def test_papermill_finds_the_workspace_of_the_notebook_from_any_folder(folder, tmp_path):
    """Also from the folder of another workspace: the notebook's own counts."""
    here = ROOT if folder == "root" else tmp_path
    if folder == "other workspace":
        (tmp_path / "data/raw").mkdir(parents=True)
    target = tmp_path / "o.ipynb"
    command = [sys.executable, "-m", "papermill", str(NOTEBOOKS / "10-ringkasan.ipynb"), str(target), "-p", "period", "2024"]
    subprocess.run(command, cwd=here, check=True, capture_output=True, timeout=300)
    assert "769,61" in target.read_text(encoding="utf-8") and is_workspace(ROOT)
