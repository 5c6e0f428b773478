"""What an office document or a text holds: text, dates, pictures; unpacked in memory under limits, never to a file."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kla_lib.intake.evidence import plain_text
from kla_lib.intake.evidence.dates import LAST_YEAR, dates_in
from kla_lib.intake.evidence.embedded import EMBLEM_DRAWN, MOST_BYTES, MOST_PICTURES, SMALLEST_DRAWN, as_drawn, of_bytes
from kla_lib.intake.evidence.fingerprints import text_prints
from kla_lib.intake.evidence.office_doctype import readable_xml
from kla_lib.intake.evidence.office_pictures import drawn_small, holds_more, is_media
from kla_lib.intake.evidence.office_text import OpenPages, Pages, SheetPages, read_pages
from kla_lib.intake.evidence.sheet_text import sheets_of
from kla_lib.intake.evidence.substance import substance
from kla_lib.intake.xml_scan import Malformed
from kla_lib.rules.evidence import Content, Dated, Measured, Picture, Refused
from kla_lib.rules.personal import personal_in

MOST_MEMBERS = 5_000
MOST_XML = 60_000_000  # bytes of XML of one document
BOMB_RATIO = 100  # bytes for one of the file: a table formatted down to its last row has twelve, a bomb a thousand
READ_PAGES = 50  # that dates are looked for on

_TYPE, _PART = rb'ContentType\s*=\s*"([^"]*)"', rb'PartName\s*=\s*"([^"]*)"'
_OVERRIDE = re.compile(
    rb"<(?:\w+:)?Override\s[^>]*?(?:" + _PART + rb"[^>]*?" + _TYPE + rb"|" + _TYPE + rb"[^>]*?" + _PART + rb")"
)
_BODY = re.compile(r"ppt/slides/slide\d+\.xml|word/document\d*\.xml|content\.xml")
_SHAPE = re.compile(  # drawn lines, arrows and figures
    rb"<a:custGeom|<p:cxnSp\b|<p:graphicFrame\b|<a:prstGeom\s+prst=\"(?!rect\")"
    rb"|<draw:(?:path|polygon|polyline|custom-shape|connector|ellipse|circle)\b"
)
_FOOT, _WORD = re.compile(r"word/(?:footer|footnotes|endnotes)\d*\.xml"), re.compile(rb"<w:t[\s>][^<]*\w")
_MADE = re.compile(rb"<(?:dcterms:created|dcterms:modified|meta:creation-date|dc:date)\b[^>]*>(\d{4}-\d\d-\d\d)")


@dataclass
class _Found:
    """What has been read of a document."""

    pages: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    dates: tuple[Dated, ...] = ()
    detail: str = ""
    more: bool = False  # than text that was read


def measure_office(path: Path, content: Content) -> Measured:
    """What an office document, a text or a table was found to be; ``sha256`` and ``size`` are for the caller to fill in."""
    try:
        found = _plain(path, content) if content in _TEXTS else _zip(path, content)
    except Refused as fault:
        return Measured("", 0, content, fault.state, fault.detail)
    except Malformed:
        return Measured("", 0, content, "unreadable", "xml")
    prints = text_prints(found.pages)
    nothing = None if found.more or found.detail else substance(found.pages)
    state, detail = nothing or ("ok", found.detail)
    return Measured(
        "", 0, content, state, detail, len(found.pages), prints.letters, prints.text_print, prints.text_sketch,
        prints.page_prints, tuple(found.pictures), (*dates_in(found.pages[:READ_PAGES], LAST_YEAR), *found.dates),
        personal_in("\n".join(found.pages)),
    )  # fmt: skip


def _plain(path: Path, content: Content) -> _Found:
    with path.open("rb") as source:
        data = source.read(plain_text.MOST_BYTES + 1)
    text = plain_text.decoded(data[: plain_text.MOST_BYTES])
    if text is None:
        raise Refused("unreadable", "no_text")
    if not text.strip():
        raise Refused("empty", "no_text")
    is_data = text.lstrip().startswith("<?xml")  # a map, a table of another program: the links in it are names
    return _Found(
        _TEXTS[content](text).split("\f"), more=is_data, detail="text_cut" if len(data) > plain_text.MOST_BYTES else ""
    )


def _table(text: str) -> str:
    """A CSV as lines of cells."""
    return text.replace(";", "\t").replace(",", ", ") if ";" in text else text.replace(",", "\t")


_TEXTS: dict[Content, Callable[[str], str]] = {
    "text": str, "csv": _table, "html": plain_text.without_markup, "rtf": plain_text.without_rtf,
}  # fmt: skip


def _zip(path: Path, content: Content) -> _Found:
    try:
        with zipfile.ZipFile(path) as archive:
            return _inside(archive, content)
    except (Refused, Malformed, MemoryError):
        raise
    except Exception as fault:  # whatever a hostile archive makes of zipfile, zlib or struct
        raise Refused("truncated", "zip") from fault


def _inside(archive: zipfile.ZipFile, content: Content) -> _Found:
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise Refused("encrypted", "password")
    wanted = [m for m in members if m.filename.lower().endswith((".xml", ".rels"))]
    size, packed = sum(member.file_size for member in wanted), sum(member.compress_size for member in wanted)
    if len(members) > MOST_MEMBERS or size > max(MOST_XML, BOMB_RATIO * packed):
        raise Refused("hostile", "bomb")
    if size > MOST_XML:
        raise Refused("too_large", "size")
    parts = _parts(archive, wanted)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Refused("encrypted", "password")
    pages, scans = _READERS[content](parts)
    made = _MADE.findall(parts.get("docProps/core.xml", b"") + parts.get("meta.xml", b""))
    dates = tuple(Dated(day.decode(), "metadata", "low") for day in dict.fromkeys(made) if day >= b"1985")
    found = _Found(pages, [], dates, _remarks(archive.namelist()))
    emblems = drawn_small(parts, scans, EMBLEM_DRAWN)
    for name, picture in _pictures(archive, drawn_small(parts, scans, SMALLEST_DRAWN)):
        if len(found.pictures) >= MOST_PICTURES:
            found.detail = found.detail or "pictures_left_out"
            break
        found.pictures.append(as_drawn(picture, name in emblems))
    found.more = holds_more(archive.namelist()) or _draws(parts)
    return found


def _draws(parts: Mapping[str, bytes]) -> bool:
    """True if something is drawn on the pages themselves, or in their footers."""
    return any(
        (_BODY.fullmatch(name) and _SHAPE.search(data)) or (_FOOT.fullmatch(name) and _WORD.search(data))
        for name, data in parts.items()
    )


def _pictures(archive: zipfile.ZipFile, small: frozenset[str]) -> Iterator[tuple[str, Picture]]:
    """Each picture that is worth looking at, with its member's name; none of those drawn ``small``. Its page is its place
    among all of the document's."""
    media = [member for member in archive.infolist() if is_media(member.filename)]
    for place, member in enumerate(media, start=1):
        if member.filename not in small and member.file_size <= MOST_BYTES:
            with archive.open(member) as source:
                picture = of_bytes(source.read(MOST_BYTES), place)
            if picture is not None:
                yield member.filename, picture


