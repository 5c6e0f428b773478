"""Whether a PDF asks for a password, asked so that the file before it has no say."""

from __future__ import annotations

from pathlib import Path

import pypdfium2

PASSWORD = 4  # FPDF_ERR_PASSWORD
NO_PDF = b"no PDF"


def is_locked(path: Path) -> bool:
    """Whether a PDF that does not open is locked. The library keeps its last error where a file gives it none, so it is
    first given another."""
    _error(NO_PDF)
    return _error(path) == PASSWORD


def _error(source: Path | bytes) -> int:
    try:
        pypdfium2.PdfDocument(source).close()
    except pypdfium2.PdfiumError as fault:
        return int(getattr(fault, "err_code", None) or 0)
    return 0
