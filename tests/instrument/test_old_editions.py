"""The editions before 2023: confirmed names, no weights, and honest gaps."""

from __future__ import annotations

from collections import Counter

import pytest

from kla_lib.core.problems import InputFault
from kla_lib.instrument.editions import examine, load, shipped
from kla_lib.instrument.instrument import TOTAL, Edition, max_micro

SIZES = {"2018": [3, 3, 5, 6, 3, 4], "2011": [7, 3, 3, 9, 5, 4]}
BLOCKS = ["K0", "K1", "K2", "K3", "K4", "K5"]


@pytest.fixture(params=sorted(SIZES))
def edition(request: pytest.FixtureRequest) -> Edition:
    return load(shipped()[request.param])


def test_no_problem_of_any_severity(edition: Edition) -> None:
    assert examine(shipped()[edition.id])[1] == []


def test_blocks_hold_their_indicators_in_order(edition: Edition) -> None:
    assert [node.code for node in edition.children[TOTAL]] == BLOCKS
    assert [len(edition.children[block]) for block in BLOCKS] == SIZES[edition.id]
    numbers = [node.code for node in edition.at("indicator")]
    assert numbers == [str(n) for n in range(1, sum(SIZES[edition.id]) + 1)]
    assert edition.at("question") == ()


def test_no_weight_is_shipped_and_scoring_says_so(edition: Edition) -> None:
    assert not edition.has_weights
    assert {node.max_micro for node in edition.nodes} == {None}
    with pytest.raises(InputFault) as caught:
        max_micro(edition, "1")
    assert [p.kind for p in caught.value.problems] == ["no_weights"]


def test_labels_are_distinct_in_both_languages(edition: Edition) -> None:
    for lang in ("label_id", "label_en"):
        assert max(Counter(getattr(node, lang) for node in edition.nodes).values()) == 1
    assert [node.code for node in edition.nodes if node.label_id == node.label_en] == []


def test_every_fact_has_an_address_and_a_date(edition: Edition) -> None:
    for source in {node.source for node in edition.nodes} | {band.source for band in edition.bands}:
        assert edition.sources[source].url.startswith("http")
        assert edition.sources[source].checked_on


def test_only_unconfirmed_names_are_weak_and_they_say_so() -> None:
    weak = [node for node in load(shipped()["2011"]).nodes if node.confidence == "L"]
    assert [node.code for node in weak] == ["2", "3", "4", "5", "6", "7"]
    assert all("nama tidak terkonfirmasi" in node.label_id for node in weak)
    assert all("name not confirmed" in node.label_en and node.note for node in weak)
    assert [node.code for node in load(shipped()["2018"]).nodes if node.confidence == "L"] == []


def test_the_count_of_institutional_indicators_is_marked_as_a_conflict() -> None:
    edition = load(shipped()["2011"])
    note = edition.by_code["K0"].note
    assert "6 institutional and 25 substantive" in note
    assert "sanggau" in edition.sources


@pytest.mark.parametrize(
    ("code", "word"), [("9", "pengasuhan alternatif"), ("10", "PAUD-HI"), ("17", "KTR"), ("20", "PKA")]
)
def test_2018_keeps_the_order_of_its_slide(code: str, word: str) -> None:
    assert word in load(shipped()["2018"]).by_code[code].label_id


def test_bands_are_known_for_2018_only() -> None:
    bands = load(shipped()["2018"]).bands
    assert [band.category for band in bands] == ["Pratama", "Madya", "Nindya", "Utama", "KLA"]
    assert [(b.lower_hundredths, b.upper_hundredths) for b in bands][:2] == [(50000, 60000), (60100, 70000)]
    assert load(shipped()["2018"]).sources["bands"].confidence == "M"
    assert load(shipped()["2011"]).bands == ()
