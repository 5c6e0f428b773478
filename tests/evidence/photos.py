"""Photographs and pages made by script for tests: patches of many sizes and shades, lines of letters."""

import io
from functools import cache

import numpy as np
import pillow_heif
from PIL import Image, ImageDraw, ImageFilter

from kla_lib.evidence.model import EvidenceFile, Measured, Scan
from kla_lib.evidence.reading.picture import picture_of
from tests.evidence.fonts import plain_font


@cache
def photo(seed: int, size: tuple[int, int] = (800, 600)) -> Image.Image:
    """Patches of all shades on a ground that changes."""
    rng = np.random.default_rng(seed)
    picture = Image.new("RGB", size, tuple(map(int, rng.integers(60, 200, 3))))
    draw = ImageDraw.Draw(picture)
    for n in range(140):
        reach = 160 if n < 20 else 45
        x, y = int(rng.integers(-reach, size[0])), int(rng.integers(-reach, size[1]))
        wide, high = map(int, rng.integers(8, reach, 2))
        shape = draw.ellipse if rng.integers(2) else draw.rectangle
        shape((x, y, x + wide, y + high), fill=tuple(map(int, rng.integers(10, 245, 3))))
    return picture.filter(ImageFilter.GaussianBlur(1))


def in_chat(picture: Image.Image, dark: bool = False, share: float = 0.78) -> Image.Image:
    """The screenshot of a chat: its head, a message, the picture in a frame with a caption, the line to write in."""
    ground, frame, ink = ((11, 20, 26), (32, 44, 51), "white") if dark else ((230, 221, 212), (255, 255, 255), "black")
    screen, face = Image.new("RGB", (1080, 2340), ground), plain_font(40)
    draw, wide = ImageDraw.Draw(screen), int(1080 * share)
    high = wide * picture.height // picture.width
    draw.rectangle((0, 0, 1080, 210), fill=(31, 44, 52) if dark else (0, 128, 105))
    draw.text((160, 110), "Grup Data Buatan", fill="white", font=face)
    draw.rounded_rectangle((250, 470, 1050, 640), 25, fill=(0, 92, 75) if dark else (217, 253, 211))
    draw.text((280, 500), "Mohon foto kegiatan untuk\nbukti KLA ya Bapak/Ibu", fill=ink, font=face)
    draw.rounded_rectangle((30, 680, 50 + wide, 780 + high), 25, fill=frame)
    screen.paste(picture.resize((wide, high)), (40, 700))
    draw.text((60, 715 + high), "kegiatan hari ini  09.12", fill=ink, font=face)
    draw.rounded_rectangle((20, 2200, 930, 2310), 50, fill=frame)
    return screen


@cache
def letter(seed: int, size: tuple[int, int] = (1000, 1414)) -> Image.Image:
    """A page under a letterhead that all have: letters differ, lines do not."""
    rng = np.random.default_rng(seed)
    paper = Image.new("L", size, 250)
    draw, face = ImageDraw.Draw(paper), plain_font(26)
    draw.text((300, 60), "PEMERINTAH KABUPATEN BUATAN", fill=20, font=face)
    draw.line((80, 120, 920, 120), fill=20, width=4)
    for y in range(160, 1300, 40):
        words = ["".join(rng.choice(list("aaeinsrukdtmlpgb"), int(rng.integers(3, 11)))) for _ in range(9)]
        draw.text((80, y), " ".join(words)[:58], fill=30, font=face)
    return paper


def heic(picture: Image.Image, quality: int = 80, **options: object) -> bytes:
    """As an iPhone stores a picture."""
    memory = io.BytesIO()
    pillow_heif.from_pillow(picture).save(memory, quality=quality, **options)
    return memory.getvalue()


def stored(picture: Image.Image, kind: str = "JPEG", **options: object) -> io.BytesIO:
    """The bytes of a picture file."""
    held = io.BytesIO()
    picture.save(held, kind, **options)
    held.seek(0)
    return held


def scan_of(pictures: list[Image.Image]) -> Scan:
    """A scan whose files are these pictures, in this order; the same pixels are the same content."""
    measured, files = {}, []
    for number, picture in enumerate(pictures):
        key = f"{hash((picture.size, picture.tobytes())):x}"
        measured[key] = Measured(key, 1, "jpeg", pages=1, pictures=(picture_of(picture.copy()),))
        files.append(EvidenceFile(f"1.1/{number}.jpg", "1.1", key))
    return Scan(tuple(files), measured)


WORDS = [
    "pelaksanaan",
    "kegiatan",
    "bertujuan",
    "meningkatkan",
    "kapasitas",
    "gugus",
    "tugas",
    "dalam",
    "pemenuhan",
    "hak",
    "anak",
    "serta",
    "perlindungan",
    "khusus",
    "di",
    "wilayah",
    "kecamatan",
    "dan",
    "kelurahan",
    "dengan",
    "melibatkan",
    "forum",
    "anak",
    "orang",
    "tua",
    "guru",
    "tenaga",
    "kesehatan",
    "dunia",
    "usaha",
    "media",
]


@cache
def memo(seed: int) -> Image.Image:
    """A made letter of one office: the same head, the same foot, as many lines of other words."""
    rng = np.random.default_rng(seed)
    paper = Image.new("L", (1000, 1414), 250)
    draw, face = ImageDraw.Draw(paper), plain_font(20)
    body = [" ".join(rng.choice(WORDS, 9)) for _ in range(14)]
    head = ["PEMERINTAH KABUPATEN BUATAN", "DINAS BUATAN", "", f"Nomor : {seed}", "Hal : undangan", ""]
    for n, line in enumerate([*head, *body, "", "Buatan, 3 Maret 2025", "KEPALA DINAS,", "", "", "NAMA BUATAN"]):
        draw.text((100, 100 + n * 30), line, fill=30, font=face)
    return paper
