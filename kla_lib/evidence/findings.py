"""What can be wrong with evidence, as a table: how bad each kind is, what family of reasons it belongs to, its words.

An ``error`` is what verification has rejected by published accounts: nothing can be seen in the file, it is not there, it
stands under two questions, or it is surely of other years. Points are counted at risk by errors alone. A ``warning`` is a
reason to look, an ``info`` a reminder.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kla_lib.core.problems import Lang, message
from kla_lib.evidence.model import Finding

FAMILIES = ("missing", "broken", "reused", "outdated", "unclear", "personal", "reminder")
SEVERITIES = ("error", "warning", "info")
REJECTED = "error"  # the severity with which a question's claimed points are at risk
FIGURES = ("size", "most")
PREFIXES = {  # values that are themselves keys of words, by the last part of their name
    "kind": "content_",
    "role": "date_role_",
    "sure": "sure_",
    "detail": "detail_",
    "evidence": "evidence_",
}


@dataclass(frozen=True, slots=True)
class FindingKind:
    """One row of findings.csv; ``order`` is its place there."""

    kind: str
    severity: str
    family: str
    order: int


@cache
def finding_kinds() -> dict[str, FindingKind]:
    """Every kind of finding, in the order in which they are listed."""
    rows = shipped_rows("findings.csv")
    return {row["kind"]: FindingKind(row["kind"], row["severity"], row["family"], n) for n, row in enumerate(rows)}


def kind_of(finding: Finding) -> FindingKind:
    """The row of a finding. Raises KeyError for a kind that the table does not have."""
    return finding_kinds()[finding.kind]


def is_rejected(finding: Finding) -> bool:
    """True if verification would reject it, so that points are at risk."""
    return kind_of(finding).severity == REJECTED


def reason(finding: Finding, lang: Lang) -> str:
    """What was found, in a sentence; names of files come masked already."""
    return message(f"finding.{finding.kind}.reason", lang).format_map(_values(finding, lang))


def remedy(finding: Finding, lang: Lang) -> str:
    """What a person can do about it."""
    return message(f"finding.{finding.kind}.remedy", lang).format_map(_values(finding, lang))


def _values(finding: Finding, lang: Lang) -> dict[str, str]:
    """The values of its words; what is itself a key (``date_role=own``, ``kinds=photo;matrix``) becomes words."""
    return {name: _worded(name, value, lang) for name, value in finding.values}


def _worded(name: str, value: str, lang: Lang) -> str:
    head = name.rpartition("_")[2]
    if head == "where":
        return _where(value, lang)
    if head == "date":
        return _day(value, lang)
    if name in FIGURES:
        return value.replace(".", ",") if lang == "id" else value
    if head not in PREFIXES:
        return value
    parts = [_word(f"{PREFIXES[head]}{part}", part, lang) for part in value.split(";") if part]
    return ", ".join(part for part in parts if part)


def _where(value: str, lang: Lang) -> str:
    """Pages, or after ``#`` places among the pictures of a document."""
    key = "at_pictures" if value.startswith("#") else "at_pages"
    return " " + message(key, lang).format(pages=value.removeprefix("#")) if value else ""


def _day(iso: str, lang: Lang) -> str:
    """``2021-06-07`` as ``7 Juni 2021``, ``2021-06`` as ``Juni 2021``, ``2021`` as it is."""
    year, *rest = iso.split("-")
    months = message("month_names", lang).split()
    day = [str(int(rest[1]))] if len(rest) > 1 else []
    month = [months[int(rest[0]) - 1]] if rest else []
    return " ".join([*day, *month, year])


def _word(key: str, plain: str, lang: Lang) -> str:
    """The words under a key; a machine word nobody has put into words yet stays as it is."""
    try:
        return message(key, lang)
    except KeyError:
        return plain


def shipped_rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of `instrument.data`."""
    text = files("kla_lib.instrument").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
