"""Thin reading of office documents: whether the archive is whole and no trap. (Its replacement reads the text.)"""

from __future__ import annotations

import zipfile
from pathlib import Path

from kla_lib.intake.evidence.archive import measure_archive
from kla_lib.rules.evidence import Content, Measured


def measure_office(path: Path, content: Content) -> Measured:
    """Whether a document's archive can be listed and its XML is no bomb."""
    if content in ("text", "csv"):
        return Measured("", 0, content)
    found = measure_archive(path, "zip")
    state, detail = found.state, found.detail
    if state == "ok":
        try:
            with zipfile.ZipFile(path) as archive:
                names = [name for name in archive.namelist() if name.endswith(".xml")]
                if any(b"<!ENTITY" in archive.open(name).read(1 << 16) for name in names[:50]):
                    state, detail = "hostile", "entities"
        except Exception:
            state, detail = "truncated", "zip"
    return Measured("", 0, content, state, detail)
