"""The rule files themselves: the whole tree, its sums, its words and its sources."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from kla_lib.instrument import editions
from kla_lib.instrument.instrument import TOTAL, code_key

FOLDER = editions.shipped()["2023"]
EDITION = editions.load(FOLDER)
BLOCKS = {"K0": 164, "K1": 115, "K2": 156, "K3": 150, "K4": 110, "K5": 205, "KD": 100}
LOWER = {"12.4", "12.5", "17.5", "17.6", "24A.4", *(f"25.7{x}" for x in "abcd"), *(f"26.8{x}" for x in "abcd")}


def rows(name):
    with Path(str(FOLDER.joinpath(name))).open(encoding="utf-8") as source:
        return list(csv.DictReader(source))


def test_blocks_indicators_and_questions_are_all_there():
    assert {n.code: n.max_micro // 1_000_000 for n in EDITION.at("block")} == BLOCKS
    assert len(EDITION.at("indicator")) == 31
    assert len(EDITION.at("question")) == 274
    assert EDITION.total_micro == 1_000_000_000


def test_children_sum_to_their_parents_to_the_last_decimal():
    table = rows("instrument.csv")
    for parent in (row for row in table if row["level"] != "question"):
        children = [Decimal(row["max"]) for row in table if row["parent"] == parent["code"]]
        assert sum(children) == Decimal(parent["max"]), parent["code"]


def test_codes_stay_apart_however_they_are_spelled():
    assert len({code_key(n.code) for n in EDITION.nodes}) == len(EDITION.nodes) == 312
    assert EDITION.by_key[code_key("21 a . 4 A")] == "21A.4a"
    assert EDITION.by_code["14.1"] != EDITION.by_code["14.10"]


def test_tree_order_puts_children_right_after_their_parent():
    seen = [n.code for n in EDITION.nodes]
    for node in EDITION.nodes:
        assert not node.parent or seen.index(node.parent) < seen.index(node.code)
        assert EDITION.block_of(node.code) in BLOCKS


def test_figures_where_more_is_worse():
    assert {n.code for n in EDITION.nodes if n.direction == "lower"} == LOWER


def test_every_row_has_a_source_that_says_when_it_was_checked():
    for node in EDITION.nodes:
        assert EDITION.sources[node.source].checked_on == "2026-11-23"


def test_labels_are_short_unlike_and_in_both_languages():
    for indicator in EDITION.at("indicator"):
        for lang in ("id", "en"):
            labels = [q.label(lang) for q in EDITION.questions_under(indicator.code)]
            assert len(set(labels)) == len(labels)
            assert all(3 <= len(label) <= 80 for label in labels)


def test_what_is_not_known_is_said():
    assert "tidak ditemukan" in EDITION.by_code["7.2"].label("id")
    assert "not found" in EDITION.by_code["7.2"].label("en")
    assert EDITION.by_code["19.4"].confidence == "L"
    assert EDITION.by_code["21B.2"].confidence == "M"
    assert EDITION.options == ()


def test_agencies_have_one_spelling_each_and_every_alias_leads_to_one():
    assert {role for n in EDITION.nodes for role in n.agencies} <= set(EDITION.agencies)
    assert set(EDITION.aliases.values()) <= set(EDITION.agencies)
    for name in ("Dinas PU", "Dinas PUPR", "PUPR"):
        assert EDITION.aliases[name] == "pupr"
    assert EDITION.agency("dinkes", "id") == "Dinas Kesehatan"


def test_evidence_asked_agrees_with_the_published_counts():
    asked = rows("evidence.csv")
    assert len(asked) == 274
    counts = {
        c: sum(row[c] == "1" for row in asked) for c in ("document", "matrix", "photo", "signed_budget", "certificate")
    }
    assert counts == {"document": 206, "matrix": 73, "photo": 48, "signed_budget": 33, "certificate": 5}


def test_questions_under_a_node():
    assert len(EDITION.questions_under(TOTAL)) == 274
    assert [q.code for q in EDITION.questions_under("23B")] == ["23B.1", "23B.2"]
    assert [q.code for q in EDITION.questions_under("23B.1")] == ["23B.1"]


BREAKS = [
    ("instrument.csv", "\n4.1,4,question,1,", "\n4.1,4,question,2,", "max_sum"),
    ("instrument.csv", "\n4.2,4,", "\n4.1,4,", "double_row"),
    ("instrument.csv", "\n4.2,4,", "\n4.2,K1,", "parent"),
    ("instrument.csv", "\n4.1,4,question,1,", "\n4.1,4,question,satu,", "number"),
    ("instrument.csv", "\n4.1,4,question,1,", "\n4.1,4,question,,", "max_missing"),
    (
        "instrument.csv",
        "\n4.1,4,question,1,coverage,higher,disdukcapil,",
        "\n4.1,4,question,1,coverage,higher,dukun,",
        "role_unknown",
    ),
    ("instrument.csv", ",ogan-ilir-2024,H,\n4.2", ",entah,H,\n4.2", "source"),
    ("instrument.csv", ",ogan-ilir-2024,H,\n4.2", ",ogan-ilir-2024,Z,\n4.2", "value"),
    ("bands.csv", "Madya,601,", "Madya,650,", "band_gap"),
    ("bands.csv", "KLA,901,1000", "KLA,901,999", "band_top"),
    ("bands.csv", "Utama,801,900", "Utama,900,801", "band_order"),
    ("bands.csv", "category,lower", "kategori,lower", "table_columns"),
    ("edition.toml", 'total = "1000"', 'total = "999"', "max_sum"),
    ("edition.toml", 'total = "1000"', "total = ", "toml_broken"),
    ("edition.toml", 'id = "2023"', 'nama = "2023"', "toml_key"),
    ("edition.toml", 'default_boundary_rule = "reach"', 'default_boundary_rule = "lenient"', "value"),
]


@pytest.fixture
def copy(tmp_path):
    def files(folder, target):
        for entry in folder.iterdir():
            if entry.is_dir():
                (target / entry.name).mkdir()
                files(entry, target / entry.name)
            else:
                (target / entry.name).write_bytes(entry.read_bytes())

    files(FOLDER, tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "old", "new", "kind"), BREAKS, ids=[f"{b[0]}-{b[3]}-{i}" for i, b in enumerate(BREAKS)]
)
def test_each_fault_in_an_edition_is_found(copy, name, old, new, kind):
    text = (copy / name).read_text(encoding="utf-8")
    assert old in text
    (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    _, problems = editions.examine(copy)
    assert kind in [p.kind for p in problems], [p.as_dict("en") for p in problems]


def test_all_faults_are_told_at_once(copy):
    path = copy / "instrument.csv"
    text = path.read_text(encoding="utf-8")
    for row in ("4.1,4,question,1", "5.1,5,question,10", "6.1,6,question,6"):
        assert f"\n{row}," in text
        text = text.replace(f"\n{row},", f"\n{row}x,")
    path.write_text(text, encoding="utf-8")
    _, problems = editions.examine(copy)
    assert [p.found for p in problems if p.kind == "number"] == ["1x", "10x", "6x"]


def test_the_digest_follows_every_table(copy):
    before = editions.digest(copy)
    assert before == EDITION.digest
    path = copy / "aliases.csv"
    path.write_text(path.read_text(encoding="utf-8") + "x,dinkes,kla-domain\n", encoding="utf-8")
    assert editions.digest(copy) != before
