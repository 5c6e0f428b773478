"""Why a PDF does not open: locked, cut or broken, asked so that the file before it has no say."""

from __future__ import annotations

import mmap
import re
from pathlib import Path

import pypdfium2

from kla_lib.rules.evidence import State

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
