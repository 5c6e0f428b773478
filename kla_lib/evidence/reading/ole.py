"""The type of an OLE file (Office before 2007 and many other programs) by the names at the root of its directory.

A document embedded in another has streams of its own under a storage of the root, so their names say nothing of the file.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from kla_lib.evidence.model import Content

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "encryptedpackage"  # a document of 2007 and later behind a password
MOST_SECTORS = 20_000  # of a directory, and of the table that chains it
HEAD = 1 << 16  # bytes in which entries are looked for without a directory
ENTRY = 128  # bytes of a directory entry
LAST = 0xFFFFFFFA  # sector numbers from here on are marks, such as the end of a chain

_DOCUMENTS: tuple[tuple[tuple[str, ...], Content], ...] = (
    (("powerpoint document", "pp40", "pp97_dualstorage"), "ppt"), (("worddocument",), "doc"), (("workbook", "book"), "xls"),
)  # fmt: skip
_CLASSES: dict[bytes, Content] = {  # of the root, as its maker states it: the first four bytes of its class
    b"\x00\x09\x02\x00": "doc", b"\x06\x09\x02\x00": "doc", b"\x10\x08\x02\x00": "xls", b"\x20\x08\x02\x00": "xls",
    b"\x10\x8d\x81\x64": "ppt",
}  # fmt: skip
_INSTALLER = re.compile(rb"[\x84\x86]\x10\x0c\x00\0\0\0\0\xc0\0\0\0\0\0\0\x46")  # of Windows: packages and patches


def content_of_ole(source: BinaryIO) -> Content:
    """Return the type of an OLE file: ``foreign`` for the document of another program, ``other`` without a readable directory."""
    names, its_class = root_of(source)
    if not names:
        return "other"
    if _INSTALLER.fullmatch(its_class):
        return "executable"
    if ENCRYPTED in names:
        return "other"
    held = [content for streams, content in _DOCUMENTS if any(stream in names for stream in streams)]
    by_class = _CLASSES.get(its_class[:4])
    return by_class if by_class in held else held[0] if held else "foreign"


def is_encrypted(source: BinaryIO) -> bool:
    """True if an OLE file is a document of Office 2007 or later behind a password."""
    return ENCRYPTED in root_of(source)[0]


def root_of(source: BinaryIO) -> tuple[frozenset[str], bytes]:
    """The names at the root of an OLE file in small letters, and the class of the root; none where nothing can be read."""
    try:
        entries = _directory(source)
    except (struct.error, ValueError, OverflowError):
        entries = []
    if not entries or _name(entries[0]) == "":
        return _scattered(source), b""
    names, waiting, seen = set[str](), [_links(entries[0])[2]], set[int]()
    while waiting:
        at = waiting.pop()
        if at in seen or at >= len(entries):
            continue
        seen.add(at)
        names.add(_name(entries[at]))
        waiting += _links(entries[at])[:2]
    return frozenset(names - {""}), entries[0][80:96]


def _scattered(source: BinaryIO) -> frozenset[str]:
    """The known names in what looks like entries near the beginning, where no directory can be followed."""
    source.seek(0)
    head = source.read(HEAD)
    found = (
        head[at : at + 64].decode("utf-16-le", "replace").partition("\0")[0] for at in range(512, len(head), ENTRY)
    )
    known = {ENCRYPTED, *(stream for streams, _ in _DOCUMENTS for stream in streams)}
    return frozenset(name for name in map(str.casefold, found) if name in known)


def _directory(source: BinaryIO) -> list[bytes]:
    """The entries of the directory, as far as their chain can be followed."""
    source.seek(0)
    head = source.read(512)
    if not head.startswith(OLE) or len(head) < 512:
        return []
    size = 1 << struct.unpack_from("<H", head, 30)[0]
    if size not in (512, 4096):
        return []
    tables = list(islice(_tables(source, head, size), MOST_SECTORS))
    at, read, seen = struct.unpack_from("<I", head, 48)[0], b"", set[int]()
    while at < LAST and at not in seen and len(seen) < MOST_SECTORS:
        seen.add(at)
        read += _sector(source, at, size)
        which, place = divmod(at, size // 4)
        table = _sector(source, tables[which], size) if which < len(tables) else b""
        at = struct.unpack_from("<I", table, place * 4)[0] if len(table) >= place * 4 + 4 else LAST
    return [read[start : start + ENTRY] for start in range(0, len(read) - ENTRY + 1, ENTRY)]


def _tables(source: BinaryIO, head: bytes, size: int) -> Iterator[int]:
    """The sectors of the table that chains all others: 109 in the head, more in a chain of their own."""
    yield from (at for at in struct.unpack_from("<109I", head, 76) if at < LAST)
    further, seen = struct.unpack_from("<I", head, 68)[0], set[int]()
    while further < LAST and further not in seen:
        seen.add(further)
        *more, further = struct.unpack(f"<{size // 4}I", _sector(source, further, size))
        yield from (at for at in more if at < LAST)


def _sector(source: BinaryIO, number: int, size: int) -> bytes:
    source.seek((number + 1) * size)
    return source.read(size)


def _name(entry: bytes) -> str:
    length = struct.unpack_from("<H", entry, 64)[0]
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").casefold()


def _links(entry: bytes) -> tuple[int, int, int]:
    """The places of an entry's two neighbours and of its first child."""
    left, right, child = struct.unpack_from("<3I", entry, 68)
    return left, right, child
