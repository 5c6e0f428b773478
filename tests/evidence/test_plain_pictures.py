"""In a document a photograph with a plain wall or sky is a photograph, and compared; a logo on white is none."""

import io

import pytest
from PIL import Image, ImageDraw

from kla_lib.evidence.limits import is_drawn
from kla_lib.evidence.reading.picture import picture_of
from kla_lib.samples import city_papers

SCENES = [city_papers.scene("dinding", (800, 600))]


def gradient():
    """A photograph of which half is a plain wall: its shade changes with the light."""
    image = Image.linear_gradient("L").resize((800, 600)).point(lambda shade: 200 + shade // 24).convert("RGB")
    image.paste(SCENES[0].resize((400, 600)), (0, 0))
    return image


def logo():
    image = Image.new("RGB", (800, 600), "white")
    draw = ImageDraw.Draw(image)
    draw.ellipse((150, 100, 450, 400), fill=(200, 30, 30), outline=(0, 0, 0), width=9)
    draw.polygon([(500, 450), (600, 250), (700, 450)], fill=(20, 90, 200))
    return image


@pytest.mark.parametrize(("image", "drawn"), [(logo(), True), (gradient(), False), (SCENES[0], False)])
def test_a_plain_wall_makes_no_logo(image, drawn):
    stored = Image.open(io.BytesIO(city_papers.jpeg(image, 75)))
    assert is_drawn(picture_of(stored, 1)) == drawn
