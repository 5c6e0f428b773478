"""Thin reading of pictures: whether one opens, and how large it is. (Its replacement measures what is on it.)"""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from kla_lib.rules.evidence import Content, Measured, Picture, State

MAX_PIXELS = 200_000_000
SIDE = 256  # what a picture is squeezed to while it is decoded


def measure_picture(path: Path, content: Content) -> Measured:
    """Whether a picture file can be decoded, and its size."""
    warnings.simplefilter("ignore")
    try:
        with Image.open(path) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                return _plain(content, "hostile", "pixels")
            image.draft("L", (SIDE, SIDE))
            picture = picture_of(image.convert("L"))
    except (UnidentifiedImageError, Image.DecompressionBombError) as fault:
        bomb = isinstance(fault, Image.DecompressionBombError)
        return _plain(content, "hostile" if bomb else "unreadable", "pixels" if bomb else "picture")
    except (OSError, SyntaxError, ValueError, EOFError):
        return _plain(content, "truncated", "picture")
    return Measured("", 0, content, pages=1, pictures=(picture,))


def picture_of(image: Image.Image, page: int = 0) -> Picture:
    """A picture's size alone."""
    small = image.convert("L").resize((8, 8))
    return Picture(page, image.width, image.height, (), small.tobytes(), 0.0, 0.0, 0.0)


def _plain(content: Content, state: State, detail: str) -> Measured:
    return Measured("", 0, content, state, detail)
