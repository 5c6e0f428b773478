"""Small sound files of every kind, and the parts from which broken ones are made. All made up here, byte by byte."""

import io
import struct
import zipfile
import zlib
from functools import cache
from itertools import pairwise

from PIL import Image, ImageDraw

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
TYPES = {
    "docx": ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODIES = {
    "docx": f"<w:document {WORD}><w:body><w:p><w:r><w:t>Rapat rekaan</w:t></w:r></w:p></w:body></w:document>",
    "xlsx": f'<workbook xmlns="{SHEETS}" xmlns:r="{LINKS}"><sheets><sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>',
    "pptx": f'<p:presentation xmlns:p="{SLIDES}"/>',
}
PARTS = {  # what a reader looks for beside the main part
    "docx": {},
    "xlsx": {
        "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{XML}<worksheet xmlns="{SHEETS}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is>'
        "<t>Rekap rekaan</t></is></c></row></sheetData></worksheet>",
    },
    "pptx": {
        "ppt/slides/slide1.xml": f'{XML}<p:sld xmlns:p="{SLIDES}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        "<p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>Paparan rekaan</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>",
    },
}
OPEN = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}


@cache
def picture(kind: str, size: tuple[int, int] = (320, 240)) -> bytes:
    """A picture with shapes on it, so that it is neither blank nor noise."""
    image = Image.new("RGB", size, (200, 210, 190))
    draw = ImageDraw.Draw(image)
    for step in range(0, size[0], 16):
        draw.ellipse((step, step % size[1], step + 40, step % size[1] + 30), fill=(step % 256, 90, 255 - step % 256))
    memory = io.BytesIO()
    image.save(memory, kind.upper())
    return memory.getvalue()


def zipped(members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return memory.getvalue()


def office(kind: str, body: bytes | str | None = None, more: dict[str, bytes | str] | None = None) -> bytes:
    """A minimal office document of the kind ``docx``, ``xlsx`` or ``pptx``."""
    part, main = TYPES[kind]
    types = (
        f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/{part}" ContentType="{main}.main+xml"/></Types>'
    )
    rels = (
        f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{LINKS}/officeDocument" Target="{part}"/></Relationships>'
    )
    whole = body if body is not None else XML + BODIES[kind]
    return zipped({"[Content_Types].xml": types, "_rels/.rels": rels, part: whole, **PARTS[kind], **(more or {})})


def opened(kind: str, body: str = "") -> bytes:
    """A minimal OpenDocument file."""
    name = f"application/vnd.oasis.opendocument.{OPEN[kind]}"
    manifest = (
        f'{XML}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{name}"/></manifest:manifest>'
    )
    office_ns = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    content = (
        body or f'{XML}<office:document-content xmlns:office="{office_ns}"><office:body/></office:document-content>'
    )
    return zipped({"mimetype": name, "META-INF/manifest.xml": manifest, "content.xml": content}, zipfile.ZIP_STORED)


def pdf(objects: dict[int, bytes] | None = None, more: bytes = b"") -> bytes:
    """A PDF of numbered objects, the first its catalogue; without any, one page with a line of text."""
    objects = objects or pages(1)
    out = bytearray(b"%PDF-1.5\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 %s \n" % (places.get(number, 0), b"n" if number in places else b"f")
    out += b"trailer\n<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (size, more, start)
    return bytes(out)


def stream(data: bytes, about: bytes = b"") -> bytes:
    return b"<</Length %d%b>>\nstream\n%b\nendstream" % (len(data), about, data)


def pages(
    count: int, content: bytes = b"BT /F1 24 Tf 72 700 Td (Surat Keputusan rekaan) Tj ET", about: bytes = b""
) -> dict[int, bytes]:
    """The objects of a PDF in which every page has the same content."""
    kids = b" ".join(b"%d 0 R" % (10 + number) for number in range(count))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R/Resources<</Font<</F1 4 0 R>>>>>>"
    return {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, count),
        3: stream(content, about),
        4: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        **{10 + number: page for number in range(count)},
    }


def nothing(size: int) -> bytes:
    """A zlib stream of ``size`` zeros (a multiple of a megabyte), made in no time: one flushed block again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    check = ((size % 65521) << 16) | 1
    return b"\x78\xda" + block * (size >> 20) + b"\x03\x00" + struct.pack(">I", check)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, data: bytes, depth: int = 8, kind: int = 0, more: bytes = b"") -> bytes:
    """A PNG with a header that says what it likes and the packed data given."""
    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + more + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def tiff(width: int, height: int, data: bytes, following: int = 0, packing: int = 8) -> bytes:
    """A grey TIFF of one strip; ``following`` is where the next picture is said to be."""
    tags = [(256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, packing), (262, 3, 1), (273, 4, 8), (277, 3, 1),
            (278, 4, height), (279, 4, len(data))]  # fmt: skip
    table = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    at = 8 + len(data) + len(data) % 2
    head = b"II*\x00" + struct.pack("<I", at)
    return head + data.ljust(at - 8, b"\0") + struct.pack("<H", len(tags)) + table + struct.pack("<I", following)


def gif(width: int, height: int, frames: int = 1) -> bytes:
    """A GIF that says it is as large as it likes; each frame is one pixel."""
    frame = b"\x2c\0\0\0\0\1\0\1\0\0\x02\x02\x44\x01\x00"
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff" + frame * frames + b";"


def ole(*names: str, inside: dict[str, tuple[str, ...]] | None = None, root_class: bytes = bytes(16)) -> bytes:
    """An OLE file of empty streams: a head, a table of sectors and a directory; ``inside`` names storages with streams."""
    found = [("Root Entry", 5, 0xFFFFFFFF)]
    levels = [(0, [*names, *(inside or {})])]
    links: dict[int, list[int]] = {}
    for at, level in levels:
        first = len(found)
        found += [(name, 1 if at or name in names else 2, at) for name in level]
        links[at] = list(range(first, len(found)))
        if not at:
            levels += [(first + level.index(storage), list(inner)) for storage, inner in (inside or {}).items()]
    child = {at: below[0] for at, below in links.items() if below}
    beside = {one: following for below in links.values() for one, following in pairwise(below)}
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HBB", len(name) * 2 + 2, kind, 1)
        + struct.pack("<III", 0xFFFFFFFF, beside.get(at, 0xFFFFFFFF), child.get(at, 0xFFFFFFFF))
        + (root_class if not at else bytes(16)) + bytes(20) + struct.pack("<I", 0xFFFFFFFE) + bytes(8)
        for at, (name, kind, _) in enumerate(found)
    )  # fmt: skip
    sectors = -(-len(entries) // 512)
    table = struct.pack(f"<{sectors + 1}I", 0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE).ljust(512, b"\xff")
    head = OLE + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<IIIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0).ljust(512 - len(head), b"\xff")
    return head + table + entries.ljust(sectors * 512, b"\0").ljust(4096, b"\0")
