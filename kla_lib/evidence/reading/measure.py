"""Measure one file: hash it, find its type by its bytes, and hand it to the reader of such files. Runs in workers only.

It writes nothing, and reads only what the walk found to be a regular file.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from kla_lib.evidence.model import PICTURES, Content, Measured, State
from kla_lib.evidence.reading.dates import without_births
from kla_lib.evidence.reading.sniff import content_of, is_locked, is_polyglot, state_of_zip
from kla_lib.evidence.scan.cache import digest_of

# Of everything that a `Measured` holds: nothing of another version is trusted. The number is raised whenever reading changes.
VERSION = ", ".join(["19", *(f"{name} {version(name)}" for name in ("pillow", "pypdfium2"))])

_READ = ("docx", "xlsx", "pptx", "odt", "ods", "odp", "text", "csv")
_OLD = ("doc", "xls", "ppt", "rtf", "foreign")


def measure(path: Path, sha256: str = "") -> Measured:
    """What a file is; ``sha256`` where its hash is known already. Never raises for what a file holds; raises OSError."""
    digest = sha256 or digest_of(path)[0]
    size = path.stat().st_size
    content = content_of(path)
    found = _measured(path, content) if content != "none" else Measured("", 0, "none", "empty", "bytes")
    dates = without_births(found.dates, found.personal)
    return replace(found, sha256=digest, size=size, dates=dates)


def _measured(path: Path, content: Content) -> Measured:
    """Read by the module of its kind, which is loaded only then; other kinds are looked at no further."""
    if is_polyglot(path, content):
        return Measured("", 0, content, "hostile", "polyglot")
    if content == "pdf":
        from kla_lib.evidence.reading.pdf import measure_pdf

        return measure_pdf(path)
    if content in PICTURES:
        from kla_lib.evidence.reading.picture_file import measure_picture

        return measure_picture(path, content)
    if content in _READ:
        from kla_lib.evidence.reading.office import measure_office

        return measure_office(path, content)
    return Measured("", 0, content, *_unread(path, content))


def _unread(path: Path, content: Content) -> tuple[State, str]:
    if content == "zip":
        return state_of_zip(path)
    if content == "executable":
        return "hostile", "program"
    if content == "shortcut":
        return "not_a_file", "shortcut"
    if content == "other":
        return ("encrypted", "password") if is_locked(path) else ("unreadable", "unknown")
    return "ok", "not_read" if content in _OLD else ""
