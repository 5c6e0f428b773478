"""What an office document or a text holds: text, dates, pictures; unpacked in memory under limits, never to a file.

Pictures are evidence unless they are drawn small, such as a logo, or belong to a head, a foot or the ground of a slide.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kla_lib.evidence.model import Content, Dated, Measured, Picture, Refused
from kla_lib.evidence.reading.fingerprints import measured_text, substance
from kla_lib.evidence.reading.office_text import OpenPages, Pages, SheetPages, read_pages, readable_xml, sheets_of
from kla_lib.evidence.reading.picture import (
    EMBLEM_DRAWN,
    MOST_BYTES,
    MOST_PICTURES,
    SMALLEST_DRAWN,
    as_drawn,
    of_bytes,
)
from kla_lib.evidence.reading.sniff import decoded
from kla_lib.recap.xml_scan import Malformed

_MEDIA = re.compile(r"(?:(?:word|xl|ppt)/)?media/[^/]+|Pictures/[^/]+", re.I)  # an ODT of Word has media/ alone
_LINK = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>", re.I)
_ID, _TARGET = re.compile(rb'\bId="([^"]*)"'), re.compile(rb'\bTarget="([^"]*)"')
_MORE = re.compile(  # what a document holds beside its text: pictures, charts, drawings, other documents
    r"(?i)(?:^|/)(?:media|charts?|drawings?|diagrams|embeddings|Pictures|Object[ \d]*)/|[^/]\.(?:html?|mht|rtf)$"
)  # pages of other programs are whole parts, too
_MASTERS = re.compile(r"ppt/(?:slideMasters|slideLayouts|notesMasters|handoutMasters|theme)/_rels/[^/]+\.rels")
_SHEETS = re.compile(r"((?:ppt/slides|xl/drawings)/)([^/]+\.xml)")  # slides, and what is drawn on the sheets of a book
_SHOWN = re.compile(
    rb'<a:blip\b[^>]{0,999}?\bembed="(?P<id>[^"]*)"|<a:ext\s[^>]{0,99}?\bcx="(?P<cx>\d{1,11})"\s+cy="(?P<cy>\d{1,11})"'
    rb"|(?P<end></(?:p|xdr):(?:pic|sp)>)|<(?P<ground>/?)p:bg>"
)
_POINT = 12_700  # of the units that sides are written in
_FRAMED = re.compile(  # of OpenDocument: a frame, then the picture in it
    rb'<draw:frame\b(?P<frame>[^>]*)>|<draw:image\b[^>]*?\bxlink:href="(?:\./)?(?P<image>[^"]*)"'
)
_SIDE = re.compile(rb'\bsvg:(?:width|height)="([\d.]{1,12})(cm|mm|in|pt|px)"')
_POINTS = {b"cm": 28.35, b"mm": 2.835, b"in": 72.0, b"pt": 1.0, b"px": 0.75}
_FILL = re.compile(
    rb'<draw:fill-image\b(?=[^>]*?\bdraw:name="(?P<name>[^"]*)")[^>]*?\bxlink:href="(?:\./)?(?P<image>[^"]*)"'
)
_FILLED = re.compile(
    rb'<style:(?P<what>drawing-page|graphic)-properties\b[^>]*?\bdraw:fill-image-name="(?P<name>[^"]*)"'
)
_BACKGROUND = re.compile(rb'<style:background-image\b[^>]*?\bxlink:href="(?:\./)?([^"]*)"')


def drawn_small(parts: Mapping[str, bytes], scans: list[Pages], smallest: float) -> frozenset[str]:
    """Members that are pictures drawn small, such as a logo, and those of heads and feet, or of a slide's ground, alone."""
    if "content.xml" in parts:
        return _beside_frames(parts["content.xml"], parts.get("styles.xml", b""), smallest)
    if not scans:
        return _beside_slides(parts, smallest)
    links = _links(parts.get("word/_rels/document.xml.rels", b""), "word")
    large = {links.get(key, "") for key, side in scans[0].drawn.items() if not 0 < side < smallest}
    heads = [name for name in parts if re.fullmatch(r"word/_rels/(?:header|footer)\d*\.xml\.rels", name)]
    others = {target for name in heads for target in _links(parts[name], "word").values()}
    return frozenset((set(links.values()) | others) - large)


def _beside_slides(parts: Mapping[str, bytes], smallest: float) -> frozenset[str]:
    """The same of slides and sheets: many are made on one ground, which is no evidence of what they tell."""
    masters = {name: posixpath.dirname(posixpath.dirname(name)) for name in parts if _MASTERS.fullmatch(name)}
    small = {target for name, folder in masters.items() for target in _links(parts[name], folder).values()}
    large: set[str] = set()
    for found in filter(None, map(_SHEETS.fullmatch, parts)):
        links = _links(parts.get(f"{found[1]}_rels/{found[2]}.rels", b""), found[1])
        beside = {links.get(key, "") for key in _drawn_beside(parts[found[0]], smallest)}
        small |= beside
        large |= set(links.values()) - beside
    return frozenset(small - large)


