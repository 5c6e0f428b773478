"""Sheets scanned by patterns give what the parser gives, or are left to it."""

import pytest

from kla_lib.core.problems import InputFault
from kla_lib.recap import xlsx
from kla_lib.recap.sniff import sniff
from kla_lib.recap.xml_scan import Malformed, TooLarge
from tests.forms import faults, made
from tests.forms.mutations import mutated

SOUND = ("sheet-renamed", "merged-cells", "formula-without-value", "formula-error", "formula-with-value", "answer-true",
         "entity-bomb", "used-rows", "styled-rows", "hidden-filter", "number-as-date", "error-in-an-answer")  # fmt: skip


def scanned(parts):
    try:
        return {
            name: (i.special, i.merged, i.seen, i.hidden_rows, i.hidden_columns, i.zeros, i.calculated)
            for name, i in xlsx.look_inside(parts).items()
        }
    except (Malformed, TooLarge) as fault:
        return type(fault)
    except KeyError:
        return KeyError


def both_ways(data, monkeypatch):
    try:
        parts = sniff(data, "kembali.xlsx").parts
    except InputFault:
        return
    quick = scanned(parts)
    with monkeypatch.context() as only_parser:
        only_parser.setattr(xlsx, "_is_plain", lambda data: False)
        assert scanned(parts) == quick


@pytest.mark.parametrize("fault", SOUND)
def test_faulty_returns(fault, monkeypatch):
    both_ways(faults.FAULTS[fault](), monkeypatch)


def test_changed_returns(monkeypatch):
    for seed in range(150):
        both_ways(mutated(seed).data, monkeypatch)


def test_the_right_return_is_scanned_by_patterns(monkeypatch):
    """If no form went the quick way, the others would test nothing."""
    content = sniff(made.right(), "kembali.xlsx")
    monkeypatch.setattr(xlsx, "_SheetScan", None)
    assert "Jawaban" in xlsx.look_inside(content.parts)
