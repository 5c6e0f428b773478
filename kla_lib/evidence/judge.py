"""What verification may reject, and the claimed points that hang on it; pure: tables in, findings and sums out.

A question's claimed points are at risk once, however many findings it has, and only by findings that verification would
reject (`rules.findings`: errors). What is not claimed is not at risk. Points are exact micropoints.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kla_lib.evidence.findings import FAMILIES, Matter, finding_kinds, is_rejected, kind_of
from kla_lib.evidence.judge_dates import date_findings, file_years
from kla_lib.evidence.judge_files import file_findings
from kla_lib.evidence.judge_pairs import pair_findings
from kla_lib.evidence.judge_questions import question_findings
from kla_lib.evidence.model import Finding
from kla_lib.instrument.instrument import Edition


def findings(matter: Matter) -> tuple[Finding, ...]:
    """Every finding, in order of question, file and kind; what is of no question comes last. None where there is no
    evidence at all, which is one fact and not one for each question."""
    if not matter.scan.files:
        return ()
    found = [*question_findings(matter, file_years), *pair_findings(matter)]
    for file in matter.scan.files:
        found += [*file_findings(matter, file), *date_findings(matter, file)]
    order = {node.code: at for at, node in enumerate(matter.edition.at("question"))}
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
    mine = {node.code: claimed[node.code] for node in edition.at("question")
            if claimed.get(node.code, 0) > 0 and families.get(node.code)}  # fmt: skip
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
