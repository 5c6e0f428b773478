"""Why a PDF does not open: locked, cut or broken, asked so that the file before it has no say."""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from kla_lib.rules.evidence import State

PASSWORD = 4  # FPDF_ERR_PASSWORD
NO_PDF = b"no PDF"


def why_shut(path: Path, whole: bool) -> tuple[State, str]:
    """Why a PDF does not open; ``whole``: its end is there. The library keeps its last error where a file gives it none,
    so it is first given another."""
    _error(NO_PDF)
    if _error(path) == PASSWORD:
        return "encrypted", "password"
    return "unreadable" if whole else "truncated", "pdf"


def _error(source: Path | bytes) -> int:
    try:
        pypdfium2.PdfDocument(source).close()
    except pypdfium2.PdfiumError as fault:
        return int(getattr(fault, "err_code", None) or 0)
    return 0
