"""What a PDF holds: its text, its dates, scanned pages and photographs. Runs in a worker with limits.

Of the first `READ_PAGES` pages; dates are trusted on the first three. A page without text is drawn as the scan it is.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from kla_lib.intake.evidence.dates import LAST_YEAR, dates_in
from kla_lib.intake.evidence.embedded import (
    MOST_BYTES,
    MOST_PICTURES,
    READ_AT,
    SMALLEST_DRAWN,
    is_worth,
    of_bytes,
    of_image,
)
from kla_lib.intake.evidence.fingerprints import text_prints
from kla_lib.intake.evidence.pdf_lock import is_cut, why_shut
from kla_lib.intake.evidence.pdf_notes import drawn_on, notes_of
from kla_lib.intake.evidence.substance import substance
from kla_lib.rules.evidence import Dated, Measured, Picture, State
from kla_lib.rules.personal import personal_in

MAX_PAGES = 20_000
READ_PAGES = 50
SCAN_LETTERS = 30  # a page with fewer letters and something drawn on it is a scan
WHOLE_PAGE = 0.7  # the share of a page that the picture of a scanned page covers
STRIP = 0.9  # the share of its width that a strip of a scanned page has
MOST_OBJECTS = 2_000
MOST_CHARACTERS = 100_000
TAIL = 1 << 16
ANGLES = 24  # characters whose direction is asked for

_DAY = re.compile(r"D:(\d{4})(?:(0[1-9]|1[0-2])(?:(0[1-9]|[12]\d|3[01]))?)?")


@dataclass
class _Read:
    """What has been read so far."""

    texts: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    left_out: int = 0
    broken: int = 0


def measure_pdf(path: Path) -> Measured:
    """What a PDF was found to be; ``sha256`` and ``size`` are for the caller to fill in."""
    try:
        book = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return _failed(*why_shut(path, _ends(path)))
    with book:
        pages = len(book)
        if not 0 < pages <= MAX_PAGES:
            return _failed("hostile", "pages", pages) if pages else _failed("unreadable")
        read = _Read()
        for number in range(min(pages, READ_PAGES)):
            _read_page(book, number, read)
        metadata = _metadata(book)
    return _measured(read, pages, metadata, _ends(path) or (not read.broken and not is_cut(path)))


def _failed(state: State, detail: str = "pdf", pages: int = 0) -> Measured:
    return Measured("", 0, "pdf", state, detail, pages)


def _ends(path: Path) -> bool:
    """Whether the mark that closes a PDF stands near its end."""
    with path.open("rb") as source:
        size = source.seek(0, io.SEEK_END)
        source.seek(max(0, size - TAIL))
        return b"%%EOF" in source.read(TAIL)


def _measured(read: _Read, pages: int, metadata: tuple[Dated, ...], whole: bool) -> Measured:
    state: State = "ok" if whole else "truncated"
    if read.broken == len(read.texts):
        state = "unreadable" if whole else "truncated"
    prints = text_prints(read.texts)
    detail = "pdf" if state != "ok" else _left_out(read, pages)
    if (state, detail) == ("ok", "") and not read.pictures:
        state, detail = substance(read.texts)
    return Measured(
        "", 0, "pdf", state, detail, pages, prints.letters, prints.text_print, prints.text_sketch, prints.page_prints,
        tuple(read.pictures), (*dates_in(read.texts, LAST_YEAR), *metadata), personal_in("\n".join(read.texts)),
    )  # fmt: skip


def _left_out(read: _Read, pages: int) -> str:
    if read.broken:
        return "page_broken"
    if pages > READ_PAGES:
        return "pages_left_out"
    return "pictures_left_out" if read.left_out else ""


def _read_page(book: Any, number: int, read: _Read) -> None:
    """Text and pictures of one page, and nothing of it kept open."""
    with ExitStack() as closing:
        try:
            page = book[number]
            closing.callback(page.close)
            text = page.get_textpage()
            closing.callback(text.close)
            words = text.get_text_range(0, min(text.count_chars(), MOST_CHARACTERS)) if text.count_chars() else ""
        except pypdfium2.PdfiumError:
            read.texts.append("")
            read.broken += 1
            return
        noted, stamped = notes_of(page)
        words = "\n".join((words, *noted))[:MOST_CHARACTERS]
        read.texts.append(words)
        turned = _turned(page, text)
        for picture in _pictures(page, number + 1, _is_bare(words), turned, stamped):
            if len(read.pictures) >= MOST_PICTURES:
                read.left_out += 1
                break
            read.pictures.append(picture)


def _is_bare(words: str) -> bool:
    """Whether a page has too few letters to be one of text; most are told by their first line."""
    return sum(map(str.isalpha, words[: 4 * SCAN_LETTERS])) < SCAN_LETTERS > sum(map(str.isalpha, words))


def _turned(page: Any, text: Any) -> int:
    """How many degrees clockwise most characters of a page seem turned, as it is shown: 0, 90, 180 or 270."""
    count, raw = text.count_chars(), text.raw
    angles = [pdfium.FPDFText_GetCharAngle(raw, at) for at in range(0, count, max(1, count // ANGLES))]
    quarters = [round(angle / 1.5707963) % 4 for angle in angles if angle >= 0]
    if not quarters:
        return 0
    usual = max(set(quarters), key=quarters.count)
    return int((page.get_rotation() + usual * 90) % 360)


def _pictures(page: Any, number: int, bare: bool, turned: int, stamped: bool) -> Iterator[Picture]:
    """The page itself where it is a scan or its text is turned, else the photographs on it."""
    images = _images(page)
    scan = _whole_page(page, images)
    if scan is not None or (bare and (_is_strips(page, images) if images else stamped or drawn_on(page))):
        found = _photograph(scan, number) if scan is not None and _is_plain_scan(page, scan, images) else None
        found = found or _rendered(page, number, scan.get_px_size() if scan is not None else None)
        yield from () if found is None else (replace(found, turned=turned or found.turned),)
        return
    if turned and not bare:
        found = _rendered(page, number, None)
        yield from () if found is None else (replace(found, turned=turned, scan=True),)
    photographs = (found for image in images if (found := _photograph(image, number)))
    if first := next(photographs, None) or (_rendered(page, number, None) if bare and images else None):
        yield first
    yield from photographs


def _images(page: Any) -> list[Any]:
    """The pictures of a page that are drawn large enough to be seen."""
    found: list[Any] = []
    if drawn_on(page).isdisjoint((pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM)):
        return found
    for at, one in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)):
        if at >= MOST_OBJECTS:
            break
        try:
            left, bottom, right, top = one.get_bounds()
        except pypdfium2.PdfiumError:
            continue
        if one.level > 0 or min(right - left, top - bottom) >= SMALLEST_DRAWN:
            found.append(one)
    return found


def _is_strips(page: Any, images: list[Any]) -> bool:
    """Whether pictures as wide as the page cover it together, as some scanners cut it."""
    left, bottom, right, top = page.get_bbox()
    bounds = [one.get_bounds() for one in images if one.level == 0]
    heights = [y1 - y0 for x0, y0, x1, y1 in bounds if x1 - x0 >= STRIP * (right - left)]
    return len(heights) > 1 and sum(heights) >= WHOLE_PAGE * (top - bottom)


def _whole_page(page: Any, images: list[Any]) -> Any | None:
    """The picture that covers the page, as a scanner makes one, with or without recognised text behind it."""
    left, bottom, right, top = page.get_bbox()
    area = max(1.0, (right - left) * (top - bottom))
    for one in images:
        x0, y0, x1, y1 = one.get_bounds()
        shown = max(0.0, min(x1, right) - max(x0, left)) * max(0.0, min(y1, top) - max(y0, bottom))
        if one.level == 0 and shown / area >= WHOLE_PAGE and is_worth(*one.get_px_size()):
            return one
    return None


def _is_plain_scan(page: Any, scan: Any, images: list[Any]) -> bool:
    """Whether a page shows one JPEG upright and nothing over it: its own bytes say all, and cost a tenth of drawing them."""
    turn = scan.get_matrix()
    upright = turn.a > 0 and turn.d > 0 and turn.b == turn.c == 0 and page.get_rotation() == 0
    return upright and len(images) == 1 and scan.get_filters() == ["DCTDecode"]


def _rendered(page: Any, number: int, stored: tuple[int, int] | None) -> Picture | None:
    """The page as it is shown, in grey, no finer than its picture is stored."""
    longer = max(page.get_size())
    scale = min(READ_AT, max(stored) if stored else READ_AT) / max(1.0, longer)
    if min(page.get_size()) * scale < 8:
        return None
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        image = bitmap.to_pil().copy()
    finally:
        bitmap.close()
    size = stored or image.size
    upright = (min(size), max(size)) if image.height >= image.width else (max(size), min(size))
    return of_image(image, number, upright)


def _photograph(image: Any, number: int) -> Picture | None:
    """A picture that is placed on a page of text; a JPEG is read from its own bytes, which is faster."""
    try:
        size = image.get_px_size()
        if not is_worth(*size):
            return None
        if image.get_filters() == ["DCTDecode"]:
            data = bytes(image.get_data())
            if len(data) <= MOST_BYTES and (found := of_bytes(data, number)):
                return found
        return of_image(image.get_bitmap().to_pil().convert("RGB"), number, size)
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        return None


def _metadata(book: Any) -> tuple[Dated, ...]:
    """When the file says it was made and changed: what anybody's clock said, so never sure."""
    said = [_DAY.match(book.get_metadata_value(key) or "") for key in ("CreationDate", "ModDate")]
    days = ["-".join(part for part in found.groups() if part) for found in said if found and found[1] >= "1985"]
    return tuple(Dated(day, "metadata", "low") for day in dict.fromkeys(days))
