"""Points at risk: counted once, exact, never more than is claimed, never less for one more finding."""

from hypothesis import given
from hypothesis import strategies as st

from kla_lib.evidence.findings import FAMILIES, finding_kinds
from kla_lib.evidence.judge import risk
from kla_lib.evidence.model import Finding
from kla_lib.instrument import editions

EDITION = editions.load(editions.shipped()["2023"])
CODES = [node.code for node in EDITION.at("question")]
LEADS = {node.code: node.agencies[0] for node in EDITION.at("question") if node.agencies}
FEW = [*CODES[:6], *CODES[-6:]]
some_codes = st.sampled_from([*FEW, ""])
some_findings = st.lists(
    st.builds(Finding, some_codes, st.sampled_from(["a.pdf", "b.jpg", ""]), st.sampled_from(sorted(finding_kinds())))
)
some_claims = st.fixed_dictionaries({}, optional={code: st.integers(0, 12_000_000) for code in FEW})


def by_hand(found, claimed):
    """The oracle: question by question, with no table of anything."""
    rejecting = {row.kind: row.family for row in finding_kinds().values() if row.severity == "error"}
    total, blocks, agencies, families = 0, {}, {}, {}
    for code in CODES:
        reasons = {rejecting[finding.kind] for finding in found if finding.code == code and finding.kind in rejecting}
        if reasons and claimed.get(code, 0) > 0:
            total += claimed[code]
            for sums, key in (
                (blocks, EDITION.block_of(code)),
                (agencies, LEADS.get(code, "")),
                *((families, f) for f in reasons),
            ):
                sums[key] = sums.get(key, 0) + claimed[code]
    return total, blocks, agencies, families


@given(some_findings, some_claims)
def test_it_is_what_counting_by_hand_gives(found, claimed):
    sums = risk(found, claimed, EDITION, LEADS)
    assert (sums.at_risk_micro, sums.by_block, sums.by_agency, sums.by_family) == by_hand(found, claimed)


@given(some_findings, some_claims)
def test_the_parts_are_the_whole_and_the_whole_is_no_more_than_claimed(found, claimed):
    sums = risk(found, claimed, EDITION, LEADS)
    assert (
        sum(sums.by_block.values()) == sum(sums.by_agency.values()) == sum(sums.by_code.values()) == sums.at_risk_micro
    )
    assert sums.at_risk_micro <= sums.claimed_micro == sum(claimed.values())
    assert set(sums.by_family) <= set(FAMILIES) and max(sums.by_family.values(), default=0) <= sums.at_risk_micro


@given(some_findings, some_findings, some_claims)
def test_more_findings_never_lower_it(found, more, claimed):
    before, after = (risk(each, claimed, EDITION, LEADS) for each in (found, [*found, *more]))
    assert after.at_risk_micro >= before.at_risk_micro
    assert all(after.by_block[block] >= micro for block, micro in before.by_block.items())


@given(some_findings)
def test_where_nobody_has_said_what_is_claimed_nothing_is_counted(found):
    sums = risk(found, None, EDITION, LEADS)
    assert (sums.claimed_micro, sums.at_risk_micro, sums.by_code) == (None, None, {})
