"""What a PDF holds: its text, its dates, scanned pages and photographs. Runs in a worker with limits.

Of the first `READ_PAGES` pages; dates are trusted on the first three. A page without text is drawn as the scan it is.
Fields that were filled in, notes and stamps belong to their page.
"""

from __future__ import annotations

import ctypes
import io
import mmap
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from kla_lib.evidence.limits import BLANK_INK
from kla_lib.evidence.model import Dated, Measured, Picture, State
from kla_lib.evidence.reading.fingerprints import READ_PAGES, measured_text, substance
from kla_lib.evidence.reading.picture import (
    EMBLEM_DRAWN,
    MOST_BYTES,
    MOST_PICTURES,
    READ_AT,
    SMALLEST_DRAWN,
    as_drawn,
    is_worth,
    of_bytes,
    of_image,
)

MAX_PAGES = 20_000
SCAN_LETTERS = 30  # a page with fewer letters and something drawn on it is a scan
WHOLE_PAGE = 0.7  # the share of a page that the picture of a scanned page covers
STRIP = 0.9  # the share of its width that a strip of a scanned page has
MOST_OBJECTS = 2_000
MOST_CHARACTERS = 100_000
TAIL = 1 << 16
FURNITURE = 3  # pages of a document on which one picture is a letterhead or background, not evidence
UNSEEN = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
ANGLES = 24  # characters whose direction is asked for

MOST_NOTES = 500  # of one page
MOST_LETTERS = 100_000  # of one note
_WRITTEN_NOTES = {pdfium.FPDF_ANNOT_FREETEXT: b"Contents", pdfium.FPDF_ANNOT_WIDGET: b"V"}  # and where the words are
_UNSEEN_NOTES = (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP)
_DRAWN_NOTES = (pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_INK, pdfium.FPDF_ANNOT_WATERMARK)
PASSWORD = 4  # FPDF_ERR_PASSWORD
NO_PDF = b"no PDF"
_OBJECT = re.compile(rb"(?:^|[\r\n\s])\d{1,9}\s\d{1,5}\sobj\b")
_DAY = re.compile(r"D:(\d{4})(?:(0[1-9]|1[0-2])(?:(0[1-9]|[12]\d|3[01]))?)?")


@dataclass
class _Read:
    """What has been read so far."""

    texts: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    left_out: int = 0
    broken: int = 0
    unread: bool = False  # a page has letters, fields or notes, of which perhaps nothing can be read


@dataclass(frozen=True, slots=True)
class _Image:
    """An image of a page and its box on the page: left, bottom, right, top, in points."""

    drawn: Any
    box: tuple[float, float, float, float]
    place: int  # among all images, in the order in which they are drawn


def measure_pdf(path: Path) -> Measured:
    """What a PDF was found to be; ``sha256`` and ``size`` are for the caller to fill in."""
    try:
        book = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return _failed(*_why_shut(path, _ends(path)))
    with book:
        book.init_forms()  # filled-in form fields are drawn, too
        pages = len(book)
        if not 0 < pages <= MAX_PAGES:
            return _failed("hostile", "pages", pages) if pages else _failed("unreadable")
        read = _Read()
        for number in range(min(pages, READ_PAGES)):
            _read_page(book, number, read)
        metadata = _metadata(book)
    return _measured(read, pages, metadata, _ends(path) or (not read.broken and not _is_cut(path)))


def _failed(state: State, detail: str = "pdf", pages: int = 0) -> Measured:
    return Measured("", 0, "pdf", state, detail, pages)


def _ends(path: Path) -> bool:
    """True if the mark that closes a PDF stands near its end."""
    with path.open("rb") as source:
        size = source.seek(0, io.SEEK_END)
        source.seek(max(0, size - TAIL))
        return b"%%EOF" in source.read(TAIL)


