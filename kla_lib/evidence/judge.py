"""What verification may reject, and the claimed points that depend on it; pure: tables in, findings and sums out.

A question's claimed points are at risk once, however many findings it has, and only by findings that verification would
reject (errors). What is not claimed is not at risk. Points are exact micropoints.

What a question asks for is edition data, found by words of its text, so it may ask for more. Fewer files than documents are
therefore a reason to look, not a verdict: one file may hold several.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kla_lib.evidence.findings import FAMILIES, finding_kinds, is_rejected, kind_of
from kla_lib.evidence.judge_dates import date_findings, file_years
from kla_lib.evidence.judge_files import file_findings, pair_findings
from kla_lib.evidence.model import PICTURES, EvidenceFile, EvidenceToJudge, Finding
from kla_lib.evidence.names import is_link
from kla_lib.instrument.instrument import Edition

DOCUMENTS = frozenset(
    (
        "matrix",
        "document",
        "photo",
        "certificate",
        "decree",
        "report",
        "sop",
        "attendance",
        "minutes",
        "follow_up",
        "signed_budget",
        "village_budget",
    )
)
SIGNED = frozenset(("signed_budget", "village_budget"))
BOTH_YEARS = "two_years"


def findings(evidence: EvidenceToJudge) -> tuple[Finding, ...]:
    """Every finding, in order of question, file and kind; what is of no question comes last. None where there is no
    evidence at all, which is one fact and not one for each question."""
    if not evidence.scan.files:
        return ()
    found = [*_question_findings(evidence), *pair_findings(evidence)]
    for file in evidence.scan.files:
        found += [*file_findings(evidence, file), *date_findings(evidence, file)]
    order = {node.code: at for at, node in enumerate(evidence.edition.at("question"))}
    kinds = finding_kinds()
    return tuple(sorted(found, key=lambda f: (order.get(f.code, len(order)), f.file, kinds[f.kind].order, f.twin)))


@dataclass(frozen=True)
class Risk:
    """Claimed points and those at risk, in micropoints; None of both where nobody has said what is claimed.

    ``by_code``: the questions at risk in the edition's order. Blocks and agencies (``""``: no lead) share the sum out;
    a question with reasons of several families counts in each of these, so they may add up to more.
    """

    claimed_micro: int | None = None
    at_risk_micro: int | None = None
    by_code: Mapping[str, int] = field(default_factory=dict)
    by_block: Mapping[str, int] = field(default_factory=dict)
    by_agency: Mapping[str, int] = field(default_factory=dict)
    by_family: Mapping[str, int] = field(default_factory=dict)


def risk(
    found: Iterable[Finding], claimed: Mapping[str, int] | None, edition: Edition, leads: Mapping[str, str]
) -> Risk:
    """The points at risk by question, block, leading agency and family of reasons."""
    if claimed is None:
        return Risk()
    families = rejected_families(found)
    mine = {
        node.code: claimed[node.code]
        for node in edition.at("question")
        if claimed.get(node.code, 0) > 0 and families.get(node.code)
    }
    return Risk(
        claimed_micro=sum(micro for micro in claimed.values() if micro > 0),
        at_risk_micro=sum(mine.values()),
        by_code=mine,
        by_block=_summed(mine, {code: (edition.block_of(code),) for code in mine}),
        by_agency=_summed(mine, {code: (leads.get(code, ""),) for code in mine}),
        by_family=_summed(mine, {code: tuple(families[code]) for code in mine}),
    )


def rejected_families(found: Iterable[Finding]) -> dict[str, list[str]]:
    """By question, the families of the findings for which it would be rejected, in the order they are told."""
    seen: dict[str, set[str]] = {}
    for finding in found:
        if is_rejected(finding):
            seen.setdefault(finding.code, set()).add(kind_of(finding).family)
    return {code: [family for family in FAMILIES if family in families] for code, families in seen.items()}


def _summed(micro: Mapping[str, int], parts: Mapping[str, Sequence[str]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for code, points in micro.items():
        for part in parts[code]:
            sums[part] = sums.get(part, 0) + points
    return sums


def _question_findings(evidence: EvidenceToJudge) -> Iterator[Finding]:
    """What is missing at each question, in the edition's order: any evidence, a document that it asks for, one of the years."""
    for code in (node.code for node in evidence.edition.at("question")):
        files, points = evidence.by_code.get(code, []), evidence.points(code)
        real = [file for file in files if file.is_real and not evidence.is_only_link(file)]
        if points and not real and not _is_listed(evidence, files):
            yield Finding(code, "", "no_evidence", points, values=(("listed", str(len(files))),))
        elif real and evidence.claimed is not None and not points and not evidence.is_claimed_above(code):
            yield Finding(code, "", "not_claimed", None, values=(("count", str(len(real))),))
        elif real:
            yield from _incomplete(evidence, code, real)


def _is_listed(evidence: EvidenceToJudge, files: Sequence[EvidenceFile]) -> bool:
    """True if an agency says that it has a file, where no files are kept that could be looked at."""
    return not evidence.has_folder and any(not file.is_real and not is_link(file.listed) for file in files)


def _incomplete(evidence: EvidenceToJudge, code: str, real: Sequence[EvidenceFile]) -> Iterator[Finding]:
    asked, points = evidence.edition.evidence.get(code, ()), evidence.points(code)
    usable = [file for file in real if evidence.is_readable(file)]
    documents = [kind for kind in asked if kind in DOCUMENTS]
    if len(usable) < len(documents):
        told = (("count", str(len(usable))), ("wanted", str(len(documents))), ("evidence", ";".join(documents)))
        yield Finding(code, "", "few_documents", points, values=told)
    if usable and "photo" in asked and not any(_shows(evidence, file) for file in usable):
        yield Finding(code, "", "no_photo", points)
    if BOTH_YEARS in asked:
        yield from _years(evidence, code, {year for file in usable for year in file_years(evidence, file)})
    if usable and SIGNED.intersection(asked):
        yield Finding(code, "", "look_signature", points)


def _shows(evidence: EvidenceToJudge, file: EvidenceFile) -> bool:
    """True if there is any picture in a file, or it cannot be told."""
    found = evidence.measured(file)
    return found is not None and (
        bool(found.pictures) or found.content in (*PICTURES, "video", "doc", "ppt", "foreign", "zip", "rar", "7z")
    )


def _years(evidence: EvidenceToJudge, code: str, seen: set[int]) -> Iterator[Finding]:
    """A year that no file is seen to be about, where some are seen to be of another."""
    missing = [str(year) for year in evidence.years.years if year not in seen]
    if seen and missing:
        yield Finding(code, "", "one_year", evidence.points(code), values=(("missing", ", ".join(missing)),))
