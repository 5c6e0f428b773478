"""Files that are broken or mean harm, each by name; what is expected of each stands in cases/hostile.csv."""

import gzip
import io
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable

from pypdf import PdfReader, PdfWriter

from tests.evidence.reading.made import (
    TYPES,
    WORD,
    XML,
    chunk,
    gif,
    nothing,
    office,
    ole,
    opened,
    pages,
    pdf,
    picture,
    png,
    stream,
    tiff,
    zipped,
)

MB, GB = 1 << 20, 1 << 30
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHTER = f'<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY l0 "ha">{LAUGHS}]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def wide_jpeg() -> bytes:
    """A small picture that says it is 65,500 pixels wide and high."""
    data = bytearray(picture("jpeg"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", 65500, 65500)
    return bytes(data)


def wide_bmp(height: int = 60000) -> bytes:
    head = struct.pack("<IiiHHIIiiII", 40, 60000, height, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + 64, 0, 0, 54) + head + bytes(64)


def wide_webp() -> bytes:
    """A canvas of 16,777,216 pixels a side around a small picture."""
    inner = picture("webp")[12:]
    canvas = b"VP8X" + struct.pack("<I", 10) + bytes(4) + b"\xff\xff\xff" * 2
    return b"RIFF" + struct.pack("<I", 4 + len(canvas) + len(inner)) + b"WEBP" + canvas + inner


def locked_pdf() -> bytes:
    memory = io.BytesIO()
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt("rahasia", algorithm="RC4-128")
    writer.write(memory)
    return memory.getvalue()


def looped_tree() -> bytes:
    """Pages whose kids are their own parents."""
    return pdf({
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1000/Parent 3 0 R>>",
        3: b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 1000/Parent 2 0 R>>",
    })  # fmt: skip


def looped_xref() -> bytes:
    """A table of places that names itself as the one before."""
    data = pdf()
    at = data.rindex(b"\nxref") + 1
    return data.replace(b"/Root 1 0 R", b"/Prev %d/Root 1 0 R" % at)


def looped_objects() -> bytes:
    """Two streams of objects, each lying in the other, reached by a table that is a stream."""
    head = b"%PDF-1.5\n"
    entries = b"".join(
        struct.pack(">BHB", *row) for row in [(0, 0, 0), (2, 3, 0), (2, 3, 1), (2, 4, 0), (2, 3, 2), (1, len(head), 0)]
    )
    about = b"/Type/XRef/W[1 2 1]/Size 6/Root 1 0 R"
    return head + b"5 0 obj\n" + stream(entries, about) + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)


def deep_tree(depth: int = 20_000) -> bytes:
    """Pages inside pages inside pages."""
    objects = {1: b"<</Type/Catalog/Pages 2 0 R>>"}
    for number in range(2, depth):
        objects[number] = b"<</Type/Pages/Kids[%d 0 R]/Count 1/Parent %d 0 R>>" % (number + 1, number - 1)
    return pdf({**objects, depth: b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 9 9]>>" % (depth - 1)})


def claimed_pages(count: int) -> bytes:
    """One page, and the claim of many."""
    return pdf({**pages(1), 2: b"<</Type/Pages/Kids[10 0 R]/Count %d>>" % count})


def image_pdf(width: int, height: int, data: bytes) -> bytes:
    """A page that is a picture of whatever size it likes."""
    about = (
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode"
    )
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R/Resources<</XObject<</I 5 0 R>>>>>>"
    whole = {**pages(1), 3: stream(b"595 0 0 842 0 0 cm /I Do"), 5: stream(data, about % (width, height)), 10: page}
    return pdf(dict(sorted(whole.items())))


def looped_form() -> bytes:
    """A drawing that draws itself."""
    about = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</I 5 0 R>>>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R/Resources<</XObject<</I 5 0 R>>>>>>"
    whole = {**pages(1), 3: stream(b"/I Do"), 5: stream(b"/I Do /I Do", about), 10: page}
    return pdf(dict(sorted(whole.items())))


def flagged(data: bytes) -> bytes:
    """A zip whose members are said to be encrypted."""
    out = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(mark), data):
            out[found.start() + place] |= 1
    return bytes(out)


def huge_member(name: str, before: dict[str, bytes | str] | None = None, size: int = GB) -> bytes:
    """A zip with one member of zeros that unpacks to ``size``, packed without unpacking it ever."""
    packed = nothing(size)[2:-4]
    memory = io.BytesIO(zipped(before or {}))
    data = memory.getvalue()
    end = data.rindex(b"PK\x05\x06")
    count, length, start = (
        struct.unpack("<H", data[end + 10 : end + 12])[0],
        *struct.unpack("<II", data[end + 12 : end + 20]),
    )
    about = (20, 0, 8, 0, 33, 0, len(packed), size, len(name), 0)
    local = b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", *about) + name.encode() + packed
    entry = b"PK\x01\x02\x14\0" + struct.pack("<HHHHHIIIHHHHHII", *about, 0, 0, 0, 0, start) + name.encode()
    central = data[start : start + length] + entry
    tail = struct.pack("<HHHHIIH", 0, 0, count + 1, count + 1, len(central), start + len(local), 0)
    return data[:start] + local + central + b"PK\x05\x06" + tail


def office_parts(kind: str) -> dict[str, bytes | str]:
    with zipfile.ZipFile(io.BytesIO(office(kind))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def bombed(kind: str) -> bytes:
    """An office document whose text unpacks to a gigabyte."""
    parts, name = office_parts(kind), TYPES[kind][0]
    return huge_member(name, {key: value for key, value in parts.items() if key != name})


def linked_tar() -> bytes:
    memory = io.BytesIO()
    with tarfile.open(fileobj=memory, mode="w") as archive:
        link = tarfile.TarInfo("../keluar")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return memory.getvalue()


def deep_xml(depth: int = 200_000) -> str:
    return f"{XML}<w:document {WORD}>" + "<w:p>" * depth + "</w:p>" * depth + "</w:document>"


def apk() -> bytes:
    return zipped({"AndroidManifest.xml": b"\x03\0\x08\0", "classes.dex": b"dex\n035"})


BOMB_GIF = gif(65535, 65535)
FILES: dict[str, Callable[[], bytes]] = {
    "empty.pdf": lambda: b"",
    "one-byte.jpg": lambda: b"\xff",
    "zeros.pdf": lambda: bytes(MB),
    "noise.docx": lambda: bytes(range(128, 256)) * 64,
    "bomb.png": lambda: png(40000, 40000, nothing(1600 * MB)),
    "huge.png": lambda: png(2**31 - 1, 2**31 - 1, zlib.compress(bytes(64))),
    "text-bomb.png": lambda: png(8, 8, zlib.compress(bytes(72)), more=chunk(b"zTXt", b"a\0\0" + nothing(GB))),
    "huge.jpg": wide_jpeg,
    "huge.gif": lambda: BOMB_GIF,
    "frames.gif": lambda: gif(4, 4, 200_000),
    "huge.webp": wide_webp,
    "bomb.tif": lambda: tiff(40000, 40000, nothing(1600 * MB)),
    "huge.tif": lambda: tiff(2**31, 2**31, zlib.compress(bytes(64))),
    "loop.tif": lambda: tiff(
        8, 8, zlib.compress(bytes(64)), following=8 + len(zlib.compress(bytes(64))) + len(zlib.compress(bytes(64))) % 2
    ),
    "huge.bmp": wide_bmp,
    "negative.bmp": lambda: wide_bmp(-(2**31)),
    "nothing.heic": lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64),
    "half.jpg": lambda: half(picture("jpeg")),
    "half.png": lambda: half(picture("png")),
    "half.gif": lambda: half(picture("gif")),
    "half.webp": lambda: half(picture("webp")),
    "half.tif": lambda: half(picture("tiff")),
    "half.bmp": lambda: half(picture("bmp")),
    "half.pdf": lambda: half(pdf(pages(50))),
    "half.docx": lambda: half(office("docx", more={"word/media/a.jpg": picture("jpeg")})),
    "half.xlsx": lambda: half(office("xlsx", more={"xl/media/a.jpg": picture("jpeg")})),
    "half.odt": lambda: half(opened("odt")),
    "half.zip": lambda: half(zipped({"a.txt": "rekaan " * 100})),
    "head-only.jpg": lambda: picture("jpeg")[:20],
    "head-only.pdf": lambda: b"%PDF-1.7\n",
    "pages-loop.pdf": looped_tree,
    "xref-loop.pdf": looped_xref,
    "objects-loop.pdf": looped_objects,
    "form-loop.pdf": looped_form,
    "deep.pdf": deep_tree,
    "deflate-bomb.pdf": lambda: pdf(pages(1, nothing(2 * GB - MB), b"/Filter/FlateDecode")),
    "image-bomb.pdf": lambda: image_pdf(30000, 30000, nothing(900 * MB)),
    "image-huge.pdf": lambda: image_pdf(2**31 - 1, 2**31 - 1, zlib.compress(bytes(64))),
    "million.pdf": lambda: claimed_pages(1_000_000),
    "billions.pdf": lambda: claimed_pages(2**31 - 1),
    "no-pages.pdf": lambda: pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[]/Count 0>>"}),
    "locked.pdf": locked_pdf,
    "zip-bomb.docx": lambda: bombed("docx"),
    "zip-bomb.xlsx": lambda: bombed("xlsx"),
    "entities.docx": lambda: office("docx", f"{LAUGHTER}<w:document {WORD}><w:body>&l9;</w:body></w:document>"),
    "outside-entity.docx": lambda: office("docx", f"{OUTSIDE}<w:document {WORD}><w:body>&x;</w:body></w:document>"),
    "deep.docx": lambda: office("docx", deep_xml()),
    "climbing.docx": lambda: office("docx", more={"../../../keluar.txt": "x"}),
    "locked.docx": lambda: ole("EncryptionInfo", "EncryptedPackage"),
    "no-body.docx": lambda: zipped({k: v for k, v in office_parts("docx").items() if k != "word/document.xml"}),
    "not-xml.docx": lambda: office("docx", "ini bukan XML <<<"),
    "climbing.zip": lambda: zipped({"../../../../tmp/keluar.txt": "x", "C:\\keluar.txt": "x"}),
    "absolute.zip": lambda: zipped({"/etc/cron.d/keluar": "x"}),
    "bomb.zip": lambda: huge_member("nol.txt", size=3 * GB),
    "many.zip": lambda: zipped({f"{n}": "" for n in range(20_000)}, zipfile.ZIP_STORED),
    "locked.zip": lambda: flagged(zipped({"a.txt": "rekaan"})),
    "empty.zip": lambda: b"PK\x05\x06" + bytes(18),
    "sound.zip": lambda: zipped({"surat.pdf": pdf()}, zipfile.ZIP_STORED),
    "sound.rar": lambda: b"Rar!\x1a\x07\x01\x00" + bytes(64),
    "sound.7z": lambda: b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(64),
    "bomb.gz": lambda: gzip.compress(bytes(8 * MB)),
    "links.tar": linked_tar,
    "program.pdf": lambda: b"MZ" + bytes(300),
    "program.jpg": lambda: b"\x7fELF\x02\x01\x01" + bytes(300),
    "script.docx": lambda: b"#!/bin/sh\necho rekaan\n",
    "app.zip": apk,
    "link.url": lambda: b"[InternetShortcut]\r\nURL=https://contoh.example/berkas\r\n",
    "link.lnk": lambda: b"L\0\0\0\x01\x14\x02\0" + bytes(80),
    "link.gdoc": lambda: b'{"url":"https://contoh.example/d/1","doc_id":"1"}',
    "gif-and-zip.gif": lambda: picture("gif") + zipped({"a.txt": "rekaan"}),
    "jpeg-and-pdf.jpg": lambda: (
        picture("jpeg")[:2] + b"\xff\xfe\x00\x10%PDF-1.4\n\0\0\0\0\0" + picture("jpeg")[2:] + pdf()
    ),
    "pdf-and-zip.pdf": lambda: pdf() + zipped({"a.txt": "rekaan"}),
    "program-and-pdf.pdf": lambda: b"MZ" + bytes(60) + pdf(),
    "junk-before.pdf": lambda: b"HTTP/1.1 200 OK\r\n\r\n" + pdf(),
    "jpeg.pdf": lambda: picture("jpeg"),
    "pdf.jpg": pdf,
    "png.jpg": lambda: picture("png"),
    "webp.jpg": lambda: picture("webp"),
    "docx.pdf": lambda: office("docx"),
    "xlsx.docx": lambda: office("xlsx"),
    "pptx.pdf": lambda: office("pptx"),
    "odt.docx": lambda: opened("odt", "<office><p>Surat rekaan, data buatan</p></office>"),
    "html.pdf": lambda: b"<!DOCTYPE html><html><body>404 rekaan</body></html>",
    "html.xls": lambda: b"<html><table><tr><td>rekaan</td></tr></table></html>",
    "old.docx": lambda: ole("WordDocument"),
    "old.xlsx": lambda: ole("Workbook"),
    "video.jpg": lambda: b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + bytes(64),
    "video.3gp": lambda: b"\0\0\0\x18ftyp3gp4\0\0\0\0isom3gp4" + bytes(64),
    "voice.opus": lambda: b"OggS\0\x02" + bytes(22) + b"OpusHead" + bytes(64),
    "voice.mp3": lambda: b"ID3\x03\0\0\0\0\0\0" + bytes(64),
    "zero-bytes.txt": lambda: b"Surat\0Keputusan\0" * 20,
    "wide.txt": lambda: "Surat Keputusan rekaan".encode("utf-16"),
    "long-line.csv": lambda: b"a;b\n" + b"x" * (20 * MB) + b";y\n",
    "rich.doc": lambda: b"{\\rtf1\\ansi Surat rekaan}",
}
