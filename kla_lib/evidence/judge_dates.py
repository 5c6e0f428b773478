"""Judge whether evidence is of the period's years: by which of its dates, and how sure.

A number of a rule ("Nomor 12 Tahun 2019") dates the rule, not the document that cites it: it is used only where the
question asks for a rule, which holds until it is revoked. A law that answers another question holds as long: it is never
surely outdated. A file without a date of its own is dated by the agency's list, then by its name. A file that was scanned,
sent or saved after the period may be older than that date, which therefore proves nothing.

Of a name only the day of a telephone, scanner or messenger is read, or a year by itself: another day might be one of birth.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import PurePosixPath

from kla_lib.evidence.findings import shipped_rows
from kla_lib.evidence.judge_files import ARCHIVES
from kla_lib.evidence.model import (
    PICTURES,
    Dated,
    EvidenceFile,
    EvidenceToJudge,
    EvidenceYears,
    Finding,
    Measured,
    Sure,
)
from kla_lib.evidence.personal import personal_in

_ISO = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?")
WEIGHTY = ("own", "budget", "exif")  # a date of the period among them is enough
UNDATABLE = ("video", "audio", "doc", "xls", "ppt", "rtf", "html", "foreign", "other", "executable", "shortcut", "none")

_DAY = r"(?P<year>20[0-4]\d)(?P<mark>[-_.]?)(?P<month>\d\d)(?P=mark)(?P<day>\d\d)"
_FORMS: tuple[tuple[str, Sure], ...] = (
    (
        r"(?:screenshots?|cuplikan layar|scan(?:ner|ned)?|hasil scan|pindai(?:an)?|timemark|photo|foto|dokumen)[ _-]*"
        + _DAY,
        "low",
    ),
    (r"(?:img|vid|doc|aud|ptt|stk)-" + _DAY + r"-wa\d", "low"),
    (r"whatsapp (?:image|video|document) " + _DAY, "low"),
    (r"camscanner (?P<month>\d\d)-(?P<day>\d\d)-(?P<year>20[0-4]\d)", "low"),
    (r"(?:(?:img|vid|pxl|mvimg|pano|dsc)_?)?" + _DAY + r"_?\d{6}", "medium"),
)
_DAYS = [(re.compile(pattern + r"(?!\d{4})", re.IGNORECASE), sure) for pattern, sure in _FORMS]
_YEAR = re.compile(r"(?<![\d.,])(?<!\d-)(?<!\d - )20[0-4]\d(?!\d|[.,]\d|\s?-\s?\d)")  # no range of years, no day
_YEAR_WORD = re.compile(r"\b(?:tahun|thn|th|t\.?a)\b[. ]{0,2}$", re.IGNORECASE)


def evidence_years(period: str, own: Mapping[str, list[str]] | None = None) -> EvidenceYears:
    """The years of a period's evidence: a workspace's own setting first, then the shipped table; else none are known."""
    if own and period in own:
        return EvidenceYears(period, tuple(sorted(int(year) for year in own[period])), source="kla.toml")
    return _shipped().get(period, EvidenceYears(period))


@cache
def _shipped() -> dict[str, EvidenceYears]:
    found = {}
    for row in shipped_rows("evidence_years.csv"):
        years = tuple(sorted(int(year) for year in row["years"].split(";")))
        about = {name: row[name] for name in ("confidence", "source", "note_id", "note_en")}
        found[row["period"]] = EvidenceYears(row["period"], years, **about)
    return found


def date_findings(evidence: EvidenceToJudge, file: EvidenceFile) -> Iterator[Finding]:
    """At most one finding: of other years, or without any date."""
    years, found = evidence.years.years, evidence.measured(file)
    years_text = ", ".join(map(str, years))
    if not (years and file.code and file.is_real and evidence.is_readable(file) and found):
        return
    if found.content in UNDATABLE or found.content in ARCHIVES:
        return
    used = used_date(evidence, file, found)
    if used is None:
        yield evidence.find(file, "undated", years=years_text)
        return
    fits = used.year in years or _of_period(found, years)
    wrong = _earlier_subject(evidence, file, found) if fits else used
    if wrong is not None:
        kind = _kind(wrong, years, evidence.asks_for_rule(file.code) or (found.regulation and not _subjects(found)))
        if kind == "outdated" and (found.regulation or _holds_still(found, years)):
            kind = "outdated_maybe"
        yield evidence.find(
            file, kind, wrong.page, date=wrong.day, date_role=wrong.role, date_sure=wrong.sure, years=years_text
        )


def used_date(evidence: EvidenceToJudge, file: EvidenceFile, found: Measured) -> Dated | None:
    """The date to go by: the most trusted that is not a citation; else what an agency's list says, else the name; None
    without any."""
    citing = ("until",) if evidence.asks_for_rule(file.code) else ("until", "rule")
    usable = [dated for dated in found.dates if dated.role not in citing]
    listed = [Dated(file.date, "mention", "medium")] if _ISO.fullmatch(file.date) else []
    named = day_in_name(file.path, found.content in PICTURES)
    strong = [dated for dated in usable if dated.sure != "low"]
    known = [*strong, *listed, *([named] if named else []), *usable]
    return next((dated for dated in known if not _is_only_saved(dated, evidence.years.years)), None)


def _is_only_saved(dated: Dated, years: Sequence[int]) -> bool:
    """True if it says only that a file was saved, scanned or sent on after the period: what is in it may be older."""
    return dated.role in ("metadata", "name") and dated.sure == "low" and dated.year > max(years, default=9999)


def _earlier_subject(evidence: EvidenceToJudge, file: EvidenceFile, found: Measured) -> Dated | None:
    """The year before the period that a report signed within it is about, by its heading: "Tahun Anggaran 2023"."""
    about = _subjects(found)
    first = min(evidence.years.years)
    if not about or evidence.asks_for_rule(file.code) or any(dated.year >= first for dated in about):
        return None
    return replace(about[0], sure="medium")  # the paper may compare it with a year of the period


def _subjects(found: Measured) -> list[Dated]:
    """The years that a document is about by its headings, such as the year of a budget."""
    return [dated for dated in found.dates if dated.role == "budget" and dated.sure != "low"]


def file_years(evidence: EvidenceToJudge, file: EvidenceFile) -> set[int]:
    """The years that a file is seen to be about."""
    found = evidence.measured(file)
    if found is None:
        return set()
    used = used_date(evidence, file, found)
    rest = {dated.year for dated in found.dates if dated.role in ("own", "budget", "mention") and dated.sure != "low"}
    return rest | ({used.year} if used else set())


def _of_period(found: Measured, years: Sequence[int]) -> bool:
    return any(dated.role in WEIGHTY and dated.sure != "low" and dated.year in years for dated in found.dates)


def _holds_still(found: Measured, years: Sequence[int]) -> bool:
    """True if an earlier document states that it is valid into the period."""
    return any(dated.role == "until" and dated.year >= min(years) for dated in found.dates)


def _kind(used: Dated, years: Sequence[int], regulation: bool) -> str:
    if used.year > max(years):
        return "later"
    if regulation:
        return "old_rule"
    return "outdated" if used.sure == "high" else "outdated_maybe"


def day_in_name(path: str, picture: bool = False) -> Dated | None:
    """The date in the last part of a path, with role ``name``; None for a name with personal data or without a date.

    A number alone is a year on a document only: cameras count their pictures (``IMG_2019.JPG``). Two years
    prove nothing.
    """
    name = PurePosixPath(path).stem
    if personal_in(name):
        return None
    for pattern, sure in _DAYS:
        found = pattern.match(name)
        if found and (day := _iso(found)):
            return Dated(day, "name", sure)
    plain = name.replace("_", " ")
    years = {found[0] for found in _YEAR.finditer(plain) if not picture or _YEAR_WORD.search(plain, 0, found.start())}
    return Dated(years.pop(), "name", "low") if len(years) == 1 else None


def _iso(found: re.Match[str]) -> str:
    """The day, empty where no calendar has it."""
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    is_day = 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    return f"{year:04}-{month:02}-{day:02}" if is_day else ""
