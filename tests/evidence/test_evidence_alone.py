"""Evidence without a recap: the one place is found, its page is made, and JSON says what is wrong at every exit code."""

import re
import shutil

import pytest

PLACE = "data/raw/2026/kota-pekanbaru"


@pytest.fixture
def evidence(workspace):
    """One place with two files of evidence (made up) and nothing else."""
    shutil.rmtree(workspace / "data/raw/2024")
    (workspace / "kla.toml").write_text('[periods]\n"2026" = "2023"\n', encoding="utf-8")
    for code in ("2.1", "6.5"):
        (workspace / PLACE / "evidence" / code).mkdir(parents=True)
        (workspace / PLACE / "evidence" / code / "laporan.txt").write_text(
            f"Laporan rekaan untuk {code}: forum anak bertemu di Pekanbaru, 12 Maret 2025, 24 peserta.",
            encoding="utf-8",
        )
    return workspace


@pytest.mark.slow
def test_the_page_on_evidence_is_made_without_a_recap(kla, evidence):
    ran = kla("run", "--only", "*70-bukti*", cwd=evidence)
    made = evidence / "reports/2026/kota-pekanbaru/70-bukti.html"
    assert ran.code == 0 and "taruh rekap" not in ran.out + ran.err
    assert re.search(r"Berkas diperiksa\W+2\b", re.sub("<[^>]*>", " ", made.read_text(encoding="utf-8")))


def test_the_one_place_with_evidence_need_not_be_named(kla, evidence):
    ran = kla("evidence", "scan", "--json", cwd=evidence)
    assert (ran.code, [file["file"] for file in ran.json()["files"]]) == (0, ["2.1/laporan.txt", "6.5/laporan.txt"])


def test_of_two_places_one_is_to_be_named(kla, evidence):
    shutil.copytree(evidence / PLACE, evidence / "data/raw/2026/kab-siak")
    ran = kla("evidence", "scan", "--json", cwd=evidence)
    assert ran.code == 2 and [one["kind"] for one in ran.json()["problems"]] == ["place_and_period"]


@pytest.mark.parametrize(
    ("command", "place", "period"), [("scan", "kota-tidak-ada", "2026"), ("pack", "kota-pekanbaru", "2031")]
)
def test_json_says_what_is_wrong_with_the_command(kla, evidence, command, place, period):
    ran = kla("evidence", command, "--place", place, "--period", period, "--json", cwd=evidence)
    assert ran.code == 2 and ran.json()["problems"] and "Traceback" not in ran.err
