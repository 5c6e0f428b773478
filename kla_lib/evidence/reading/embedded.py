"""Pictures inside documents: which are worth looking at, read small where their format allows that."""

from __future__ import annotations

import io
import warnings
from dataclasses import replace

from PIL import Image

from kla_lib.evidence.model import Art, Picture

MOST_PICTURES = 40  # of one document; the others are said to be left out
SMALLEST = 200  # pixels, either side: what is smaller is an icon or a bullet
EMBLEM_DRAWN = 200  # points, the shorter side: drawings that are drawn smaller are emblems on a cover
SMALLEST_DRAWN = 100  # points, either side: what is drawn smaller is a logo, a stamp or a signature
STRIP = 3  # width over height of a letterhead or banner
MOST_PIXELS = 60_000_000
READ_AT = 1_200  # pixels of the longer side that a page is drawn at: as `viewed` sees it, without making it smaller
MOST_BYTES = 60_000_000
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP")  # named, so that it does not matter what else was loaded before


def is_worth(width: int, height: int) -> bool:
    """Whether a picture is large enough to be evidence and small enough to be read."""
    return min(width, height) >= SMALLEST and width * height <= MOST_PIXELS


LARGE: dict[Art, Art] = {"emblem": "drawing", "figure": ""}
SMALL: dict[Art, Art] = {"drawing": "emblem", "figure": "drawing"}


def as_drawn(found: Picture, small: bool) -> Picture:
    """What a picture is at the size it is drawn: small, an emblem on a cover; large, a drawing or a photograph."""
    art = (SMALL if small else LARGE).get(found.art, found.art)
    is_strip = found.width >= STRIP * found.height
    return replace(found, art="drawing" if is_strip and not art else art)


def of_bytes(data: bytes, page: int) -> Picture | None:
    """A picture as its own format stores it; None where it is not worth it or cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                if not is_worth(*image.size):
                    return None
                from kla_lib.evidence.reading.picture import picture_of

                return picture_of(
                    image, page, lambda: Image.open(io.BytesIO(data), formats=FORMATS)
                )  # which decodes it no larger than it needs
    except Exception:  # whatever a hostile picture makes of a decoder
        return None


def of_image(image: Image.Image, page: int, stored: tuple[int, int]) -> Picture:
    """A picture that was read smaller than it is ``stored``: sizes are told as stored."""
    from kla_lib.evidence.reading.picture import picture_of

    found = picture_of(image, page)
    scale = max(stored) / max(image.size)
    return replace(found, width=stored[0], height=stored[1], text_px=found.text_px * scale)
