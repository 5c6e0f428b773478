"""What a file was measured as goes through a line of JSON and comes back the same; what is none is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_lib.evidence.model import Dated, Measured, Picture
from kla_lib.evidence.scan.worker import from_row, to_line, to_row

WHOLE = st.integers(0, 2**64 - 1)
SHARE = st.floats(0, 1)
PICTURES = st.builds(
    Picture, page=WHOLE, width=WHOLE, height=WHOLE, prints=st.lists(WHOLE, max_size=9).map(tuple),
    sketch=st.binary(max_size=64), sharpness=SHARE, brightness=SHARE, ink=SHARE,
)  # fmt: skip
MEASURED = st.builds(
    Measured, sha256=st.text("0123456789abcdef", min_size=64, max_size=64), size=WHOLE, text_sketch=st.lists(WHOLE).map(tuple),
    text_print=st.text("0123456789abcdef", max_size=64),
    page_prints=st.lists(st.tuples(WHOLE, st.text("abc", max_size=5))).map(tuple), pictures=st.lists(PICTURES, max_size=3).map(tuple),
    dates=st.lists(st.builds(Dated, day=st.just("2024-03"), role=st.sampled_from(["own", "exif"]), sure=st.just("low"))).map(tuple),
    content=st.just("pdf"), state=st.sampled_from(["ok", "hostile"]), personal=st.just(("nik",)),
)  # fmt: skip
SOUND = Measured(
    "a" * 64, 3, "pdf", dates=(Dated("2024", "own", "high"),), pictures=(Picture(0, 1, 1, (), b"", 0, 0, 0),)
)
BROKEN = {
    "nothing": None,
    "short": to_row(SOUND)[:-1],
    "long": [*to_row(SOUND), 1],
    "state": [*to_row(SOUND)[:3], "fine", *to_row(SOUND)[4:]],
    "content": [*to_row(SOUND)[:2], "exe", *to_row(SOUND)[3:]],
    "picture": [*to_row(SOUND)[:-3], [[1, 2]], *to_row(SOUND)[-2:]],
    "date": [*to_row(SOUND)[:-2], [["2024", "none", "high", 0]], []],
    "words": "abc",
}


@given(MEASURED)
def test_there_and_back(found):
    line = to_line(to_row(found))
    assert line.isascii()
    assert "\n" not in line
    assert from_row(json.loads(line)) == found


@pytest.mark.parametrize("row", BROKEN.values(), ids=BROKEN)
def test_what_is_none_is_refused(row):
    with pytest.raises(ValueError, match="not a"):
        from_row(row)
