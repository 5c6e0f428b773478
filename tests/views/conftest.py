"""Cases to look at: the real recap, the same with a second stage, a place without a recap, and a hostile one."""

import csv
import dataclasses
import shutil
from pathlib import Path

import pytest

from kla_lib.core.problems import Where, problem
from kla_lib.scoring.assessment import open_place

ROOT = Path(__file__).parents[2]
RECAP = ROOT / "data/raw/2024/kab-ogan-ilir/EM/rekap.csv"
HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>"


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
    folder = tmp_path_factory.mktemp("home")
    here = folder / "data/raw/2024/kab-ogan-ilir/EM"
    here.mkdir(parents=True)
    shutil.copy(RECAP, here)
    halved(folder / "data/raw/2023/kab-ogan-ilir/VA/rekap.csv")
    halved(folder / "data/raw/2024/kab-batang/EM/rekap.csv")
    halved(folder / "data/raw/2024/kab-batang/VF/rekap.csv", keep=lambda code: not code.startswith(("3.", "12.")))
    return folder


@pytest.fixture(scope="session")
def case(home):
    return open_place(home, period="2024", place="kab-ogan-ilir", lang="id")


@pytest.fixture(scope="session")
def english(home):
    return open_place(home, period="2024", place="kab-ogan-ilir", lang="en")


@pytest.fixture(scope="session")
def final(home):
    """A place with EM and VF, under the first category, with questions left out."""
    return open_place(home, period="2024", place="kab-batang", lang="id")


@pytest.fixture(scope="session")
def pekanbaru(home):
    return open_place(home, period="2024", place="kota-pekanbaru", lang="id")


@pytest.fixture(scope="session")
def hostile(case):
    """Every text that a file can bring is a script."""
    columns = ("file", "sheet", "cell", "found", "correction_id", "correction_en", "rubric", "note")
    answers = case.answers.assign(**{column: HOSTILE for column in columns if column in case.answers})
    problems = (problem("value", Where(HOSTILE, HOSTILE, HOSTILE), HOSTILE, known=HOSTILE),)
    recap = dataclasses.replace(case.recap, answers=answers, problems=problems, files={HOSTILE: HOSTILE})
    edition = dataclasses.replace(
        case.edition,
        nodes=tuple(dataclasses.replace(node, label_id=HOSTILE) for node in case.edition.nodes),
        agencies=dict.fromkeys(case.edition.agencies, (HOSTILE, HOSTILE)),
        title_id=HOSTILE,
        legal_basis=HOSTILE,
    )
    return dataclasses.replace(case, recaps={case.stage: recap}, edition=edition)
