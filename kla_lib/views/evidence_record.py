"""``kla evidence scan --json``: exactly files, questions, findings and problems of the folder, as plain values without personal data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kla_lib.rules.evidence import EvidenceFile, Finding
from kla_lib.rules.evidence_shown import file_shown
from kla_lib.rules.findings import kind_of, reason, remedy
from kla_lib.rules.points import MICRO

if TYPE_CHECKING:
    from kla_lib.evidence import Evidence


def evidence_record(found: Evidence) -> dict[str, Any]:
    """The whole audit; points as numbers, None where none are claimed or known; names of files masked."""
    return {
        "files": [_file(found, file) for file in found.files],
        "questions": list(_questions(found)),
        "findings": [_finding(found, finding) for finding in found.found],
        "problems": [problem.as_dict(found.lang) for problem in found.problems],
    }


def _file(found: Evidence, file: EvidenceFile) -> dict[str, Any]:
    measured, dated = found.matter.scan.measured.get(file.sha256), found.dated(file)
    return {
        "code": file.code,
        "file": file_shown(file.path or file.listed, found.lang),
        "listed": bool(file.listed),
        "agency": file.agency,
        "sha256": file.sha256,
        "size": file.size,
        "content": measured.content if measured else "",
        "state": file.fault or (measured.state if measured else ""),
        "date": dated.day if dated else "",
        "date_sure": dated.sure if dated else "",
    }


def _questions(found: Evidence) -> Iterator[dict[str, Any]]:
    files = Counter(file.code for file in found.files if file.path)
    listed = Counter(file.code for file in found.files if file.listed)
    findings = Counter(finding.code for finding in found.found)
    for code in (node.code for node in found.edition.at("question")):
        claimed = (found.claimed or {}).get(code)
        yield {
            "code": code,
            "agency": found.leads.get(code, ""),
            "asked": list(found.edition.evidence.get(code, ())),
            "files": files[code],
            "listed": listed[code],
            "claimed": None if claimed is None else claimed / MICRO,
            "at_risk": found.risk.by_code.get(code, 0) / MICRO if found.risk.at_risk_micro is not None else None,
            "findings": findings[code],
        }


def _finding(found: Evidence, finding: Finding) -> dict[str, Any]:
    points = finding.points_micro
    return {
        "code": finding.code,
        "file": file_shown(finding.file, found.lang),
        "kind": finding.kind,
        "severity": kind_of(finding).severity,
        "reason": reason(finding, found.lang),
        "remedy": remedy(finding, found.lang),
        "points": None if points is None else points / MICRO,
        "twin": file_shown(finding.twin, found.lang),
    }
