"""The report on evidence: the claimed points at risk, where they are and why, and what the audit cannot know."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.rules.findings import FAMILIES, REJECTED, is_rejected, kind_of, reason
from kla_lib.views.evidence_words import nothing, office, question, severity
from kla_lib.views.figures import short_name
from kla_lib.views.html import Cell, Column, Html, Table, details, render, see, show
from kla_lib.views.numbers import count_text, exact_maximum_text, exact_text
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.evidence import Evidence

FIRST = 3
WHOLE = "bukti"


def evidence_headline(found: Evidence) -> Html:
    """The claimed points at risk, what was looked at, and the first three questions to mend."""
    lang, risk = found.lang, found.risk
    if not found.files:
        return render(
            "sentence.html.j2", lang, text=word("evidence_absent", lang, place=found.title, period=found.period)
        )
    if risk.at_risk_micro is None or risk.claimed_micro is None:
        return _unclaimed(found)
    lines = [
        word("risk_verdict", lang),
        word("risk_questions", lang, count=count_text(len(risk.by_code), lang)),
    ]
    big = exact_text(risk.at_risk_micro, lang)
    return render("headline.html.j2", lang, name="", big=see(WHOLE, big) if risk.by_block else big, known=True,
                  maximum=exact_maximum_text(risk.claimed_micro, lang), moved="", lines=lines, facts=_facts(found),
                  working=_sum(found), first=_first(found), notes=_notes(found))  # fmt: skip


def _unclaimed(found: Evidence) -> Html:
    """Without claimed points: how many findings are serious."""
    lang = found.lang
    errors = sum(is_rejected(finding) for finding in found.found)
    lines = [word("risk_errors", lang), word("risk_unclaimed", lang)]
    return render("headline.html.j2", lang, name="", big=count_text(errors, lang), known=False, maximum="", moved="",
                  lines=lines, facts=_facts(found), working="", first=[], notes=_notes(found))  # fmt: skip


def _facts(found: Evidence) -> list[tuple[str, Cell]]:
    lang, levels = found.lang, Counter(severity(finding) for finding in found.found)
    real = [file for file in found.files if file.path]
    return [
        (word("evidence_files", lang), count_text(len(real), lang)),
        (word("evidence_questions", lang), count_text(len({file.code for file in real if file.code}), lang)),
        (word("evidence_serious", lang), count_text(levels["error"], lang)),
        (word("evidence_to_look", lang), count_text(levels["warning"], lang)),
        (word("evidence_years", lang), ", ".join(map(str, found.years.years)) or word("evidence_years_unknown", lang)),
    ]


def _sum(found: Evidence) -> Cell:
    """The points at risk as the sum of the blocks."""
    lang, blocks = found.lang, found.risk.by_block
    if not blocks:
        return ""
    parts = " + ".join(exact_text(micro, lang) for micro in blocks.values())
    line = f"{parts} = {exact_text(found.risk.at_risk_micro or 0, lang)}"
    return details(word("show_sum", lang), Markup('<p class="calc">{}</p>').format(line), WHOLE)


def _first(found: Evidence) -> list[dict[str, Cell]]:
    largest = sorted(found.risk.by_code.items(), key=lambda pair: -pair[1])[:FIRST]
    return [{"missing": exact_text(micro, found.lang), "label": question(found, code), "agencies": _why(found, code)}
            for code, micro in largest]  # fmt: skip


def _why(found: Evidence, code: str) -> str:
    """The office, and the first reason for which the question would be rejected."""
    first = next(finding for finding in found.found if finding.code == code and is_rejected(finding))
    return f"{office(found, found.leads.get(code, ''))}: {reason(first, found.lang)}"


def _notes(found: Evidence) -> list[str]:
    lang, years = found.lang, found.years
    notes = [word("evidence_verdict_note", lang)]
    if not years.years:
        notes.append(word("evidence_no_years", lang, period=found.period))
    elif years.note(lang):
        notes.append(years.note(lang))
    if found.limit_bytes is None:
        notes.append(word("evidence_no_limit", lang))
    return notes


def risk_reasons(found: Evidence) -> Html:
    """The reasons by family: points at risk, questions and findings; a sentence where nothing was found."""
    lang = found.lang
    families = [family for family in FAMILIES if any(kind_of(f).family == family for f in found.found)]
    if not families:
        return render("sentence.html.j2", lang, text=nothing(found))
    keys = ("evidence_reason", "evidence_at_risk", "evidence_serious", "evidence_to_look", "evidence_reminders")
    columns = [Column(word(key, lang), numeric=key != "evidence_reason") for key in keys]
    rows = [_family(found, family) for family in families]
    return show(Table(word("risk_reasons_caption", lang), columns, rows, shape="stack"))


def _family(found: Evidence, family: str) -> list[Cell]:
    lang = found.lang
    levels = Counter(severity(finding) for finding in found.found if kind_of(finding).family == family)
    counts = [count_text(levels[level], lang) if levels[level] else "" for level in (REJECTED, "warning", "info")]
    return [word(f"family_{family}", lang), _points(found, found.risk.by_family.get(family, 0)), *counts]


def _points(found: Evidence, micro: int) -> str:
    return exact_text(micro, found.lang) if micro else ""


def risk_blocks(found: Evidence) -> Html:
    """The points at risk by block, each opening to its questions; a sentence where there are none."""
    lang, risk = found.lang, found.risk
    if not risk.by_block:
        key = "risk_unclaimed" if risk.claimed_micro is None else "risk_none"
        return render("sentence.html.j2", lang, text=nothing(found, word(key, lang)))
    keys = ("evidence_part", "questions", "evidence_at_risk", "evidence_claimed")
    columns = [Column(word(key, lang), numeric=key != "evidence_part") for key in keys]
    blocks = [node for node in found.edition.at("block") if node.code in risk.by_block]
    rows = [_block(found, node.code) for node in blocks]
    under = [details(word("evidence_which", lang), risk_questions(found, _of_block(found, node.code)), node.code)
             for node in blocks]  # fmt: skip
    total = exact_text(risk.at_risk_micro or 0, lang)
    foot = [word("sum", lang), count_text(len(risk.by_code), lang), total, ""]
    return show(Table(word("risk_blocks_caption", lang), columns, rows, foot, under=under))


def _of_block(found: Evidence, block: str) -> list[str]:
    return [code for code in found.risk.by_code if found.edition.block_of(code) == block]


def _block(found: Evidence, block: str) -> list[Cell]:
    claimed = sum(micro for code, micro in (found.claimed or {}).items() if found.edition.block_of(code) == block)
    at_risk = see(block, exact_text(found.risk.by_block[block], found.lang))
    name = short_name(found.edition.by_code[block], found.lang)
    count = count_text(len(_of_block(found, block)), found.lang)
    return [name, count, at_risk, exact_maximum_text(claimed, found.lang)]


def risk_questions(found: Evidence, codes: list[str]) -> Html:
    """Some questions with their points at risk and what these add up to."""
    lang, points = found.lang, found.risk.by_code
    columns = [Column(word("question", lang)), Column(word("evidence_at_risk", lang), numeric=True)]
    rows: list[list[Cell]] = [[question(found, code), exact_text(points[code], lang)] for code in codes]
    foot: list[Cell] = [word("sum", lang), exact_text(sum(points[code] for code in codes), lang)]
    return show(Table(word("risk_questions_caption", lang), columns, rows, foot))


def evidence_limits(found: Evidence) -> Html:
    """What the audit cannot know, so that nobody takes it for more than it is."""
    keys = ("signature", "truth", "texts", "rules", "verifier")
    said = {key: word(f"evidence_cannot_{key}", found.lang) for key in keys}
    return render("evidence_limits.html.j2", found.lang, lines=list(said.values()))
