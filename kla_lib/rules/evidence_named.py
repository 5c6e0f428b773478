"""The day that telephones and WhatsApp write into a file's name: all that is left where sending took the camera's data."""

from __future__ import annotations

import re

from kla_lib.rules.dates import read_day
from kla_lib.rules.evidence import Dated

_NAMED = re.compile(
    r"(?:^|/)(?:(?:IMG|VID|PXL|MVIMG|AUD|PTT|DOC)[-_](?P<a>20\d{6})[-_][^/]*"
    r"|(?:WhatsApp[ _-](?:Image|Video|Audio)|Screenshot|Tangkapan[ _-]Layar)[ _-](?P<b>20\d\d-?\d\d-?\d\d)(?!\d)[^/]*"
    r"|(?P<c>20\d{6})_\d{6}[^/]*)$",
    re.IGNORECASE,
)


def named_date(path: str) -> Dated | None:
    """The day in a name that a program gave; never surer than medium, for anybody can give a name."""
    found = _NAMED.search(path)
    if found is None:
        return None
    digits = next(filter(None, found.groups())).replace("-", "")
    try:
        day = read_day(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
    except ValueError:
        return None
    return Dated(day.isoformat(), "name", "medium")
