"""``kla evidence scan`` on the terminal: the sums, then the findings by question; reminders are only counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kla_lib.rules.evidence import Finding
from kla_lib.rules.findings import reason, remedy
from kla_lib.views.evidence_words import counted, office, question, severity, shown
from kla_lib.views.numbers import count_text, exact_maximum_text, exact_text
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.evidence import Evidence


def evidence_lines(found: Evidence) -> list[str]:
    """What was looked at and what is at risk, then every question with findings and what to do."""
    lang, risk = found.lang, found.risk
    if not found.files:
        none = word("evidence_absent", lang, place=found.title, period=found.period)
        return [f"{found.title} · {found.period}", none]
    files = sum(1 for file in found.files if file.path)
    asked = len({file.code for file in found.files if file.path and file.code})
    counts = {"files": count_text(files, lang), "questions": count_text(asked, lang)}
    lines = [f"{found.title} · {found.period}", word("evidence_scanned", lang, **counts)]
    if risk.at_risk_micro is None or risk.claimed_micro is None:
        lines.append(word("risk_unclaimed", lang))
    else:
        at_risk, claimed = exact_text(risk.at_risk_micro, lang), exact_maximum_text(risk.claimed_micro, lang)
        lines.append(
            word("evidence_risk_line", lang, points=at_risk, claimed=claimed, count=count_text(len(risk.by_code), lang))
        )
    lines.append(counted(found.found, found) or word("evidence_nothing", lang))
    if not found.years.years:
        lines.append(word("evidence_no_years", lang, period=found.period))
    lines.append(word("evidence_verdict_note", lang))
    return [*lines, *_by_question(found)]


def _by_question(found: Evidence) -> Iterator[str]:
    by_code: dict[str, list[Finding]] = {}
    for finding in found.found:
        if severity(finding) != "info":
            by_code.setdefault(finding.code, []).append(finding)
    for code, findings in by_code.items():
        yield ""
        yield from _question(found, code, findings)


def _question(found: Evidence, code: str, findings: Sequence[Finding]) -> Iterator[str]:
    lang, points = found.lang, found.risk.by_code.get(code)
    told = f"  [{word('evidence_at_risk', lang)}: {exact_text(points, lang)}]" if points else ""
    who = f" · {office(found, found.leads.get(code, ''))}" if code else ""
    yield f"{question(found, code)}{who}{told}"
    for finding in findings:
        name = shown(finding.file, lang)
        level = word(f"evidence_level_{severity(finding)}", lang)
        yield f"  {level}: {f'{name}: ' if name else ''}{reason(finding, lang)}"
        yield f"    → {remedy(finding, lang)}"