def _measured(read: _Read, pages: int, metadata: tuple[Dated, ...], whole: bool) -> Measured:
    state: State = "ok" if whole else "truncated"
    if read.broken == len(read.texts):
        state = "unreadable" if whole else "truncated"
    detail = "pdf" if state != "ok" else _left_out(read, pages)
    if (state, detail) == ("ok", "") and not read.pictures:
        state, detail = substance(read.texts)
        if state == "empty" and read.unread:
            state, detail = "ok", "text_unread"
    found = measured_text("pdf", read.texts, state, detail, _without_furniture(read.pictures), metadata)
    return replace(found, pages=pages)


def _left_out(read: _Read, pages: int) -> str:
    if read.broken:
        return "page_broken"
    if pages > READ_PAGES:
        return "pages_left_out"
    return "pictures_left_out" if read.left_out else ""


def _without_furniture(pictures: Sequence[Picture]) -> tuple[Picture, ...]:
    """All pictures but those on `FURNITURE` pages: letterheads, watermarks and grounds of slides. Scans are kept."""
    pages = Counter(picture.sketch for picture in pictures if not picture.scan)
    return tuple(picture for picture in pictures if picture.scan or pages[picture.sketch] < FURNITURE)


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
        noted, stamped = _notes_of(page)
        words = "\n".join((words, *noted))[:MOST_CHARACTERS]
        read.texts.append(words)
        turned = _turned(page, text)
        for picture in _pictures(page, number + 1, words, turned, stamped):
            if len(read.pictures) >= MOST_PICTURES:
                read.left_out += 1
                return
            read.pictures.append(picture)
        read.unread = read.unread or _has_letters(text) or _has_notes(page)


def _is_bare(words: str) -> bool:
    """True if a page has too few letters to be one of text; most are told by their first line."""
    return sum(map(str.isalpha, words[: 4 * SCAN_LETTERS])) < SCAN_LETTERS > sum(map(str.isalpha, words))


def _has_letters(text: Any) -> bool:
    """True if a page has characters other than blanks, whether or not their font says which they are."""
    codes = (pdfium.FPDFText_GetUnicode(text.raw, at) for at in range(min(text.count_chars(), MOST_OBJECTS)))
    return any(not chr(code).isspace() for code in codes)


