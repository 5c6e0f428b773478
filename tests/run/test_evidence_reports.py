"""When the report on evidence is made, and when again: by names, sizes and times, and the settings; nothing is opened."""

from pathlib import Path

import pytest

from kla_lib.core.workspace import Workspace
from kla_lib.instrument import editions
from kla_lib.instrument.place_folder import EVIDENCE_FOLDER
from kla_lib.recap.find_recaps import find_stages, places_with
from kla_lib.run.jobs import list_jobs
from kla_lib.run.made_from import digests
from kla_lib.run.model import Gathered, Subject
from kla_lib.run.report_kinds import stamps

ROOT = Path(__file__).parents[2]
PERIOD, PLACE = "2026", "kota-pekanbaru"
EDITION = editions.load(editions.shipped()["2023"])


@pytest.fixture
def home(tmp_path):
    (tmp_path / "notebooks").symlink_to(ROOT / "notebooks")
    return tmp_path


@pytest.fixture
def folder(home):
    folder = home / "data/raw" / PERIOD / PLACE / "evidence" / "2.4"
    folder.mkdir(parents=True)
    (folder / "a.pdf").write_bytes(b"satu")
    return folder


def jobs(home, **settings):
    gathered, workspace = Gathered({}, {PERIOD: EDITION}, ()), Workspace(home, **settings)
    found = list_jobs(workspace, gathered, [Subject(PERIOD, PLACE)], [], "id")
    return [job for job in found if job.template.kind.name == "evidence"], gathered, workspace


def made_from(home, **settings):
    (job,), gathered, workspace = jobs(home, **settings)
    return digests(job, gathered, workspace, "id")["evidence"]


def test_it_is_made_only_where_there_is_evidence(home, request):
    assert jobs(home)[0] == []
    request.getfixturevalue("folder")
    assert [job.output for job in jobs(home)[0]] == [f"{PERIOD}/{PLACE}/70-bukti.html"]


def test_it_is_made_again_when_a_file_or_a_setting_changes(home, folder):
    first = made_from(home)
    assert made_from(home) == first
    (folder / "b.pdf").write_bytes(b"dua")
    second = made_from(home)
    (folder / "a.pdf").write_bytes(b"lain sekali")
    third = made_from(home)
    (folder / "b.pdf").rename(folder / "c.pdf")
    changed = [first, second, third, made_from(home), made_from(home, upload_limit_mb=2.0)]
    changed.append(made_from(home, evidence_years={PERIOD: ["2024"]}))
    assert len(set(changed)) == len(changed)


def test_links_are_not_followed(home, folder):
    (folder / "keluar").symlink_to(ROOT)
    assert len(stamps(folder.parent)) == 3


def test_a_folder_of_evidence_is_no_stage_and_names_its_place(home, folder):
    (folder.parent / "rekap.csv").write_text("kode,nilai\n1.1,2\n", encoding="utf-8")
    assert find_stages(home / "data/raw") == ([], [])
    assert places_with(EVIDENCE_FOLDER, home / "data/raw", PERIOD) == (PLACE,)
    assert places_with(EVIDENCE_FOLDER, home / "data/raw", PERIOD, ["kab-ogan-ilir"]) == ()
