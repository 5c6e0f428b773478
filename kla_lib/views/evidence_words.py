"""How the views of evidence name questions, files and findings; nothing personal in any of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.problems import Lang
from kla_lib.rules.evidence import Finding
from kla_lib.rules.evidence_links import is_link
from kla_lib.rules.evidence_shown import file_shown
from kla_lib.rules.findings import SEVERITIES, kind_of, reason, remedy
from kla_lib.views.html import state
from kla_lib.views.numbers import count_text
from kla_lib.views.words import listed, word

if TYPE_CHECKING:
    from kla_lib.evidence import Evidence

SIGNS = {"error": "zero", "warning": "partial", "info": "unanswered"}
LONGEST = 60


def question(found: Evidence, code: str) -> str:
    """``14.1 Persalinan di fasilitas kesehatan``; what is of no question says so."""
    node = found.edition.by_code.get(code)
    return f"{code} {node.label(found.lang)}" if node else word("evidence_of_none", found.lang)


def nothing(found: Evidence, otherwise: str = "") -> str:
    """The sentence for a place without any evidence; for others ``otherwise``, or that nothing was found."""
    if not found.files:
        return word("evidence_none_here", found.lang)
    return otherwise or word("evidence_nothing", found.lang)


def office(found: Evidence, role: str) -> str:
    """The name of the leading agency here."""
    return found.name(role) if role else word("evidence_no_lead", found.lang)


def shown(path: str, lang: Lang) -> str:
    """A file's name without its folder, personal data hidden, no longer than a line; a question's own finding has none."""
    name = file_shown(path if is_link(path) else path.rpartition("/")[2], lang)
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 12]}…{name[-11:]}"


def severity(finding: Finding) -> str:
    """How bad it is."""
    return kind_of(finding).severity


def reason_cell(finding: Finding, found: Evidence) -> Markup:
    """The reason with the sign of its severity."""
    return state(SIGNS[severity(finding)], reason(finding, found.lang))


def to_do(findings: Iterable[Finding], found: Evidence) -> list[str]:
    """What to do about some findings, each thing once with the files that it is for."""
    files: dict[str, dict[str, None]] = {}
    for finding in findings:
        files.setdefault(remedy(finding, found.lang), {})[_named(finding, found.lang)] = None
    return [f"{', '.join(names)}: {step}" if all(names) else step for step, names in files.items()]


def _named(finding: Finding, lang: Lang) -> str:
    """The file of a finding, of a pair with the other and its question; empty for one of the question itself."""
    other = f" = {dict(finding.values)['other_code']} {shown(finding.twin, lang)}" if finding.twin else ""
    return shown(finding.file, lang) + other


def counted(findings: Iterable[Finding], found: Evidence) -> str:
    """``3 berat, 2 perlu dilihat``."""
    counts = Counter(severity(finding) for finding in findings)
    told = [word(f"evidence_count_{level}", found.lang, count=count_text(counts[level], found.lang))
            for level in SEVERITIES if counts[level]]  # fmt: skip
    return listed(told, found.lang)
