"""Collected answers score as a recap with the same points does; an answer without points is not known, not zero."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from kla_lib.core.problems import problem
from kla_lib.forms.as_recap import as_recap, still_faulty
from kla_lib.forms.joining import join, replay
from kla_lib.instrument.instrument import Option
from kla_lib.local.reading import read_all
from kla_lib.recap.model import COLUMNS, StageKey
from kla_lib.recap.recap import read_recap
from kla_lib.scoring.nodes import score
from tests.forms.made import EDITION, EXPECTED, read, right

KEY = StageKey("2026", "kota-pekanbaru", "EM", Path("data/raw/2026/kota-pekanbaru/formulir/kembali"))
POINTS = {"1.2a": "1", "4.1": "0,5", "4.2": "0", "4.4": "0.25"}


@pytest.fixture
def local(tmp_path):
    def tables(points):
        with (tmp_path / "poin.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("code", "points", "note"), *((c, p, "") for c, p in points.items())])
        found, problems = read_all(tmp_path, EDITION)
        assert problems == []
        return found

    return tables


def recap_of(local, options=()):
    found = join(replay([read(right())]), local.duties)
    return as_recap(found, local, options, EDITION, KEY)


def told(recap, *columns):
    rows = recap.answers.astype(object).where(recap.answers.notna(), None).to_dict("records")
    return {row["code"]: tuple(row[c] for c in columns) for row in rows}


def test_the_points_are_those_of_a_recap(local, tmp_path):
    recap = recap_of(local(POINTS))
    with (tmp_path / "rekap.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("Kode", "Nilai"), *POINTS.items(), ("7.2", "Tidak berlaku")])
    wanted = read_recap([tmp_path / "rekap.csv"], EDITION, place=KEY.place, period=KEY.period, stage=KEY.stage)
    assert wanted.rows_rejected == 0
    assert list(recap.answers.columns) == COLUMNS
    pd.testing.assert_frame_equal(score(recap.answers, EDITION), score(wanted.answers, EDITION))


def test_every_row_says_where_it_stands_and_who_gave_it(local):
    rows = told(
        recap_of(local(POINTS)),
        "status",
        "points_micro",
        "option",
        "agencies",
        "sheet",
        "cell",
        "note",
        "awaits_points",
    )
    assert rows["4.1"][:4] == ("answered", 500_000, "Ada", "disdukcapil")
    assert rows["4.2"][:2] == ("answered", 0)
    assert rows["25.5"][:3] == ("unanswered", None, "Ada") and rows["25.5"][6:] == ("lihat lampiran", "yes")
    assert rows["7.2"][:2] == ("not_applicable", None)
    assert rows["4.1"][4] == "Jawaban" and rows["4.1"][5].startswith("C")


def test_without_points_everything_is_still_possible(local):
    recap = recap_of(local({}))
    total = score(recap.answers, EDITION).iloc[0]
    lost = EDITION.by_code["7.2"].max_micro // 10_000
    assert (int(total["points_hundredths"]), int(total["possible_hundredths"])) == (0, 100_000 - lost)
    assert [p.kind for p in recap.problems] == ["forms_unvalued"]


def test_points_without_an_answer_count_and_are_told(local):
    recap = recap_of(local({"12.1": "3"}))
    assert told(recap, "status", "points_micro", "file", "cell")["12.1"] == (
        "answered",
        3_000_000,
        "2026/kota-pekanbaru/poin.csv",
        "",
    )
    assert [p.kind for p in recap.problems] == ["forms_unvalued", "points_without_answer"]


@pytest.mark.parametrize("words", ["Ada", "ADA ", "Yes"])
def test_a_rubric_values_the_words_of_an_answer_and_the_coordinator_overrules_it(local, words):
    options = [Option("4.1", words, "", "", "0,75", "buatan"), Option("4.4", words, "", "", "1", "buatan")]
    rows = told(recap_of(local({"4.4": "0"}), options), "status", "points_micro", "rubric")
    assert rows["4.1"] == ("answered", 750_000, "local")
    assert rows["4.4"] == ("answered", 0, "")


def test_rows_are_accounted_for(local):
    recap = recap_of(local(POINTS))
    assert recap.rows_in == recap.rows_kept + recap.rows_rejected == len(recap.answers)
    joined = join(replay([read(right({("Jawaban", "C10"): "mungkin"}))]), EXPECTED.duties or {})
    assert still_faulty(joined, [], KEY) == []
    (fault,) = still_faulty(joined, [problem("form_none", found="x")] * 2, KEY)
    assert (fault.kind, fault.found, fault.severity) == ("forms_faulty", "2", "warning")
