"""A picture file as evidence: what it shows, and when its camera says it was taken.

A file is refused before it is decoded where it says that it is larger than any camera makes. Of EXIF only the date and
how the camera was held are read: never a place, never a name. A file without its last bytes counts as whole if programs
still show all of it: the missing end is filled in two ways, and the first row that differs is the first one not all there.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image, UnidentifiedImageError

from kla_lib.core.dates import read_day
from kla_lib.evidence import limits
from kla_lib.evidence.model import Content, Dated, Measured, Picture, Refused, State, Sure
from kla_lib.evidence.reading import heic
from kla_lib.evidence.reading.picture import picture_of
from kla_lib.evidence.reading.prints import FORMATS, grey_of

TAKEN = re.compile(r"^(\d{4})[:\-/.](\d{2})[:\-/.](\d{2})")
FIRST_YEAR = 2002  # before that hardly a phone took pictures: a clock that was never set
UNSET_DAYS = ("01-01",)  # a camera whose clock lost power starts on the first of January of some year
MOST_BYTES = 100_000_000
LAST_ROWS, LAST_SHARE = (
    16,
    0.02,
)  # pixels, or the share of the height, that may be missing: hardly seen, and one row of blocks
SMALL = 64  # pixels to which a JPEG is decoded at least, which is enough to see its rows
_FILLED = bytes(range(1, 255))
_END_OF_JPEG = b"\xff\xd9"


def measure_picture(path: Path, content: Content) -> Measured:
    """What a picture file is; ``content`` is what its bytes say. Its digest and size are for the caller to fill in."""
    if content == "heic":
        return _heic(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _measured(path, content)
        except Image.DecompressionBombError as fault:  # of more pixels than Pillow opens at all; it says how many
            return _failed(content, *_beyond(int(max(re.findall(r"\d+", str(fault)), key=int)), path.stat().st_size))
        except MemoryError:  # sound perhaps, but of more bytes than a worker may hold
            return _failed(content, "too_large", "pixels")
        except UnidentifiedImageError:
            return _failed(content, "unreadable", "no_picture")
        except Exception as fault:  # decoders raise whatever a hostile file makes them raise
            cut = isinstance(fault, EOFError) or "truncated" in str(fault).lower() or _is_short(path)
            whole = _without_end(path, content) if cut else None
            return whole or _failed(content, *(("truncated", "cut_off") if cut else ("unreadable", "broken_picture")))


def _without_end(path: Path, content: Content) -> Measured | None:
    """A picture of which only the end is missing; None for any other."""
    try:
        data = _completed(path, content)
        return _measured(path, content, data) if data else None
    except Exception:  # as above
        return None


def _is_short(path: Path) -> bool:
    """True if a RIFF (WebP) says that it is longer than it is."""
    with path.open("rb") as source:
        head = source.read(8)
    return head[:4] == b"RIFF" and int.from_bytes(head[4:], "little") + 8 > path.stat().st_size


def _heic(path: Path) -> Measured:
    """A HEIC, as telephones make them; of several pictures in one the first that it would show."""
    try:
        shot = heic.opened(path)
        whole = picture_of(heic.decoded(shot, "L", grey_of))
        dates = _camera_dates(partial(heic.taken, shot))
    except Refused as refused:
        return _failed("heic", refused.state, refused.detail)
    except MemoryError:
        return _failed("heic", "too_large", "pixels")
    except Exception as fault:
        return _failed("heic", *heic.why_not(path, fault))
    return Measured("", 0, "heic", pages=1, pictures=(whole,), dates=dates)


def _measured(path: Path, content: Content, data: bytes = b"") -> Measured:
    """A picture file, or its ``data`` where it had no end."""

    def opened() -> Image.Image:
        return Image.open(io.BytesIO(data) if data else path, formats=(FORMATS[content],))

    with opened() as image:
        refused = _refused(image, path.stat().st_size)
        if refused:
            return _failed(content, *refused)
        dates = _camera_dates(image.getexif)
        pictures = tuple(_frames(image) if content == "tiff" else [picture_of(image, 0, opened)])
    return Measured("", 0, content, pages=len(pictures), pictures=pictures, dates=dates)


def _frames(image: Image.Image) -> Iterator[Picture]:
    """The pages of a TIFF, page 0 where it has only one."""
    several = getattr(image, "n_frames", 1) > 1
    for number in range(limits.MOST_FRAMES if several else 1):
        try:
            image.seek(number)
        except EOFError:
            return
        if not _refused(image, limits.MOST_PIXELS):
            yield replace(picture_of(image), page=number + 1 if several else 0)


def _refused(image: Image.Image, size: int) -> tuple[State, str] | None:
    """Why a picture is not decoded, from what its first bytes say."""
    pixels = image.width * image.height
    most = limits.MOST_PIXELS if image.format in ("JPEG", "MPO") else limits.MOST_PIXELS_WHOLE
    if pixels <= most and max(image.size) <= limits.MOST_SIDE:
        return None
    return _beyond(pixels, size)


def _beyond(pixels: int, size: int) -> tuple[State, str]:
    """What a picture over the limits is, by its bytes: a telephone's of 200 million pixels or a map of A0 is none made to harm."""
    return ("hostile", "bomb") if pixels > min(limits.BOMB_RATIO * size, limits.MOST_SOUND) else ("too_large", "pixels")


def _failed(content: Content, state: State, detail: str) -> Measured:
    return Measured("", 0, content, state, detail)


def _camera_dates(noted: Callable[[], Image.Exif]) -> tuple[Dated, ...]:
    """The day in EXIF on which the picture was taken (or, less sure, last saved); nothing where none can be read."""
    try:
        exif = noted()
        inside = exif.get_ifd(ExifTags.IFD.Exif)
        taken = inside.get(ExifTags.Base.DateTimeOriginal) or inside.get(ExifTags.Base.DateTimeDigitized)
        made_by_camera = bool(exif.get(ExifTags.Base.Model) or exif.get(ExifTags.Base.Make))
        saved = exif.get(ExifTags.Base.DateTime)
    except Exception:  # EXIF is bytes of anybody: a broken one says nothing
        return ()
    if day := _day(taken):
        return (Dated(day, "exif", _sure(day, made_by_camera)),)
    day = _day(saved)
    return (Dated(day, "exif", "low"),) if day else ()


def _day(value: object) -> str:
    found = TAKEN.match(str(value or "").strip())
    if not found:
        return ""
    try:
        return read_day("-".join(found.groups())).isoformat()
    except ValueError:
        return ""


def _sure(day: str, made_by_camera: bool) -> Sure:
    if int(day[:4]) < FIRST_YEAR or day[5:] in UNSET_DAYS:
        return "low"
    return "high" if made_by_camera else "medium"


def _completed(path: Path, content: Content) -> bytes | None:
    """The bytes of a picture with an end, where nothing to be seen is missing; None where a part of it is."""
    if content not in ("jpeg", "webp", "bmp") or path.stat().st_size > MOST_BYTES:
        return None
    data = path.read_bytes()
    first, second = _ended(data, content)
    try:
        rows, others = _rows(first, content), _rows(second, content)
    except Exception:  # decoders raise whatever a broken file makes them raise
        return None
    if rows.shape != others.shape:
        return None
    differing = np.flatnonzero((rows != others).any(axis=1))
    with Image.open(io.BytesIO(first), formats=(FORMATS[content],)) as image:
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


def _rows(data: bytes, content: Content) -> npt.NDArray[np.uint8]:
    with Image.open(io.BytesIO(data), formats=(FORMATS[content],)) as image:
        image.draft("L", (SMALL, SMALL))
        return np.asarray(image.convert("L"))
