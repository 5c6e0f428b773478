"""Thin reading of PDFs: whether one opens, its pages and letters. (Its replacement reads dates and pictures.)"""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from kla_lib.rules.evidence import Measured

MAX_PAGES = 20_000
READ_PAGES = 20
PASSWORD = 4  # FPDF_ERR_PASSWORD


def measure_pdf(path: Path) -> Measured:
    """Whether a PDF opens, how many pages it has and how many letters stand on the first ones."""
    try:
        book = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as fault:
        locked = getattr(fault, "err_code", 0) == PASSWORD
        torn = b"%%EOF" not in path.read_bytes()[-2048:]
        state, detail = ("encrypted", "password") if locked else ("truncated" if torn else "unreadable", "pdf")
        return Measured("", 0, "pdf", state, detail)  # type: ignore[arg-type]
    with book:
        pages = len(book)
        if pages > MAX_PAGES:
            return Measured("", 0, "pdf", "hostile", "pages", pages=pages)
        letters = 0
        for number in range(min(pages, READ_PAGES)):
            try:
                letters += book[number].get_textpage().count_chars()
            except pypdfium2.PdfiumError:
                continue
        return Measured("", 0, "pdf", "ok" if pages else "unreadable", "" if pages else "pdf", pages, letters)
