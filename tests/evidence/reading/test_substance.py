"""What a document that opens holds: text is evidence, nothing is none, and a link is only a link."""

import csv
from pathlib import Path

import pytest

from kla_lib.evidence.names import LINK, may_hold_links
from kla_lib.evidence.reading.fingerprints import substance

with (Path(__file__).parent / "cases/substance.csv").open(encoding="utf-8", newline="") as table:
    CASES = list(csv.DictReader(table))


@pytest.mark.parametrize("case", CASES, ids=[case["pages"][:30] for case in CASES])
def test_a_document_is_sound_empty_or_a_link(case):
    pages = case["pages"].replace("\\n", "\n").split("\\f")
    assert substance(pages) == (case["state"], case["detail"])


LINKS = ["http://a.id", "HTTPS://a.id/x", "www.kla.go.id", "Bit.ly/abc", "S.ID/abc", "tinyurl.com/abc", "forms.gle/abc"]
LINKS += [
    "youtu.be/abc",
    "drive.google.com/abc",
    "DOCS.google.com/abc",
    "photos.google.com/abc",
    "tautan: \u017f.id/abc",
]


@pytest.mark.parametrize("link", LINKS)
def test_no_link_is_overlooked_at_the_first_glance(link):
    assert LINK.search(link) and may_hold_links(link)
    assert substance([link]) == ("not_a_file", "only_link")


def test_every_kind_of_link_is_among_these():
    kinds = LINK.pattern.removeprefix(r"(?i)\b(?:").split(r")/)\S")[0]
    assert sum(kinds.count(sign) for sign in "|") == 9, "a new kind of link: add it to LINKS, and its sign to _SIGNS"
