"""``kla score``: the real recap at every level it may be given."""

import csv
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RECAP = ROOT / "data/raw/2024/kab-ogan-ilir/EM/rekap.csv"
KEYS = ["place", "period", "stage", "edition", "points", "points_possible", "max", "category", "boundary_rule",
        "answered", "asked", "blocks", "indicators", "problems"]  # fmt: skip


def test_the_real_recap_by_its_path(kla):
    ran = kla("score", "data/raw/2024/kab-ogan-ilir/EM/rekap.csv", "--json")
    found = ran.json()
    assert ran.code == 0
    assert list(found) == KEYS
    assert (found["points"], found["points_possible"], found["max"]) == (769.61, 770.61, 1000.0)
    assert (found["place"], found["period"], found["stage"]) == ("kab-ogan-ilir", "2024", "EM")
    assert (found["category"], found["boundary_rule"], found["edition"]) == ("Nindya", "reach", "2023")
    assert (found["answered"], found["asked"]) == (273, 274)
    assert found["blocks"]["K0"] == {"points": 126.91, "max": 164.0}
    assert found["indicators"]["19"] == {"points": 39.6, "max": 51.0}
    assert '"points": 769.61' in ran.out


def test_the_same_by_place_period_and_stage(kla):
    by_path = kla("score", RECAP, "--json").json()
    by_name = kla("score", "--place", "Ogan Ilir", "--period", "2024", "--stage", "em", "--json").json()
    assert by_name == by_path


@pytest.mark.parametrize(
    ("keep", "points", "asked"),
    [(lambda code: code.startswith("K"), 770.36, 7), (lambda code: code.isalnum() and code[0] != "K", 765.46, 31)],
    ids=["blocks only", "indicators only"],
)
def test_a_loose_recap_of_blocks_or_indicators(kla, tmp_path, keep, points, asked):
    rows = list(csv.reader(RECAP.open(encoding="utf-8")))
    path = tmp_path / "rekap.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([rows[0], *(row for row in rows[1:] if keep(row[0]))])
    ran = kla("score", path, "--json")
    found = ran.json()
    assert ran.code == 0
    assert (found["points"], found["answered"], found["asked"], found["category"]) == (points, asked, asked, "Nindya")
    assert (found["place"], found["period"], found["stage"]) == (None, None, None)
    assert "edition_assumed" in [p["kind"] for p in found["problems"]]


def test_a_block_recap_knows_nothing_of_its_indicators(kla, tmp_path):
    (tmp_path / "r.csv").write_text("kode,nilai\nK1,89\n", encoding="utf-8")
    found = kla("score", tmp_path / "r.csv", "--json").json()
    assert found["indicators"]["4"]["points"] is None
    assert found["blocks"]["K2"]["points"] is None


def test_people_read_it_in_both_languages(kla):
    said = kla("score", RECAP)
    assert "setara Nindya" in said.out
    assert "769,61" in said.out
    assert "31,39 poin lagi ke Utama" in said.out
    assert "769.61" in kla("score", RECAP, "--lang", "en").out


def test_an_old_period_has_no_weights(kla, tmp_path):
    (tmp_path / "r.csv").write_text("kode,nilai\n1,10\n", encoding="utf-8")
    ran = kla("score", tmp_path / "r.csv", "--period", "2021", "--json")
    assert ran.code == 2
    assert "kla editions new ID-BARU --from" in ran.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("score",), "kla score"),
        (("score", "tidak-ada.csv"), "tidak-ada.csv"),
        (("score", "--place", "kota-pekanbarru", "--period", "2024"), "Kota Pekanbaru"),
        (("score", "--place", "kota-pekanbaru", "--period", "2024"), "kota-pekanbaru 2024"),
        (("score", "--place", "kab-ogan-ilir", "--period", "2024", "--stage", "VF"), "EM"),
        (("score", "--place", "kab-ogan-ilir", "--period", "1999"), "1999"),
        (("check", "--lang", "fr"), "id, en"),
        (("check", "--home", "tidak-ada"), "tidak-ada"),
        (("run", "--only", "kab-*/99-*"), "99-*"),
        (("editions", "show", "1945"), "2011, 2018, 2023"),
        (("awards", "Atlantis"), "Atlantis"),
    ],
)
def test_wrong_input_is_named_and_the_exit_code_is_2(kla, arguments, words):
    ran = kla(*arguments)
    assert ran.code == 2
    assert words in ran.err
    assert len(ran.err.splitlines()) >= 3


def test_a_rubric_of_ones_own_is_named(kla, workspace):
    folder = workspace / "data/raw/2024/kota-pekanbaru"
    (folder / "EM").mkdir(parents=True)
    (folder / "options.csv").write_text(
        "code,option,label_id,label_en,points,source\n1.1,Perda,Perda,Perda,12,rapat gugus tugas\n", encoding="utf-8"
    )
    (folder / "EM" / "rekap.csv").write_text("kode,jawaban\n1.1,perda\n", encoding="utf-8")
    found = kla("score", "--place", "kota-pekanbaru", "--period", "2024", "--json", cwd=workspace).json()
    assert found["points"] == 12.0
    assert json.dumps(found["problems"]).count("error") == 0


def test_between_two_bands_the_other_rule_is_named(kla, tmp_path):
    (tmp_path / "r.csv").write_text("kode,nilai\nK0,150.5\nK1,100\nK2,150\nK3,100\nK4,100\n", encoding="utf-8")
    said = kla("score", tmp_path / "r.csv").out
    assert "600,50" in said and "setara Pratama" in said and "Madya" in said


def test_below_every_band_nothing_is_called_equivalent(kla, tmp_path):
    (tmp_path / "r.csv").write_text("kode,nilai\nK1,100\n", encoding="utf-8")
    said = kla("score", tmp_path / "r.csv").out
    assert "belum setara peringkat mana pun" in said
    assert "setara belum" not in said
