"""A picture as a screen shows it, in grey: turned as its camera was held, about `VIEW` pixels long, whatever its mode."""

from __future__ import annotations

import numpy as np
from PIL import ExifTags, Image

VIEW = 1024  # pixels of the longer side, about: where a whole fraction of a picture is near to it, that is taken
LEAST, MOST = 737, 1228  # pixels of the longer side: 12 megapixels are seen at a quarter, 1000 x 750
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def viewed(image: Image.Image) -> Image.Image:
    """The picture in grey, at most `MOST` pixels long. Decodes it, a JPEG at a fraction of its size."""
    held = _held(image)
    longer = max(image.size)
    if longer > LEAST:
        image.draft("L", (max(1, image.width * LEAST // longer), max(1, image.height * LEAST // longer)))
    grey = _smaller(grey_of(image))
    return grey.transpose(TURNS[held]) if held in TURNS else grey


def _smaller(grey: Image.Image) -> Image.Image:
    """By a whole number where that comes near enough, which is much faster."""
    times = max(grey.size) // LEAST
    if times > 1:
        grey = grey.reduce(times)
    if max(grey.size) > MOST:
        grey = grey.copy()  # a thumbnail is made in its place, which may be the caller's picture
        grey.thumbnail((VIEW, VIEW), Image.Resampling.BOX)
    return grey


def _held(image: Image.Image) -> int:
    """How the camera was held (EXIF); 1, upright, where that cannot be read."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:
        return 1


def grey_of(image: Image.Image) -> Image.Image:
    """A picture of any mode in grey, what is clear as white paper."""
    if image.mode.startswith(("I", "F")):
        return _of_deep(image)
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        clear = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("L")
    if image.mode == "L":
        image.load()
        return image
    if image.mode == "P":
        return _of_palette(image)
    return image.convert("L") if image.mode in ("1", "RGB") else image.convert("RGB").convert("L")


def _of_palette(image: Image.Image) -> Image.Image:
    """A colour at a time, not a pixel at a time."""
    colours = Image.new("P", (256, 1))
    colours.putpalette(image.getpalette() or [])
    colours.putdata(range(256))
    return image.point(list(colours.convert("L").tobytes()), "L")


def _of_deep(image: Image.Image) -> Image.Image:
    """More than 8 bits: 16 bits by their range, anything else from its darkest to its lightest."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float32), posinf=0, neginf=0)
    low, high = (0.0, 65535.0) if image.mode.startswith("I;16") else (float(values.min()), float(values.max()))
    return Image.fromarray(np.clip((values - low) * (255 / max(high - low, 1e-6)), 0, 255).astype(np.uint8))
