"""What is drawn on a page of a PDF, and what lies over it: fields that somebody filled in, notes and stamps.

Why a PDF does not open: locked, cut or broken, asked so that the file before it has no say.
"""

from __future__ import annotations

import ctypes
import mmap
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from kla_lib.evidence.model import State

MOST_NOTES = 500  # of one page
MOST_LETTERS = 100_000  # of one note
_WRITTEN = {pdfium.FPDF_ANNOT_FREETEXT: b"Contents", pdfium.FPDF_ANNOT_WIDGET: b"V"}  # and where the words are
_UNSEEN = (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP)
_DRAWN = (pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_INK, pdfium.FPDF_ANNOT_WATERMARK)


def kinds_on(page: Any) -> set[int]:
    """The kinds of objects on a page."""
    raw = page.raw
    objects = [pdfium.FPDFPage_GetObject(raw, at) for at in range(pdfium.FPDFPage_CountObjects(raw))]
    return set(map(pdfium.FPDFPageObj_GetType, objects))


def has_notes(page: Any) -> bool:
    """True if fields, notes or stamps are laid over a page; links are not seen."""
    return any(pdfium.FPDFAnnot_GetSubtype(note) not in _UNSEEN for note in _notes(page))


def notes_of(page: Any) -> tuple[list[str], bool]:
    """The words that are laid over a page, and whether something else is, as a picture is that was put there as a stamp."""
    words, is_drawn = list[str](), False
    for note in _notes(page):
        kind = pdfium.FPDFAnnot_GetSubtype(note)
        is_drawn = is_drawn or kind in _DRAWN
        if kind in _WRITTEN and (said := _text(note, _WRITTEN[kind])):
            words.append(said)
    return words, is_drawn


def _notes(page: Any) -> Iterator[Any]:
    for at in range(min(MOST_NOTES, pdfium.FPDFPage_GetAnnotCount(page.raw))):
        with ExitStack() as closing:
            if note := pdfium.FPDFPage_GetAnnot(page.raw, at):
                closing.callback(pdfium.FPDFPage_CloseAnnot, note)
                yield note


def _text(note: Any, key: bytes) -> str:
    """One text of a note, empty where it has none or a book."""
    size = pdfium.FPDFAnnot_GetStringValue(note, key, None, 0)
    if not 2 < size <= 2 * MOST_LETTERS:
        return ""
    held = ctypes.create_string_buffer(size)
    pdfium.FPDFAnnot_GetStringValue(note, key, ctypes.cast(held, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return held.raw[: size - 2].decode("utf-16-le", "replace")


PASSWORD = 4  # FPDF_ERR_PASSWORD
NO_PDF = b"no PDF"
_OBJECT = re.compile(rb"(?:^|[\r\n\s])\d{1,9}\s\d{1,5}\sobj\b")


def why_shut(path: Path, whole: bool) -> tuple[State, str]:
    """Why a PDF does not open; ``whole``: its end is there. The library keeps its last error where a file gives it none,
    so it is first given another."""
    _error(NO_PDF)
    if _error(path) == PASSWORD:
        return "encrypted", "password"
    return "unreadable" if whole else "truncated", "pdf"


def is_cut(path: Path) -> bool:
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
