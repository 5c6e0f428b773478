"""Assessments to make workbooks of: the real recap and made-up ones (a place named Contoh stands in no table)."""

import csv
import random
from dataclasses import replace
from pathlib import Path

from kla_lib.core.problems import errors
from kla_lib.core.workspace import Workspace
from kla_lib.instrument import editions
from kla_lib.instrument.instrument import Correction, Option
from kla_lib.recap.recap import read_recap
from kla_lib.scoring.assessment import Assessment, open_file

ROOT = Path(__file__).parents[2]
REAL = ROOT / "data/raw/2024/kab-ogan-ilir/EM/rekap.csv"
EDITION = editions.load(editions.shipped()["2023"])
KINDS = "kode,nilai,catatan\n13.1,0,\n13.2,,\n13.3,tidak berlaku,\n13.4,2.5,Nomor 12 Tahun 2019\n14.1,1,\n14.10,0.5,\n"
MIXED = "kode,nilai\nK0,130.1250\n4,11.5\n5,40.0050\n6.1,1.0050\n13.1,3\n13.3,tidak berlaku\nKD,60\n"
GAP = "kode,nilai\nK0,150.5\nK1,100\nK2,150\nK3,100\nK4,100\n"


def real(lang="id", **changes):
    """The committed recap; ``changes`` are fields of the assessment."""
    return replace(open_file(Workspace(ROOT), REAL, lang=lang), **changes)


def real_without(*codes):
    """The committed recap without the rows of some blocks, indicators and their questions."""
    assessment = real()
    answers = assessment.answers[~assessment.answers["code"].str.split(".").str[0].isin(codes)]
    return replace(assessment, recaps={assessment.stage: replace(assessment.recap, answers=answers)})


def only(keep, folder):
    """The real recap with some of its rows."""
    rows = list(csv.reader(REAL.open(encoding="utf-8")))
    return made("\n".join(",".join(row) for row in rows if row[0] == "kode" or keep(row[0])), folder)


def made(text, folder, stage="EM", rule="reach", lang="id", **declared):
    """A made-up recap as an assessment."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "rekap-contoh.csv"
    path.write_text(text, encoding="utf-8")
    recap = read_recap([path], EDITION, place="kab-contoh", period="2024", stage=stage, **declared)
    assert errors(recap.problems) == []
    return Assessment("kab-contoh", "2024", stage, lang, rule, EDITION, {stage: recap})


def declared(folder):
    """A recap with a correction of a misprint and a local rubric for an answer option."""
    names = ("period", "place", "stage", "code", "expected_points", "expected_max", "points", "max")
    values = ("2024", "kab-contoh", "EM", "13.1", "2", "", "2.75", "")
    why = {"reason_id": "salah cetak", "reason_en": "misprint", "confidence": "M", "source": "contoh"}
    correction = Correction(**dict(zip(names, values, strict=True)), **why)
    rubric = [Option("1.1", "Perda", "Perda", "By-law", "12", "contoh")]
    text = "kode,nilai,jawaban\n13.1,2,\n1.1,,perda\n"
    return made(text, folder, corrections=[correction], options=rubric)


def thirds(folder, seed):
    """Every question with up to six decimals, many ending so that a sum lies exactly between two hundredths."""
    draw = random.Random(seed)
    lines = ["kode,nilai"]
    for node in EDITION.at("question"):
        thousandths = draw.choice([5, 15, 125, 335, 375, 665, 995, 333.333, 666.667, 0.5])
        points = min(thousandths / 1000 + draw.randrange(0, 3), node.max_micro / 1_000_000)
        lines.append(f"{node.code},{points:.6f}")
    return made("\n".join(lines), folder)
