"""The to-do of each agency, and every finding by question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.rules.evidence import Finding
from kla_lib.rules.findings import is_rejected, remedy
from kla_lib.views.evidence_words import counted, nothing, office, question, reason_cell, severity, shown, to_do
from kla_lib.views.html import Cell, Column, Html, Table, details, join, render, show, small
from kla_lib.views.numbers import count_text, exact_text
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.evidence import Evidence

MOST_ROWS = 300  # findings on one page; the rest is counted, and told by the command


def evidence_tasks(found: Evidence) -> Html:
    """Each agency with its points at risk, opening to what it should mend; a sentence where there is nothing to mend."""
    lang = found.lang
    roles = _roles(found)
    if not roles:
        return render("sentence.html.j2", lang, text=nothing(found))
    keys = ("agency", "questions", "evidence_at_risk")
    columns = [Column(word(key, lang), numeric=key != "agency") for key in keys]
    ordered = sorted(roles, key=lambda role: (-found.risk.by_agency.get(role, 0), -len(roles[role]), role))
    rows = [_agency(found, role, roles[role]) for role in ordered]
    under = [_todo(found, role, roles[role]) for role in ordered]
    total = exact_text(sum(found.risk.by_agency.values()), lang)
    foot: list[Cell] = [word("sum", lang), count_text(sum(map(len, roles.values())), lang), total]
    return show(Table(word("evidence_tasks_caption", lang), columns, rows, foot, under=under))


def _roles(found: Evidence) -> dict[str, dict[str, list[Finding]]]:
    """By leading agency and question, what would be rejected."""
    roles: dict[str, dict[str, list[Finding]]] = {}
    for finding in found.found:
        if is_rejected(finding) and finding.code:
            mine = roles.setdefault(found.leads.get(finding.code, ""), {})
            mine.setdefault(finding.code, []).append(finding)
    return roles


def _agency(found: Evidence, role: str, questions: dict[str, list[Finding]]) -> list[Cell]:
    points = found.risk.by_agency.get(role, 0)
    return [
        office(found, role),
        count_text(len(questions), found.lang),
        exact_text(points, found.lang) if points else "",
    ]


def _todo(found: Evidence, role: str, questions: dict[str, list[Finding]]) -> Markup:
    lang = found.lang
    columns = [Column(word("question", lang)), Column(word("evidence_at_risk", lang), numeric=True)]
    ordered = sorted(questions, key=lambda code: -found.risk.by_code.get(code, 0))
    rows = [_task(found, code, questions[code]) for code in ordered]
    foot: list[Cell] = [word("sum", lang), exact_text(found.risk.by_agency.get(role, 0), lang)]
    table = Table(word("evidence_todo_caption", lang), columns, rows, foot)
    return details(word("evidence_todo", lang), show(table), f"tugas-{role or 'lain'}")


def _task(found: Evidence, code: str, findings: Sequence[Finding]) -> list[Cell]:
    points = found.risk.by_code.get(code, 0)
    steps = join([small(step) for step in to_do(findings, found)])
    cell = Markup("{}{}").format(question(found, code), steps)
    return [cell, exact_text(points, found.lang) if points else ""]


def evidence_findings(found: Evidence) -> Html:
    """Every question with findings, the points at risk first; each opens to its files, the reasons and what to do."""
    lang = found.lang
    by_code: dict[str, list[Finding]] = {}
    for finding in found.found:
        if severity(finding) != "info":
            by_code.setdefault(finding.code, []).append(finding)
    if not by_code:
        return render("sentence.html.j2", lang, text=nothing(found))
    told, left = _as_many_as_fit(found, by_code)
    columns = [Column(word(key, lang), numeric=key == "evidence_at_risk") for key in
               ("question", "evidence_found", "evidence_at_risk")]  # fmt: skip
    rows = [_question(found, code, by_code[code]) for code in told]
    under = [details(word("evidence_look", lang), _files(found, by_code[code])) for code in told]
    table = show(Table(word("evidence_findings_caption", lang), columns, rows, under=under))
    more = word("evidence_more", lang, count=count_text(left, lang)) if left else ""
    return Html(table.text + render("sentence.html.j2", lang, text=more).text) if more else table


def _as_many_as_fit(found: Evidence, by_code: dict[str, list[Finding]]) -> tuple[list[str], int]:
    """The questions to show, the most points at risk first, and how many findings are left out."""
    shown_codes, count = list[str](), 0
    for code in sorted(by_code, key=lambda code: (not code, -found.risk.by_code.get(code, 0))):
        if count + len(by_code[code]) <= MOST_ROWS or not shown_codes:
            shown_codes.append(code)
            count += len(by_code[code])
    return shown_codes, sum(map(len, by_code.values())) - count


def _question(found: Evidence, code: str, findings: Sequence[Finding]) -> list[Cell]:
    points = found.risk.by_code.get(code, 0)
    return [question(found, code), counted(findings, found), exact_text(points, found.lang) if points else ""]


def _files(found: Evidence, findings: Sequence[Finding]) -> Html:
    lang = found.lang
    columns = [Column(word(key, lang)) for key in ("evidence_file", "evidence_reason", "evidence_do")]
    whole = word("evidence_whole", lang)
    rows: list[list[Cell]] = [
        [shown(f.file, lang) or whole, reason_cell(f, found), remedy(f, lang)] for f in findings[:MOST_ROWS]
    ]
    return show(Table(word("evidence_files_caption", lang), columns, rows, shape="stack"))
