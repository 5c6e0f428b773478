"""``kla evidence scan --json``: exactly files, questions and findings, as plain values without personal data."""

from __future__ import annotations

from typing import Any

from kla_lib.rules.evidence import EvidenceFile, Finding
from kla_lib.rules.evidence_shown import file_shown
from kla_lib.rules.findings import kind_of, reason, remedy
from kla_lib.rules.points import MICRO
from kla_lib.views.evidence_like import EvidenceLike


def evidence_record(found: EvidenceLike) -> dict[str, Any]:
    """The whole audit; points as numbers, None where none are claimed or known; names of files masked."""
    return {
        "files": [_file(found, file) for file in found.files],
        "questions": [_question(found, node.code) for node in found.edition.at("question")],
        "findings": [_finding(found, finding) for finding in found.found],
    }


def _file(found: EvidenceLike, file: EvidenceFile) -> dict[str, Any]:
    measured = found.matter.scan.measured.get(file.sha256)
    return {
        "code": file.code,
        "file": file_shown(file.path or file.listed, found.lang),
        "listed": bool(file.listed),
        "agency": file.agency,
        "sha256": file.sha256,
        "size": file.size,
        "content": measured.content if measured else "",
        "state": file.fault or (measured.state if measured else ""),
        "date": measured.dates[0].day if measured and measured.dates else "",
    }


def _question(found: EvidenceLike, code: str) -> dict[str, Any]:
    mine = [file for file in found.files if file.code == code]
    claimed = (found.claimed or {}).get(code)
    return {
        "code": code,
        "agency": found.leads.get(code, ""),
        "asked": list(found.edition.evidence.get(code, ())),
        "files": sum(1 for file in mine if file.path),
        "listed": sum(1 for file in mine if file.listed),
        "claimed": None if claimed is None else claimed / MICRO,
        "at_risk": found.risk.by_code.get(code, 0) / MICRO if found.claimed is not None else None,
        "findings": sum(1 for finding in found.found if finding.code == code),
    }


def _finding(found: EvidenceLike, finding: Finding) -> dict[str, Any]:
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
