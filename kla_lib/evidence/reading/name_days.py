"""The day or year that a file's name tells: what telephones, scanners and messengers write there, or a year by itself.

A camera's name says when a picture was taken; what was sent, scanned or copied from a screen may be older than its name,
and a year is what somebody calls the paper. Nothing else is read from a name: another day might be one of birth.
"""

from __future__ import annotations

import re
from calendar import monthrange
from pathlib import PurePosixPath

from kla_lib.evidence.model import Dated, Sure
from kla_lib.evidence.personal import personal_in

_DAY = r"(?P<year>20[0-4]\d)(?P<mark>[-_.]?)(?P<month>\d\d)(?P=mark)(?P<day>\d\d)"
_FORMS: tuple[tuple[str, Sure], ...] = (
    (r"(?:screenshots?|cuplikan layar|scan(?:ner|ned)?|hasil scan|pindai(?:an)?|timemark|photo|foto|dokumen)[ _-]*" + _DAY, "low"),
    (r"(?:img|vid|doc|aud|ptt|stk)-" + _DAY + r"-wa\d", "low"),
    (r"whatsapp (?:image|video|document) " + _DAY, "low"),
    (r"camscanner (?P<month>\d\d)-(?P<day>\d\d)-(?P<year>20[0-4]\d)", "low"),
    (r"(?:(?:img|vid|pxl|mvimg|pano|dsc)_?)?" + _DAY + r"_?\d{6}", "medium"),
)  # fmt: skip
_DAYS = [(re.compile(pattern + r"(?!\d{4})", re.IGNORECASE), sure) for pattern, sure in _FORMS]
_YEAR = re.compile(r"(?<![\d.,])(?<!\d-)(?<!\d - )20[0-4]\d(?!\d|[.,]\d|\s?-\s?\d)")  # no range of years, no day
_SAID = re.compile(r"\b(?:tahun|thn|th|t\.?a)\b[. ]{0,2}$", re.IGNORECASE)


def day_in_name(path: str, picture: bool = False) -> Dated | None:
    """What the last part of a path tells, with role ``name``; None for a name with personal data or without a date.

    A number alone is a year on a document only: cameras count their pictures (``IMG_2019.JPG``). Two years
    tell nothing.
    """
    name = PurePosixPath(path).stem
    if personal_in(name):
        return None
    for pattern, sure in _DAYS:
        found = pattern.match(name)
        if found and (day := _iso(found)):
            return Dated(day, "name", sure)
    plain = name.replace("_", " ")
    years = {found[0] for found in _YEAR.finditer(plain) if not picture or _SAID.search(plain, 0, found.start())}
    return Dated(years.pop(), "name", "low") if len(years) == 1 else None


def _iso(found: re.Match[str]) -> str:
    """The day, empty where no calendar has it."""
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    is_day = 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    return f"{year:04}-{month:02}-{day:02}" if is_day else ""