def _beside_frames(content: bytes, styles: bytes, smallest: float) -> frozenset[str]:
    """The same of OpenDocument, where heads, feet and master slides are styles, and a ground may be the fill of one."""
    small, large = {name for name, _ in _framed(styles)}, set[str]()
    for name, side in _framed(content):
        (small if 0 < side < smallest else large).add(name)
    both = styles + content
    grounds = set(_BACKGROUND.findall(both))
    fills = {
        kind: {name for what, name in _FILLED.findall(both) if what == kind} for kind in (b"drawing-page", b"graphic")
    }
    grounds |= {image for name, image in _FILL.findall(both) if name in fills[b"drawing-page"] - fills[b"graphic"]}
    return frozenset((small | {name.decode("utf-8", "replace") for name in grounds}) - large)


def _framed(data: bytes) -> Iterator[tuple[str, float]]:
    """Each picture in a frame, and the shorter side of the frame in points; 0 where it is not stated."""
    side = 0.0
    for found in _FRAMED.finditer(data):
        if found["frame"] is not None:
            sides = [
                float(number) * _POINTS[unit]
                for number, unit in _SIDE.findall(found["frame"])
                if number.count(b".") < 2
            ]
            side = min(sides, default=0.0)
        else:
            yield found["image"].decode("utf-8", "replace"), side


def _drawn_beside(slide: bytes, smallest: float) -> set[str]:
    """The ids of pictures that are only drawn small on a slide, or as its ground; a picture's size stands behind its id."""
    beside, large, waiting, ground = set[str](), set[str](), "", False
    for found in _SHOWN.finditer(slide):
        if found["id"] is not None:
            waiting = found["id"].decode("utf-8", "replace")
            if ground:
                beside.add(waiting)
        elif found["ground"] is not None:
            ground, waiting = not found["ground"], ""
        elif waiting:
            side = min(int(found["cx"]), int(found["cy"])) if found["cx"] else 0
            (beside if 0 < side < smallest * _POINT else large).add(waiting)
            waiting = ""
    return beside - large


def _links(data: bytes, folder: str) -> dict[str, str]:
    """Which member each id of a part names."""
    found = ((_ID.search(link), _TARGET.search(link)) for link in _LINK.findall(data))
    pairs = ((one[1].decode("utf-8", "replace"), to[1].decode("utf-8", "replace")) for one, to in found if one and to)
    return {key: posixpath.normpath(posixpath.join(folder, target)) for key, target in pairs}


def is_media(name: str) -> bool:
    """True if a member is a picture of the document."""
    return _MEDIA.fullmatch(name) is not None


MOST_MEMBERS = 5_000
MOST_TEXT_BYTES = 5_000_000  # of a text or a table
MOST_XML = 60_000_000  # bytes of XML of one document
BOMB_RATIO = 100  # bytes for one of the file: a table formatted down to its last row has twelve, a bomb a thousand

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
        found = _plain(path, content) if content in ("text", "csv") else _zip(path, content)
    except Refused as fault:
        return Measured("", 0, content, fault.state, fault.detail)
    except Malformed:
        return Measured("", 0, content, "unreadable", "xml")
    nothing = None if found.more or found.detail else substance(found.pages)
    state, detail = nothing or ("ok", found.detail)
    return measured_text(content, found.pages, state, detail, found.pictures, found.dates)


def _plain(path: Path, content: Content) -> _Found:
    with path.open("rb") as source:
        data = source.read(MOST_TEXT_BYTES + 1)
    text = decoded(data[:MOST_TEXT_BYTES])
    if text is None:
        raise Refused("unreadable", "no_text")
    if not text.strip():
        raise Refused("empty", "no_text")
    is_data = text.lstrip().startswith("<?xml")  # a map, a table of another program: the links in it are names
    if content == "csv":  # as lines of cells
        text = text.replace(";", "\t").replace(",", ", ") if ";" in text else text.replace(",", "\t")
    return _Found(text.split("\f"), more=is_data, detail="text_cut" if len(data) > MOST_TEXT_BYTES else "")


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
    found.more = any(map(_MORE.search, archive.namelist())) or _draws(parts)
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
    "docx": _word,
    "xlsx": _excel,
    "pptx": _slides,
    "odt": _opened,
    "ods": _opened,
    "odp": _opened,
}
