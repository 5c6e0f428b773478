"""Folders of evidence for benchmarks, all MADE UP: photographs of camera and messenger size, scans and letters as PDF,
documents and tables, as an office would hand them in.

Pictures are drawn without noise: gradients, thousands of shapes, lines of text. A few are made of each kind and every file
differs from the others by a mark in its own bytes (a comment), so that gigabytes are there in a minute, no two files have
the same hash, and every file costs what a file of its kind costs.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

DIFFERENT = 12  # made of each kind
PER_QUESTION = 25
CAMERA, MESSENGER, SCREEN, SCAN = (4000, 3000), (1600, 1200), (1080, 2340), (1654, 2339)
WORDS = [
    *(
        "anak",
        "pemenuhan",
        "hak",
        "pelatihan",
        "kegiatan",
        "sekolah",
        "kelurahan",
        "dinas",
        "forum",
        "laporan",
        "peserta",
    ),
    *(
        "layanan",
        "kesehatan",
        "keluarga",
        "gugus",
        "tugas",
        "kota",
        "layak",
        "rapat",
        "koordinasi",
        "bersama",
        "program",
    ),
    *(
        "pendidikan",
        "perlindungan",
        "khusus",
        "dengan",
        "yang",
        "untuk",
        "dalam",
        "pada",
        "serta",
        "oleh",
        "telah",
        "akan",
    ),
    *("dapat", "melalui", "seluruh", "setiap", "antara", "tentang", "sebagai", "secara", "masyarakat", "pembentukan"),
]
HEAD = "Nomor {0} Tahun 2024 tentang Pembentukan Gugus Tugas (rekaan)"
SIGNED = "Pekanbaru, {0} Maret 2024 (rekaan)"


def photo(size: tuple[int, int], seed: int) -> Image.Image:
    """A scene of gradients and shapes, as much detail as a photograph has."""
    chance = random.Random(seed)
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    draw = ImageDraw.Draw(image)
    for _ in range(2500):
        x, y, r = chance.randrange(size[0]), chance.randrange(size[1]), chance.randrange(4, size[0] // 24)
        colour = (chance.randrange(256), chance.randrange(256), chance.randrange(256))
        draw.ellipse((x - r, y - r, x + r, y + r // 2), fill=colour, outline=(20, 20, 20))
        draw.line((x, y, x + 3 * r, y + r), fill=(255 - colour[0], colour[1], 40), width=2)
    return image


def paper(seed: int, size: tuple[int, int] = SCAN) -> Image.Image:
    """A page of printed lines, as a scanner sees it."""
    chance = random.Random(seed)
    image = Image.new("L", size, 247)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(30).font_variant(layout_engine=ImageFont.Layout.BASIC)
    for line in range(140, size[1] - 140, 46):
        draw.text((140, line), " ".join(chance.choices(WORDS, k=9)), fill=30, font=font)
    return image


def saved(image: Image.Image, kind: str, **options: int) -> bytes:
    memory = io.BytesIO()
    image.save(memory, kind, **options)
    return memory.getvalue()


def letter(seed: int, count: int = 6) -> bytes:
    """A PDF of written pages."""
    chance, pdf = random.Random(seed), FPDF()
    pdf.set_font("helvetica", size=11)
    for page in range(count):
        pdf.add_page()
        lines = [" ".join(chance.choices(WORDS, k=11)) for _ in range(38)]
        for line in (HEAD.format(seed + page + 1), *lines, SIGNED.format(page + 1)):
            pdf.cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def scanned(seed: int, count: int = 3) -> bytes:
    """A PDF of scanned pages."""
    pdf = FPDF()
    for page in range(count):
        pdf.add_page()
        pdf.image(io.BytesIO(saved(paper(seed * 10 + page), "jpeg", quality=70)), 0, 0, 210, 297)
    return bytes(pdf.output())


def document(seed: int) -> bytes:
    """A DOCX with text and one photograph."""
    chance = random.Random(seed)
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    texts = [HEAD.format(seed + 1), *(" ".join(chance.choices(WORDS, k=12)) for _ in range(150)), SIGNED.format(5)]
    lines = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        )
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{name}"><w:body>{lines}</w:body></w:document>')
        archive.writestr("word/media/image1.jpeg", saved(photo(MESSENGER, seed), "jpeg", quality=60))
    return memory.getvalue()


def table(seed: int) -> bytes:
    """An XLSX of some hundred rows."""
    import xlsxwriter

    chance, memory = random.Random(seed), io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Data")
        for row in range(400):
            sheet.write_row(row, 0, [row, *chance.choices(WORDS, k=4), chance.randrange(1000)])
    return memory.getvalue()


def in_jpeg(data: bytes, mark: bytes) -> bytes:
    return data[:2] + b"\xff\xfe" + struct.pack(">H", len(mark) + 2) + mark + data[2:]


def in_png(data: bytes, mark: bytes) -> bytes:
    import zlib

    part = b"tEXt" + b"Comment\0" + mark
    return data[:33] + struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) + data[33:]


def in_pdf(data: bytes, mark: bytes) -> bytes:
    return data + b"\n%" + mark + b"\n"


def in_zip(data: bytes, mark: bytes) -> bytes:
    return data[:-2] + struct.pack("<H", len(mark)) + mark


Kind = tuple[str, int, Callable[[int], bytes], Callable[[bytes, bytes], bytes]]
KINDS: tuple[Kind, ...] = (  # suffix, files of a hundred, how one is made, how it is marked
    ("jpg", 6, lambda seed: saved(photo(CAMERA, seed), "jpeg", quality=80), in_jpeg),
    ("jpeg", 22, lambda seed: saved(photo(MESSENGER, seed), "jpeg", quality=60), in_jpeg),
    ("png", 4, lambda seed: saved(photo(SCREEN, seed).quantize(64), "png"), in_png),
    ("scan.pdf", 7, scanned, in_pdf),
    ("pdf", 38, letter, in_pdf),
    ("docx", 13, document, in_zip),
    ("xlsx", 10, table, in_zip),
)


def made(root: Path, count: int, codes: Sequence[str]) -> int:
    """Fill a folder of evidence with ``count`` files, some under each question; its bytes."""
    whole = 0
    for number, (suffix, content) in enumerate(_mixed(count)):
        folder = root / codes[number // PER_QUESTION % len(codes)]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"rekaan-{number}.{suffix}").write_bytes(content)
        whole += len(content)
    return whole


def _mixed(count: int) -> Iterator[tuple[str, bytes]]:
    """Kinds in turn, so that every part of the folder holds the whole mixture."""
    different = max(2, min(DIFFERENT, count // 40))
    stock = {suffix: [one(seed) for seed in range(different)] for suffix, _, one, _ in KINDS}
    turns = [kind for kind in KINDS for _ in range(kind[1])]
    random.Random(7).shuffle(turns)
    for number in range(count):
        suffix, _, _, mark = turns[number % len(turns)]
        yield suffix, mark(stock[suffix][number % different], b"rekaan %08d" % number)
