"""What a file really is, whatever its name says; everything that comes from a file is hostile.

A workbook is unpacked here, once, under limits; only its members as they are kept here are read later.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kla_lib.core.privacy import masked
from kla_lib.core.problems import InputFault, Where, problem, system_reasons
from kla_lib.recap.xml_scan import in_utf8

Kind = Literal["csv", "xlsx", "ods"]
KINDS: dict[str, Kind] = {".csv": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx", ".ods": "ods"}
OLD_WORKBOOK = ".xls"
RESERVED = ("corrections.csv", "options.csv")
NOT_READ = ("~$", ".")
MAX_FILE = 25_000_000
MAX_UNZIPPED = 200_000_000
MAX_MEMBERS = 5_000
MOST_MANIFEST = 100_000
SPREADSHEET = b"opendocument.spreadsheet"
MARK_LENGTH = 6
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
HTML = (b"<!doctype html", b"<html", b"<table", b"<head", b"<?xml")
BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
DOCUMENTS = {b"%PDF": "PDF", b"\xff\xd8\xff": "JPEG", b"\x89PNG": "PNG", b"GIF8": "GIF", b"{\\rtf": "RTF"}
OFFICE = {"word/document.xml": "DOCX", "ppt/presentation.xml": "PPTX"}
ARCHIVES = {b"Rar!": "RAR", b"7z\xbc\xaf": "7z", b"\x1f\x8b": "gzip"}
NAMES = ["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"]
NAMES += ["xl/sharedStrings.xml", "xl/styles.xml", "content.xml", "settings.xml", "META-INF/manifest.xml"]
SPELLED = {name.lower(): name for name in NAMES}
SPEAKING = {"csv": "CSV", "xlsx": "XLSX", "ods": "ODS"}


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a file: the bytes of a CSV, or the XML members of a workbook by name, in UTF-8."""

    name: str
    kind: Kind
    data: bytes = b""
    parts: dict[str, bytes] = field(default_factory=dict)


def is_left_out(path: Path) -> bool:
    """Whether a file is none of the recap's: temporary, hidden, or a table with a reserved name."""
    return path.name.startswith(NOT_READ) or path.name.lower() in RESERVED


def relative_name(path: Path, root: Path | None) -> str:
    """A path as it is told: relative to ``root`` with forward slashes, else the bare name; never the machine's.

    A name that holds personal data is told without it, and with a mark of its own, so that two stay two.
    """
    name = path.relative_to(root).as_posix() if root is not None and path.is_relative_to(root) else path.name
    name = name.encode("utf-8", "replace").decode("utf-8")
    hidden = masked(name)
    if hidden == name:
        return name
    mark = hashlib.sha256(name.encode()).hexdigest()[:MARK_LENGTH]
    return f"{hidden.removesuffix(path.suffix)}~{mark}{path.suffix}"


def is_recap(path: Path) -> bool:
    """Whether a file's name promises a recap (CSV, TSV, XLSX, XLSM, ODS, and XLS, which is then refused)."""
    return path.suffix.lower() in KINDS or path.suffix.lower() == OLD_WORKBOOK


