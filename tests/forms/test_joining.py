"""Many returns, one answer: cases side by side, and what holds for any returns at all. All values are made up."""

from collections import Counter
from decimal import Decimal
from itertools import groupby

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kla_lib.core.problems import Where, problem
from kla_lib.forms.collect import account, again
from kla_lib.forms.consistency import contradictions, told_to_each
from kla_lib.forms.joining import join, older_copies, replay, uncorrected
from kla_lib.forms.originals import Kept, history_csv
from kla_lib.forms.returns import FilledCell, Return
from kla_lib.local.model import Decision

DUTIES = {"4.1": ("disdukcapil", "dp3a", "dinkes"), "4.2": ("disdukcapil", "dp3a")}
CHOICES = {"Ada": "yes", "Yes": "yes", "Belum ada": "no", "Sebagian": "part"}


NAMES = {"dp3a": "Dinas P3A", "dinkes": "Dinas Kesehatan"}


def cell(told, file, line):
    """``4.1 total=230`` is a kept cell, ``4.1 total!x`` a rejected one, ``anak total=5`` a figure, ``B7 4.1 file=a`` evidence."""
    place, mark, text = next(told.partition(m) for m in "=!" if m in told and told.index(m) > 0)
    row, code, field = (["", *place.split()])[-3:]
    if code == "?":
        return FilledCell("", "", "", text, Where(file, "answers", f"Z{line}"), row=line, status="rejected")
    table = "evidence" if row else "answers" if code[:1].isdigit() else "figures"
    number = Decimal(text) if text.replace(".", "").isdigit() and table != "evidence" else None
    return FilledCell(
        table, code, field, text, Where(file, table, f"A{line}"), number,
        CHOICES.get(text, ""), int(row[1:] or 0) if row else line, "kept" if mark == "=" else "rejected",
    )  # fmt: skip


def returned(told, order=1):
    """``dp3a: 4.1 answer=Ada; 4.1 total=230``, or ``dp3a@03-01: ...`` where the file says when it was saved, ``!`` behind
    the name where a person said that it holds."""
    named, _, cells = told.partition(": ")
    agency, _, saved = named.removesuffix("!").partition("@")
    file = f"{order}.xlsx"
    found = [cell(one, file, line) for line, one in enumerate(filter(None, cells.split("; ")), start=1)]
    faults = [
        problem("form_choice", g.where, g.text, code=g.code, choices="-", near="-")
        for g in found
        if g.status == "rejected"
    ]
    day = f"2026-{saved}T00:00:00" if saved else ""
    return Return(file, "", {"agency": agency}, tuple(found), tuple(faults), day, named.endswith("!"))


def joined(returns, decisions=()):
    made = [returned(told, order) for order, told in enumerate(returns, start=1)]
    return join(replay(made), DUTIES, [Decision(*one.split("/")) for one in decisions])


