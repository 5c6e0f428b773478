"""Made-up pieces of evidence as bytes: drawn photographs and invented letters. Each is marked as made up.

The same seed gives the same piece. Pictures are drawn and show no real person.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from random import Random
from xml.sax.saxutils import escape

from fpdf import FPDF
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

MADE_UP = "DATA BUATAN"
MADE_ON = datetime(2025, 3, 12, tzinfo=UTC)
WORDS = [
    "kegiatan",
    "pendampingan",
    "keluarga",
    "sekolah",
    "kelurahan",
    "posyandu",
    "pelatihan",
    "kader",
    "forum",
    "musyawarah",
    "laporan",
    "capaian",
    "layanan",
    "perlindungan",
    "anggaran",
    "program",
    "kerja",
    "sama",
    "pemantauan",
    "evaluasi",
    "sosialisasi",
    "rencana",
    "aksi",
    "fasilitas",
    "taman",
    "bacaan",
    "puskesmas",
    "imunisasi",
    "gizi",
    "pencatatan",
    "penyuluhan",
    "pengasuhan",
    "konseling",
    "rujukan",
    "bantuan",
    "pendidikan",
    "inklusi",
    "ramah",
    "lomba",
]


def _font(size: float) -> ImageFont.FreeTypeFont:
    """Pillow's own font, laid out the same way whether or not the machine has a library for shaping text."""
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)  # noqa: S101 - with a size it always is
    return font.font_variant(layout_engine=ImageFont.Layout.BASIC)


def sentences(seed: object, count: int = 12) -> list[str]:
    """Text that no other seed gives."""
    rng = Random(f"text {seed}")
    lines = [" ".join(rng.choice(WORDS) for _ in range(9)) for _ in range(count)]
    return [line.capitalize() + "." for line in lines]


