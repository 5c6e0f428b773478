"""What stands on scanned pages and pictures, as the program tesseract reads it. Runs in a worker with limits.

The text lives in this process alone: what leaves it are fingerprints, dates that are never sure, and kinds of personal
data. The program is given a picture by its standard input and writes no file.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageOps

from kla_lib.evidence.model import Content, Dated, Measured
from kla_lib.evidence.personal import personal_in
from kla_lib.evidence.reading import heic
from kla_lib.evidence.reading.dates import LAST_YEAR, dates_in, is_regulation, without_births
from kla_lib.evidence.reading.fingerprints import text_prints
from kla_lib.evidence.reading.sniff import content_of

VERSION = 2
PROGRAM = "tesseract"
WANTED = ("ind", "eng")  # languages, the first that are installed
PAGE_SECONDS = 25.0
MOST_PAGES = 3  # of one file: dates of others would not be trusted
READ_AT = 2_400  # pixels of the longer side: small print of A4 is legible
MOST_PIXELS = 72_000_000
FEW_LETTERS = 30  # of a page of a PDF that is read: others have a text of their own


def languages() -> str:
    """Which languages the program can read, as it is told them; empty where it is not installed or has none of ours."""
    known = set(_told(["--list-langs"], b"").split())
    return "+".join(name for name in WANTED if name in known)


def read_scan(path: Path, sha256: str) -> Measured:
    """What the program reads of a picture or of the scanned pages of a PDF, as fingerprints, dates and kinds."""
    content, spoken = content_of(path), languages()
    pages = [_said(image, spoken) for image in _images(path, content)] if spoken else []
    prints = text_prints(pages)
    personal = personal_in("\n".join(pages))
    dates = without_births(tuple(map(_doubted, dates_in(pages, LAST_YEAR))), personal)
    return Measured(
        sha256, path.stat().st_size, content, "ok", "", len(pages), prints.letters, prints.text_print, prints.text_sketch,
        prints.page_prints, is_regulation(pages), (), dates, personal,
    )  # fmt: skip


def _doubted(date: Dated) -> Dated:
    """A date that a program read off a picture is never sure: one digit looks like another."""
    return replace(date, sure="medium") if date.sure == "high" else date


def _images(path: Path, content: Content) -> Iterator[Image.Image]:
    if content == "pdf":
        yield from _pages(path)
        return
    if content == "heic":
        yield _fit(heic.small(path, READ_AT))
        return
    with Image.open(path) as image:
        if image.width * image.height <= MOST_PIXELS:
            image.draft("L", (READ_AT, READ_AT))
            yield _fit(ImageOps.exif_transpose(image))


def _pages(path: Path) -> Iterator[Image.Image]:
    """The first pages of a PDF that have no text of their own, as they are shown."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as book:
        for number in range(min(len(book), MOST_PAGES)):
            page = book[number]
            text = page.get_textpage()
            if text.count_chars() < FEW_LETTERS:
                yield _fit(page.render(scale=READ_AT / max(1.0, *page.get_size()), grayscale=True).to_pil())
            text.close()
            page.close()


def _fit(image: Image.Image) -> Image.Image:
    grey = image.convert("L")
    grey.thumbnail((READ_AT, READ_AT))
    return grey


def _said(image: Image.Image, spoken: str) -> str:
    held = io.BytesIO()
    image.save(held, "PNG", compress_level=1)
    return _told(["stdin", "stdout", "-l", spoken], held.getvalue())


def _told(words: list[str], given: bytes) -> str:
    """What the program says; nothing where there is none, where it fails or takes too long."""
    program = shutil.which(PROGRAM)
    if program is None:
        return ""
    alone = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # there are as many workers as asked for
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program and fixed words; the file's bytes are its input alone
            [program, *words], input=given, capture_output=True, timeout=PAGE_SECONDS, check=False, env=alone
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
