"""Whether evidence is of the period's years, by which of its dates and how sure.

A number of a rule ("Nomor 12 Tahun 2019") dates the rule, not the paper that cites it: it is used only where the question
asks for a rule, which holds until it is revoked. So does a law that answers another question: it is never surely outdated. What an agency's list says counts where the file itself is silent, and
then its name. A file that was scanned, sent or saved later than the period may be older than that: this tells nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kla_lib.evidence.findings import Matter, is_readable, is_real, is_regulation
from kla_lib.evidence.model import ARCHIVES, PICTURES, Dated, EvidenceFile, Finding, Measured
from kla_lib.evidence.reading.name_days import day_in_name

_ISO = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?")
WEIGHTY = ("own", "budget", "exif")  # a date of the period among them is enough
UNDATABLE = ("video", "audio", "doc", "xls", "ppt", "rtf", "html", "foreign", "other", "executable", "shortcut", "none")


def date_findings(matter: Matter, file: EvidenceFile) -> Iterator[Finding]:
    """At most one finding: of other years, or without any date."""
    years, found = matter.years.years, matter.measured(file)
    if not (years and file.code and is_real(file) and is_readable(matter, file) and found):
        return
    if found.content in UNDATABLE or found.content in ARCHIVES:
        return
    used = used_date(matter, file, found)
    if used is None:
        yield matter.find(file, "undated", years=_told(years))
        return
    fits = used.year in years or _of_period(found, years)
    wrong = _earlier_subject(matter, file, found) if fits else used
    if wrong is not None:
        kind = _kind(wrong, years, is_regulation(matter, file.code) or (found.regulation and not _subjects(found)))
        if kind == "outdated" and (found.regulation or _holds_still(found, years)):
            kind = "outdated_maybe"
        yield matter.find(
            file, kind, wrong.page, date=wrong.day, date_role=wrong.role, date_sure=wrong.sure, years=_told(years)
        )


def used_date(matter: Matter, file: EvidenceFile, found: Measured) -> Dated | None:
    """The date to go by: the most trusted that is not a citation; else what an agency's list says, else the name; None
    without any."""
    citing = ("until",) if is_regulation(matter, file.code) else ("until", "rule")
    usable = [dated for dated in found.dates if dated.role not in citing]
    listed = [Dated(file.date, "mention", "medium")] if _ISO.fullmatch(file.date) else []
    named = day_in_name(file.path, found.content in PICTURES)
    strong = [dated for dated in usable if dated.sure != "low"]
    known = [*strong, *listed, *([named] if named else []), *usable]
    return next((dated for dated in known if not _is_only_saved(dated, matter.years.years)), None)


def _is_only_saved(dated: Dated, years: Sequence[int]) -> bool:
    """Whether it says only that a file was saved, scanned or sent on after the period: what is in it may be older."""
    return dated.role in ("metadata", "name") and dated.sure == "low" and dated.year > max(years, default=9999)


def _earlier_subject(matter: Matter, file: EvidenceFile, found: Measured) -> Dated | None:
    """The year before the period that a report signed within it is about, by its heading: "Tahun Anggaran 2023"."""
    about = _subjects(found)
    first = min(matter.years.years)
    if not about or is_regulation(matter, file.code) or any(dated.year >= first for dated in about):
        return None
    return replace(about[0], sure="medium")  # the paper may compare it with a year of the period


def _subjects(found: Measured) -> list[Dated]:
    """The years that a document is about by its headings, such as the year of a budget."""
    return [dated for dated in found.dates if dated.role == "budget" and dated.sure != "low"]


def file_years(matter: Matter, file: EvidenceFile) -> set[int]:
    """The years that a file is seen to be about."""
    found = matter.measured(file)
    if found is None:
        return set()
    used = used_date(matter, file, found)
    rest = {dated.year for dated in found.dates if dated.role in ("own", "budget", "mention") and dated.sure != "low"}
    return rest | ({used.year} if used else set())


def _of_period(found: Measured, years: Sequence[int]) -> bool:
    return any(dated.role in WEIGHTY and dated.sure != "low" and dated.year in years for dated in found.dates)


def _holds_still(found: Measured, years: Sequence[int]) -> bool:
    """Whether a paper of before says that it holds until the period or later."""
    return any(dated.role == "until" and dated.year >= min(years) for dated in found.dates)


def _kind(used: Dated, years: Sequence[int], regulation: bool) -> str:
    if used.year > max(years):
        return "later"
    if regulation:
        return "old_rule"
    return "outdated" if used.sure == "high" else "outdated_maybe"


def _told(years: Sequence[int]) -> str:
    return ", ".join(map(str, years))