def _turned(page: Any, text: Any) -> int | None:
    """How many degrees clockwise most characters of a page are turned, as it is shown; None where it has none."""
    count, raw = text.count_chars(), text.raw
    angles = [pdfium.FPDFText_GetCharAngle(raw, at) for at in range(0, count, max(1, count // ANGLES))]
    quarters = [round(angle / 1.5707963) % 4 for angle in angles if angle >= 0]
    if not quarters:
        return None
    usual = max(set(quarters), key=quarters.count)
    return int((page.get_rotation() + usual * 90) % 360)


def _pictures(page: Any, number: int, words: str, turned: int | None, stamped: bool) -> Iterator[Picture]:
    """The page itself where it is a scan or its text is turned, else the photographs on it.

    Where a page has letters, they say which way it is turned, not the look of its lines.
    """
    bare, mute = _is_bare(words), not any(map(str.isalnum, words))
    images = _images(page)
    scan = _whole_page(page, images)
    ground = None if bare or scan is None or not _has_text_over(page, scan) else scan.drawn
    if ground is None and (scan is not None or (bare and _is_drawn(page, images, stamped, mute))):
        found = _photograph(scan, number) if scan is not None and _is_plain_scan(page, scan, stamped) else None
        if found is None:
            found = _rendered(page, number, scan.drawn.get_px_size() if scan is not None else None)
        if found is not None and (images or found.ink > 0):
            yield replace(found, art="" if images else "page", turned=found.turned if turned is None else turned)
        return
    if turned and not bare:
        found = _rendered(page, number, None)
        yield from () if found is None else (replace(found, art="" if images else "page", turned=turned, scan=True),)
    photographs = (
        replace(found, art="ground") if image.drawn is ground else found
        for image in images
        if (found := _photograph(image, number)) and (found := _as_drawn(found, image))
    )
    if first := next(photographs, None) or (_rendered(page, number, None) if bare and images else None):
        yield first
    yield from photographs


def _is_drawn(page: Any, images: Sequence[_Image], stamped: bool, mute: bool) -> bool:
    """True if a page without text shows something: an image cut into strips, lines, unreadable letters, a stamp.

    ``mute``: nothing on it can be read, so that letters, fields and notes count.
    """
    if images:
        return _is_strips(page, images)
    kinds = _kinds_on(page)
    return stamped or bool(kinds if mute else kinds - {pdfium.FPDF_PAGEOBJ_TEXT}) or (mute and _has_notes(page))


def _images(page: Any) -> list[_Image]:
    """The images of a page that are drawn large enough to be seen, also those inside Form XObjects."""
    found: list[_Image] = []
    if _kinds_on(page).isdisjoint((pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM)):
        return found
    for at, one in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)):
        if at >= MOST_OBJECTS:
            break
        try:
            left, bottom, right, top = _box(one)
        except pypdfium2.PdfiumError:
            continue
        if min(right - left, top - bottom) >= SMALLEST_DRAWN:
            found.append(_Image(one, (left, bottom, right, top), at))
    return found


def _box(one: Any) -> tuple[float, float, float, float]:
    """Where an object is on its page: what is inside a Form XObject is placed by the matrices of all forms around it."""
    box, around = one.get_bounds(), one.container
    while around is not None:
        box, around = around.get_matrix().on_rect(*box), around.container
    left, bottom, right, top = box
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _is_strips(page: Any, images: Sequence[_Image]) -> bool:
    """True if pictures as wide as the page cover it together, as some scanners cut it."""
    left, bottom, right, top = page.get_bbox()
    heights = [y1 - y0 for x0, y0, x1, y1 in (one.box for one in images) if x1 - x0 >= STRIP * (right - left)]
    return len(heights) > 1 and sum(heights) >= WHOLE_PAGE * (top - bottom)


def _whole_page(page: Any, images: Sequence[_Image]) -> _Image | None:
    """The picture that covers the page, as a scanner makes one, with or without recognised text behind it."""
    left, bottom, right, top = page.get_bbox()
    area = max(1.0, (right - left) * (top - bottom))
    for one in images:
        x0, y0, x1, y1 = one.box
        shown = max(0.0, min(x1, right) - max(x0, left)) * max(0.0, min(y1, top) - max(y0, bottom))
        if shown / area >= WHOLE_PAGE and is_worth(*one.drawn.get_px_size()):
            return one
    return None


def _has_text_over(page: Any, scan: _Image) -> bool:
    """True if letters are drawn over an image; recognised text is behind the scan, or is not drawn."""
    images = 0
    for one in islice(
        page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3), MOST_OBJECTS
    ):
        if one.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            images += 1
        elif images > scan.place and pdfium.FPDFTextObj_GetTextRenderMode(one.raw) not in UNSEEN:
            return True
    return False


def _is_plain_scan(page: Any, scan: _Image, stamped: bool) -> bool:
    """True if a page shows one opaque JPEG upright and nothing over it: its own bytes say all, and cost a tenth of drawing."""
    image = scan.drawn
    turn = image.get_matrix()
    upright = turn.a > 0 and turn.d > 0 and turn.b == turn.c == 0 and page.get_rotation() == 0
    if not upright or image.level or stamped or image.get_filters() != ["DCTDecode"]:
        return False
    if pdfium.FPDFPageObj_HasTransparency(image.raw) or not _kinds_on(page) <= {
        pdfium.FPDF_PAGEOBJ_IMAGE,
        pdfium.FPDF_PAGEOBJ_TEXT,
    }:
        return False
    return sum(1 for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])) == 1 and not _has_text_over(page, scan)


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
    return replace(of_image(image, number, upright), art="")


def _photograph(shown: _Image, number: int) -> Picture | None:
    """A picture that is placed on a page of text; a JPEG is read from its own bytes, which is faster."""
    image = shown.drawn
    try:
        size = image.get_px_size()
        if not is_worth(*size):
            return None
        if pdfium.FPDFPageObj_HasTransparency(image.raw):  # cut out along an outline that another image holds
            cut = image.get_bitmap(render=True, scale_to_original=True).to_pil()
            return of_image(cut, number, size)
        if image.get_filters() == ["DCTDecode"]:
            data = bytes(image.get_data())
            if len(data) <= MOST_BYTES and (found := of_bytes(data, number)):
                return found
        return of_image(image.get_bitmap().to_pil().convert("RGB"), number, size)
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        return None


