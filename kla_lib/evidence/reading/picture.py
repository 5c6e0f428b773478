"""When a camera says that a picture was taken, and how far that can be trusted. No place and no name is read.

A page of paper squeezed to its lines of words: four shades of ink, finer than the sketch that every picture has.

At 64 pixels two letters of one office are as alike as one scanned twice; at 160 words and gaps between them are seen.

A picture file as evidence: what it shows, as prints and figures, and when its camera says it was taken.

A file is refused before it is decoded where it says that it is larger than any camera makes. Of EXIF only the date and
how the camera was held are read: never a place, never a name.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image, UnidentifiedImageError

from kla_lib.core.dates import read_day
from kla_lib.evidence import limits
from kla_lib.evidence.model import Art, Content, Dated, Measured, Picture, Refused, State, Sure
from kla_lib.evidence.reading import heic
from kla_lib.evidence.reading.art import art_of
from kla_lib.evidence.reading.bars import bubble_box, inner_box
from kla_lib.evidence.reading.cut_off import mended
from kla_lib.evidence.reading.grey import VIEW, grey_of, viewed
from kla_lib.evidence.reading.prints import prints, sketch
from kla_lib.evidence.reading.quality import Quality, line_height, page_ink, quality
from kla_lib.evidence.variants import PAGE_SIDE

TAKEN = re.compile(r"^(\d{4})[:\-/.](\d{2})[:\-/.](\d{2})")
FIRST_YEAR = 2002  # before that hardly a phone took pictures: a clock that was never set
UNSET_DAYS = ("01-01",)  # a camera whose clock lost power starts on the first of January of some year


def camera_dates(noted: Callable[[], Image.Exif]) -> tuple[Dated, ...]:
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


SHADES = 4  # two bits a pixel
LEAST_INK = 8  # grey levels between paper and ink: of less, a page is taken as blank
DARKEST = 0.01  # share of a page that counts as its darkest


def page_sketch(grey: Image.Image) -> bytes:
    """The ink of a page, four pixels a byte."""
    whole = grey.resize((PAGE_SIDE, PAGE_SIDE), Image.Resampling.BOX)
    small: npt.NDArray[np.uint8] = np.asarray(whole).ravel()
    upto = np.cumsum(whole.histogram())
    paper, ink = np.searchsorted(upto, [small.size // 2, int(small.size * DARKEST)], side="right").tolist()
    share = (paper - small.astype(np.float32)) * ((SHADES - 1) / max(paper - ink, LEAST_INK))
    shades = np.rint(share.clip(0, SHADES - 1)).astype(np.uint8).reshape(-1, 4)
    return bytes(shades @ np.array([64, 16, 4, 1], dtype=np.uint8))


FORMATS = {
    "jpeg": ("JPEG",),  # which opens what holds several (MPO) too
    "png": ("PNG",),
    "gif": ("GIF",),
    "webp": ("WEBP",),
    "tiff": ("TIFF",),
    "bmp": ("BMP",),
}
SEEN = 5.0  # pixels of a line as it is viewed, below which it may be none
PAGE_PIXELS = 500  # of the shorter side of a page, as it is viewed
AROUND = 0.2  # of a side may be what a photographed page lies on
PRINTED = 0.03  # ink of a page on which there is surely text


def picture_of(image: Image.Image, page: int = 0, again: Callable[[], Image.Image] | None = None) -> Picture:
    """What is known of one picture (a file, a rendered page, one inside a document). Decodes ``image`` where
    needed, a JPEG smaller than it is stored; ``again`` opens it once more, for print too small to be seen so."""
    stored = max(image.size), min(image.size)
    grey = viewed(image)
    upright = grey.height > grey.width
    seen = np.asarray(grey)
    box = bubble_box(seen, limits.TALL) or inner_box(seen)
    whole, inner = sketch(grey), sketch(grey.crop(box)) if box else None
    scale = max(grey.size) / stored[0]
    found = quality(grey, seen, scale)
    hidden = found.scan and found.text_px * scale < SEEN and found.ink >= PRINTED and scale < 1
    return Picture(
        page=page,
        width=stored[1] if upright else stored[0],
        height=stored[0] if upright else stored[1],
        prints=prints(whole, inner, grey.width / grey.height),
        sketch=whole.tobytes(),
        inner=inner.tobytes() if inner else b"",
        fine=page_sketch(grey) if found.scan or _shows_page(grey) else b"",
        art=_art(seen, page, found),
        sharpness=found.sharpness,
        brightness=found.brightness,
        ink=found.ink,
        turned=0 if hidden else found.turned,
        text_px=_closer(image, again) if hidden else found.text_px,
        scan=found.scan,
    )


def _shows_page(grey: Image.Image) -> bool:
    """Whether the middle of a photograph is a page of paper, such as one on a table."""
    left, top = (round(side * AROUND) for side in grey.size)
    middle = grey.crop((left, top, grey.width - left, grey.height - top))
    seen = np.asarray(middle)
    return page_ink(middle, seen, float(np.median(seen)) / 255) is not None


def _art(seen: npt.NDArray[np.uint8], page: int, found: Quality) -> Art:
    """Classify a picture inside a document; scanned pages have lines of text and are larger than emblems."""
    if not page or (found.scan and min(seen.shape) >= PAGE_PIXELS):
        return ""
    return art_of(seen)


def _closer(image: Image.Image, again: Callable[[], Image.Image] | None) -> float:
    """The height of the text in the middle of a page, at its stored size."""
    with again() if again else nullcontext(image) as whole:
        left, top = (max(0, (side - VIEW) // 2) for side in whole.size)
        return line_height(whole.crop((left, top, min(whole.width, left + VIEW), min(whole.height, top + VIEW))))


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
        data = mended(path, content, FORMATS[content])
        return _measured(path, content, data) if data else None
    except Exception:  # as above
        return None


def _is_short(path: Path) -> bool:
    """Whether a RIFF (WebP) says that it is longer than it is."""
    with path.open("rb") as source:
        head = source.read(8)
    return head[:4] == b"RIFF" and int.from_bytes(head[4:], "little") + 8 > path.stat().st_size


def _heic(path: Path) -> Measured:
    """A HEIC, as telephones make them; of several pictures in one the first that it would show."""
    try:
        shot = heic.opened(path)
        whole = picture_of(heic.decoded(shot, "L", grey_of))
        dates = camera_dates(partial(heic.taken, shot))
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
        return Image.open(io.BytesIO(data) if data else path, formats=FORMATS[content])

    with opened() as image:
        refused = _refused(image, path.stat().st_size)
        if refused:
            return _failed(content, *refused)
        dates = camera_dates(image.getexif)
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
