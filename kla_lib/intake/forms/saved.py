"""When a returned workbook was last saved, as it says itself: of two from one office, the later one counts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime, timedelta

from kla_lib.rules.form_shape import MADE

BEFORE_UTC = timedelta(hours=7)  # of ODS, which gives the local time without its zone: the west of Indonesia's
XLSX, ODS = "docProps/core.xml", "meta.xml"
MOST = 100_000  # more is no program's

_SAVED = re.compile(rb"<(?:dcterms:modified|dc:date)(?: [^>]*)?>(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)[^<]{0,20}<")


def saved_at(data: bytes) -> str:
    """``2026-03-01T08:00:00`` (UTC); empty for a file that does not say, or is none.

    The year of our own stamp says that no program has saved it, or none whose clock can be believed.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            member = next((name for name in (XLSX, ODS) if name in archive.NameToInfo), "")
            with archive.open(member) as source:
                return saved_in({member: source.read(MOST)})
    except Exception:  # whatever a hostile archive makes of zipfile, zlib or struct: it is told where it is read
        return ""


def saved_in(parts: Mapping[str, bytes]) -> str:
    """The same for a workbook's members."""
    member = XLSX if XLSX in parts else ODS
    found = _SAVED.search(parts.get(member, b"")[:MOST])
    try:
        day = datetime.fromisoformat(found[1].decode()) if found else MADE
    except ValueError:
        return ""
    if day.year <= MADE.year:
        return ""
    return (day - BEFORE_UTC if member == ODS else day).isoformat()
