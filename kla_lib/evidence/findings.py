"""What can be wrong with evidence, as a table: how bad each kind is, what family of reasons it belongs to, its words.

An ``error`` is what verification has rejected by published accounts: nothing can be seen in the file, it is not there, it
stands under two questions, or it is surely of other years. Points are counted at risk by errors alone. A ``warning`` is a
reason to look, an ``info`` a reminder.

What evidence is judged by, and what every judge shares: the finding of a file, and which files count as evidence.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files

from kla_lib.core.problems import Lang, message
from kla_lib.evidence.model import OFFICE, EvidenceFile, Finding, Measured, Scan, Twin
from kla_lib.instrument.instrument import Edition

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


@dataclass(frozen=True, slots=True)
class EvidenceYears:
    """The years a period's evidence should be of, and who says so; no years where nobody does."""

    period: str
    years: tuple[int, ...] = ()
    confidence: str = ""
    source: str = ""
    note_id: str = ""
    note_en: str = ""

    def note(self, lang: Lang = "id") -> str:
        """What a reader must know of it."""
        return self.note_en if lang == "en" else self.note_id


@cache
def finding_kinds() -> dict[str, FindingKind]:
    """Every kind of finding, in the order in which they are told."""
    rows = _rows("findings.csv")
    return {row["kind"]: FindingKind(row["kind"], row["severity"], row["family"], n) for n, row in enumerate(rows)}


def kind_of(finding: Finding) -> FindingKind:
    """The row of a finding. Raises KeyError for a kind that the table does not have."""
    return finding_kinds()[finding.kind]


def is_rejected(finding: Finding) -> bool:
    """Whether verification would reject it: whether points are at risk by it."""
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


def evidence_years(period: str, own: Mapping[str, list[str]] | None = None) -> EvidenceYears:
    """The years of a period's evidence: a workspace's own setting first, then the shipped table; else none are known."""
    if own and period in own:
        return EvidenceYears(period, tuple(sorted(int(year) for year in own[period])), source="kla.toml")
    return _shipped().get(period, EvidenceYears(period))


@cache
def _shipped() -> dict[str, EvidenceYears]:
    found = {}
    for row in _rows("evidence_years.csv"):
        years = tuple(sorted(int(year) for year in row["years"].split(";")))
        about = {name: row[name] for name in ("confidence", "source", "note_id", "note_en")}
        found[row["period"]] = EvidenceYears(row["period"], years, **about)
    return found


def _rows(name: str) -> list[dict[str, str]]:
    text = files("kla_lib.instrument").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


REGULATION = "regulation"  # the kind of question that asks for a rule, which holds until it is revoked


@dataclass(frozen=True)
class EvidenceToJudge:
    """One place and period to be judged.

    ``claimed``: the micropoints that each question claims, and each indicator or block where nothing below it is given;
    None where the claims of questions are unknown. ``limit_bytes``
    is the largest file that can be uploaded, None where that is not known. ``has_folder``: whether files are kept at all,
    or evidence is known by the agencies' lists alone.
    """

    scan: Scan
    edition: Edition
    twins: Sequence[Twin] = ()
    claimed: Mapping[str, int] | None = None
    years: EvidenceYears = field(default_factory=lambda: EvidenceYears(""))
    limit_bytes: int | None = None
    has_folder: bool = True

    @cached_property
    def by_code(self) -> dict[str, list[EvidenceFile]]:
        """The pieces of evidence of each question, in their order."""
        found: dict[str, list[EvidenceFile]] = {}
        for file in self.scan.files:
            found.setdefault(file.code, []).append(file)
        return found

    def points(self, code: str) -> int | None:
        """The claimed micropoints of a question; None where none are claimed or known."""
        return (self.claimed or {}).get(code) or None

    def is_claimed_above(self, code: str) -> bool:
        """True if the points of a question are only known as those of its indicator or block."""
        node = self.edition.by_code.get(code)
        return (
            node is not None
            and bool(node.parent)
            and (node.parent in (self.claimed or {}) or self.is_claimed_above(node.parent))
        )

    def measured(self, file: EvidenceFile) -> Measured | None:
        """What the content of a file is; None where it could not be read."""
        return self.scan.measured.get(file.sha256) if file.sha256 else None

    def find(self, file: EvidenceFile, kind: str, page: int = 0, **values: object) -> Finding:
        """A finding of a file, with the points of its question."""
        told = tuple((name, str(value)) for name, value in values.items())
        name = file.path or file.listed
        return Finding(file.code, name, kind, self.points(file.code), page=page, values=told)


def is_real(file: EvidenceFile) -> bool:
    """Whether it is a file in the folder, not a link nor a name on a list."""
    return bool(file.path)


def is_regulation(evidence: EvidenceToJudge, code: str) -> bool:
    """Whether a question asks for a rule."""
    node = evidence.edition.by_code.get(code)
    return node is not None and node.kind == REGULATION


def is_readable(evidence: EvidenceToJudge, file: EvidenceFile) -> bool:
    """Whether a file was opened and something is in it."""
    found = evidence.measured(file)
    return found is not None and found.state == "ok"


def where_told(evidence: EvidenceToJudge, file: EvidenceFile, pages: Sequence[int]) -> str:
    """The pages of pictures as a finding tells them; ``#`` before those that are places among a document's pictures."""
    found, told = evidence.measured(file), ", ".join(str(page) for page in pages if page)
    return f"#{told}" if told and found is not None and found.content in OFFICE else told


def is_only_link(evidence: EvidenceToJudge, file: EvidenceFile) -> bool:
    """Whether a file only says where something is: a shortcut, or a document with a link and nothing else."""
    found = evidence.measured(file)
    return found is not None and found.state == "not_a_file"
