"""What ``kla evidence scan`` prints: the sums, then the findings by question; reminders are only counted.

With ``--json``: files, questions, findings and problems as plain values without personal data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from kla_lib.core.points import MICRO
from kla_lib.display.numbers import count_text, exact_maximum_text, exact_text
from kla_lib.display.words import word
from kla_lib.evidence.findings import reason, remedy
from kla_lib.evidence.model import EvidenceFile, Finding
from kla_lib.evidence.names import file_shown
from kla_lib.evidence.tables import counted, findings_by_question, office, question, severity, shown

if TYPE_CHECKING:
    from kla_lib.evidence.audit import Evidence


def evidence_lines(audit: Evidence) -> list[str]:
    """What was looked at and what is at risk, then every question with findings and what to do."""
    lang, risk = audit.lang, audit.risk
    if not audit.files:
        none = word("evidence_absent", lang, place=audit.title, period=audit.period)
        return [f"{audit.title} · {audit.period}", none]
    files = sum(1 for file in audit.files if file.path)
    asked = len({file.code for file in audit.files if file.path and file.code})
    counts = {"files": count_text(files, lang), "questions": count_text(asked, lang)}
    lines = [f"{audit.title} · {audit.period}", word("evidence_scanned", lang, **counts)]
    if risk.at_risk_micro is None or risk.claimed_micro is None:
        lines.append(word("risk_unclaimed", lang))
    else:
        at_risk, claimed = exact_text(risk.at_risk_micro, lang), exact_maximum_text(risk.claimed_micro, lang)
        lines.append(
            word("evidence_risk_line", lang, points=at_risk, claimed=claimed, count=count_text(len(risk.by_code), lang))
        )
    lines.append(counted(audit.found, audit) or word("evidence_nothing", lang))
    if not audit.years.years:
        lines.append(word("evidence_no_years", lang, period=audit.period))
    lines.append(word("evidence_verdict_note", lang))
    for code, findings in findings_by_question(audit).items():
        lines += ["", *_question(audit, code, findings)]
    return lines


def _question(audit: Evidence, code: str, findings: Sequence[Finding]) -> Iterator[str]:
    lang, points = audit.lang, audit.risk.by_code.get(code)
    at_risk = f"  [{word('evidence_at_risk', lang)}: {exact_text(points, lang)}]" if points else ""
    who = f" · {office(audit, audit.leads.get(code, ''))}" if code else ""
    yield f"{question(audit, code)}{who}{at_risk}"
    for finding in findings:
        name = shown(finding.file, lang)
        level = word(f"evidence_level_{severity(finding)}", lang)
        yield f"  {level}: {f'{name}: ' if name else ''}{reason(finding, lang)}"
        yield f"    → {remedy(finding, lang)}"


def evidence_record(audit: Evidence) -> dict[str, Any]:
    """The whole audit; points as numbers, None where none are claimed or known; names of files masked."""
    return {
        "files": [_file(audit, file) for file in audit.files],
        "questions": list(_questions(audit)),
        "findings": [_finding(audit, finding) for finding in audit.found],
        "problems": [problem.as_dict(audit.lang) for problem in audit.problems],
    }


def _file(audit: Evidence, file: EvidenceFile) -> dict[str, Any]:
    measured, dated = audit.scan.measured.get(file.sha256), audit.dated(file)
    return {
        "code": file.code,
        "file": file_shown(file.path or file.listed, audit.lang),
        "listed": bool(file.listed),
        "agency": file.agency,
        "sha256": file.sha256,
        "size": file.size,
        "content": measured.content if measured else "",
        "state": file.fault or (measured.state if measured else ""),
        "date": dated.day if dated else "",
        "date_sure": dated.sure if dated else "",
    }


def _questions(audit: Evidence) -> Iterator[dict[str, Any]]:
    files = Counter(file.code for file in audit.files if file.path)
    listed = Counter(file.code for file in audit.files if file.listed)
    findings = Counter(finding.code for finding in audit.found)
    for code in (node.code for node in audit.edition.at("question")):
        claimed = (audit.claimed or {}).get(code)
        yield {
            "code": code,
            "agency": audit.leads.get(code, ""),
            "asked": list(audit.edition.evidence.get(code, ())),
            "files": files[code],
            "listed": listed[code],
            "claimed": None if claimed is None else claimed / MICRO,
            "at_risk": audit.risk.by_code.get(code, 0) / MICRO if audit.risk.at_risk_micro is not None else None,
            "findings": findings[code],
        }


def _finding(audit: Evidence, finding: Finding) -> dict[str, Any]:
    points = finding.points_micro
    return {
        "code": finding.code,
        "file": file_shown(finding.file, audit.lang),
        "kind": finding.kind,
        "severity": severity(finding),
        "reason": reason(finding, audit.lang),
        "remedy": remedy(finding, audit.lang),
        "points": None if points is None else points / MICRO,
        "twin": file_shown(finding.twin, audit.lang),
    }
