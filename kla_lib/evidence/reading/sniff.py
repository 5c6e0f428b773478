"""The type of a file by its bytes, whatever its name says. Reads a little of it, of a zip its list of members.

An OLE file (Office before 2007 and many other programs) is told by the names at the root of its directory: a document
embedded in another has streams of its own under a storage of the root, so their names say nothing of the file.
Archives are no evidence: only their list is read, to tell whether they are whole, locked or a trap.
"""

from __future__ import annotations

import codecs
import io
import re
import struct
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from kla_lib.evidence.model import PICTURES, Content, State

HEAD, TAIL = 1 << 16, 1 << 16
LATE = 1024  # a PDF's mark may stand this far in
TEXT_LINES, MOSTLY = 10, 0.8
LONG_TEXT, LEAST = 200, 0.1  # bytes without a control character, with spaces, are text in some old code page, whichever
END_OF_ZIP = b"PK\x05\x06"

_MARKED = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_WIDE_FORMS = (  # bytes of a character, its encoding, which of its bytes are zero in plain letters
    (4, "utf-32-le", (1, 2, 3)),
    (4, "utf-32-be", (0, 1, 2)),
    (2, "utf-16-le", (1,)),
    (2, "utf-16-be", (0,)),
)
MOSTLY_ZERO = 0.9

