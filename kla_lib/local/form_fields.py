"""The names a form is known by: its sheets, columns and identity. No file is touched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

FORM_VERSION = "1"
GUIDE, ANSWERS, EVIDENCE, FIGURES = "Petunjuk", "Jawaban", "Bukti", "Angka"
IDENTITY, LISTS = "_kla", "_pilihan"
REVIEW = "Perlu diperiksa"  # only in a marked copy
HEADER_ROW, FIRST_ROW, SPARE_ROWS = 4, 5, 30  # as a spreadsheet counts rows
NUMBERS = {"male": "D", "female": "E", "total": "F", "whole": "G", "percent": "H"}
ANSWER_COLUMNS = {"code": "A", "question": "B", "answer": "C", **NUMBERS, "last": "I", "note": "J", "filled": "K"}
EVIDENCE_COLUMNS = {"code": "A", "kind": "B", "file": "C", "date": "D", "number": "E", "note": "F"}
EVIDENCE_COLUMNS |= {"question": "G"}
FIGURE_COLUMNS = {"id": "A", "label": "B", "unit": "C", "male": "D", "female": "E", "total": "F", "last": "G"}
FIGURE_COLUMNS |= {"note": "H"}
COLUMNS = {ANSWERS: ANSWER_COLUMNS, EVIDENCE: EVIDENCE_COLUMNS, FIGURES: FIGURE_COLUMNS}
LAST = "last"  # beside the identity: the mark of every answer of the period before, ``4.1=0a1b...;4.2=...``
IDENTITY_KEYS = ("place", "period", "edition", "edition_digest", "agency", "form_version", "layout_hash")


def mark_of(text: str) -> str:
    """A short hash of a text, whatever its spaces: by it the reader knows the form's own words."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def layout_hash(codes: Sequence[str], quantities: Sequence[str]) -> str:
    """SHA-256 over the form's version, its columns, its questions and its quantities, in their order."""
    layout = [FORM_VERSION, COLUMNS, list(codes), list(quantities)]
    return hashlib.sha256(json.dumps(layout, sort_keys=True).encode()).hexdigest()
