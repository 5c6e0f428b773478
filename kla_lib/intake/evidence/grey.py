"""A picture as a screen shows it, in grey: turned as its camera was held, at most `VIEW` pixels, whatever its mode."""

from __future__ import annotations

import numpy as np
from PIL import ExifTags, Image

from kla_lib.intake.evidence.quality import VIEW

ROUGH = 0.72  # of VIEW: decoding a JPEG at least as large keeps 12 megapixels at a quarter, 1000 x 750
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
    """The picture in grey, at most `VIEW` pixels long. Decodes it, a JPEG at a fraction of its size."""
    held = _held(image)
    scale = ROUGH * VIEW / max(image.size)
    if scale < 1:
        image.draft("L", (max(1, int(image.width * scale)), max(1, int(image.height * scale))))
    grey = _grey(image)
    if max(grey.size) > VIEW:
        grey.thumbnail((VIEW, VIEW), Image.Resampling.BOX, reducing_gap=2.0)
    return grey.transpose(TURNS[held]) if held in TURNS else grey


def _held(image: Image.Image) -> int:
    """How the camera was held (EXIF); 1, upright, where that cannot be read."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:
        return 1


def _grey(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):
        return _of_deep(image)
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        clear = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("L")
    return image.convert("L") if image.mode in ("1", "L", "P", "RGB") else image.convert("RGB").convert("L")


def _of_deep(image: Image.Image) -> Image.Image:
    """More than 8 bits: 16 bits by their range, anything else from its darkest to its lightest."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float32), posinf=0, neginf=0)
    low, high = (0.0, 65535.0) if image.mode.startswith("I;16") else (float(values.min()), float(values.max()))
    return Image.fromarray(np.clip((values - low) * (255 / max(high - low, 1e-6)), 0, 255).astype(np.uint8))