def _parts(archive: zipfile.ZipFile, wanted: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """The XML of a document, counted while it unpacks: what an archive's list says may be a lie."""
    parts: dict[str, bytes] = {}
    left = MOST_XML
    for member in wanted:
        with archive.open(member) as source:
            data = source.read(left + 1)
        left -= len(data)
        if left < 0:
            raise Refused("hostile", "bomb")
        parts[member.filename.replace("\\", "/")] = readable_xml(data)
    return parts


def _remarks(names: list[str]) -> str:
    """What a document carries beside its text that its reader should know of."""
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return "macros"
    return "outside_links" if any("externalLinks/" in name for name in names) else ""


def _word(parts: Mapping[str, bytes]) -> tuple[list[str], list[Pages]]:
    """A letter head stands in a header of its own, and belongs to the first page."""
    name = next(iter(_typed(parts, "wordprocessingml.document.main", "word/document.xml")), "")
    if not name:
        raise Refused("unreadable", "no_body")
    body, heads = Pages(), [head for head in sorted(parts) if re.fullmatch(r"word/header\d*\.xml", head)]
    head = "".join("".join(read_pages(parts[name], Pages())) for name in heads[:3])
    first, *others = read_pages(parts[name], body)
    return [head + first, *others], [body]


def _typed(parts: Mapping[str, bytes], kind: str, usual: str) -> list[str]:
    """Return the parts of a kind by the document's list of content types, in the order of their numbers; else those of the usual
    names, a pattern."""
    by_name = {name.lower(): name for name in parts}
    listed = (found.groups() for found in _OVERRIDE.finditer(parts.get("[Content_Types].xml", b"")))
    meant = (
        a or d
        for a, b, c, d in listed
        if kind in (b or c).decode("utf-8", "replace").lower().replace("macroenabled", "")
    )
    names = {by_name.get(one.decode("utf-8", "replace").lstrip("/").lower(), "") for one in meant} - {""}
    names = names or {name for low, name in by_name.items() if re.fullmatch(usual, low)}
    return sorted(
        names, key=lambda name: (int("0" + "".join(filter(str.isdecimal, name.rpartition("/")[2]))[:9]), name)
    )


def _excel(parts: Mapping[str, bytes]) -> tuple[list[str], list[Pages]]:
    names = _typed(parts, "spreadsheetml.worksheet+xml", r"xl/worksheets/sheet\d{1,4}\.xml")
    others = _typed(parts, "spreadsheetml.chartsheet+xml", r"xl/chartsheets/sheet\d{1,4}\.xml")
    if not names and not others:
        raise Refused("unreadable", "no_body")
    strings = next(iter(_typed(parts, "spreadsheetml.sharedstrings+xml", r"xl/sharedstrings\.xml")), "")
    styles = next(iter(_typed(parts, "spreadsheetml.styles+xml", r"xl/styles\.xml")), "")
    return sheets_of(parts.get(strings, b""), parts.get(styles, b""), [parts[name] for name in names]), []


def _slides(parts: Mapping[str, bytes]) -> tuple[list[str], list[Pages]]:
    names = _typed(parts, "presentationml.slide+xml", r"ppt/slides/slide\d{1,4}\.xml")
    if not names:
        raise Refused("empty", "no_text") if "ppt/presentation.xml" in parts else Refused("unreadable", "no_body")
    return ["".join(read_pages(parts[name], Pages())) for name in names], []


def _opened(parts: Mapping[str, bytes]) -> tuple[list[str], list[Pages]]:
    if "content.xml" not in parts:
        raise Refused("unreadable", "no_body")
    is_sheet = b"spreadsheet>" in parts["content.xml"]
    pages = read_pages(parts["content.xml"], SheetPages() if is_sheet else OpenPages())
    return (pages if pages[0].strip() or len(pages) == 1 else pages[1:]), []


_READERS: dict[str, Callable[[Mapping[str, bytes]], tuple[list[str], list[Pages]]]] = {
    "docx": _word, "xlsx": _excel, "pptx": _slides, "odt": _opened, "ods": _opened, "odp": _opened,
}  # fmt: skip
