"""The job list: which reports, which parameters, and what is refused before anything runs."""

from pathlib import Path

import nbformat
import pytest

from kla_lib.core.problems import InputFault
from kla_lib.core.workspace import open_workspace
from kla_lib.run.jobs import list_jobs, only, plan_jobs, read_templates
from kla_lib.run.model import Gathered, Subject
from tests.notebooks_made import PARAMETERS, write_notebook

ROOT = Path(__file__).parents[2]
BLOCKS = {"2024": {"K0": "Kelembagaan", "K1": "Klaster I"}}
COMMON = {"home": "/tempat/kerja", "lang": "id"}
WITH = Subject("2024", "kab-ogan-ilir", "EM")
WITHOUT = Subject("2024", "kota-pekanbaru")


@pytest.fixture
def templates(tmp_path):
    write_notebook(tmp_path / "10-tempat.ipynb", "1")
    write_notebook(tmp_path / "20-klaster.ipynb", "1", per="cluster", parameters=PARAMETERS + '\ncluster = "K1"')
    write_notebook(tmp_path / "40-riwayat.ipynb", "1", per="history")
    write_notebook(tmp_path / "99-catatan.ipynb", "1", about=False)
    return read_templates(tmp_path)


def test_a_place_with_a_recap_gets_every_report_and_one_without_its_history(templates):
    outputs = [job.output for job in plan_jobs(templates, [WITH, WITHOUT], BLOCKS, COMMON)]
    assert outputs == [
        "2024/kab-ogan-ilir/10-tempat.html",
        "2024/kab-ogan-ilir/20-klaster-K0.html",
        "2024/kab-ogan-ilir/20-klaster-K1.html",
        "2024/kab-ogan-ilir/40-riwayat.html",
        "2024/kota-pekanbaru/40-riwayat.html",
    ]


def test_titles_and_parameters(templates):
    job = plan_jobs(templates, [WITH], BLOCKS, COMMON)[1]
    assert job.title("id") == job.title("en") == "Kelembagaan", "a cluster's name comes in the run's language already"
    assert job.parameters == {**COMMON, "period": "2024", "place": "kab-ogan-ilir", "stage": "EM", "cluster": "K0"}


def test_a_notebook_s_title_is_said_in_the_reader_s_language():
    jobs = plan_jobs(read_templates(ROOT / "notebooks"), [WITHOUT], BLOCKS, {**COMMON, "lang": "en"})
    (history,) = [job for job in jobs if job.template.kind.name == "history"]
    assert {lang: history.title(lang) for lang in ("id", "en")} == {
        "id": "Tahap dan riwayat penghargaan", "en": "Stages and award history",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("patterns", "count"),
    [
        ([], 5),
        (["20-*"], 2),
        (["kab-ogan-ilir/*"], 4),
        (["2024/kota-pekanbaru/40-riwayat.html"], 1),
        (["*/40-*"], 2),
        (["50-*"], 0),
        (["20-*", "*/40-*"], 4),
        (["20-*", "kab-ogan-ilir/*"], 4),
    ],
)
def test_only(templates, patterns, count):
    assert len(only(plan_jobs(templates, [WITH, WITHOUT], BLOCKS, COMMON), patterns)) == count


def test_each_pattern_that_matches_nothing_is_told(tmp_path):
    write_notebook(tmp_path / "notebooks/20.ipynb", "1", per="place")
    asked = ["20*", "30-*", "40-*"]
    with pytest.raises(InputFault) as told:
        list_jobs(open_workspace(tmp_path), Gathered({}, {}, ()), [WITH], asked, "id")
    assert [(p.kind, p.found) for p in told.value.problems] == [
        ("nothing_matches", "30-*"),
        ("nothing_matches", "40-*"),
    ]


def test_a_mistyped_parameter_stops_with_a_suggestion(tmp_path):
    write_notebook(tmp_path / "20.ipynb", "1", per="cluster", parameters=PARAMETERS + '\nclster = "K1"')
    with pytest.raises(InputFault) as caught:
        plan_jobs(read_templates(tmp_path), [WITH], BLOCKS, COMMON)
    assert [(p.kind, p.found) for p in caught.value.problems] == [("parameter_unknown", "cluster")]
    assert "clster" in caught.value.problems[0].expected("id")


def test_a_parameter_nobody_gives_stops(tmp_path):
    write_notebook(tmp_path / "10.ipynb", "1", parameters=PARAMETERS + "\nstages = None")
    with pytest.raises(InputFault) as caught:
        plan_jobs(read_templates(tmp_path), [WITH], BLOCKS, COMMON)
    assert [(p.kind, p.found) for p in caught.value.problems] == [("parameter_missing", "stages")]
    assert "stage" in caught.value.problems[0].expected("id")


def test_all_notebook_faults_are_told_at_once(tmp_path):
    (tmp_path / "1.ipynb").write_text("{", encoding="utf-8")
    write_notebook(tmp_path / "2.ipynb", "1", per="planet")
    path = write_notebook(tmp_path / "3.ipynb", "1")
    notebook = nbformat.read(path, 4)
    notebook.cells[1].metadata = {}
    nbformat.write(notebook, path)
    titled = nbformat.read(write_notebook(tmp_path / "4.ipynb", "1"), 4)
    titled.metadata.kla.title = {"id": "Uji", "en": "Trial"}
    nbformat.write(titled, tmp_path / "4.ipynb")
    for number, reads in enumerate((5, [{"forms": 1}], ["formulir"]), start=5):
        told = nbformat.read(write_notebook(tmp_path / f"{number}.ipynb", "1"), 4)
        told.metadata.kla.reads = reads
        nbformat.write(told, tmp_path / f"{number}.ipynb")
    with pytest.raises(InputFault) as caught:
        read_templates(tmp_path)
    kinds = ["notebook_broken", "notebook_metadata", "notebook_parameters", *["notebook_metadata"] * 4]
    assert [p.kind for p in caught.value.problems] == kinds


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(InputFault, match="tidak-ada"):
        read_templates(tmp_path / "tidak-ada")


def test_annotated_and_computed_defaults_are_parameters_too(tmp_path):
    write_notebook(tmp_path / "10.ipynb", "1", parameters=PARAMETERS + "\nyears: list = [2023, 2024]  # tahun")
    assert read_templates(tmp_path)[0].parameters[-1] == "years"
    assert read_templates(tmp_path)[0].no_default == ()
