"""When the report on how firm a rating is, is made again: with its scenarios, its other periods and its neighbours."""

from pathlib import Path

import pytest

from kla_lib.core.workspace import Workspace
from kla_lib.run.gather import gather, subjects
from kla_lib.run.jobs import list_jobs
from kla_lib.run.made_from import digests

ROOT = Path(__file__).parents[2]
RECAP = ROOT / "data/raw/2024/kab-ogan-ilir/EM/rekap.csv"


def write(home, path, content):
    target = home / "data" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


@pytest.fixture
def home(tmp_path):
    (tmp_path / "notebooks").symlink_to(ROOT / "notebooks")
    write(tmp_path, "raw/2024/kab-ogan-ilir/EM/rekap.csv", RECAP.read_bytes())
    return tmp_path


def made_from(home):
    workspace = Workspace(home)
    found = gather(workspace, "2024", ["kab-ogan-ilir"])
    jobs = list_jobs(workspace, found, subjects(found, ()), ["*/55-*"], "id")
    (job,) = jobs
    return digests(job, found, workspace, "id")["robustness"]


def test_each_of_these_makes_it_again(home):
    digests = [made_from(home)]
    for path in (
        "raw/2024/kab-ogan-ilir/skenario/a.csv",
        "raw/2023/kab-ogan-ilir/EM/rekap.csv",
        "raw/2024/kab-batang/EM/rekap.csv",
        "editions/usulan/instrument.csv",
    ):
        write(home, path, RECAP.read_bytes())
        digests.append(made_from(home))
    write(home, "raw/2024/kab-batang/EM/rekap.csv", RECAP.read_bytes() + b"\n")
    digests.append(made_from(home))
    assert len(set(digests)) == len(digests)


def test_the_same_files_again_do_not(home):
    before = made_from(home)
    write(home, "raw/2024/kab-ogan-ilir/EM/rekap.csv", RECAP.read_bytes())
    write(home, "raw/2025/kab-batang/EM/rekap.csv", RECAP.read_bytes())
    assert made_from(home) == before
