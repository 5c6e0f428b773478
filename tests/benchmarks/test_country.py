"""The made-up country reads like a real one, is the same every time, and says everywhere that it is made up."""

import csv
import json
import subprocess
from pathlib import Path

import pytest

from benchmarks.commands import BIN
from benchmarks.run.country import REMARK, STAGE, make_country, make_places
from kla_lib.instrument.places import all_places
from kla_lib.scoring.assessment import open_assessment

PERIOD, REAL = "2024", "kab-ogan-ilir"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The first eight places, and the one whose recap has declared corrections."""
    folder = tmp_path_factory.mktemp("country")
    make_places(folder, [*list(all_places())[:8], REAL], PERIOD)
    return folder


def written(home: Path) -> dict[str, list[dict[str, str]]]:
    files = sorted((home / "data/raw").rglob("*.csv"))
    return {path.parts[-3]: list(csv.DictReader(path.open(encoding="utf-8"))) for path in files}


def test_nothing_is_wrong_with_any_recap(home):
    ran = subprocess.run([BIN / "kla", "check", "--home", home, "--json"], capture_output=True, text=True, check=True)
    told = json.loads(ran.stdout)
    assert told["problems"] == []
    assert [recap["place"] for recap in told["recaps"]] == list(written(home))
    assert {(recap["rows_in"], recap["rows_rejected"]) for recap in told["recaps"]} == {(312, 0)}


def test_its_rows_are_those_of_the_real_recap(home):
    real = Path(__file__).parents[2] / "data/raw" / PERIOD / REAL / "EM/rekap.csv"
    wanted = [row["kode"] for row in csv.DictReader(real.open(encoding="utf-8"))]
    assert [row["kode"] for row in written(home)[REAL]] == wanted
    assert all(row["perangkat_daerah"] for row in written(home)[REAL] if row["kode"].startswith("1."))


def test_points_lie_within_the_maximum_and_some_are_open(home):
    rows = [row for recap in written(home).values() for row in recap]
    given = [(float(row["nilai"]), float(row["nilai_maksimal"])) for row in rows if row["nilai"]]
    assert given
    assert all(0 <= points <= maximum for points, maximum in given)
    assert 0.01 < 1 - len(given) / len(rows) < 0.06
    assert len({points for points, _ in given}) > 20


def test_places_differ(home):
    totals = [open_assessment(home, PERIOD, place).summary()["points"] for place in list(written(home))[:8]]
    assert len(set(totals)) == len(totals)


def test_the_same_call_writes_the_same_bytes(home, tmp_path):
    make_country(tmp_path, 3, PERIOD)
    for path in tmp_path.rglob("*.csv"):
        assert path.read_bytes() == (home / path.relative_to(tmp_path)).read_bytes()


def test_it_says_everywhere_that_it_is_made_up(home):
    files = list((home / "data/raw").rglob("*.csv"))
    assert {path.name for path in files} == {"rekap-rekaan.csv"}
    assert {path.parent.name for path in files} == {STAGE}
    assert {row["catatan"] for recap in written(home).values() for row in recap} == {REMARK}
    assert "MADE UP" in (home / "REKAAN.txt").read_text(encoding="utf-8")
