"""Packs of evidence: which files go into which ZIP under a size limit, and the ZIPs themselves, the same bytes each time.

Nothing is compressed (pictures and PDFs are already), so that sizes are known before a byte is written, and no library's
version changes the bytes. A file that is too large alone is told, never cut.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kla_lib.core.problems import InputFault, Where, problem

START = (1980, 1, 1, 0, 0, 0)  # a ZIP's first day: no clock decides its bytes
PER_FILE = 30 + 46 + 2 * 20  # headers of a file beside its name twice, with what large files need
END = 22 + 56 + 20
CHUNK = 1 << 20
UNFINISHED = ".tmp-"


@dataclass(frozen=True, slots=True)
class Item:
    """A file to be packed: where it is, its new name, size and hash; ``listed`` is what its rows in the lists weigh."""

    source: Path
    name: str
    size: int
    sha256: str
    listed: int = 0

    @property
    def weight(self) -> int:
        """What it adds to a ZIP."""
        return self.size + PER_FILE + 2 * len(self.name.encode()) + self.listed


def split(items: Sequence[Item], limit: int | None, fixed: int) -> tuple[list[list[Item]], list[Item]]:
    """The items in order, in as few runs as the limit allows, and those too large alone; ``fixed``: what every ZIP holds."""
    groups: list[list[Item]] = []
    too_large, room = [], -1
    for item in items:
        if limit is not None and item.weight + fixed + END > limit:
            too_large.append(item)
            continue
        if not groups or (limit is not None and item.weight > room):
            groups.append([])
            room = (limit or 0) - fixed - END
        groups[-1].append(item)
        room -= item.weight
    return groups, too_large


def weight_of(name: str, size: int) -> int:
    """What a list of a size adds to a ZIP under a name."""
    return size + PER_FILE + 2 * len(name.encode())


def write_zip(
    path: Path, items: Sequence[Item], lists: Callable[[Sequence[Item]], Sequence[tuple[str, bytes]]]
) -> list[Item]:
    """Write a ZIP whole or not at all; ``lists`` makes the lists of what went in. Returns what could not be read or has
    changed since it was scanned, which is not in it; where nothing is left, nothing is written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED, suffix=".zip")
    try:
        sound = [item for item in items if _is_unchanged(item)]
        with os.fdopen(handle, "wb") as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as target:
            for name, data in lists(sound) if sound else ():
                target.writestr(_entry(name, len(data)), data)
            for item in sound:
                _copy(item, target)
        if sound:
            os.chmod(temporary, 0o644)
            os.replace(temporary, path)
        else:
            os.unlink(temporary)
        return [item for item in items if item not in sound]
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _copy(item: Item, target: zipfile.ZipFile) -> None:
    """The bytes that were scanned. Raises InputFault for a file that changes while it is packed."""
    digest = hashlib.sha256()
    with (
        item.source.open("rb") as source,
        target.open(_entry(item.name, item.size), "w", force_zip64=_is_big(item.size)) as out,
    ):
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            out.write(chunk)
    if digest.hexdigest() != item.sha256:
        raise InputFault([problem("evidence_changing", Where(item.name), item.name)])


def _is_unchanged(item: Item) -> bool:
    try:
        with item.source.open("rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest() == item.sha256
    except OSError:
        return False


def _entry(name: str, size: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, START)
    entry.create_system, entry.external_attr, entry.file_size = 3, 0o644 << 16, size
    return entry


def _is_big(size: int) -> bool:
    return size >= (1 << 31) - 1


def sweep(folder: Path, kept: Sequence[str]) -> None:
    """Remove packs and lists of earlier times that this one does not have, and what a killed one left; only our own
    names are touched."""
    for pattern in ("KLA_Bukti_*", f"{UNFINISHED}*.zip"):
        for path in folder.glob(pattern):
            if path.is_file() and path.name not in kept:
                path.unlink()
