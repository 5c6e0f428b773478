"""A HEIC, as iPhones make them: decoded a band at a time, so that it is never held as Pillow would hold it, whole and in
colour. The library turns it upright by what the container says, and EXIF has no further say in that.

The library is loaded when the first HEIC is met, and only where files are measured or drawn: in processes of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from kla_lib.evidence import limits
from kla_lib.evidence.model import Refused, State
from kla_lib.evidence.reading.prints import grey_of

BAND = 256  # rows at a time, and the step in which a picture may be made smaller
MODES = ("L", "LA", "La", "RGB", "RGBA", "RGBa", "I;16")
MOST_PIXELS = 50_000_000  # telephones make 48 and 50 million: 200 MB as they are decoded
MOST_BYTES = 100_000_000  # of a file, which is read whole: 48 million pixels have some 5 million
NO_STILL = (b"avif", b"avis", b"msf1", b"hevc", b"hevx")  # kinds in the same container that need another decoder


def opened(path: Path) -> Any:
    """The picture of a HEIC, not decoded yet. Raises Refused, and whatever the library raises."""
    try:
        import pi_heif
    except Exception:  # not installed, or one of its libraries does not fit this computer
        raise Refused("ok", "no_decoder") from None
    if path.stat().st_size > MOST_BYTES:
        raise Refused("too_large", "pixels")
    options = pi_heif.options
    options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False  # nobody looks at them
    options.DECODE_THREADS = 1
    held = pi_heif.open_heif(path)
    shot = held[held.primary_index]
    pixels = shot.size[0] * shot.size[1]
    if pixels > MOST_PIXELS or max(shot.size) > limits.MOST_SIDE:
        bomb = pixels > limits.BOMB_RATIO * path.stat().st_size
        raise Refused(*(("hostile", "bomb") if bomb else ("too_large", "pixels")))
    return shot


def decoded(shot: Any, mode: str, change: Callable[[Image.Image], Image.Image], times: int = 1) -> Image.Image:
    """The picture, each band of it changed to ``mode`` and made smaller ``times``, which divides `BAND`."""
    bands = _bands(shot)
    first = change(next(bands))
    whole = Image.new(mode, (first.width, -(-shot.size[1] // times)))
    whole.paste(first, (0, 0))
    for number, band in enumerate(bands, start=1):
        whole.paste(change(band), (0, number * BAND // times))
    return whole


def small(path: Path, side: int) -> Image.Image:
    """The picture in colour, its longer side at least ``side`` where it has so much. Raises as `opened` does."""
    shot = opened(path)
    times = next(step for step in (32, 16, 8, 4, 2, 1) if step == 1 or max(shot.size) // step >= side)
    return decoded(shot, "RGB", lambda band: _coloured(band).reduce(times), times)


def _coloured(band: Image.Image) -> Image.Image:
    return (grey_of(band) if band.mode == "I;16" else band).convert("RGB")


def taken(shot: Any) -> Image.Exif:
    """What the camera noted. Raises whatever a broken note makes of Pillow."""
    exif = Image.Exif()
    exif.load(shot.info.get("exif") or b"")
    return exif


def _bands(shot: Any) -> Iterator[Image.Image]:
    data = shot.data  # decodes
    (width, height), stride, mode = shot.size, shot.stride, shot.mode
    if mode not in MODES:
        raise ValueError(mode)
    for top in range(0, height, BAND):
        rows = min(BAND, height - top)
        part = bytes(data[top * stride : (top + rows) * stride])
        yield Image.frombytes(mode, (width, rows), part, "raw", mode, stride)


def why_not(path: Path, fault: Exception) -> tuple[State, str]:
    """What is said of a file that the library does not take, by the file's own boxes rather than by the library's words."""
    size, brands, boxes = _boxes(path)
    if b"meta" not in boxes:
        return "unreadable", "no_picture"
    if size > path.stat().st_size:
        return "truncated", "cut_off"
    if "limit" in str(fault):
        return "hostile", "bomb"
    if "Allocating" in str(fault):
        return "too_large", "pixels"
    if any(brand in brands for brand in NO_STILL):
        return "ok", "no_decoder"
    return "unreadable", "broken_picture"


def _boxes(path: Path) -> tuple[int, bytes, set[bytes]]:
    """How long a file says that it is, its brands, and which boxes it has: the outermost, as far as they make sense."""
    end, at, brands, found = path.stat().st_size, 0, b"", set[bytes]()
    with path.open("rb") as source:
        while at + 8 <= end and len(found) < BAND:
            source.seek(at)
            head = source.read(16)
            length, name = int.from_bytes(head[:4], "big"), head[4:8]
            if length == 1:
                length = int.from_bytes(head[8:], "big")
            found.add(name)
            if name == b"ftyp":
                brands = head[8:] + source.read(min(max(length, 16), BAND) - 16)
            if length < 8:  # to the end of the file, or no box
                return end, brands, found
            at += length
    return at, brands, found
