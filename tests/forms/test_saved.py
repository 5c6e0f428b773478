"""When a file was last saved: what office programs write, and what says nothing."""

import pytest

from kla_lib.forms.reading import saved_at
from tests.office import packed


def xlsx(text):
    return packed(
        {"docProps/core.xml": f'<c><dcterms:modified xsi:type="dcterms:W3CDTF">{text}</dcterms:modified></c>'.encode()}
    )


def ods(text):
    return packed({"meta.xml": f"<office:meta><dc:date>{text}</dc:date></office:meta>".encode()})


CASES = [
    (xlsx("2026-03-01T08:00:00Z"), "2026-03-01T08:00:00"),
    (ods("2026-03-01T15:00:00.123456789"), "2026-03-01T08:00:00"),  # without a zone: the time in the west of Indonesia
    (xlsx("2000-01-01T00:00:00Z"), ""),  # our own stamp
    (ods("2000-01-01T00:00:00"), ""),
    (xlsx("1980-01-01T00:00:00Z"), ""),
    (xlsx("2026-99-01T08:00:00Z"), ""),
    (xlsx("kemarin"), ""),
    (packed({"lain.xml": b"x"}), ""),
    (b"PK\x03\x04", ""),
    (b"", ""),
]  # fmt: skip


@pytest.mark.parametrize(("data", "wanted"), CASES, ids=range(len(CASES)))
def test_when_a_file_was_last_saved(data, wanted):
    assert saved_at(data) == wanted
