"""A picture file made small for a report: a JPEG of its pixels alone, without EXIF, profile or comment."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

from kla_lib.rules.evidence import Content

SIDE, QUALITY = 150, 40
MOST_PIXELS = 60_000_000
FORMATS: dict[Content, str] = {"jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "bmp": "BMP", "tiff": "TIFF"}


def thumbnail(path: Path, content: Content, side: int = SIDE) -> bytes:
    """A small JPEG of a picture that was measured as sound, upright; empty where it is no picture or cannot be drawn."""
    from PIL import Image, ImageOps

    if content not in FORMATS:
        return b""
    try:
        with warnings.catch_warnings(), Image.open(path, formats=(FORMATS[content],)) as image:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if image.width * image.height > MOST_PIXELS:
                return b""
            image.draft("RGB", (2 * side, 2 * side))
            image.thumbnail((2 * side, 2 * side))
            upright = ImageOps.exif_transpose(image).convert("RGB")
            upright.thumbnail((side, side))
            bare = Image.new("RGB", upright.size)
            bare.paste(upright)
            target = io.BytesIO()
            bare.save(target, "JPEG", quality=QUALITY, optimize=True)
            return target.getvalue()
    except Exception:  # whatever Pillow makes of a file that has changed since it was measured
        return b""
