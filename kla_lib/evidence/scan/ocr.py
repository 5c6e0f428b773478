"""Scans read by tesseract, where it is installed and asked for: dates, personal data and fingerprints of their text.

What was read of a content is kept beside what was measured, in a journal of its own; the text never is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from kla_lib.core.problems import Problem, Where, problem
from kla_lib.evidence.model import PICTURES, Measured, Scan
from kla_lib.evidence.reading.ocr_pages import languages
from kla_lib.evidence.scan.cache import open_kept, used
from kla_lib.evidence.scan.walk import located
from kla_lib.evidence.scan.workers import PASSING, Job, Limits, measure_all
from kla_lib.instrument.place_folder import EVIDENCE_FOLDER

READER = "kla_lib.evidence.reading.ocr_pages"  # by name, as worker processes load it
FOLDER = "ocr"
LIMITS = Limits(seconds=90.0, memory=1 << 30)
FEW_LETTERS = 200  # of a PDF that has scanned pages: more, and its text says enough


def with_scans_read(
    scan: Scan, root: Path, kept: Path, jobs: int = 2, progress: Callable[[int, int], None] | None = None
) -> tuple[Scan, list[Problem]]:
    """The scan with what its pictures and scanned pages say; unchanged, and told, where the program is not installed."""
    spoken = languages()
    if not spoken:
        return scan, [problem("ocr_missing", Where(EVIDENCE_FOLDER), "--ocr")]
    reader = import_module(READER)
    wanted = {sha for sha, found in scan.measured.items() if is_wanted(found)}
    known = open_kept(kept / FOLDER, f"{READER} {reader.VERSION} {spoken}")
    unread = list(_jobs(scan, root, wanted - known.measured.keys()))
    for done, found in enumerate(measure_all(reader.read_scan, unread, jobs, LIMITS), start=1):
        if found.detail not in PASSING:
            known.keep(found)
        if progress is not None:
            progress(done, len(unread))
    known.close((), wanted)
    said = used(known.measured, wanted)
    return Scan(scan.files, joined(scan.measured, said)), _language_told(spoken)


def is_wanted(found: Measured) -> bool:
    """Whether a content may say more than its own text does: a picture, or a PDF of scanned pages."""
    scanned = found.content == "pdf" and found.letters < FEW_LETTERS and bool(found.pictures)
    return found.state == "ok" and found.detail != "no_decoder" and (found.content in PICTURES or scanned)


def _jobs(scan: Scan, root: Path, wanted: set[str]) -> Iterator[Job]:
    """Each content once, by the first file that holds it."""
    files = {file.sha256: file for file in reversed(scan.files) if file.sha256 in wanted and file.path}
    for sha in sorted(files):
        yield Job(located(root, files[sha].path), sha, files[sha].size)


def joined(measured: Mapping[str, Measured], said: Mapping[str, Measured]) -> dict[str, Measured]:
    """What was measured with what was read: sure dates first, then read ones, then a file's doubtful own."""
    return {
        sha: _joined(found, said[sha]) if sha in said and said[sha].state == "ok" else found
        for sha, found in measured.items()
    }


def _joined(found: Measured, said: Measured) -> Measured:
    own = [date for date in found.dates if date.sure != "low"]
    rest = [date for date in found.dates if date.sure == "low"]
    both = replace(
        found,
        dates=(*own, *said.dates, *rest),
        personal=tuple(dict.fromkeys((*found.personal, *said.personal))),
        regulation=found.regulation or said.regulation,
    )
    if found.text_print or found.page_prints:
        return both
    return replace(both, text_print=said.text_print, text_sketch=said.text_sketch, page_prints=said.page_prints)


def _language_told(spoken: str) -> list[Problem]:
    if "ind" in spoken:
        return []
    return [problem("ocr_language", Where(EVIDENCE_FOLDER), spoken)]
