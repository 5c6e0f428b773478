"""Scans and photographs read by tesseract, where it is installed and asked for: dates, personal data and text fingerprints.

Reading runs in workers with limits; the text stays in these processes. What leaves them are fingerprints, dates that are
never sure, and kinds of personal data, which are kept in a journal of their own. The program is given a picture by its
standard input and writes no file.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageOps

from kla_lib.core.problems import Problem, Where, problem
from kla_lib.evidence.model import PICTURES, Content, Dated, Measured, Scan
from kla_lib.evidence.reading import heic
from kla_lib.evidence.reading.dates import without_births
from kla_lib.evidence.reading.fingerprints import measured_text
from kla_lib.evidence.reading.sniff import content_of
from kla_lib.evidence.scan.cache import open_kept, used
from kla_lib.evidence.scan.walk import located
from kla_lib.evidence.scan.workers import Job, Limits, measure_all
from kla_lib.instrument.place_folder import EVIDENCE_FOLDER

VERSION = 2
PROGRAM = "tesseract"
WANTED = ("ind", "eng")  # languages, the first that are installed
PAGE_SECONDS = 25.0
MOST_PAGES = 3  # of one file: dates of others would not be trusted
READ_AT = 2_400  # pixels of the longer side: small print of A4 is legible
MOST_PIXELS = 72_000_000
PAGE_LETTERS = 30  # of a page of a PDF that is read: others have a text of their own
FOLDER = "ocr"
LIMITS = Limits(seconds=90.0, memory=1 << 30)
FEW_LETTERS = 200  # of a PDF that has scanned pages: more, and its text says enough


def with_scans_read(
    scan: Scan, root: Path, kept: Path, jobs: int = 2, progress: Callable[[int, int], None] | None = None
) -> tuple[Scan, list[Problem]]:
    """The scan with what was read of its pictures and scanned pages; unchanged, with a problem, if tesseract is missing."""
    spoken = languages()
    if not spoken:
        return scan, [problem("ocr_missing", Where(EVIDENCE_FOLDER), "--ocr")]
    wanted = {sha for sha, found in scan.measured.items() if is_wanted(found)}
    known = open_kept(kept / FOLDER, f"{__name__} {VERSION} {spoken}")
    unread = list(_jobs(scan, root, wanted - known.measured.keys()))
    for done, found in enumerate(measure_all(read_scan, unread, jobs, LIMITS), start=1):
        known.keep(found)
        if progress is not None:
            progress(done, len(unread))
    known.close((), wanted)
    problems = [] if "ind" in spoken else [problem("ocr_language", Where(EVIDENCE_FOLDER), spoken)]
    return Scan(scan.files, joined(scan.measured, used(known.measured, wanted))), problems


def is_wanted(found: Measured) -> bool:
    """True if a content may say more than its own text does: a picture, or a PDF of scanned pages."""
    scanned = found.content == "pdf" and found.letters < FEW_LETTERS and bool(found.pictures)
    return found.state == "ok" and found.detail != "no_decoder" and (found.content in PICTURES or scanned)


def _jobs(scan: Scan, root: Path, wanted: set[str]) -> Iterator[Job]:
    """Each content once, by the first file that holds it."""
    files = {file.sha256: file for file in reversed(scan.files) if file.sha256 in wanted and file.path}
    for sha in sorted(files):
        yield Job(located(root, files[sha].path), sha, files[sha].size)


def joined(measured: Mapping[str, Measured], read: Mapping[str, Measured]) -> dict[str, Measured]:
    """What was measured with what was read: sure dates first, then read ones, then a file's doubtful own."""
    return {
        sha: _joined(found, read[sha]) if sha in read and read[sha].state == "ok" else found
        for sha, found in measured.items()
    }


def _joined(found: Measured, read: Measured) -> Measured:
    own = [date for date in found.dates if date.sure != "low"]
    rest = [date for date in found.dates if date.sure == "low"]
    both = replace(
        found,
        dates=(*own, *read.dates, *rest),
        personal=tuple(dict.fromkeys((*found.personal, *read.personal))),
        regulation=found.regulation or read.regulation,
    )
    if found.text_print or found.page_prints:
        return both
    return replace(both, text_print=read.text_print, text_sketch=read.text_sketch, page_prints=read.page_prints)


def languages() -> str:
    """The languages to read, as tesseract's ``-l`` takes them; empty if it is not installed or has none of `WANTED`."""
    known = set(_tesseract(["--list-langs"], b"").split())
    return "+".join(name for name in WANTED if name in known)


def read_scan(path: Path, sha256: str) -> Measured:
    """What the program reads of a picture or of the scanned pages of a PDF, as fingerprints, dates and kinds."""
    content, spoken = content_of(path), languages()
    pages = [_page_text(image, spoken) for image in _images(path, content)] if spoken else []
    found = measured_text(content, pages)
    dates = without_births(tuple(map(_doubted, found.dates)), found.personal)
    return replace(found, sha256=sha256, size=path.stat().st_size, pages=len(pages), dates=dates)


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
            if text.count_chars() < PAGE_LETTERS:
                yield _fit(page.render(scale=READ_AT / max(1.0, *page.get_size()), grayscale=True).to_pil())
            text.close()
            page.close()


def _fit(image: Image.Image) -> Image.Image:
    grey = image.convert("L")
    grey.thumbnail((READ_AT, READ_AT))
    return grey


def _page_text(image: Image.Image, spoken: str) -> str:
    held = io.BytesIO()
    image.save(held, "PNG", compress_level=1)
    return _tesseract(["stdin", "stdout", "-l", spoken], held.getvalue())


def _tesseract(words: list[str], given: bytes) -> str:
    """The standard output of tesseract; empty if it is not installed, fails or takes too long."""
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