def read_bytes(path: Path, name: str) -> bytes:
    """The bytes of a file. Raises InputFault when it is missing, unreadable, empty or larger than 25 MB."""
    try:
        if not path.is_file():
            raise InputFault([problem("table_missing", Where(name), name)])
        with path.open("rb") as source:
            data = source.read(MAX_FILE + 1)
    except OSError as fault:
        raise InputFault([problem("file_unreadable", Where(name), name, **system_reasons(fault))]) from fault
    if len(data) > MAX_FILE:
        raise InputFault([problem("file_large", Where(name), name, limit=MAX_FILE // 1_000_000)])
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise InputFault([problem("file_empty", Where(name), name)])
    return data


def sniff(data: bytes, name: str) -> Content:
    """What the bytes are. Raises InputFault for what is no recap, or something other than its name says."""
    content = _content(data, name)
    promised = KINDS.get(Path(name).suffix.lower())
    if content.kind != promised:
        raise InputFault([problem("file_disguised", Where(name), name, really=SPEAKING[content.kind])])
    return content


def _content(data: bytes, name: str) -> Content:
    if data.startswith(OLE):
        raise InputFault([problem("file_password" if ENCRYPTED in data else "file_xls", Where(name), name)])
    if data.startswith(b"PK"):
        return _workbook(data, name)
    if any(data.startswith(start) for start in ARCHIVES):
        raise InputFault([problem("file_archive", Where(name), name)])
    if document := next((kind for start, kind in DOCUMENTS.items() if data.startswith(start)), ""):
        raise InputFault([problem("file_document", Where(name), name, really=document)])
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:14].lower().startswith(HTML):
        raise InputFault([problem("file_html", Where(name), name)])
    if b"\0" in data[:4096] and not data.startswith(BOMS) and not _looks_utf16(data):
        raise InputFault([problem("file_broken", Where(name), name)])
    return Content(name, "csv", data)


def _looks_utf16(data: bytes) -> bool:
    start = data[:4096]
    halves = (start[0::2].count(0), start[1::2].count(0))
    return max(halves) > len(start) * 0.3 and min(halves) == 0


def _workbook(data: bytes, name: str) -> Content:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            kind = _kind(archive, name)
            parts = _parts(archive, name)
    except InputFault:
        raise
    except Exception as fault:  # whatever a hostile archive makes of zipfile, zlib or struct
        raise InputFault([problem("file_broken", Where(name), name)]) from fault
    if kind == "ods" and b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise InputFault([problem("file_password", Where(name), name)])
    return Content(name, kind, parts=parts)


def _kind(archive: zipfile.ZipFile, name: str) -> Kind:
    members = archive.infolist()
    names = {_canonical(member.filename) for member in members}
    if len(members) > MAX_MEMBERS or sum(m.file_size for m in members if _wanted(m.filename)) > MAX_UNZIPPED:
        raise InputFault([problem("file_bomb", Where(name), name, limit=MAX_UNZIPPED // 1_000_000)])
    if "encrypted-package" in names or any(member.flag_bits & 1 for member in members):
        raise InputFault([problem("file_password", Where(name), name)])
    if "xl/workbook.xml" in names or {"workbook.xml", "_rels/workbook.xml.rels"} <= names:
        return "xlsx"
    if "content.xml" in names and SPREADSHEET in _start(archive, "mimetype", "META-INF/manifest.xml"):
        return "ods"
    if document := next((kind for member, kind in OFFICE.items() if member in names), ""):
        raise InputFault([problem("file_document", Where(name), name, really=document)])
    if "[Content_Types].xml" in names or "mimetype" in names or any(n.endswith(".iwa") for n in names):
        raise InputFault([problem("file_not_workbook", Where(name), name)])
    raise InputFault([problem("file_archive", Where(name), name)])


def _start(archive: zipfile.ZipFile, *members: str) -> bytes:
    """The beginning of the first of some members that is there."""
    found = next((member for member in members if member in archive.NameToInfo), "")
    if not found:
        return b""
    with archive.open(found) as source:
        return source.read(MOST_MANIFEST)


def _canonical(member: str) -> str:
    """The name of a member as the standard writes it; some programs use backslashes, or other letters."""
    plain = member.replace("\\", "/").lstrip("/")
    return SPELLED.get(plain.lower(), plain)


def _wanted(member: str) -> bool:
    return member == "mimetype" or member.lower().endswith((".xml", ".rels"))


def _parts(archive: zipfile.ZipFile, name: str) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = MAX_UNZIPPED
    for member in archive.infolist():
        if _wanted(member.filename) and not member.is_dir():
            with archive.open(member) as source:
                data = source.read(left + 1)
            left -= len(data)
            if left < 0:
                raise InputFault([problem("file_bomb", Where(name), name, limit=MAX_UNZIPPED // 1_000_000)])
            if parts.setdefault(_canonical(member.filename), in_utf8(data)) != in_utf8(data):
                raise InputFault([problem("file_broken", Where(name), name)])
    return parts if "workbook.xml" not in parts else _below_xl(parts)


def _below_xl(parts: dict[str, bytes]) -> dict[str, bytes]:
    """A package whose workbook is not in a folder, with its members where all others have theirs."""
    fixed = ("_rels/.rels", "[Content_Types].xml")
    parts = {**parts, "_rels/.rels": parts.get("_rels/.rels", b"").replace(b'"workbook.xml"', b'"xl/workbook.xml"')}
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b'"/workbook.xml"', b'"/xl/workbook.xml"')
    return {
        name if name in fixed or name.startswith(("xl/", "docProps/")) else f"xl/{name}": data
        for name, data in parts.items()
    }
