"""Whether evidence is of the period's years, by which of its dates and how sure.

A number of a rule ("Nomor 12 Tahun 2019") dates the rule, not the paper that cites it: it is used only where the question
asks for a rule, which holds until it is revoked. What an agency's list says counts where the file itself is silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kla_lib.rules.evidence import ARCHIVES, PICTURES, Dated, EvidenceFile, Finding, Measured
from kla_lib.rules.evidence_named import named_date
from kla_lib.scoring.evidence_shapes import Matter, is_readable, is_real, is_regulation

_ISO = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?")
SAVED = ("metadata", "name")  # dates of the file rather than of what it shows
WEIGHTY = ("own", "budget", "exif")  # a date of the period among them is enough
UNDATABLE = ("video", "audio", "doc", "xls", "ppt", "rtf", "html", "other", "executable", "shortcut", "none")


def date_findings(matter: Matter, file: EvidenceFile) -> Iterator[Finding]:
    """At most one finding: of other years, or without any date."""
    years, found = matter.years.years, matter.measured(file)
    if not (years and file.code and is_real(file) and is_readable(matter, file) and found):
        return
    if found.content in UNDATABLE or found.content in ARCHIVES:
        return
    used = used_date(matter, file, found)
    if used is None or (used.role in SAVED and used.year > max(years)):  # old papers are scanned, sent and saved later
        yield matter.find(file, "undated", years=_told(years))
    elif used.year not in years and not _of_period(found, years):
        kind = _kind(used, years, is_regulation(matter, file.code))
        yield matter.find(
            file, kind, used.page, date=used.day, date_role=used.role, date_sure=used.sure, years=_told(years)
        )


def used_date(matter: Matter, file: EvidenceFile, found: Measured) -> Dated | None:
    """The date to go by: the most trusted that is not a citation; else what an agency's list or the name of a telephone's
    file says; None without any."""
    citing = () if is_regulation(matter, file.code) else ("rule",)
    usable = [dated for dated in found.dates if dated.role not in citing]
    listed = [Dated(file.date, "mention", "medium")] if _ISO.fullmatch(file.date) else []
    strong = [dated for dated in usable if dated.sure != "low"]
    named = named_date(file.path) if found.content in (*PICTURES, "video", "audio") else None
    return next(iter([*strong, *listed, *filter(None, [named]), *usable]), None)


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


def _kind(used: Dated, years: Sequence[int], regulation: bool) -> str:
    if used.year > max(years):
        return "later"
    if regulation:
        return "old_rule"
    return "outdated" if used.sure == "high" else "outdated_maybe"


def _told(years: Sequence[int]) -> str:
    return ", ".join(map(str, years))
