"""What people do to a picture before they hand it in again, and pages of paper made by script."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

Change = Callable[[Image.Image, np.random.Generator], Image.Image]
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
WORDS = [
    "anak",
    "daerah",
    "kegiatan",
    "tahun",
    "laporan",
    "dinas",
    "kabupaten",
    "layak",
    "pemenuhan",
    "hak",
    "perlindungan",
    "forum",
    "sekolah",
    "ramah",
    "puskesmas",
    "anggaran",
    "dokumentasi",
    "pelatihan",
    "konvensi",
    "petugas",
    "layanan",
    "masyarakat",
    "kecamatan",
    "desa",
    "kelurahan",
    "gugus",
    "tugas",
    "keputusan",
    "bupati",
    "nomor",
    "tentang",
    "pembentukan",
    "pengasuhan",
    "keluarga",
    "pendidikan",
    "kesehatan",
    "dasar",
    "kesejahteraan",
    "kepala",
    "bidang",
    "data",
]


def recompressed(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """JPEG at quality 20 to 40."""
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=int(rng.integers(20, 41)))
    return Image.open(held).convert("RGB")


def smaller(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A quarter to a half of its width."""
    return _scaled(picture, float(rng.uniform(0.25, 0.5)))


def larger(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """One and a quarter to one and a half of its width."""
    return _scaled(picture, float(rng.uniform(1.25, 1.5)))


def brighter(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Brightness 1.25 to 1.5 times."""
    return ImageEnhance.Brightness(picture).enhance(float(rng.uniform(1.25, 1.5)))


def brighter_in_bounds(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Brightness up to 1.5 times, as far as at most a fifth is burnt to white by it."""
    bright = float(np.percentile(np.asarray(picture.convert("L")), 80))
    return ImageEnhance.Brightness(picture).enhance(max(1.05, min(float(rng.uniform(1.25, 1.5)), 255 / bright)))


def darker(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Brightness 0.5 to 0.75 times."""
    return ImageEnhance.Brightness(picture).enhance(float(rng.uniform(0.5, 0.75)))


def cropped(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """The middle 90 % of both sides."""
    return _cut(picture, 0.05, 0.05, 0.9)


def cropped_aside(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """90 % of both sides, anywhere."""
    return _cut(picture, float(rng.uniform(0, 0.1)), float(rng.uniform(0, 0.1)), 0.9)


def tilted(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Turned 2 to 5 degrees either way and cut straight, as phones do."""
    angle = float(rng.uniform(2, 5)) * rng.choice([-1, 1])
    turned = picture.rotate(angle, Image.Resampling.BICUBIC)
    keep = _largest_inside(*picture.size, np.radians(abs(angle)))
    return _cut(turned, (1 - keep) / 2, (1 - keep) / 2, keep)


def tilted_on_white(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Turned 2 to 5 degrees either way with white corners."""
    angle = float(rng.uniform(2, 5)) * rng.choice([-1, 1])
    return picture.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor="white")


def quarter_turned(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Turned by 90, 180 or 270 degrees."""
    ways = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
    return picture.transpose(ways[int(rng.integers(3))])


def mirrored(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Left and right changed, as by a selfie camera."""
    return ImageOps.mirror(picture)


def sent(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """As a chat sends it: 1600 px at most, JPEG at 70."""
    small, held = picture.copy(), io.BytesIO()
    small.thumbnail((1280, 1280))
    small.save(held, "JPEG", quality=70)
    return Image.open(held).convert("RGB")


def screenshot(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Shown in a phone's gallery: bars, a line of status, buttons below."""
    dark = bool(rng.integers(2))
    back, ink = ((0, 0, 0), (230, 230, 230)) if dark else ((255, 255, 255), (40, 40, 40))
    screen = Image.new("RGB", (1080, int(rng.choice([1920, 2340, 2400]))), back)
    shown = picture.resize((1080, round(1080 * picture.height / picture.width)), Image.Resampling.BICUBIC)
    screen.paste(shown, (0, (screen.height - shown.height) // 2))
    draw = ImageDraw.Draw(screen)
    draw.text((40, 20), f"{rng.integers(24):02d}.{rng.integers(60):02d}", fill=ink, font=font(36))
    draw.text((880, 20), f"4G {rng.integers(100)}%", fill=ink, font=font(36))
    draw.text((60, 110), "12 Mei 2025", fill=ink, font=font(44))
    for n in range(4):
        x, y = 150 + n * 260, screen.height - 110
        draw.ellipse((x - 30, y - 30, x + 30, y + 30), outline=ink, width=5)
        draw.text((x - 45, y + 40), ("Bagi", "Ubah", "Info", "Hapus")[n], fill=ink, font=font(30))
    return screen


def chat(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Shown in a chat: between messages, in a frame with a caption, at 60 to 85 % of the screen's width."""
    dark = bool(rng.integers(2))
    ground, frame, ink = ((11, 20, 26), (32, 44, 51), "white") if dark else ((230, 221, 212), (255, 255, 255), "black")
    screen, wide = Image.new("RGB", (1080, 2400), ground), int(rng.integers(650, 920))
    high = wide * picture.height // picture.width
    draw = ImageDraw.Draw(screen)
    draw.rectangle((0, 0, 1080, 210), fill=(31, 44, 52) if dark else (0, 128, 105))
    draw.text((160, 110), f"Grup Buatan {rng.integers(100)}", fill="white", font=font(40))
    draw.rounded_rectangle((250, 400, 1050, 540), 25, fill=(0, 92, 75) if dark else (217, 253, 211))
    draw.text((280, 440), " ".join(rng.choice(WORDS, 4)), fill=ink, font=font(36))
    draw.rounded_rectangle((30, 580, 50 + wide, 680 + high), 25, fill=frame)
    screen.paste(picture.resize((wide, high), Image.Resampling.BICUBIC), (40, 600))
    draw.text((60, 615 + high), " ".join(rng.choice(WORDS, 2)), fill=ink, font=font(36))
    draw.rounded_rectangle((20, 2260, 930, 2370), 50, fill=frame)
    return screen


CHANGES: Mapping[str, Change] = {
    "recompressed, quality 20 to 40": recompressed,
    "scaled down to 25 to 50 %": smaller,
    "scaled up to 125 to 150 %": larger,
    "brighter by up to 50 %, at most a fifth burnt white": brighter_in_bounds,
    "much brighter, by 25 to 50 % however much is burnt white": brighter,
    "darker by 25 to 50 %": darker,
    "cropped to the middle 90 % x 90 %": cropped,
    "cropped to 90 % x 90 % anywhere": cropped_aside,
    "tilted by 2 to 5 degrees, cut straight": tilted,
    "tilted by 2 to 5 degrees, white corners": tilted_on_white,
    "turned by 90, 180 or 270 degrees": quarter_turned,
    "mirrored": mirrored,
    "sent by chat, 1280 px, quality 70": sent,
    "screenshot of a gallery": screenshot,
    "screenshot of a chat": chat,
}


def _scaled(picture: Image.Image, scale: float) -> Image.Image:
    size = round(picture.width * scale), round(picture.height * scale)
    return picture.resize(size, Image.Resampling.BICUBIC)


def _cut(picture: Image.Image, left: float, top: float, keep: float) -> Image.Image:
    wide, high = picture.size
    x, y = round(left * wide), round(top * high)
    return picture.crop((x, y, x + round(keep * wide), y + round(keep * high)))


def _largest_inside(wide: float, high: float, angle: float) -> float:
    """The share of both sides that an upright picture of the same shape keeps inside the turned one."""
    return min(
        wide / (wide * np.cos(angle) + high * np.sin(angle)), high / (wide * np.sin(angle) + high * np.cos(angle))
    )


@cache
def font(size: int, name: str = "DejaVuSans") -> ImageFont.FreeTypeFont:
    """A font that matplotlib ships."""
    return ImageFont.truetype(FONTS / f"{name}.ttf", size, layout_engine=ImageFont.Layout.BASIC)


def page(rng: np.random.Generator, letters: int = 24, *, head: bool = True, dpi: int = 150) -> Image.Image:
    """A scanned page of paper with ``letters`` px letters under the same letterhead, or without one."""
    wide, high = round(8.27 * dpi), round(11.69 * dpi)
    paper = Image.new("L", (wide, high), 250)
    draw, margin, y = ImageDraw.Draw(paper), round(dpi * 0.9), round(dpi * 0.7)
    if head:
        y = _letterhead(draw, wide, margin, y, dpi)
    face, step = font(letters, "DejaVuSerif"), round(letters * 1.5)
    while y < high - margin:
        for _ in range(int(rng.integers(2, 9))):
            if y >= high - margin:
                break
            draw.text((margin, y), _line(rng, face, wide - 2 * margin), fill=30, font=face)
            y += step
        draw.text((margin, y), _line(rng, face, int((wide - 2 * margin) * rng.uniform(0.2, 0.9))), fill=30, font=face)
        y += step * 2
    return paper


def _letterhead(draw: ImageDraw.ImageDraw, wide: int, margin: int, y: int, dpi: int) -> int:
    draw.ellipse((margin, y, margin + dpi // 2, y + dpi // 2), outline=20, width=4)
    for text, size in (("PEMERINTAH KABUPATEN BUATAN", dpi // 6), ("DINAS PEMBERDAYAAN DATA BUATAN", dpi // 5)):
        draw.text((wide // 2, y), text, fill=20, font=font(size, "DejaVuSans-Bold"), anchor="ma")
        y += round(size * 1.4)
    draw.line((margin, y + 10, wide - margin, y + 10), fill=20, width=4)
    return y + dpi // 3


def _line(rng: np.random.Generator, face: ImageFont.FreeTypeFont, width: int) -> str:
    text = ""
    while True:
        word = str(rng.choice(WORDS))
        longer = f"{text} {word.title() if rng.integers(6) == 0 else word}".strip()
        if face.getlength(longer) > width:
            return text
        text = longer


def scanned(paper: Image.Image, rng: np.random.Generator, tilt: float = 0.0) -> Image.Image:
    """As a flatbed gives it: a little noise, softness and tilt, JPEG at 60."""
    turned = paper.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=250).filter(ImageFilter.GaussianBlur(0.6))
    noisy = np.asarray(turned, dtype=float) + rng.normal(0, 3, turned.size[::-1])
    held = io.BytesIO()
    Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(held, "JPEG", quality=60)
    return Image.open(held).convert("L")
