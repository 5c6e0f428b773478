"""When a camera says that a picture was taken, and how far that can be trusted. No place and no name is read."""

from __future__ import annotations

import re
from collections.abc import Callable

from PIL import ExifTags, Image

from kla_lib.rules.dates import read_day
from kla_lib.rules.evidence import Dated, Sure

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
