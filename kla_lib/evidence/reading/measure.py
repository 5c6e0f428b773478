"""What one file is: hashed, told by its bytes, and handed to whoever reads such files. Runs in worker processes only.

It writes nothing, and reads a file that the walk found to be a regular one.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from kla_lib.evidence.model import ARCHIVES, PICTURES, Content, Measured, State
from kla_lib.evidence.reading.dates import without_births
from kla_lib.evidence.reading.sniff import content_of, is_locked, is_polyglot
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
    if is_polyglot(path, content):
        return _plain(content, "hostile", "polyglot")
    if content == "pdf":
        from kla_lib.evidence.reading.pdf import measure_pdf

        return measure_pdf(path)
    if content in PICTURES:
        from kla_lib.evidence.reading.picture_file import measure_picture

        return measure_picture(path, content)
    if content in _READ:
        from kla_lib.evidence.reading.office import measure_office

        return measure_office(path, content)
    return _unread(path, content)


def _unread(path: Path, content: Content) -> Measured:
    """Kinds that are told apart and looked at no further."""
    if content in ARCHIVES:
        from kla_lib.evidence.reading.sniff import measure_archive

        return measure_archive(path, content)
    if content == "executable":
        return _plain(content, "hostile", "program")
    if content == "shortcut":
        return _plain(content, "not_a_file", "shortcut")
    if content == "other" and is_locked(path):
        return _plain(content, "encrypted", "password")
    if content == "other":
        return _plain(content, "unreadable", "unknown")
    return _plain(content, "ok", "not_read" if content in _OLD else "")


def _plain(content: Content, state: State, detail: str) -> Measured:
    return Measured("", 0, content, state, detail)
