"""What a document that opens holds: text is evidence, nothing is none, and a link is only a link."""

import csv
from pathlib import Path

import pytest

from kla_lib.intake.evidence.substance import substance

with (Path(__file__).parent / "cases/substance.csv").open(encoding="utf-8", newline="") as table:
    CASES = list(csv.DictReader(table))


@pytest.mark.parametrize("case", CASES, ids=[case["pages"][:30] for case in CASES])
def test_a_document_is_sound_empty_or_a_link(case):
    pages = case["pages"].replace("\\n", "\n").split("\\f")
    assert substance(pages) == (case["state"], case["detail"])
