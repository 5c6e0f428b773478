"""What is missing at a question: any evidence at all, one of the documents it asks for, one of the two years.

What a question asks for is edition data, found by words of its text: a floor. That fewer files lie there than documents
are asked for is therefore a reason to look, not a verdict: one file may hold several.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kla_lib.evidence.findings import Matter, is_only_link, is_readable, is_real, questions
from kla_lib.evidence.model import PICTURES, EvidenceFile, Finding
from kla_lib.evidence.names import is_link

PAPERS = (
    "matrix", "document", "photo", "certificate", "decree", "report", "sop", "attendance", "minutes", "follow_up",
    "signed_budget", "village_budget",
)  # fmt: skip
SIGNED = ("signed_budget", "village_budget")
BOTH_YEARS = "two_years"
YearsOf = Callable[[Matter, EvidenceFile], set[int]]


def question_findings(matter: Matter, years_of: YearsOf) -> Iterator[Finding]:
    """What is missing at each question, in the edition's order; ``years_of`` is `evidence_dates.file_years`."""
    for code in questions(matter):
        files, points = matter.by_code.get(code, []), matter.points(code)
        real = [file for file in files if is_real(file) and not is_only_link(matter, file)]
        if points and not real and not _is_listed(matter, files):
            yield Finding(code, "", "no_evidence", points, values=(("listed", str(len(files))),))
        elif real and matter.claimed is not None and not points and not matter.is_claimed_above(code):
            yield Finding(code, "", "not_claimed", None, values=(("count", str(len(real))),))
        elif real:
            yield from _incomplete(matter, code, real, years_of)


def _is_listed(matter: Matter, files: Sequence[EvidenceFile]) -> bool:
    """Whether an agency says that it has a file, where no files are kept that could be looked at."""
    return not matter.has_folder and any(not is_real(file) and not is_link(file.listed) for file in files)


def _incomplete(matter: Matter, code: str, real: Sequence[EvidenceFile], years_of: YearsOf) -> Iterator[Finding]:
    asked, points = matter.edition.evidence.get(code, ()), matter.points(code)
    usable = [file for file in real if is_readable(matter, file)]
    papers = [kind for kind in asked if kind in PAPERS]
    if len(usable) < len(papers):
        told = (("count", str(len(usable))), ("wanted", str(len(papers))), ("evidence", ";".join(papers)))
        yield Finding(code, "", "few_documents", points, values=told)
    if usable and "photo" in asked and not any(_shows(matter, file) for file in usable):
        yield Finding(code, "", "no_photo", points)
    if BOTH_YEARS in asked:
        yield from _years(matter, code, {year for file in usable for year in years_of(matter, file)})
    if usable and set(SIGNED) & set(asked):
        yield Finding(code, "", "look_signature", points)


def _shows(matter: Matter, file: EvidenceFile) -> bool:
    """Whether there is any picture in a file, or it cannot be told."""
    found = matter.measured(file)
    return found is not None and (
        bool(found.pictures) or found.content in (*PICTURES, "video", "doc", "ppt", "foreign", "zip", "rar", "7z")
    )


def _years(matter: Matter, code: str, seen: set[int]) -> Iterator[Finding]:
    """A year that no file is seen to be about, where some are seen to be of another."""
    missing = [str(year) for year in matter.years.years if year not in seen]
    if seen and missing:
        yield Finding(code, "", "one_year", matter.points(code), values=(("missing", ", ".join(missing)),))
