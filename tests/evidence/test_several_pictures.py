"""A document with several pictures: the one that stands elsewhere too is named by its place, and shown."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from kla_lib.evidence.audit import open_evidence
from kla_lib.evidence.findings import reason
from tests.evidence.photos import photo, stored
from tests.evidence.reading.made import office


def taken(seed):
    """As many shades as a photograph has."""
    light = Image.linear_gradient("L").resize((800, 600)).convert("RGB")
    return Image.blend(photo(seed), light, 0.5)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    home = tmp_path_factory.mktemp("beberapa-gambar")
    (home / "kla.toml").write_text('[periods]\n"2026" = "2023"\n', encoding="utf-8")
    folder = home / "data/raw/2026/kota-pekanbaru/evidence"
    report = {f"word/media/image{n}.jpeg": stored(taken(n)).getvalue() for n in (1, 2, 3)}
    for name, data in {
        "2.4/laporan.docx": office("docx", more=report),
        "2.6/foto.jpg": stored(taken(3), quality=60).getvalue(),
    }.items():
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_bytes(data)
    return open_evidence(home, "2026", "kota-pekanbaru")


@pytest.mark.parametrize(("lang", "where"), [("id", "(gambar ke-3)"), ("en", "(picture 3)")])
def test_a_picture_is_told_by_its_place(found, lang, where):
    told = {one.file: reason(one, lang) for one in found.found if one.kind == "same_picture"}
    assert set(told) == {"2.4/laporan.docx", "2.6/foto.jpg"} and all(where in text for text in told.values())


def test_the_picture_that_is_meant_is_shown(found):
    by_path = {file.path: file for file in found.files}
    shown = [found.thumbnail(by_path["2.4/laporan.docx"], page) for page in (0, 1, 2, 3, 4)]
    drawn = [Image.open(io.BytesIO(one)).convert("L") for one in (*shown[:4], found.thumbnail(by_path["2.6/foto.jpg"]))]
    apart = [ImageStat.Stat(ImageChops.difference(one, drawn[4])).mean[0] < 10 for one in drawn[:4]]
    assert apart == [False, False, False, True] and shown[0] == shown[1] and shown[4] == b""
