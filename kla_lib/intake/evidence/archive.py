"""Archives are no evidence: their list is read, never their contents, to say whether they are whole, locked or a trap."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from kla_lib.rules.evidence import Content, Measured, State

MAX_MEMBERS = 10_000
MAX_UNPACKED = 2 << 30  # bytes
MAX_RATIO = 200  # unpacked to packed, of what unpacks to more than SMALL
SMALL = 50 << 20

_OUTSIDE = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:|\x00")


def measure_archive(path: Path, content: Content) -> Measured:
    """Whether an archive can be listed, and what is wrong with its list; none but a zip is looked into."""
    state, detail = _zip(path) if content == "zip" else ("ok", "")
    return Measured("", 0, content, state, detail)


def _zip(path: Path) -> tuple[State, str]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except Exception:  # whatever a hostile archive makes of zipfile or struct
        return "truncated", "zip"
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if any(_OUTSIDE.search(member.orig_filename) for member in members):
        return "hostile", "path_outside"
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or (unpacked > SMALL and unpacked / packed > MAX_RATIO):
        return "hostile", "bomb"
    if any(member.flag_bits & 1 for member in members):
        return "encrypted", "password"
    return ("ok", "") if members else ("empty", "members")
