"""Reports on many places: when they are planned, what makes them anew, and where the index leads to them."""

import json
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from kla_lib.core.workspace import Workspace
from kla_lib.run.gather import gather, subjects
from kla_lib.run.jobs import list_jobs
from kla_lib.run.made_from import digests
from tests.run.conftest import plan, run, write_recap

ROOT = Path(__file__).parents[2]
OURS = ["2024/indonesia/60-provinsi.html", "2024/provinsi-sumatera-selatan/60-provinsi.html"]


@pytest.fixture
def home(tmp_path):
    home = tmp_path / "kerja"
    shutil.copytree(ROOT / "data/raw", home / "data/raw")
    (home / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks/60-provinsi.ipynb", home / "notebooks")
    return home


def planned(home, *places, history=()):
    workspace = Workspace(home)
    found = gather(workspace, "", places)
    jobs = list_jobs(workspace, found, subjects(found, history), [], "id")
    return {job.output: (job, digests(job, found, workspace, "id")) for job in jobs}


def test_the_nation_and_the_provinces_of_the_places_that_are_reported(home):
    assert sorted(planned(home)) == OURS
    assert sorted(planned(home, history=["kota-pekanbaru"])) == sorted([*OURS, "2024/provinsi-riau/60-provinsi.html"])


def test_a_run_for_some_places_leaves_them_alone(home):
    assert planned(home, "kab-ogan-ilir") == {}


def test_parameters_and_titles(home):
    job, _ = planned(home)[OURS[1]]
    assert job.parameters == {"home": home.as_posix(), "lang": "id", "period": "2024", "province": "sumatera-selatan"}
    assert (job.subject.title, job.title("id"), job.title("en")) == (
        "Sumatera Selatan", "Provinsi dan nasional", "Province and nation",
    )  # fmt: skip


def test_they_are_made_again_when_a_place_of_theirs_changes_and_no_other(home):
    def data():
        return {name: made_from["data"] for name, (_, made_from) in planned(home, history=["kota-pekanbaru"]).items()}

    first = data()
    write_recap(home, "kota-palembang", "kode,nilai\nK1,100\n")
    second = data()
    assert {name for name in first if first[name] != second[name]} == set(OURS)


@pytest.mark.slow
def test_the_index_leads_to_them_and_keeps_them_when_one_place_is_run(home):
    ran = run(home)
    assert ran.code == 0
    index = home / "reports/2024/index.html"
    links = [(a.text, a["href"]) for a in BeautifulSoup(index.read_text("utf-8"), "html.parser").select("nav a")]
    assert links == [
        ("Indonesia", "indonesia/60-provinsi.html"),
        ("Sumatera Selatan", "provinsi-sumatera-selatan/60-provinsi.html"),
    ]
    assert all((index.parent / href).is_file() for _, href in links)
    assert plan(home) == {name: [] for name in OURS}
    assert run(home, "--place", "kab-ogan-ilir").code == 0
    record = json.loads((index.parent / "run.json").read_text("utf-8"))
    assert [report["report"] for report in record["reports"]] == OURS
    assert "provinsi-sumatera-selatan" in index.read_text("utf-8")