_MARKS: tuple[tuple[bytes, Content], ...] = (
    (b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"GIF87a", "gif"), (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"), (b"MM\x00*", "tiff"), (b"II+\x00", "tiff"), (b"MM\x00+", "tiff"), (b"{\\rt", "rtf"),
    (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"PK\x07\x08", "zip"), (b"Rar!\x1a\x07", "rar"), (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"), (b"MZ", "executable"), (b"\x7fELF", "executable"), (b"\xca\xfe\xba\xbe", "executable"),
    (b"\xcf\xfa\xed\xfe", "executable"), (b"\xce\xfa\xed\xfe", "executable"), (b"#!AMR", "audio"), (b"#!", "executable"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "shortcut"), (b"\x1aE\xdf\xa3", "video"), (b"FLV\x01", "video"),
    (b"0&\xb2u\x8ef\xcf\x11", "video"), (b"\x00\x00\x01\xba", "video"), (b"\x00\x00\x01\xb3", "video"), (b"ID3", "audio"),
    (b"\xff\xfb", "audio"), (b"\xff\xf3", "audio"), (b"\xff\xf2", "audio"), (b"\xff\xf1", "audio"), (b"fLaC", "audio"),
    (b"MThd", "audio"), (b"\xdb\xa5", "doc"), (b"\x9b\xa5", "doc"), (b"\x31\xbe\0\0", "foreign"), (b"\x32\xbe\0\0", "foreign"),
    (b"\xffWPC", "foreign"), (b"HWP Document File", "foreign"), (b"\xe4R\\{\x8c\xd8\xa7M", "foreign"), (b"8BPS\0\x01", "foreign"),
    (b"AT&TFORM", "foreign"), (b"ITSF\x03\0\0\0", "foreign"), (b"%!PS-Adobe", "foreign"), (b"\xc5\xd0\xd3\xc6", "foreign"),
    (b"\0\0\0\x0cjP  \r\n", "foreign"), (b"\xffO\xffQ", "foreign"), (b"\0\0\0\x0cJXL ", "foreign"), (b"\xd7\xcd\xc6\x9a", "foreign"),
    (b"\0\x01\0\0Standard ", "foreign"), (b"SQLite format 3\0", "foreign"), (b"\0\0\x1a\0", "foreign"), (b"\0\0\x02\0\x06\x04", "foreign"),
)  # fmt: skip
_BIFF = re.compile(
    rb"\x09[\0\x02\x04\x08][\x04-\x10]\0..[\x05\x06\x10\x20\x40\0][\0\x01]", re.DOTALL
)  # a workbook older than Excel 5
_DWG = re.compile(rb"AC10[0-9]{2}\0|AC1\.\d")
_SIGNED = re.compile(
    rb"\x30[\x80-\x84].{0,4}\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07[\x02\x03]", re.DOTALL
)  # a signature around a file
_RIFF: dict[bytes, Content] = {b"WEBP": "webp", b"AVI ": "video", b"WAVE": "audio"}
_HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
_STILL = (b"avif", b"avis", b"crx ")
_BMP = tuple(bytes((size, 0, 0, 0)) for size in (12, 16, 40, 52, 56, 64, 108, 124))
_INSIDE: tuple[tuple[int, bytes, Content], ...] = (
    (4, b"moov", "video"),
    (4, b"mdat", "video"),
    (4, b"wide", "video"),
    (257, b"ustar", "tar"),
    (188, b"G@", "video"),
)
_OFFICE: tuple[tuple[bytes, Content], ...] = (
    (b"ms-excel.sheet.binary", "xls"),
    (b"wordprocessingml", "docx"),
    (b"ms-word", "docx"),
    (b"spreadsheetml", "xlsx"),
    (b"ms-excel", "xlsx"),
    (b"presentationml", "pptx"),
    (b"ms-powerpoint", "pptx"),
)
_OPEN: tuple[tuple[bytes, Content], ...] = (
    (b"opendocument.text", "odt"),
    (b"opendocument.spreadsheet", "ods"),
    (b"opendocument.presentation", "odp"),
)
_LINKS = re.compile(rb'(?i)\s*(?:\[InternetShortcut\]|\[Desktop Entry\]|\{\s*"?(?:url|doc_id)"?\s*:)|<key>URL</key>')
_REMARK = rb"(?:<!--.{0,500}?-->\s*)?"  # of the program that drew it
_DRAWING = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?"
    + _REMARK
    + rb"(?:<!DOCTYPE svg[^>\[]{0,300}(?:\[[^\]]{0,3000}\]\s*)?>\s*)?"
    + _REMARK
    + rb"<svg[\s>]",
    re.DOTALL,
)
_HTML = re.compile(
    rb"(?i)\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,4000}?-->\s*){0,9}"
    rb"(?:<!doctype (?:html|xhtml)|<(?:html|head|body|table|title|meta|center|h[1-6]|p|div)[\s>])",
    re.DOTALL,
)
_MAIN_PART = re.compile(rb'ContentType="([^"]*?)(?:\.main\+xml|\.macroEnabled[\w.]*main\+xml)"')
_END_OF_TEXT = b"\x1a\0"  # that old programs write behind a text
MOST_CONTROLS = 500  # one byte in so many of a text may be a control character that a program left in it
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "encryptedpackage"  # a document of 2007 and later behind a password
MOST_SECTORS = 20_000  # of a directory, and of the table that chains it
ENTRY = 128  # bytes of a directory entry
LAST = 0xFFFFFFFA  # sector numbers from here on are marks, such as the end of a chain

_DOCUMENTS: tuple[tuple[tuple[str, ...], Content], ...] = (
    (("powerpoint document", "pp40", "pp97_dualstorage"), "ppt"),
    (("worddocument",), "doc"),
    (("workbook", "book"), "xls"),
)
_CLASSES: dict[bytes, Content] = {  # of the root, as its maker states it: the first four bytes of its class
    b"\x00\x09\x02\x00": "doc",
    b"\x06\x09\x02\x00": "doc",
    b"\x10\x08\x02\x00": "xls",
    b"\x20\x08\x02\x00": "xls",
    b"\x10\x8d\x81\x64": "ppt",
}
_INSTALLER = re.compile(rb"[\x84\x86]\x10\x0c\x00\0\0\0\0\xc0\0\0\0\0\0\0\x46")  # of Windows: packages and patches


def content_of(path: Path) -> Content:
    """What a file's bytes are; ``none`` for an empty one. Raises OSError."""
    with path.open("rb") as source:
        head = source.read(HEAD)
        return _marked(head, source) if head else "none"


def content_by_head(path: Path) -> Content:
    """As `content_of`, by the first bytes alone: for a file that broke whoever looked further into it."""
    try:
        with path.open("rb") as source:
            head = source.read(HEAD)
        return _marked(head, io.BytesIO(head)) if head and not head.startswith(OLE) else "other"
    except OSError:
        return "other"


def is_polyglot(path: Path, content: Content) -> bool:
    """True if a file can be opened as a second thing beside what it is: a picture that is a PDF or a zip too, and so on."""
    with path.open("rb") as source:
        head = source.read(LATE + 5)
        size = source.seek(0, io.SEEK_END)
        source.seek(max(0, size - TAIL))
        tail = source.read(TAIL)
    late_pdf = b"%PDF-" in head[1:] and content in (*PICTURES, "executable")
    return (
        late_pdf
        or (content in (*PICTURES, "pdf") and _ends_as_zip(tail))
        or (content == "pdf" and _starts_otherwise(head))
    )


def is_locked(path: Path) -> bool:
    """True if an OLE file is an office document behind a password."""
    with path.open("rb") as source:
        return source.read(len(OLE)) == OLE and ENCRYPTED in _root_of(source)[0]


def _marked(head: bytes, source: BinaryIO) -> Content:
    found = next((content for mark, content in _MARKS if head.startswith(mark)), None)
    if found == "zip":
        return _zipped(source)
    if found == "executable" and b"%PDF-" in head[:LATE] and head.startswith(b"#!"):
        return "pdf"
    if found:
        return found
    if head.startswith(OLE):
        return _content_of_ole(source)
    if _BIFF.match(head):
        return "xls"
    return _boxed(head) or ("pdf" if b"%PDF-" in head[:LATE] else _written(head))


def _boxed(head: bytes) -> Content | None:
    """Containers whose mark does not stand first."""
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12]) or ("foreign" if head[8:11] == b"CDR" else "other")
    if head[4:8] == b"ftyp":
        return _brand(head[8:12].lower())
    if head.startswith(b"OggS"):
        return "video" if b"theora" in head[:200] else "audio"
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0" and head[14:18] in _BMP:
        return "bmp"
    if _DWG.match(head) or _SIGNED.match(head) or head[40:44] == b" EMF":
        return "foreign"
    return next((content for at, mark, content in _INSIDE if head[at : at + len(mark)] == mark), None)


