"""What tests of several rooms share: the command ``kla``, a workspace, the edition, and places to look at."""

import csv
import dataclasses
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from tests import kla_forked

ROOT = Path(__file__).parents[1]
KLA = Path(sys.executable).with_name("kla")
RECAP = ROOT / "data/raw/2024/kab-ogan-ilir/EM/rekap.csv"
HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>"

settings.register_profile("kla", deadline=None)  # no test of properties fails because a machine is slow
settings.load_profile("kla")


class Ran:
    """What a command printed; a traceback is a failure."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err
        assert "Traceback" not in self.out + self.err, self.err

    def json(self):
        return json.loads(self.out)


@pytest.fixture(scope="session")
def installed():
    """The command as it is installed, started anew."""

    def call(*arguments: object, cwd: Path = ROOT) -> Ran:
        command = [str(KLA), *map(str, arguments)]
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False)
        return Ran(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture(scope="session")
def kla(installed, tmp_path_factory):
    """The command, in a process of its own that need not read its modules (see `kla_forked`); anew where nothing forks."""
    if not hasattr(os, "fork"):
        yield installed
        return
    server, folder = kla_forked.Server(), tmp_path_factory.mktemp("said")
    yield lambda *arguments, cwd=ROOT: Ran(*server.run([str(a) for a in arguments], cwd, folder))
    server.close()


@pytest.fixture
def workspace(tmp_path):
    """A workspace with the real recap and the real notebooks."""
    for name in ("data/raw", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns(".*"))
    shutil.copy(ROOT / "kla.toml", tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def edition():
    """The edition of 2023."""
    from kla_lib.instrument import editions

    return editions.load(editions.shipped()["2023"])


def halved(target, keep=lambda code: True):
    """The recap once more with half of every question's points, without the rows that are not kept."""
    target.parent.mkdir(parents=True)
    with RECAP.open() as source, target.open("w", newline="") as written:
        rows = csv.DictReader(source)
        out = csv.DictWriter(written, rows.fieldnames)
        out.writeheader()
        for row in rows:
            if "." in row["kode"] and row["kode"] not in ("21B.2", "19.4") and keep(row["kode"]):
                points = str(round(float(row["nilai"] or 0) / 2, 2))
                out.writerow({**row, "nilai": points})


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """The real recap, and half of it as the recaps of another period and of another place with two stages."""
    folder = tmp_path_factory.mktemp("home")
    here = folder / "data/raw/2024/kab-ogan-ilir/EM"
    here.mkdir(parents=True)
    shutil.copy(RECAP, here)
    halved(folder / "data/raw/2023/kab-ogan-ilir/VA/rekap.csv")
    halved(folder / "data/raw/2024/kab-batang/EM/rekap.csv")
    halved(folder / "data/raw/2024/kab-batang/VF/rekap.csv", keep=lambda code: not code.startswith(("3.", "12.")))
    return folder


def _opened(home, place, lang="id"):
    from kla_lib.scoring.assessment import open_assessment

    return open_assessment(home, period="2024", place=place, lang=lang)


@pytest.fixture(scope="session")
def assessment(home):
    """The real recap."""
    return _opened(home, "kab-ogan-ilir")


@pytest.fixture(scope="session")
def english(home):
    """The real recap, in English."""
    return _opened(home, "kab-ogan-ilir", "en")


@pytest.fixture(scope="session")
def final(home):
    """A place with EM and VF, under the first category, with questions left out."""
    return _opened(home, "kab-batang")


@pytest.fixture(scope="session")
def pekanbaru(home):
    """A place without a recap."""
    return _opened(home, "kota-pekanbaru")


@pytest.fixture(scope="session")
def hostile(assessment):
    """Every text that a file can bring is a script."""
    from kla_lib.core.problems import Where, problem

    columns = ("file", "sheet", "cell", "found", "correction_id", "correction_en", "rubric", "note")
    answers = assessment.answers.assign(**{column: HOSTILE for column in columns if column in assessment.answers})
    problems = (problem("value", Where(HOSTILE, HOSTILE, HOSTILE), HOSTILE, known=HOSTILE),)
    recap = dataclasses.replace(assessment.recap, answers=answers, problems=problems, files={HOSTILE: HOSTILE})
    edition = dataclasses.replace(
        assessment.edition,
        nodes=tuple(dataclasses.replace(node, label_id=HOSTILE) for node in assessment.edition.nodes),
        agencies=dict.fromkeys(assessment.edition.agencies, (HOSTILE, HOSTILE)),
        title_id=HOSTILE,
        legal_basis=HOSTILE,
    )
    return dataclasses.replace(assessment, recaps={assessment.stage: recap}, edition=edition)
