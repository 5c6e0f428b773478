"""HEIC, as iPhones make them: the same picture as its JPEG, turned once, dated, shown small, refused where it harms."""

import io
import struct
from hashlib import sha256

import numpy as np
import pytest
from PIL import ExifTags, Image

from kla_lib.evidence.audit import open_evidence
from kla_lib.evidence.model import Dated
from kla_lib.evidence.reading.measure import measure
from kla_lib.evidence.reading.picture_file import measure_picture
from kla_lib.evidence.scan.scan import scan
from kla_lib.evidence.scan.workers import Drawing, Job, measure_all
from tests.evidence.photos import heic, photo, stored


def noted(held=1):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = held
    exif[ExifTags.Base.Make] = "Rekaan"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2024:05:06 07:08:09"
    return exif.tobytes()


PLAIN = heic(photo(1))
SIZE = PLAIN.index(b"ispe") + 8
LISTED = PLAIN.index(b"iloc") + 8


def sized(width, height):
    """The same file that says another size."""
    return PLAIN[:SIZE] + struct.pack(">II", width, height) + PLAIN[SIZE + 8 :]


@pytest.fixture
def measured(tmp_path):
    def of(data):
        path = tmp_path / "berkas.heic"
        path.write_bytes(data)
        return measure_picture(path, "heic")

    return of


MODES = {  # made where they are asked for: every process of a run reads this file
    "as it is": lambda: PLAIN,
    "in tiles, as iPhones store it": lambda: heic(photo(1).resize((1600, 1200)), tile_size=512),
    "with alpha": lambda: heic(photo(1).convert("RGBA")),
    "grey": lambda: heic(photo(1).convert("L")),
    "of ten bits": lambda: heic(Image.fromarray(np.asarray(photo(1).convert("L")).astype(np.uint16) * 257)),
    "with a thumbnail of its own": lambda: heic(photo(1), thumbnails=[128]),
}


@pytest.mark.parametrize("mode", MODES)
def test_every_form_is_the_picture_that_its_jpeg_is(tmp_path, measured, mode):
    twin = tmp_path / "berkas.jpg"
    twin.write_bytes(stored(photo(1), quality=95).getvalue())
    (picture,), (other,) = measured(MODES[mode]()).pictures, measure_picture(twin, "jpeg").pictures
    assert (picture.prints[0] ^ other.prints[0]).bit_count() <= 4
    assert (picture.page, picture.scan, picture.turned) == (0, other.scan, other.turned)
    assert (picture.width * 3, abs(picture.brightness - other.brightness) < 0.02) == (picture.height * 4, True)


@pytest.mark.parametrize("held", range(1, 9))
def test_it_is_turned_once_and_dated(tmp_path, measured, held):
    twin = tmp_path / "berkas.jpg"
    twin.write_bytes(stored(photo(1), quality=95, exif=noted(held)).getvalue())
    found, same = measured(heic(photo(1), exif=noted(held))), measure_picture(twin, "jpeg")
    (picture,), (other,) = found.pictures, same.pictures
    assert (picture.prints[0] ^ other.prints[0]).bit_count() <= 4
    assert (picture.width, picture.height) == (other.width, other.height)
    assert found.dates == same.dates == (Dated("2024-05-06", "exif", "high"),)


