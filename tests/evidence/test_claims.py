"""Every claimed point is counted once, whatever levels a recap prints; and a place without evidence is one fact."""

import csv
import re
from pathlib import Path

import pytest

import kla_lib as kla
from kla_lib.core.workspace import open_workspace
from kla_lib.evidence.audit import risk_at
from kla_lib.evidence.charts import risk_chart
from kla_lib.evidence.tables import evidence_findings, evidence_headline, evidence_tasks, risk_blocks, risk_reasons
from kla_lib.evidence.terminal import evidence_lines
from kla_lib.instrument.editions import folder_of, load

ROOT = Path(__file__).parents[2]
PLACE, PERIOD = "kab-ogan-ilir", "2024"
REAL = ROOT / "data/raw" / PERIOD / PLACE
VIEWS = (evidence_headline, risk_chart, risk_blocks, risk_reasons, evidence_tasks, evidence_findings)
EDITION = load(folder_of("2023"))
with (ROOT / "kla_lib/instrument/data/2023/corrections.csv").open(encoding="utf-8") as declared:
    CORRECTED = {row["code"]: float(row["points"]) for row in csv.DictReader(declared) if row["place"] == PLACE}


def rows_of_real():
    with (REAL / "EM/rekap.csv").open(encoding="utf-8") as table:
        return list(csv.DictReader(table))


def is_kept(shape, code):
    """Which rows of the real recap a recap of each shape prints."""
    level = EDITION.by_code[code].level if code in EDITION.by_code else ""
    indicators_only = EDITION.block_of(code) in ("K1", "K2") if level else False
    shapes = {
        "everything": True,
        "questions": level == "question",
        "indicators": level == "indicator",
        "blocks": level == "block",
        "some by indicator": level == ("indicator" if indicators_only else "question"),
        "some by block": level == ("block" if indicators_only else "question"),
    }
    return shapes[shape]


def sum_by_hand(rows):
    """Points by plain recursion over codes: what stands at the lowest level that is filled, in hundredths of a point."""
    points = {row["kode"]: float(row["nilai"]) for row in rows if row["nilai"] not in ("", "-")}
    points |= {code: micro for code, micro in CORRECTED.items() if code in points}

    def of(node):
        below = [of(child.code) for child in EDITION.children[node]]
        if any(part is not None for part in below):
            return sum(part or 0 for part in below)
        return points.get(node)

    return sum(of(block.code) or 0 for block in EDITION.at("block"))


@pytest.fixture(params=["everything", "questions", "indicators", "blocks", "some by indicator", "some by block"])
def place(request, tmp_path):
    """A workspace with the real recap in one shape and one file of evidence; its rows."""
    rows = [row for row in rows_of_real() if is_kept(request.param, row["kode"])]
    folder = tmp_path / "data/raw" / PERIOD / PLACE
    (folder / "EM").mkdir(parents=True)
    with (folder / "EM/rekap.csv").open("w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    (folder / "evidence/2.1").mkdir(parents=True)
    (folder / "evidence/2.1/sk.txt").write_text("Keputusan rekaan tentang gugus tugas KLA.", encoding="utf-8")
    (tmp_path / "kla.toml").write_text('[periods]\n"2024" = "2023"\n', encoding="utf-8")
    return request.param, tmp_path, rows


def test_every_figure_of_points_is_the_same_sum(place):
    shape, home, rows = place
    right = sum_by_hand(rows)
    assessment = kla.open_assessment(home, period=PERIOD, place=PLACE)
    plan, robustness = kla.open_plan(home, PERIOD, PLACE), kla.open_robustness(home, PERIOD, PLACE)
    shown = {
        "score": assessment.summary()["points"],
        "blocks": sum(block["points"] for block in assessment.summary()["blocks"].values()),
        "plan": plan.claimed_micro / 1e6,
        "stability": robustness.stability.total_hundredths / 100,
    }
    found = kla.open_evidence(home, PERIOD, PLACE)
    if shape in ("indicators", "blocks"):
        assert found.claimed is None and found.risk.claimed_micro is None
    else:
        shown["evidence"] = found.risk.claimed_micro / 1e6
        claimed = {code: micro for code, micro in found.claimed.items() if micro > 0}
        at_risk = {
            code: micro
            for code, micro in claimed.items()
            if EDITION.by_code[code].level == "question" and code != "2.1"
        }
        assert found.risk.at_risk_micro == sum(at_risk.values()) == sum(found.risk.by_block.values())
        assert found.risk.at_risk_micro <= found.risk.claimed_micro <= 1000e6
    assert shown == pytest.approx(dict.fromkeys(shown, right), abs=0.006)


def test_the_committed_recap_claims_what_it_scores():
    found = kla.open_evidence(ROOT, PERIOD, PLACE)
    assert sum(found.claimed.values()) == 769_610_000


@pytest.fixture(params=["no folder", "an empty folder"])
def bare(request, tmp_path):
    """A workspace with the real recap and no evidence."""
    folder = tmp_path / "data/raw" / PERIOD / PLACE
    (folder / "EM").mkdir(parents=True)
    (folder / "EM/rekap.csv").write_bytes((REAL / "EM/rekap.csv").read_bytes())
    (tmp_path / "kla.toml").write_text('[periods]\n"2024" = "2023"\n', encoding="utf-8")
    if request.param == "an empty folder":
        (folder / "evidence").mkdir()
    return tmp_path


def test_a_place_without_evidence_is_told_so_once(bare):
    found = kla.open_evidence(bare, PERIOD, PLACE)
    assert found.found == () and found.risk.at_risk_micro is None
    assert (
        evidence_lines(found)[1:] == [evidence_lines(found)[1]] and "Belum ada data dukung" in evidence_lines(found)[1]
    )
    for view in VIEWS:
        assert "Belum ada data dukung" in re.sub("<[^>]+>", "", view(found)._repr_mimebundle_()[0]["text/html"])
    assert risk_at(open_workspace(bare), PERIOD, PLACE) is None
    assert not kla.open_plan(bare, PERIOD, PLACE).at_risk


def test_json_tells_of_it_too(bare, kla):
    ran = kla("evidence", "scan", "--place", PLACE, "--period", PERIOD, "--json", cwd=bare)
    record = ran.json()
    assert ran.code == 0 and record["findings"] == []
    assert [problem["kind"] for problem in record["problems"]] == ["evidence_none"]
    assert {question["at_risk"] for question in record["questions"]} == {None}