def pdf(*pages: Sequence[str], password: str = "") -> bytes:
    """Pages of lines as a PDF."""
    document = FPDF()
    document.set_creation_date(MADE_ON)
    document.set_font("helvetica", size=11)
    if password:
        document.set_encryption(owner_password=f"{password}x", user_password=password)
    for lines in pages:
        document.add_page()
        for line in (*lines, MADE_UP):
            document.multi_cell(0, 7, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(document.output())


def letter(seed: object, day: str = "12 Maret 2025", years: Sequence[int] = ()) -> list[str]:
    """A letter with its place and day of signing, and the budget years that it names."""
    budget = [f"Tahun Anggaran {year}" for year in years]
    return [
        "PEMERINTAH KOTA REKAAN",
        "DINAS REKAAN",
        f"LAPORAN KEGIATAN {seed}",
        *budget,
        *sentences(seed),
        "",
        f"Rekaan, {day}",
        "Kepala Dinas",
        "",
        "Nama Rekaan",
    ]


def ruling(seed: object, year: int) -> list[str]:
    """A regulation of a year."""
    title = ["PERATURAN WALI KOTA REKAAN", f"NOMOR 12 TAHUN {year}", "TENTANG", f"LAYANAN {seed}".upper()]
    return [*title, *sentences(seed), f"Ditetapkan di Rekaan pada tanggal 5 Mei {year}"]


def docx(lines: Sequence[str]) -> bytes:
    """A Word document of paragraphs."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in (*lines, MADE_UP))
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kinds = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    )
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    body = f'<w:document xmlns:w="{name}"><w:body>{paragraphs}</w:body></w:document>'
    return zipped({"[Content_Types].xml": kinds, "_rels/.rels": relation, "word/document.xml": body})


def zipped(files: Mapping[str, str]) -> bytes:
    """A ZIP of texts by name."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def scene(seed: object, size: tuple[int, int] = (1000, 750)) -> Image.Image:
    """A drawn scene, bright and sharp, unlike that of any other seed."""
    rng, (width, height) = Random(f"scene {seed}"), size
    image = Image.new("RGB", size, tuple(rng.randrange(120, 240) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    for _ in range(70):
        x, y = rng.randrange(-80, width), rng.randrange(-80, height)
        box = (x, y, x + rng.randrange(30, width // 2), y + rng.randrange(30, height // 2))
        colour = tuple(rng.randrange(30, 255) for _ in range(3))
        rng.choice((draw.rectangle, draw.ellipse))(box, fill=colour, outline=(20, 20, 20), width=2)
    draw.text(
        (20, height - 40),
        f"{MADE_UP} {seed}",
        fill=(0, 0, 0),
        font=_font(24),
    )
    return image


def jpeg(image: Image.Image, quality: int = 88, day: str = "") -> bytes:
    """A picture as JPEG; ``day`` (``2025:03:12``) as its camera would say."""
    target, exif = io.BytesIO(), Image.Exif()
    if day:
        exif[0x0132] = f"{day} 09:00:00"
        exif.get_ifd(0x8769)[0x9003] = f"{day} 09:00:00"
    image.save(target, "JPEG", quality=quality, exif=exif)
    return target.getvalue()


def png(image: Image.Image) -> bytes:
    """A picture as PNG."""
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def photo(seed: object, day: str = "2025:03:12") -> bytes:
    """A drawn photograph as JPEG."""
    return jpeg(scene(seed), day=day)


def page(seed: object, size: tuple[int, int] = (1240, 1754), letters: int = 26) -> Image.Image:
    """A page of paper with lines of text, as a scanner sees it."""
    image = Image.new("L", size, 246)
    draw, font = (
        ImageDraw.Draw(image),
        _font(letters),
    )
    for n, line in enumerate([MADE_UP, *sentences(seed, 36)]):
        draw.text((90, 90 + n * letters * 1.6), line, fill=25, font=font)
    return image


def certificate(name: str, size: tuple[int, int] = (1400, 990)) -> Image.Image:
    """A certificate of one design for whomever, as a program lays it out."""
    image = Image.linear_gradient("L").resize(size).point(lambda shade: 225 + shade // 12).convert("RGB")
    draw, middle = ImageDraw.Draw(image), size[0] // 2
    draw.rectangle((40, 40, size[0] - 40, size[1] - 40), outline=(150, 110, 20), width=16)
    for y, letters, line in (
        (170, 90, "SERTIFIKAT"),
        (330, 36, f"{MADE_UP}: diberikan kepada"),
        (470, 70, name),
        (610, 40, "peserta pelatihan Konvensi Hak Anak"),
        (690, 40, "12 Maret 2025"),
    ):
        draw.text(
            (middle, y),
            line,
            fill=(30, 30, 90),
            font=_font(letters),
            anchor="mm",
        )
    return image


def blurred(image: Image.Image) -> Image.Image:
    """The picture out of focus."""
    return image.filter(ImageFilter.GaussianBlur(9))


def darkened(image: Image.Image, factor: float = 0.1) -> Image.Image:
    """The picture in the dark."""
    return ImageEnhance.Brightness(image).enhance(factor)


def brighter(image: Image.Image) -> Image.Image:
    """The picture with more light."""
    return ImageEnhance.Brightness(image).enhance(1.25)


def cropped(image: Image.Image, keep: float = 0.93) -> Image.Image:
    """The picture without its edges."""
    width, height = image.size
    left, top = round(width * (1 - keep) / 2), round(height * (1 - keep) / 2)
    return image.crop((left, top, width - left, height - top))


def scaled(image: Image.Image, width: int = 700) -> Image.Image:
    """The picture at another width."""
    return image.resize((width, image.height * width // image.width), Image.Resampling.LANCZOS)


def noisy(image: Image.Image) -> Image.Image:
    """Grain that makes a file large."""
    grain = Image.frombytes("RGB", image.size, Random("grain").randbytes(3 * image.width * image.height))
    return Image.blend(image, grain, 0.25)


def in_pdf(*images: Image.Image) -> bytes:
    """Pictures as the pages of a PDF, as a scanner makes them."""
    document = FPDF(unit="pt")
    document.set_creation_date(MADE_ON)
    for image in images:
        document.add_page(format=(595, 842))
        document.image(io.BytesIO(jpeg(image, 80)), 0, 0, 595, 842)
    return bytes(document.output())