BROKEN = {
    "the half of it": (PLAIN[: len(PLAIN) // 2], "truncated", "cut_off"),
    "the last byte missing": (PLAIN[:-1], "truncated", "cut_off"),
    "its list cut": (PLAIN[:200], "truncated", "cut_off"),
    "a box that says a size only": (b"\0\0\0\x18ftypheic" + bytes(8) + b"mif1\0\0\1\0meta", "truncated", "cut_off"),
    "its mark alone": (PLAIN[:28], "unreadable", "no_picture"),
    "boxes of no length": (b"\0\0\0\x18ftypheic" + bytes(400), "unreadable", "no_picture"),
    "an endless number of boxes": (b"\0\0\0\x18ftypheic" + bytes(12) + b"\0\0\0\x08free" * 20_000, "unreadable", "no_picture"),
    "a size beyond all cameras": (sized(60_000, 60_000), "hostile", "bomb"),
    "one long line": (sized(40_000, 8), "too_large", "pixels"),
    "a size that is not its own": (sized(6_000, 6_000), "unreadable", "broken_picture"),
    "no size": (sized(0, 0), "unreadable", "broken_picture"),
    "a list of more than there can be": (PLAIN[:LISTED + 2] + b"\xff\xff" + PLAIN[LISTED + 4 :], "hostile", "bomb"),
    "another coding in the same box": (PLAIN.replace(b"hvc1", b"av01").replace(b"miaf", b"avif"), "ok", "no_decoder"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "state", "detail"), BROKEN.values(), ids=BROKEN)
def test_a_broken_one_has_a_state_and_a_word(measured, data, state, detail):
    found = measured(data)
    assert (found.state, found.detail, found.pictures) == (state, detail, ())


@pytest.mark.parametrize("at", range(0, 600, 20))
def test_nothing_a_byte_can_do_raises(measured, at):
    assert measured(PLAIN[:at] + bytes([PLAIN[at] ^ 0xFF]) + PLAIN[at + 1 :]).detail != "failed"


def test_a_scan_measures_it_and_draws_it_small_and_upright(tmp_path):
    path = tmp_path / "evidence/14.1/IMG_0001.HEIC"
    path.parent.mkdir(parents=True)
    path.write_bytes(heic(photo(1), exif=noted(6)))
    seen, problems = scan(tmp_path / "evidence", tmp_path / "kept", ["14.1"], measure)
    (found,) = seen.measured.values()
    assert (problems, found.content, found.state, found.pages, len(found.pictures)) == ([], "heic", "ok", 1, 1)
    drawing = Drawing()
    small = drawing.page(path, "heic", 0)
    if drawing.process is not None:
        drawing.process.kill()
        drawing.process.communicate()
    with Image.open(io.BytesIO(small)) as image:
        assert (image.size, image.format, dict(image.getexif())) == ((112, 150), "JPEG", {})


def test_without_the_library_it_is_told_as_not_looked_into(tmp_path, monkeypatch):
    (tmp_path / "pi_heif.py").write_text("raise ImportError('a library that does not fit this computer')\n")
    monkeypatch.syspath_prepend(tmp_path)
    path = tmp_path / "berkas.heic"
    path.write_bytes(PLAIN)
    (found,) = measure_all(measure, [Job(path, sha256(PLAIN).hexdigest(), len(PLAIN))], 1)
    assert (found.content, found.state, found.detail, found.pictures) == ("heic", "ok", "no_decoder", ())


def lit(picture: Image.Image) -> Image.Image:
    """The picture in a light that falls off, as on a photograph: no design is laid out so."""
    light = Image.linear_gradient("L").resize(picture.size)
    return Image.composite(picture, Image.new("RGB", picture.size), light)


def test_a_jpeg_and_the_heic_of_one_photograph_under_two_questions_are_found(tmp_path):
    for code, name, data in (
        ("14.1", "foto.jpg", stored(lit(photo(1)), quality=85, exif=noted(6)).getvalue()),
        ("14.10", "IMG_0001.HEIC", heic(lit(photo(1)), exif=noted(6))),
        ("14.10", "IMG_0002.HEIC", heic(photo(2), exif=noted(6))),
    ):
        path = tmp_path / "data/raw/2026/kota-pekanbaru/evidence" / code / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (tmp_path / "kla.toml").write_text('[periods]\n"2026" = "2023"\n')
    found = open_evidence(tmp_path, "2026", "kota-pekanbaru")
    twins = {(f.file, f.twin, f.kind) for f in found.found if f.twin}
    pair = "14.1/foto.jpg", "14.10/IMG_0001.HEIC"
    assert twins == {(*pair, "same_picture"), (*reversed(pair), "same_picture")}