CASES = {  # returns in order, decisions code/field/agency, what counts, conflicts, and what became of each cell
    "one office": (["dp3a: 4.1 answer=Ada"], [], ["4.1 answer Ada dp3a supporter"], [], "current"),
    "an answer in a row that evidence has too": (
        ["disdukcapil: 4.1 answer=Ada; B1 4.1 file=a.pdf", "disdukcapil: 4.1 answer=Belum ada"],
        [],
        ["4.1 answer Belum ada disdukcapil lead", "4.1 file a.pdf disdukcapil evidence"],
        [],
        "superseded current current",
    ),
    "later over earlier": (
        ["dp3a: 4.1 answer=Ada; 4.1 total=5", "dp3a: 4.1 total=6"],
        [],
        ["4.1 answer Ada dp3a supporter", "4.1 total 6 dp3a supporter"],
        [],
        "current superseded current",
    ),
    "an empty cell takes nothing away": (
        ["dp3a: 4.1 answer=Ada; 4.1 note=lama", "dp3a: 4.1 answer=Ada"],
        [],
        ["4.1 answer Ada dp3a supporter", "4.1 note lama dp3a supporter"],
        [],
        "current current unchanged",
    ),
    "a rejected cell takes nothing away": (
        ["dp3a: 4.1 total=5", "dp3a: 4.1 total!lima"], [], ["4.1 total 5 dp3a supporter"], [], "current rejected"
    ),
    "the same in the other language": (
        ["dp3a: 4.1 answer=Ada", "dp3a: 4.1 answer=Yes"], [], ["4.1 answer Ada dp3a supporter"], [], "current unchanged"
    ),
    "back to what it was, saved last": (
        ["dp3a@03-01: 4.1 total=5", "dp3a@03-02: 4.1 total=6", "dp3a@03-03: 4.1 total=5"],
        [],
        ["4.1 total 5 dp3a supporter"],
        [],
        "superseded superseded current",
    ),
    "an old copy that does not say when it was saved": (
        ["dp3a: 4.1 total=5", "dp3a: 4.1 total=6", "dp3a: 4.1 total=5"],
        [],
        ["4.1 total 6 dp3a supporter"],
        [],
        "superseded current older",
    ),
    "an old copy, of which some holds still": (
        ["dp3a: 4.1 answer=Ada; 4.1 total=5", "dp3a: 4.1 total=6", "dp3a: 4.1 total=5; 4.1 answer=Yes"],
        [],
        ["4.1 answer Ada dp3a supporter", "4.1 total 6 dp3a supporter"],
        [],
        "current superseded current older unchanged",
    ),
    "an old copy that a person calls the newest": (
        ["dp3a: 4.1 total=5", "dp3a: 4.1 total=6", "dp3a!: 4.1 total=5"],
        [],
        ["4.1 total 5 dp3a supporter"],
        [],
        "superseded superseded current",
    ),
    "of two earlier states no copy of either": (
        ["dp3a: 4.1 total=5; 4.2 total=5", "dp3a: 4.1 total=6; 4.2 total=6", "dp3a: 4.1 total=7",
         "dp3a: 4.1 total=6; 4.2 total=5"],
        [],
        ["4.1 total 6 dp3a supporter", "4.2 total 5 dp3a supporter"],
        [],
        "superseded superseded superseded superseded superseded current current",
    ),
    "an old copy with something new beside it": (
        ["dp3a: 4.1 total=5", "dp3a: 4.1 total=6", "dp3a: 4.1 total=5; 4.2 total=1"],
        [],
        ["4.1 total 5 dp3a supporter", "4.2 total 1 dp3a supporter"],
        [],
        "superseded superseded current current",
    ),
    "saved earlier and come later, with something new": (
        ["dp3a@03-02: 4.1 total=6", "dp3a@03-01: 4.1 total=5; 4.2 total=1"],
        [],
        ["4.1 total 6 dp3a supporter", "4.2 total 1 dp3a supporter"],
        [],
        "current older current",
    ),
    "said again in a later file, then an old one": (
        ["dp3a@03-01: 4.1 total=6", "dp3a@03-04: 4.1 total=6", "dp3a@03-02: 4.1 total=5"],
        [],
        ["4.1 total 6 dp3a supporter"],
        [],
        "current unchanged older",
    ),
    "an older copy, then a newer answer": (
        ["dp3a@03-02: 4.1 total=6", "dp3a@03-01: 4.1 total=5", "dp3a@03-03: 4.1 total=7"],
        [],
        ["4.1 total 7 dp3a supporter"],
        [],
        "superseded older current",
    ),
    "the lead over its supporters": (
        ["dp3a: 4.1 answer=Belum ada; 4.1 total=1", "disdukcapil: 4.1 answer=Ada"],
        [],
        ["4.1 answer Ada disdukcapil lead"],
        [],
        "current current current",
    ),
    "a note alone is no answer of the lead": (
        ["dp3a: 4.1 answer=Ada", "disdukcapil: 4.1 note=menyusul"],
        [],
        ["4.1 answer Ada dp3a supporter", "4.1 note menyusul disdukcapil supporter"],
        [],
        "current current",
    ),
    "supporters that agree": (
        ["dinkes: 4.1 total=5", "dp3a: 4.1 total=5; 4.1 note=cek"],
        [],
        ["4.1 note cek dp3a supporter", "4.1 total 5 dp3a supporter"],
        [],
        "current current current",
    ),
    "supporters that differ": (
        ["dinkes: 4.1 total=5; 4.1 answer=Ada", "dp3a: 4.1 total=6; 4.1 answer=Ada"],
        [],
        ["4.1 answer Ada dp3a supporter"],
        ["4.1 total dp3a=6 dinkes=5"],
        "conflict current conflict current",
    ),
    "a decision for the whole question": (
        ["dinkes: 4.1 total=5; 4.1 answer=Ada", "dp3a: 4.1 total=6; 4.1 whole=9"],
        ["4.1//dinkes"],
        ["4.1 answer Ada dinkes decision", "4.1 total 5 dinkes decision"],
        [],
        "current current current current",
    ),
    "a decision for one field, against the lead": (
        ["disdukcapil: 4.1 total=5; 4.1 answer=Ada", "dp3a: 4.1 total=6; 4.1 answer=Belum ada"],
        ["4.1/total/dp3a"],
        ["4.1 answer Ada disdukcapil lead", "4.1 total 6 dp3a decision"],
        [],
        "current current current current",
    ),
    "a decision for an office that said nothing": (
        ["dinkes: 4.1 total=5", "dp3a: 4.1 total=6"],
        ["4.1//disdukcapil"],
        [],
        ["4.1 total dp3a=6 dinkes=5"],
        "conflict conflict",
    ),
    "one quantity given differently": (
        ["dp3a: anak total=250", "disdukcapil: anak total=240"],
        [],
        [],
        ["anak total disdukcapil=240 dp3a=250"],
        "conflict conflict",
    ),
    "a quantity decided": (
        ["dp3a: anak total=250", "disdukcapil: anak total=240"],
        ["anak//disdukcapil"],
        ["anak total 240 disdukcapil decision"],
        [],
        "current current",
    ),
    "evidence of all offices, moved rows told once": (
        ["dp3a: B5 4.1 file=a; B5 4.1 number=1", "dp3a: B9 4.1 file=a; B9 4.1 number=1; B5 4.1 file=b", "dinkes: B5 4.1 file=c"],
        [],
        ["4.1 file a dp3a evidence", "4.1 file b dp3a evidence", "4.1 file c dinkes evidence", "4.1 number 1 dp3a evidence"],
        [],
        "current current unchanged unchanged current current",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_counts_and_what_became_of_every_cell(case):
    returns, decisions, counting, conflicts, became = case
    found = joined(returns, decisions)
    told = [(r.given.code, r.given.field, r.given.text, r.agency, r.counts) for r in found.records if r.counts]
    assert sorted(" ".join(one) for one in told) == counting
    assert [
        " ".join([c.code, c.field, *(f"{r.agency}={r.given.text}" for r in c.records)]) for c in found.conflicts
    ] == conflicts
    assert " ".join(record.status for record in found.records) == became


def test_a_contradiction_names_both_cells():
    found = joined(["dinkes: 4.1 total=5", "dp3a: 4.1 total=6", "dp3a: 4.1 total=6"])
    (fault,) = contradictions(found.conflicts, NAMES)
    assert (fault.kind, fault.where, fault.found) == ("form_conflict", Where("1.xlsx", "answers", "A1"), "5")
    assert all(
        word in fault.remedy()
        for word in ("Dinas P3A (dp3a)", "Dinas Kesehatan (dinkes)", "3.xlsx", "6", "keputusan.csv")
    )
    assert found.conflicts[0].as_dict()["values"][0] == {
        "agency": "dp3a", "found": "6", "file": "3.xlsx", "sheet": "answers", "cell": "A1",
    }  # fmt: skip


def test_a_quantity_s_contradiction_has_the_words_of_numbers():
    conflicts = joined(["dp3a: anak total=250", "disdukcapil: anak total=240"]).conflicts
    (fault,) = contradictions(conflicts, NAMES)
    assert (fault.kind, fault.found, fault.where.file) == ("check_agencies", "250", "1.xlsx")
    assert all(word in fault.remedy() for word in ("Dinas P3A (dp3a)", "disdukcapil", "240", "2.xlsx", "A1"))


def test_each_office_of_a_contradiction_is_told_at_its_own_cell():
    conflicts = joined(["dinkes: 4.1 total=5", "dp3a: 4.1 total=6", "polres: 4.1 total=5"]).conflicts
    told = {role: [(p.where.file, p.found, dict(p.values)["said"]) for p in faults]
            for role, faults in told_to_each(conflicts, NAMES).items()}  # fmt: skip
    assert told == {
        "dinkes": [("1.xlsx", "5", "6")], "dp3a": [("2.xlsx", "6", "5")], "polres": [("3.xlsx", "5", "6")],
    }  # fmt: skip


def test_a_decision_without_an_answer_is_told():
    assert joined(["dp3a: 4.1 total=1"], ["4.1//dinkes", "4.1//dp3a"]).idle == (Decision("4.1", "", "dinkes"),)


UNMENDED = {  # returns in order, and what of each is told in the end; "? ?!..." stands outside the form's places
    "mended and open": (
        ["dp3a: 4.1 total!x; 4.2 total!y", "dinkes: 4.1 total!z", "dp3a: 4.1 total=5; 4.2 note=n"], ["y", "z", ""]
    ),
    "beside the places, and then some of the answers": (
        ["dp3a: 4.1 answer=Ada; 4.2 answer=Ada; ? ?!lihat lampiran", "dp3a: 4.1 answer=Ada"], ["lihat lampiran", ""]
    ),
    "beside the places, and gone in a later copy": (
        ["dp3a: 4.1 answer=Ada; ? ?!lihat lampiran", "dp3a: 4.1 answer=Belum ada; 4.2 answer=Ada"], ["", ""]
    ),
    "beside the places, and there again": (
        ["dp3a: 4.1 answer=Ada; ? ?!lihat", "dp3a: 4.1 answer=Ada; ? ?!lihat"], ["", "lihat"]
    ),
    "nothing could be used, and then one answer": (
        ["dp3a: ? ?!a; ? ?!b", "dp3a: 4.1 answer=Ada"], ["a b", ""]
    ),
    "nothing could be used, and then the whole": (
        ["dp3a: ? ?!a; ? ?!b", "dp3a: 4.1 answer=Ada; 4.2 answer=Ada"], ["", ""]
    ),
    "another office mends nothing": (["dp3a: ? ?!a", "dinkes: 4.1 answer=Ada"], ["a", ""]),
}  # fmt: skip


@pytest.mark.parametrize("case", UNMENDED.values(), ids=UNMENDED)
def test_mended_faults_are_not_told_again_and_open_ones_are(case):
    sent, wanted = case
    made = [returned(told, order) for order, told in enumerate(sent, start=1)]
    assert [" ".join(p.found for p in one.problems) for one in uncorrected(made)] == wanted


def test_an_older_copy_mends_nothing():
    sent = ["dp3a@03-02: 4.1 total!x; 4.2 total=2", "dp3a@03-01: 4.1 total=1; 4.2 total=1"]
    made = [returned(told, order) for order, told in enumerate(sent, start=1)]
    told = uncorrected(made, join(replay(made), DUTIES).aged)
    assert [[p.found for p in one.problems] for one in told] == [["x"], []]


COPIES = {  # returns in order, and what is told: kind, file, found, and the word that holds
    "an old copy": (["dp3a@03-02: 4.1 total=6", "dp3a@03-01: 4.1 total=5"], [("form_older", "2.xlsx", "5", "6")]),
    "an old copy, answered since": (
        ["dp3a@03-02: 4.1 total=6", "dp3a@03-01: 4.1 total=5", "dp3a@03-04: 4.1 total=6"], []
    ),
    "back, saved last": (
        ["dp3a@03-01: 4.1 total=5", "dp3a@03-02: 4.1 total=6", "dp3a@03-03: 4.1 total=5"],
        [("form_back", "3.xlsx", "5", "")],
    ),
    "back, and then on": (
        ["dp3a@03-01: 4.1 total=5", "dp3a@03-02: 4.1 total=6", "dp3a@03-03: 4.1 total=5", "dp3a@03-04: 4.2 note=n"], []
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", COPIES.values(), ids=COPIES)
def test_copies_are_told(case):
    sent, wanted = case
    told = [
        (p.kind, p.where.file, p.found, dict(p.values).get("said", ""))
        for p in older_copies(joined(sent), [1, 2, 3, 4])
    ]
    assert told == wanted


OFFICES = ("disdukcapil", "dp3a", "dinkes", "polres")
CELLS = st.builds(
    lambda code, field, mark, value: f"{code} {field}{mark}{value}",
    st.sampled_from(["4.1", "4.2", "anak", "B5 4.1", "B6 4.1"]),
    st.sampled_from(["total", "answer", "note", "male"]),
    st.sampled_from("==!"),
    st.sampled_from(["1", "2", "Ada", "Yes", "Belum ada"]),
)
RETURNS = st.lists(
    st.builds(
        lambda office, cells: f"{office}: " + "; ".join(cells),
        st.sampled_from(OFFICES),
        st.lists(CELLS, max_size=6, unique_by=lambda told: told.replace("!", "=").partition("=")[0]),
    ),
    max_size=6,
)


def outcome(found):
    counting = sorted((r.given.table, r.given.code, r.given.field, r.row, r.given.text, r.agency, r.counts)
                      for r in found.records if r.counts)  # fmt: skip
    return counting, [(c.code, c.field, sorted((r.agency, r.given.text) for r in c.records)) for c in found.conflicts]


@settings(deadline=None)
@given(RETURNS)
def test_nothing_is_lost_and_every_cell_is_accounted_for(returns):
    found = joined(returns)
    cells = [g for order, told in enumerate(returns, start=1) for g in returned(told, order).given]
    assert [record.given for record in found.records] == cells
    kept = [Kept(order, f"{order:064x}", f"{order}.xlsx", "2026-01-01") for order in range(1, len(returns) + 1)]
    assert history_csv(found.records, kept).count("\n") == len(cells) + 1
    for order in range(1, len(returns) + 1):
        for one in (account(found.records, [order]), again(found.records, order)):
            assert one.cells == one.kept + one.unchanged + one.rejected == len(returned(returns[order - 1]).given)
    whole = account(found.records, range(1, len(returns) + 1))
    assert whole.superseded == Counter(record.status for record in found.records)["superseded"]


@settings(deadline=None)
@given(RETURNS)
@example(["disdukcapil: B5 4.1 total=1", "disdukcapil: B5 4.1 answer=1; B6 4.1 total=1"])  # a row moved down
@example(["disdukcapil: B5 4.1 total=1", "disdukcapil: B5 4.1 total=2; B6 4.1 total=1"])
@example(["disdukcapil: B5 4.1 total=1", "disdukcapil: B5 4.1 total=1; B6 4.1 total=1"])
def test_what_was_said_before_adds_nothing(returns):
    found = joined([*returns, *returns[-1:]])
    assert outcome(found) == outcome(joined(returns))
    last = account(found.records, [len(returns) + 1])
    assert last.kept == last.superseded == 0


@settings(deadline=None)
@given(RETURNS)
def test_the_order_of_different_offices_does_not_matter(returns):
    by_office = groupby(
        sorted(returns, key=lambda told: told.partition(":")[0]), key=lambda told: told.partition(":")[0]
    )
    assert outcome(joined(returns)) == outcome(joined([told for _, mine in by_office for told in mine]))


@settings(deadline=None)
@given(RETURNS)
def test_each_office_has_one_word_on_everything(returns):
    current = [(r.agency, *r.key) for r in joined(returns).records if r.status in ("current", "conflict")]
    assert len(current) == len(set(current))