def _brand(brand: bytes) -> Content:
    if brand in _STILL:
        return "foreign"
    return "heic" if brand in _HEIC else "audio" if brand in (b"m4a ", b"m4b ") else "video"


def _zipped(source: BinaryIO) -> Content:
    """An office document by its list of types, an Android program, or just a zip."""
    try:
        with zipfile.ZipFile(source) as archive:
            names = set(archive.namelist()[:HEAD])
            types = _start(archive, "[Content_Types].xml") if "[Content_Types].xml" in names else b""
            kind = _start(archive, "mimetype") if "mimetype" in names else b""
    except Exception:  # whatever a hostile archive makes of zipfile, zlib or struct
        return _torn(source)
    main = b" ".join(_MAIN_PART.findall(types)) or types
    known = [content for word, content in _OFFICE if word in main] + [
        content for word, content in _OPEN if word in kind
    ]
    if "AndroidManifest.xml" in names:
        return "executable"
    return known[0] if known else "zip"


def _start(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(HEAD)


def _torn(source: BinaryIO) -> Content:
    """What a zip without its end was: told by the names of its first members."""
    source.seek(0)
    head = source.read(HEAD)
    folders: tuple[tuple[bytes, Content], ...] = ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx"))
    found = [content for word, content in (*_OPEN, *folders) if word in head]
    return found[0] if found else "zip"


def _written(head: bytes) -> Content:
    """A text, of which kind, or something that nobody knows."""
    if encoding := wide_encoding(head):
        head = head.decode(encoding, "replace").removeprefix("\ufeff").encode("utf-8", "replace")
    elif not _is_text(head) or _is_binary(head.rstrip(_END_OF_TEXT)):
        return "other"
    head = head.rstrip(_END_OF_TEXT).removeprefix(b"\xef\xbb\xbf")
    if _LINKS.match(head) or (head[:5] == b"<?xml" and b"<key>URL</key>" in head):
        return "shortcut"
    if _HTML.match(head):
        return "html"
    if _DRAWING.match(head):
        return "foreign"
    return "csv" if _is_table(head) else "text"


def wide_encoding(data: bytes) -> str:
    """UTF-16 or UTF-32 in either order, by a mark or by where the zeros of plain letters are; empty for anything else."""
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            return encoding
    for width, encoding, zeros in _WIDE_FORMS:
        some = data[: len(data[:4096]) // width * width]
        parts = len(some) // width
        filled = next(at for at in range(width) if at not in zeros)
        if (
            parts > 1
            and all(some[at::width].count(0) > parts * MOSTLY_ZERO for at in zeros)
            and some[filled::width].count(0) < parts * (1 - MOSTLY_ZERO)
        ):
            return encoding
    return ""


def decoded(data: bytes) -> str | None:
    """The text of bytes in UTF-8, UTF-16 or the Windows code page; None for what is no text."""
    if encoding := wide_encoding(data):
        return data.decode(encoding, "replace").removeprefix("\ufeff")
    data = data.rstrip(b"\x1a\0")
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        cut = fault.start >= len(data) - 4  # the last sign may have been cut in two
        return data.decode("utf-8-sig", "ignore") if cut else data.decode("cp1252", "replace")


def _is_binary(head: bytes) -> bool:
    """True if there is nothing, or zeros or more than a few control characters."""
    return not head or b"\0" in head or len(_NOT_TEXT.findall(head)) > len(head) // MOST_CONTROLS


def _is_text(head: bytes) -> bool:
    """UTF-8 as far as it goes, or an old code page: nearly all of that is ASCII."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        plain = sum(byte < 0x80 for byte in head)
        return plain > len(head) * (LEAST if len(head) >= LONG_TEXT else MOSTLY)
    return len(head) > 1 or head.isascii()


def _is_table(head: bytes) -> bool:
    """True if the first lines have the same number of delimiters each."""
    lines = [line for line in head.splitlines()[: TEXT_LINES + 1] if line.strip()][:TEXT_LINES]
    counts = [{line.count(mark) for line in lines} for mark in (b";", b"\t", b",")]
    return len(lines) >= 2 and any(len(found) == 1 and min(found) >= 1 for found in counts)


def _ends_as_zip(tail: bytes) -> bool:
    at = tail.rfind(END_OF_ZIP)
    return at >= 0 and at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail)


def _starts_otherwise(head: bytes) -> bool:
    """True if what stands before a PDF's mark is the mark of something that runs or is shown."""
    before = head[: head.find(b"%PDF-")]
    return bool(_HTML.match(before)) or any(before.startswith(mark) for mark, _ in _MARKS if mark != b"%PDF-")


MAX_MEMBERS = 10_000
MAX_UNPACKED = 2 << 30  # bytes
MAX_RATIO = 200  # unpacked to packed, of what unpacks to more than SMALL
SMALL = 50 << 20

_OUTSIDE = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:|\x00")


def state_of_zip(path: Path) -> tuple[State, str]:
    """Return the state and detail of a zip by its list of members alone: whole, locked, empty or a trap."""
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


def _content_of_ole(source: BinaryIO) -> Content:
    """Return the type of an OLE file: ``foreign`` for the document of another program, ``other`` without a readable directory."""
    names, its_class = _root_of(source)
    if not names:
        return "other"
    if _INSTALLER.fullmatch(its_class):
        return "executable"
    if ENCRYPTED in names:
        return "other"
    held = [content for streams, content in _DOCUMENTS if any(stream in names for stream in streams)]
    by_class = _CLASSES.get(its_class[:4])
    return by_class if by_class in held else held[0] if held else "foreign"


def _root_of(source: BinaryIO) -> tuple[frozenset[str], bytes]:
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
