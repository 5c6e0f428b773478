"""The hash of a file's bytes, and the stamp by which to see that it has not changed since."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

Stamp = tuple[int, int, int]  # size, time of change of the contents, of anything about the file (ns)
_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_NOCTTY"))


def digest_of(path: Path) -> tuple[str, Stamp]:
    """The SHA-256 of a regular file and its stamp, both of one opening; a link is not followed. Raises OSError."""
    with os.fdopen(os.open(path, _FLAGS), "rb", buffering=0) as source:
        about = os.fstat(source.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise OSError("no regular file")
        return hashlib.file_digest(source, "sha256").hexdigest(), _stamp(about)


def stamp_of(path: Path) -> Stamp:
    """The stamp of a file without opening it. Raises OSError."""
    return _stamp(os.lstat(path))


def _stamp(about: os.stat_result) -> Stamp:
    return about.st_size, about.st_mtime_ns, about.st_ctime_ns
