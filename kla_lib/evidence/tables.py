"""The report on evidence as tables: the claimed points at risk and why, each agency's to-do, every finding by question.

Names of files are shown with personal data masked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.core.problems import Lang
from kla_lib.display.html import (
    Cell,
    Column,
    Html,
    Table,
    details,
    first_screen,
    join,
    paragraph,
    render,
    see,
    small,
    state,
)
from kla_lib.display.numbers import count_text, exact_maximum_text, exact_text
from kla_lib.display.words import listed, word
from kla_lib.evidence.findings import FAMILIES, REJECTED, SEVERITIES, is_rejected, kind_of, reason, remedy
from kla_lib.evidence.model import Finding
from kla_lib.evidence.names import file_shown, is_link
from kla_lib.scoring.views.figures import short_name

if TYPE_CHECKING:
    from kla_lib.evidence.audit import Evidence

SIGNS = {"error": "zero", "warning": "partial", "info": "unanswered"}
LONGEST = 60  # characters of a file's name
FIRST = 3  # questions in the headline
WHOLE = "bukti"
MOST_ROWS = 300  # findings on one page; the rest is counted, and listed by the command


def question(audit: Evidence, code: str) -> str:
    """``14.1 Persalinan di fasilitas kesehatan``; what is of no question says so."""
    node = audit.edition.by_code.get(code)
    return f"{code} {node.label(audit.lang)}" if node else word("evidence_of_none", audit.lang)


def nothing(audit: Evidence, otherwise: str = "") -> str:
    """The sentence for a place without any evidence; for others ``otherwise``, or that nothing was found."""
    if not audit.files:
        return word("evidence_none_here", audit.lang)
    return otherwise or word("evidence_nothing", audit.lang)


def office(audit: Evidence, role: str) -> str:
    """The name of the leading agency here."""
    return audit.name(role) if role else word("evidence_no_lead", audit.lang)


def shown(path: str, lang: Lang) -> str:
    """A file's name without its folder, personal data hidden, no longer than a line; a question's own finding has none."""
    name = file_shown(path if is_link(path) else path.rpartition("/")[2], lang)
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 12]}…{name[-11:]}"


def severity(finding: Finding) -> str:
    """How bad it is."""
    return kind_of(finding).severity


def reason_cell(finding: Finding, audit: Evidence) -> Markup:
    """The reason with the sign of its severity."""
    return state(SIGNS[severity(finding)], reason(finding, audit.lang))


def to_do(findings: Iterable[Finding], audit: Evidence) -> list[str]:
    """What to do about some findings, each thing once with the files that it is for."""
    files: dict[str, dict[str, None]] = {}
    for finding in findings:
        files.setdefault(remedy(finding, audit.lang), {})[_named(finding, audit.lang)] = None
    return [f"{', '.join(names)}: {step}" if all(names) else step for step, names in files.items()]


def _named(finding: Finding, lang: Lang) -> str:
    """The file of a finding, of a pair with the other and its question; empty for one of the question itself."""
    other = f" = {dict(finding.values)['other_code']} {shown(finding.twin, lang)}" if finding.twin else ""
    return shown(finding.file, lang) + other


def counted(findings: Iterable[Finding], audit: Evidence) -> str:
    """``3 berat, 2 perlu dilihat``."""
    counts = Counter(severity(finding) for finding in findings)
    parts = [
        word(f"evidence_count_{level}", audit.lang, count=count_text(counts[level], audit.lang))
        for level in SEVERITIES
        if counts[level]
    ]
    return listed(parts, audit.lang)


def evidence_headline(audit: Evidence) -> Html:
    """The claimed points at risk, what was looked at, and the first three questions to mend."""
    lang, risk = audit.lang, audit.risk
    if not audit.files:
        return paragraph(word("evidence_absent", lang, place=audit.title, period=audit.period))
    big: Cell
    if risk.at_risk_micro is None or risk.claimed_micro is None:
        big, maximum = count_text(sum(is_rejected(finding) for finding in audit.found), lang), ""
        lines = [word("risk_errors", lang), word("risk_unclaimed", lang)]
    else:
        big, maximum = exact_text(risk.at_risk_micro, lang), exact_maximum_text(risk.claimed_micro, lang)
        big = see(WHOLE, big) if risk.by_block else big
        lines = [word("risk_verdict", lang), word("risk_questions", lang, count=count_text(len(risk.by_code), lang))]
    return first_screen(
        lang, big, lines, _facts(audit), maximum=maximum, working=_sum(audit), first=_first(audit), notes=_notes(audit)
    )


def _facts(audit: Evidence) -> list[tuple[str, Cell]]:
    lang, levels = audit.lang, Counter(severity(finding) for finding in audit.found)
    real = [file for file in audit.files if file.path]
    return [
        (word("evidence_files", lang), count_text(len(real), lang)),
        (word("evidence_questions", lang), count_text(len({file.code for file in real if file.code}), lang)),
        (word("evidence_serious", lang), count_text(levels["error"], lang)),
        (word("evidence_to_look", lang), count_text(levels["warning"], lang)),
        (word("evidence_years", lang), ", ".join(map(str, audit.years.years)) or word("evidence_years_unknown", lang)),
    ]


def _sum(audit: Evidence) -> Cell:
    """The points at risk as the sum of the blocks."""
    lang, blocks = audit.lang, audit.risk.by_block
    if not blocks:
        return ""
    parts = " + ".join(exact_text(micro, lang) for micro in blocks.values())
    line = f"{parts} = {exact_text(audit.risk.at_risk_micro or 0, lang)}"
    return details(word("show_sum", lang), Markup('<p class="calc">{}</p>').format(line), WHOLE)


def _first(audit: Evidence) -> list[dict[str, Cell]]:
    largest = sorted(audit.risk.by_code.items(), key=lambda pair: -pair[1])[:FIRST]
    return [
        {"missing": exact_text(micro, audit.lang), "label": question(audit, code), "agencies": _why(audit, code)}
        for code, micro in largest
    ]


def _why(audit: Evidence, code: str) -> str:
    """The office, and the first reason for which the question would be rejected."""
    first = next(finding for finding in audit.found if finding.code == code and is_rejected(finding))
    return f"{office(audit, audit.leads.get(code, ''))}: {reason(first, audit.lang)}"


def _notes(audit: Evidence) -> list[str]:
    lang, years = audit.lang, audit.years
    notes = [word("evidence_verdict_note", lang)]
    if not years.years:
        notes.append(word("evidence_no_years", lang, period=audit.period))
    elif years.note(lang):
        notes.append(years.note(lang))
    if audit.limit_bytes is None:
        notes.append(word("evidence_no_limit", lang))
    return notes


def risk_reasons(audit: Evidence) -> Html:
    """The reasons by family: points at risk, questions and findings; a sentence where nothing was found."""
    lang = audit.lang
    families = [family for family in FAMILIES if any(kind_of(f).family == family for f in audit.found)]
    if not families:
        return paragraph(nothing(audit))
    keys = ("evidence_reason", "evidence_at_risk", "evidence_serious", "evidence_to_look", "evidence_reminders")
    columns = [Column(word(key, lang), numeric=key != "evidence_reason") for key in keys]
    rows = [_family(audit, family) for family in families]
    return Table(word("risk_reasons_caption", lang), columns, rows, shape="stack")


def _family(audit: Evidence, family: str) -> list[Cell]:
    lang = audit.lang
    levels = Counter(severity(finding) for finding in audit.found if kind_of(finding).family == family)
    counts = [count_text(levels[level], lang) if levels[level] else "" for level in (REJECTED, "warning", "info")]
    return [word(f"family_{family}", lang), _points(audit, audit.risk.by_family.get(family, 0)), *counts]


def _points(audit: Evidence, micro: int) -> str:
    return exact_text(micro, audit.lang) if micro else ""


def risk_blocks(audit: Evidence) -> Html:
    """The points at risk by block, each opening to its questions; a sentence where there are none."""
    lang, risk = audit.lang, audit.risk
    if not risk.by_block:
        key = "risk_unclaimed" if risk.claimed_micro is None else "risk_none"
        return paragraph(nothing(audit, word(key, lang)))
    keys = ("evidence_part", "questions", "evidence_at_risk", "evidence_claimed")
    columns = [Column(word(key, lang), numeric=key != "evidence_part") for key in keys]
    blocks = [node for node in audit.edition.at("block") if node.code in risk.by_block]
    rows = [_block(audit, node.code) for node in blocks]
    under = [
        details(word("evidence_which", lang), risk_questions(audit, _of_block(audit, node.code)), node.code)
        for node in blocks
    ]
    total = exact_text(risk.at_risk_micro or 0, lang)
    foot = [word("sum", lang), count_text(len(risk.by_code), lang), total, ""]
    return Table(word("risk_blocks_caption", lang), columns, rows, foot, under=under)


def _of_block(audit: Evidence, block: str) -> list[str]:
    return [code for code in audit.risk.by_code if audit.edition.block_of(code) == block]


def _block(audit: Evidence, block: str) -> list[Cell]:
    claimed = sum(micro for code, micro in (audit.claimed or {}).items() if audit.edition.block_of(code) == block)
    at_risk = see(block, exact_text(audit.risk.by_block[block], audit.lang))
    name = short_name(audit.edition.by_code[block], audit.lang)
    count = count_text(len(_of_block(audit, block)), audit.lang)
    return [name, count, at_risk, exact_maximum_text(claimed, audit.lang)]


def risk_questions(audit: Evidence, codes: list[str]) -> Html:
    """Some questions with their points at risk and what these add up to."""
    lang, points = audit.lang, audit.risk.by_code
    columns = [Column(word("question", lang)), Column(word("evidence_at_risk", lang), numeric=True)]
    rows: list[list[Cell]] = [[question(audit, code), exact_text(points[code], lang)] for code in codes]
    foot: list[Cell] = [word("sum", lang), exact_text(sum(points[code] for code in codes), lang)]
    return Table(word("risk_questions_caption", lang), columns, rows, foot)


def evidence_limits(audit: Evidence) -> Html:
    """What the audit cannot know, so that nobody takes it for more than it is."""
    keys = ("signature", "truth", "texts", "rules", "verifier")
    lines = [word(f"evidence_cannot_{key}", audit.lang) for key in keys]
    return render("evidence_limits.html.j2", audit.lang, lines=lines)


def evidence_tasks(audit: Evidence) -> Html:
    """Each agency with its points at risk, opening to what it should mend; a sentence where there is nothing to mend."""
    lang = audit.lang
    roles = _roles(audit)
    if not roles:
        return paragraph(nothing(audit))
    keys = ("agency", "questions", "evidence_at_risk")
    columns = [Column(word(key, lang), numeric=key != "agency") for key in keys]
    ordered = sorted(roles, key=lambda role: (-audit.risk.by_agency.get(role, 0), -len(roles[role]), role))
    rows = [_agency(audit, role, roles[role]) for role in ordered]
    under = [_todo(audit, role, roles[role]) for role in ordered]
    total = exact_text(sum(audit.risk.by_agency.values()), lang)
    foot: list[Cell] = [word("sum", lang), count_text(sum(map(len, roles.values())), lang), total]
    return Table(word("evidence_tasks_caption", lang), columns, rows, foot, under=under)


def _roles(audit: Evidence) -> dict[str, dict[str, list[Finding]]]:
    """By leading agency and question, what would be rejected."""
    roles: dict[str, dict[str, list[Finding]]] = {}
    for finding in audit.found:
        if is_rejected(finding) and finding.code:
            mine = roles.setdefault(audit.leads.get(finding.code, ""), {})
            mine.setdefault(finding.code, []).append(finding)
    return roles


def _agency(audit: Evidence, role: str, questions: dict[str, list[Finding]]) -> list[Cell]:
    points = _points(audit, audit.risk.by_agency.get(role, 0))
    return [office(audit, role), count_text(len(questions), audit.lang), points]


def _todo(audit: Evidence, role: str, questions: dict[str, list[Finding]]) -> Markup:
    lang = audit.lang
    columns = [Column(word("question", lang)), Column(word("evidence_at_risk", lang), numeric=True)]
    ordered = sorted(questions, key=lambda code: -audit.risk.by_code.get(code, 0))
    rows = [_task(audit, code, questions[code]) for code in ordered]
    foot: list[Cell] = [word("sum", lang), exact_text(audit.risk.by_agency.get(role, 0), lang)]
    table = Table(word("evidence_todo_caption", lang), columns, rows, foot)
    return details(word("evidence_todo", lang), table, f"tugas-{role or 'lain'}")


def _task(audit: Evidence, code: str, findings: Sequence[Finding]) -> list[Cell]:
    steps = join([small(step) for step in to_do(findings, audit)])
    cell = Markup("{}{}").format(question(audit, code), steps)
    return [cell, _points(audit, audit.risk.by_code.get(code, 0))]


def findings_by_question(audit: Evidence) -> dict[str, list[Finding]]:
    """The findings of each question without the reminders, in their order."""
    by_code: dict[str, list[Finding]] = {}
    for finding in audit.found:
        if severity(finding) != "info":
            by_code.setdefault(finding.code, []).append(finding)
    return by_code


def evidence_findings(audit: Evidence) -> Html:
    """Every question with findings, the points at risk first; each opens to its files, the reasons and what to do."""
    lang = audit.lang
    by_code = findings_by_question(audit)
    if not by_code:
        return paragraph(nothing(audit))
    codes, left = _as_many_as_fit(audit, by_code)
    columns = [
        Column(word(key, lang), numeric=key == "evidence_at_risk")
        for key in ("question", "evidence_found", "evidence_at_risk")
    ]
    rows = [_question(audit, code, by_code[code]) for code in codes]
    under = [details(word("evidence_look", lang), _files(audit, by_code[code])) for code in codes]
    table = Table(word("evidence_findings_caption", lang), columns, rows, under=under)
    more = word("evidence_more", lang, count=count_text(left, lang)) if left else ""
    return Html(table.text + paragraph(more).text) if more else table


def _as_many_as_fit(audit: Evidence, by_code: dict[str, list[Finding]]) -> tuple[list[str], int]:
    """The questions to show, the most points at risk first, and how many findings are left out."""
    shown_codes, count = list[str](), 0
    for code in sorted(by_code, key=lambda code: (not code, -audit.risk.by_code.get(code, 0))):
        if count + len(by_code[code]) <= MOST_ROWS or not shown_codes:
            shown_codes.append(code)
            count += len(by_code[code])
    return shown_codes, sum(map(len, by_code.values())) - count


def _question(audit: Evidence, code: str, findings: Sequence[Finding]) -> list[Cell]:
    points = _points(audit, audit.risk.by_code.get(code, 0))
    return [question(audit, code), counted(findings, audit), points]


def _files(audit: Evidence, findings: Sequence[Finding]) -> Html:
    lang = audit.lang
    columns = [Column(word(key, lang)) for key in ("evidence_file", "evidence_reason", "evidence_do")]
    whole = word("evidence_whole", lang)
    rows: list[list[Cell]] = [
        [shown(f.file, lang) or whole, reason_cell(f, audit), remedy(f, lang)] for f in findings[:MOST_ROWS]
    ]
    return Table(word("evidence_files_caption", lang), columns, rows, shape="stack")
