"""The mapping between editions: whole, sourced, and honest about what cannot be compared."""

import pytest

from kla_lib.instrument import editions
from kla_lib.robustness.mapping import COMPARED, RELATIONS, between, mapping

EDITIONS = {name: editions.load(folder) for name, folder in editions.shipped().items()}
PAIRS = [("2011", "2018"), ("2018", "2023")]


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_every_indicator_of_both_editions_is_in_it(before, after):
    rows = between(before, after)
    codes = [{node.code for node in EDITIONS[name].at("indicator")} for name in (before, after)]
    assert [{row.from_code for row in rows} - {""}, {row.to_code for row in rows} - {""}] == codes
    assert len(rows) == len({(row.from_code, row.to_code) for row in rows})


@pytest.mark.parametrize("row", mapping(), ids=lambda row: f"{row.from_edition}.{row.from_code}-{row.to_code}")
def test_every_row_is_sourced_and_says_how_sure_it_is(row):
    known = {**EDITIONS[row.from_edition].sources, **EDITIONS[row.to_edition].sources}
    assert set(row.source.split(";")) <= set(known) and row.source
    assert row.relation in RELATIONS and row.compared in COMPARED and row.confidence in ("H", "M", "L")
    assert bool(row.note_id) == bool(row.note_en)
    assert row.note_id or row.relation == "same", "what is not simply the same is explained"


def test_what_has_no_counterpart_or_is_not_known_cannot_be_compared():
    lonely = [row for row in mapping() if not (row.from_code and row.to_code)]
    assert lonely and all(row.compared == "no" for row in lonely)
    assert all(row.relation in ("dropped", "new", "unknown") for row in lonely)
    assert not [row for row in mapping() if row.relation in ("split", "part") and row.compared == "yes"]
    assert not [row for row in mapping() if row.compared == "yes" and row.confidence == "L"]


def test_only_neighbours_are_mapped():
    assert {(row.from_edition, row.to_edition) for row in mapping()} == set(PAIRS)
    assert between("2011", "2023") == ()
