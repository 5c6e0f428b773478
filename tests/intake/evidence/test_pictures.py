"""What a picture is measured as: page or photograph, how clear, which way up, what stands inside bars. All made up."""

import io
import random

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from kla_lib.intake.evidence.bars import inner_box
from kla_lib.intake.evidence.grey import LEAST, MOST, viewed
from kla_lib.intake.evidence.picture import picture_of
from kla_lib.rules.evidence_limits import PRINT_BITS, unclear

TURNED = {0: None, 90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
SIZES = [(40, 9), (700, 500), (1200, 900), (1300, 200), (1654, 2339), (2400, 2400), (4000, 3000)]


def page() -> Image.Image:
    """Lines of words on white paper."""
    chance, paper = random.Random(1), Image.new("L", (1240, 1754), 248)
    draw, font = ImageDraw.Draw(paper), ImageFont.load_default(26)
    for y in range(120, 1600, 42):
        words = " ".join(chance.choices(["gugus", "tugas", "kota", "layak", "anak", "rapat", "dinas"], k=9))
        draw.text((120, y), words, fill=30, font=font)
    return paper


def scene(size: tuple[int, int] = (1600, 1200)) -> Image.Image:
    """Shapes before a gradient."""
    chance, image = random.Random(2), Image.linear_gradient("L").resize(size).convert("RGB")
    draw = ImageDraw.Draw(image)
    for _ in range(400):
        x, y, r = chance.randrange(size[0]), chance.randrange(size[1]), chance.randrange(4, size[0] // 12)
        draw.ellipse((x - r, y - r, x + r, y + r // 2), fill=tuple(chance.choices(range(256), k=3)))
    return image


def as_jpeg(image: Image.Image) -> Image.Image:
    held = io.BytesIO()
    image.save(held, "JPEG", quality=80)
    return Image.open(held)


@pytest.mark.parametrize("turned", TURNED)
def test_a_page_of_text_is_told_with_the_way_it_is_turned(turned):
    way = TURNED[turned]
    found = picture_of(as_jpeg(page() if way is None else page().transpose(way)))
    assert found.scan
    assert found.turned == turned
    assert 18 <= found.text_px <= 32


def test_a_photograph_is_no_page_and_has_no_lines():
    found = picture_of(as_jpeg(scene()))
    assert (found.scan, found.turned, found.text_px) == (False, 0, 0.0)
    assert found.ink > 0.6


@pytest.mark.parametrize("made", [page, scene])
def test_what_is_blurred_is_less_clear(made):
    sharp, soft = (picture_of(as_jpeg(i)) for i in (made(), made().filter(ImageFilter.GaussianBlur(9))))
    assert unclear(sharp) < 1 < unclear(soft)


def test_blank_paper_is_a_page_without_ink():
    found = picture_of(as_jpeg(Image.new("L", (1240, 1754), 245)))
    assert found.scan
    assert found.ink < 0.002


@pytest.mark.parametrize("shade", [0, 8, 250, 255])
def test_bars_around_a_picture_are_found_whatever_their_shade(shade):
    screen = Image.new("L", (540, 1170), shade)
    screen.paste(scene((540, 405)).convert("L").point(lambda v: 60 + v // 2), (0, 380))
    assert inner_box(screen) == (0, 380, 540, 785)


def test_a_picture_of_one_shade_or_without_bars_has_no_inside():
    assert inner_box(Image.new("L", (300, 400), 90)) is None
    assert inner_box(scene((300, 400)).convert("L")) is None


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_large_pictures_are_seen_smaller_and_small_ones_as_they_are(size, kind):
    held = io.BytesIO()
    Image.new("RGB", size, "grey").save(held, kind)
    grey = viewed(Image.open(held))
    assert min(max(size), LEAST) <= max(grey.size) <= MOST
    assert grey.width / grey.height == pytest.approx(size[0] / size[1], rel=0.01)


def test_prints_stay_near_when_a_picture_is_sent_smaller():
    first, second = (picture_of(as_jpeg(image)) for image in (scene(), scene().resize((700, 525))))
    assert (first.prints[0] ^ second.prints[0]).bit_count() < PRINT_BITS


@pytest.mark.parametrize("size", [(1, 1), (2, 900), (900, 2), (15, 15), (17, 16), (63, 65)])
def test_tiny_and_narrow_pictures_are_measured(size):
    found = picture_of(Image.new("L", size, 240))
    assert 0 <= found.sharpness <= 1
