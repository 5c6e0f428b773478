"""Pictures as they are seen: at a size that is enough, however small, narrow or framed they are."""

import numpy as np
import pytest
from PIL import Image

from kla_lib.evidence.reading.picture import inner_box, picture_of
from kla_lib.evidence.reading.prints import LEAST, MOST, viewed
from tests.evidence.photos import photo, stored

SIZES = [(40, 9), (700, 500), (1200, 900), (1300, 200), (1654, 2339), (2400, 2400), (4000, 3000)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_large_pictures_are_seen_smaller_and_small_ones_as_they_are(size, kind):
    grey = viewed(Image.open(stored(Image.new("RGB", size, "grey"), kind)))
    assert min(max(size), LEAST) <= max(grey.size) <= MOST
    assert grey.width / grey.height == pytest.approx(size[0] / size[1], rel=0.01)


@pytest.mark.parametrize("size", SIZES)
def test_a_picture_that_is_looked_at_stays_as_it_is(size):
    image = photo(1).convert("L").resize(size)
    before = image.copy()
    picture_of(image)
    assert image == before


@pytest.mark.parametrize("colours", [2, 3, 16, 64, 256])
@pytest.mark.parametrize("known", [1, 256])
def test_a_picture_of_few_colours_is_as_grey_as_pillow_makes_it(colours, known):
    image = photo(1).quantize(colours)
    image.putpalette((image.getpalette() or [])[: 3 * known])
    assert viewed(image).tobytes() == image.convert("L").reduce(max(image.size) // LEAST).tobytes()


@pytest.mark.parametrize("size", [(1, 1), (2, 900), (900, 2), (15, 15), (17, 16), (63, 65)])
def test_tiny_and_narrow_pictures_are_measured(size):
    found = picture_of(Image.new("L", size, 240))
    assert 0 <= found.sharpness <= 1


@pytest.mark.parametrize("shade", [0, 8, 250, 255])
def test_bars_of_the_darkest_and_the_brightest_shades_are_bars(shade):
    screen = Image.new("L", (540, 1170), shade)
    screen.paste(photo(1).convert("L").resize((540, 405)).point(lambda v: 60 + v // 2), (0, 380))
    assert inner_box(np.asarray(screen)) == (0, 380, 540, 785)


def test_a_photograph_is_no_page_and_has_no_lines():
    found = picture_of(Image.open(stored(photo(1))))
    assert (found.scan, found.turned, found.text_px) == (False, 0, 0.0)