def _as_drawn(found: Picture, shown: _Image) -> Picture | None:
    """A picture at the size it has on its page, None for a white one."""
    left, bottom, right, top = shown.box
    if found.scan and found.ink < BLANK_INK:
        return None
    return as_drawn(found, min(right - left, top - bottom) < EMBLEM_DRAWN)


def _metadata(book: Any) -> tuple[Dated, ...]:
    """When the file says it was made and changed: what anybody's clock said, so never sure."""
    said = [_DAY.match(book.get_metadata_value(key) or "") for key in ("CreationDate", "ModDate")]
    days = ["-".join(part for part in found.groups() if part) for found in said if found and found[1] >= "1985"]
    return tuple(Dated(day, "metadata", "low") for day in dict.fromkeys(days))


def _kinds_on(page: Any) -> set[int]:
    """The kinds of objects on a page."""
    raw = page.raw
    objects = (pdfium.FPDFPage_GetObject(raw, at) for at in range(pdfium.FPDFPage_CountObjects(raw)))
    return set(map(pdfium.FPDFPageObj_GetType, objects))


def _has_notes(page: Any) -> bool:
    """True if fields, notes or stamps are laid over a page; links are not seen."""
    return any(pdfium.FPDFAnnot_GetSubtype(note) not in _UNSEEN_NOTES for note in _notes(page))


def _notes_of(page: Any) -> tuple[list[str], bool]:
    """The words that are laid over a page, and whether something else is, as a picture is that was put there as a stamp."""
    words, is_drawn = list[str](), False
    for note in _notes(page):
        kind = pdfium.FPDFAnnot_GetSubtype(note)
        is_drawn = is_drawn or kind in _DRAWN_NOTES
        if kind in _WRITTEN_NOTES and (said := _text(note, _WRITTEN_NOTES[kind])):
            words.append(said)
    return words, is_drawn


def _notes(page: Any) -> Iterator[Any]:
    for at in range(min(MOST_NOTES, pdfium.FPDFPage_GetAnnotCount(page.raw))):
        if note := pdfium.FPDFPage_GetAnnot(page.raw, at):
            try:
                yield note
            finally:
                pdfium.FPDFPage_CloseAnnot(note)


def _text(note: Any, key: bytes) -> str:
    """One text of a note, empty where it has none or a book."""
    size = pdfium.FPDFAnnot_GetStringValue(note, key, None, 0)
    if not 2 < size <= 2 * MOST_LETTERS:
        return ""
    held = ctypes.create_string_buffer(size)
    pdfium.FPDFAnnot_GetStringValue(note, key, ctypes.cast(held, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return held.raw[: size - 2].decode("utf-16-le", "replace")


def _why_shut(path: Path, whole: bool) -> tuple[State, str]:
    """Why a PDF does not open; ``whole``: its end is there. The library keeps its last error where a file gives it none,
    so it is first given another."""
    _error(NO_PDF)
    if _error(path) == PASSWORD:
        return "encrypted", "password"
    return "unreadable" if whole else "truncated", "pdf"


def _is_cut(path: Path) -> bool:
    """True if a PDF stops inside an object. Without that, only the table at its end is missing: programs make it anew and
    show every page. The table may itself be an object."""
    with path.open("rb") as source, mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as data:
        rest = data[data.rfind(b"endobj") + 1 :]
    started = list(_OBJECT.finditer(rest))
    return bool(started) and b"/XRef" not in rest[started[-1].start() : started[-1].start() + 500]


def _error(source: Path | bytes) -> int:
    try:
        pypdfium2.PdfDocument(source).close()
    except pypdfium2.PdfiumError as fault:
        return int(getattr(fault, "err_code", None) or 0)
    return 0
