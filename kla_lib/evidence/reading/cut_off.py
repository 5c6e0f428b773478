"""Decide whether a picture without its last bytes is cut off: it is not if programs still show all of it.

The missing end is filled in two ways. The first row that comes out otherwise is the first that is
not all there.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from kla_lib.evidence.model import Content

MOST_BYTES = 100_000_000
LAST_ROWS, LAST_SHARE = (
    16,
    0.02,
)  # pixels, or the share of the height, that may be missing: hardly seen, and one row of blocks
SMALL = 64  # pixels to which a JPEG is decoded at least, which is enough to see its rows
_FILLED = bytes(range(1, 255))
_END_OF_JPEG = b"\xff\xd9"


def mended(path: Path, content: Content, formats: tuple[str, ...]) -> bytes | None:
    """The bytes of a picture with an end, where nothing to be seen is missing; None where a part of it is."""
    if content not in ("jpeg", "webp", "bmp") or path.stat().st_size > MOST_BYTES:
        return None
    data = path.read_bytes()
    first, second = _ended(data, content)
    try:
        rows, others = _rows(first, formats), _rows(second, formats)
    except Exception:  # decoders raise whatever a broken file makes them raise
        return None
    if rows.shape != others.shape:
        return None
    differing = np.flatnonzero((rows != others).any(axis=1))
    with Image.open(io.BytesIO(first), formats=formats) as image:
        height = image.height
    upside_down = content == "bmp"  # whose rows are stored from the last to the first
    missing = (
        (differing[-1] + 1 if upside_down else len(rows) - differing[0]) / len(rows) * height if len(differing) else 0
    )
    return first if missing <= max(LAST_ROWS, LAST_SHARE * height) else None


def _ended(data: bytes, content: Content) -> tuple[bytes, bytes]:
    """The bytes with an end, and with other bytes before that end."""
    if content == "jpeg":
        data = data.rstrip(b"\xff")
        return data + _END_OF_JPEG, data + _FILLED * (len(data) // len(_FILLED) + 1) + _END_OF_JPEG
    size = int.from_bytes(data[4:8], "little") + 8 if content == "webp" else int.from_bytes(data[2:6], "little")
    missing = max(0, min(size - len(data), MOST_BYTES))
    return data + bytes(missing), data + (_FILLED * (missing // len(_FILLED) + 1))[:missing]


def _rows(data: bytes, formats: tuple[str, ...]) -> npt.NDArray[np.uint8]:
    with Image.open(io.BytesIO(data), formats=formats) as image:
        image.draft("L", (SMALL, SMALL))
        return np.asarray(image.convert("L"))
