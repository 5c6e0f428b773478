"""Reading pictures: any mode, as it was held, refused before it harms; prints, figures and the camera's date."""

import io
import struct
import subprocess
import sys
import zlib
from itertools import product
from pathlib import Path
from random import Random

import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageDraw, ImageFilter, ImageFont, ImageOps

from kla_lib.evidence.limits import BLANK_INK, TOO_DARK, unclear, unclear_kinds
from kla_lib.evidence.model import Dated
from kla_lib.evidence.reading.picture import inner_box, picture_of
from kla_lib.evidence.reading.picture_file import measure_picture
from kla_lib.evidence.reading.prints import SIDE, VARIANTS, affine, prints, sketch
from tests.evidence.photos import heic, letter, photo, stored

FONTS = Path(matplotlib.get_data_path()) / "fonts/ttf"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def huge_png(wide: int, high: int, room: int = 0) -> bytes:
    """A PNG that says that it is this large, with ``room`` bytes of nothing."""
    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"0") + bytes(room))
        + chunk(b"IEND", b"")
    )


WHOLE_FILE = stored(photo(1)).getvalue()
WHOLE_HEIC = heic(photo(1))
WHOLE_PNG = stored(photo(1), "PNG").getvalue()
BROKEN = {
    "a JPEG cut off": ("jpeg", WHOLE_FILE[: len(WHOLE_FILE) // 2], "truncated", "cut_off"),
    "a PNG cut off": ("png", WHOLE_PNG[: len(WHOLE_PNG) // 2], "truncated", "cut_off"),
    "a bomb": ("png", huge_png(50_000, 50_000), "hostile", "bomb"),
    "a long bomb": ("png", huge_png(60_000, 2_000), "hostile", "bomb"),
    "too many pixels": ("png", huge_png(9_000, 9_000, 100_000), "too_large", "pixels"),
    "of a telephone with 200 million pixels": ("png", huge_png(16_320, 12_240, 300_000), "too_large", "pixels"),
    "of a map of A0": ("png", huge_png(19_866, 28_087, 600_000), "too_large", "pixels"),
    "more than any map": ("png", huge_png(29_000, 29_000, 1_000_000), "hostile", "bomb"),
    "a bomb of that size": ("png", huge_png(16_320, 12_240, 100_000), "hostile", "bomb"),
    "no picture at all": ("jpeg", b"not a picture", "unreadable", "no_picture"),
    "a PNG said to be a JPEG": ("jpeg", WHOLE_PNG, "unreadable", "no_picture"),
    "a HEIC's mark alone": ("heic", b"\0\0\0\x18ftypheic", "unreadable", "no_picture"),
    "an empty WebP": ("webp", b"RIFF\x04\0\0\0WEBP", "unreadable", "no_picture"),
}


@pytest.mark.parametrize(("content", "data", "state", "detail"), BROKEN.values(), ids=BROKEN)
def test_a_broken_picture_has_a_state_and_a_word(tmp_path, content, data, state, detail):
    path = tmp_path / "berkas"
    path.write_bytes(data)
    found = measure_picture(path, content)
    assert (found.state, found.detail, found.pictures) == (state, detail, ())


def deep(picture: Image.Image) -> Image.Image:
    return Image.fromarray(np.asarray(picture.convert("L")).astype(np.uint16) * 257)


FORMS = {
    "JPEG": ("jpeg", lambda p: stored(p, quality=95)),
    "progressive JPEG": ("jpeg", lambda p: stored(p, quality=95, progressive=True)),
    "CMYK JPEG": ("jpeg", lambda p: stored(p.convert("CMYK"), quality=95)),
    "two pictures in one file": ("jpeg", lambda p: stored(p, "MPO", save_all=True, append_images=[photo(9)])),
    "PNG": ("png", lambda p: stored(p, "PNG")),
    "PNG of 16 bits": ("png", lambda p: stored(deep(p), "PNG")),
    "palette": ("png", lambda p: stored(p.quantize(64), "PNG")),
    "with alpha": ("png", lambda p: stored(p.convert("RGBA"), "PNG")),
    "animated GIF": ("gif", lambda p: stored(p, "GIF", save_all=True, append_images=[photo(9)])),
    "WebP": ("webp", lambda p: stored(p, "WEBP", quality=90)),
    "TIFF": ("tiff", lambda p: stored(p, "TIFF")),
    "HEIC": ("heic", lambda p: io.BytesIO(heic(p, quality=90))),
    "BMP": ("bmp", lambda p: stored(p, "BMP")),
}


@pytest.mark.parametrize(("content", "made"), FORMS.values(), ids=FORMS)
def test_every_form_of_a_picture_has_the_same_print(tmp_path, content, made):
    path = tmp_path / "berkas"
    path.write_bytes(made(photo(1)).getvalue())
    found = measure_picture(path, content)
    (picture,) = found.pictures
    assert (found.state, found.pages, picture.page, picture.width, picture.height) == ("ok", 1, 0, 800, 600)
    assert (picture.prints[0] ^ picture_of(photo(1).copy()).prints[0]).bit_count() <= 4
    assert len(picture.prints) == len(VARIANTS)
    assert len(picture.sketch) == SIDE**2


def test_the_pages_of_a_tiff_are_told_apart(tmp_path):
    path = tmp_path / "berkas.tif"
    letter(1).save(path, save_all=True, append_images=[letter(2), letter(3)])
    assert [p.page for p in measure_picture(path, "tiff").pictures] == [1, 2, 3]


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 200), st.integers(60, 400), st.integers(60, 400))
def test_a_print_is_unchanged_by_coding_it_anew_without_loss(seed, wide, high):
    small = photo(seed).resize((wide, high)).convert("L")
    assert picture_of(Image.open(stored(small, "PNG"))) == picture_of(small.copy())


@pytest.mark.parametrize("held", range(1, 9))
def test_a_picture_is_seen_as_the_camera_was_held(held):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = held
    turned = picture_of(Image.open(stored(photo(1), "PNG", exif=exif)))
    shown = picture_of(ImageOps.exif_transpose(Image.open(stored(photo(1), "PNG", exif=exif))))
    assert (turned.sketch, turned.prints, turned.width, turned.height) == (
        shown.sketch,
        shown.prints,
        shown.width,
        shown.height,
    )


def test_a_turned_print_is_the_print_of_what_is_turned():
    grey = photo(3).convert("L").resize((SIDE, SIDE))
    mine = prints(grey, None, 1.0)
    for name, way in (("turned 90", Image.Transpose.ROTATE_270), ("turned 180", Image.Transpose.ROTATE_180)):
        number = [v.name for v in VARIANTS].index(name)
        other = prints(sketch(grey.transpose(way)), None, 1.0)[0]
        opposite = prints(sketch(grey.transpose(Image.Transpose.ROTATE_90)), None, 1.0)[0]
        assert min((mine[number] ^ x).bit_count() for x in (other, opposite)) <= 2


@pytest.mark.parametrize("variant", [v for v in VARIANTS if not (v.burnt or v.inner)], ids=lambda v: v.name)
@pytest.mark.parametrize("shape", [0.7, 1.0, 4 / 3])
def test_a_variant_is_what_pillow_moves_so(variant, shape):
    """Points are -1 to 1 in `affine`, pixels of half the sketch in Pillow, whose first pixel's middle is at a half."""
    a, b, c, d, e, f = affine(variant, shape)
    grey, half = photo(3).convert("L").resize((SIDE, SIDE)), SIDE / 4
    pixels = (a, b, half * (1 + c - a - b), d, e, half * (1 + f - d - e))
    small = grey.reduce(2)
    moved = small.transform(small.size, Image.Transform.AFFINE, pixels, Image.Resampling.BILINEAR, fillcolor=255)
    found = prints(grey, None, shape)[VARIANTS.index(variant)]
    assert (found ^ prints(moved.resize(grey.size, Image.Resampling.NEAREST), None, shape)[0]).bit_count() <= 2


@pytest.mark.parametrize("share", [0.1, 0.2, 0.35])
@pytest.mark.parametrize("seed", [3, 4, 5])
def test_a_burnt_print_is_the_print_of_what_is_burnt_to_white(seed, share):
    grey = photo(seed).convert("L").resize((SIDE, SIDE))
    bright = np.clip(np.asarray(grey, dtype=float) * 255 / np.quantile(np.asarray(grey), 1 - share), 0, 255)
    burnt = prints(Image.fromarray(bright.round().astype(np.uint8)), None, 1.0)[0]
    number = [v.burnt for v in VARIANTS].index(share)
    assert (prints(grey, None, 1.0)[number] ^ burnt).bit_count() <= 8


BARS = {
    "above and below": ((0, 200, 0, 200), "black", (0, 200, 800, 800)),
    "beside": ((150, 0, 150, 0), "white", (150, 0, 950, 600)),
    "all around": ((100, 100, 100, 100), "white", (100, 100, 900, 700)),
    "none": ((0, 0, 0, 0), "black", None),
}


@pytest.mark.parametrize(("edges", "shade", "box"), BARS.values(), ids=BARS)
def test_bars_around_a_picture_are_seen(edges, shade, box):
    found = inner_box(np.asarray(ImageOps.expand(photo(1), edges, shade).convert("L")))
    assert (found is None) == (box is None)
    assert box is None or np.abs(np.subtract(found, box)).max() <= 2


@pytest.mark.parametrize("status", [(20, 20, 20), (31, 44, 52), (7, 94, 84)])
def test_a_line_of_status_in_another_shade_is_no_picture(status):
    screen = ImageOps.expand(photo(1), (0, 500, 0, 500), "black")
    screen.paste(status, (0, 0, screen.width, 60))
    assert np.abs(np.subtract(inner_box(np.asarray(screen.convert("L"))), (0, 500, 800, 1100))).max() <= 2


def exif_of(**tags: str) -> Image.Exif:
    exif = Image.Exif()
    for name, value in tags.items():
        tag = getattr(ExifTags.Base, name)
        holder = exif.get_ifd(ExifTags.IFD.Exif) if name.startswith("DateTimeO") else exif
        holder[tag] = value
    return exif


DATES = {
    "a phone": ({"Model": "X1", "DateTimeOriginal": "2025:03:04 10:00:00"}, (Dated("2025-03-04", "exif", "high"),)),
    "no camera named": ({"DateTimeOriginal": "2025:03:04 10:00:00"}, (Dated("2025-03-04", "exif", "medium"),)),
    "saved, not taken": ({"Model": "X1", "DateTime": "2025:03:04 10:00:00"}, (Dated("2025-03-04", "exif", "low"),)),
    "a clock never set": (
        {"Model": "X1", "DateTimeOriginal": "2000:01:01 00:00:10"},
        (Dated("2000-01-01", "exif", "low"),),
    ),
    "no day at all": ({"DateTimeOriginal": "0000:00:00 00:00:00"}, ()),
    "letters": ({"DateTimeOriginal": "kemarin"}, ()),
    "nothing": ({}, ()),
}


@pytest.mark.parametrize(("tags", "dates"), DATES.values(), ids=DATES)
def test_the_date_of_a_camera_and_how_sure_it_is(tmp_path, tags, dates):
    path = tmp_path / "foto.jpg"
    path.write_bytes(stored(photo(1), exif=exif_of(**tags)).getvalue())
    assert measure_picture(path, "jpeg").dates == dates
    path.write_bytes(heic(photo(1).resize((160, 120)), exif=exif_of(**tags)))
    assert measure_picture(path, "heic").dates == dates


def test_without_its_library_a_heic_is_told_as_not_looked_into(tmp_path):
    path = tmp_path / "foto.heic"
    path.write_bytes(WHOLE_HEIC)
    say = f"from pathlib import Path; from kla_lib.evidence.reading.measure import measure; print(measure(Path({str(path)!r})).detail)"
    hidden = "import sys; sys.modules['pi_heif'] = None; "
    told = [
        subprocess.run([sys.executable, "-c", before + say], capture_output=True, text=True, check=True).stdout
        for before in ("", hidden)
    ]
    assert [line.strip() for line in told] == ["", "no_decoder"]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_is_a_page_and_tells_how_it_is_turned(turn):
    found = picture_of(letter(4).rotate(-turn, expand=True))
    assert (found.scan, found.turned) == (True, turn)
    assert 14 <= found.text_px <= 30


def printed(wide: int, high: int, capitals: int) -> Image.Image:
    """A page full of print whose capitals are this many pixels high."""
    font = ImageFont.truetype(FONTS / "DejaVuSans.ttf", capitals / 0.73, layout_engine=ImageFont.Layout.BASIC)
    page = Image.new("L", (wide, high), 250)
    words, rng = (
        ["laporan", "kegiatan", "pemenuhan", "hak", "anak", "dan", "perlindungan", "khusus", "di", "daerah", "rekaan"],
        Random(1),
    )
    for at in range(high // 16, high - high // 16, round(capitals * 2.1)):
        text = " ".join(rng.choices(words, k=wide // capitals // 4)).capitalize()
        ImageDraw.Draw(page).text((wide // 12, at), text, font=font, fill=25)
    page.paste(250, (wide - wide // 12, 0, wide, high))
    return page


SIDES = [(620, 877), (827, 1169), (1240, 1754), (2480, 3508)]
PRINT = [
    *product(SIDES[:2], [(5, True)]),  # smaller print on a larger page is a texture, not a page
    *product(SIDES, [(7, True), (10, False), (14, False), (24, False)]),
]


@pytest.mark.parametrize(("side", "capitals", "small"), [(side, *assessment) for side, assessment in PRINT])
def test_print_under_eight_pixels_is_too_small_on_a_page_of_any_size(tmp_path, side, capitals, small):
    path = tmp_path / "pindai.jpg"
    printed(*side, capitals).save(path, quality=85)
    (found,) = measure_picture(path, "jpeg").pictures
    assert found.scan and found.turned == 0
    assert ("small_text" in unclear_kinds(found)) == small


def test_what_is_unclear_is_told_from_what_is_clear():
    clear = [picture_of(p.copy()) for p in (photo(1), letter(1))]
    spoilt = [picture_of(p.filter(ImageFilter.GaussianBlur(9))) for p in (photo(1), letter(1))]
    dark = picture_of(photo(1).point(lambda v: v // 14))
    assert max(map(unclear, clear)) < 1 < min(map(unclear, spoilt))
    assert dark.brightness < TOO_DARK
    assert unclear(dark) > 1


def test_a_blank_page_has_no_ink():
    found = picture_of(Image.new("L", (1000, 1414), 250))
    assert found.scan
    assert found.ink < BLANK_INK
