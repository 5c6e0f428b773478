"""One agency's own page: its questions by missing points, the evidence they ask for, and who shares them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.core.problems import Lang
from kla_lib.core.records import Row
from kla_lib.display.html import Cell, Column, Html, Table, details, join, see, small, state, told
from kla_lib.display.numbers import count_text, exact_maximum_text, exact_text
from kla_lib.display.words import listed, word
from kla_lib.instrument.instrument import Node
from kla_lib.scoring.views.arithmetic import agency_sum, arithmetic
from kla_lib.scoring.views.figures import sentence
from kla_lib.share.document import Due, document, due_texts

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Assessment

OPEN = ("zero", "partial", "unanswered")
SHARED_SHOWN = 3


def agency_page(assessment: Assessment, role: str, due: Due = ()) -> str:
    """The page of an agency as a whole document; ``due``: deadlines, the nearest first.

    Raises InputFault for an assessment without a recap.
    """
    rows, lang = _questions(assessment, role), assessment.lang
    open_rows = sorted((q for q in rows if q["state"] in OPEN), key=lambda q: -int(q["gap_micro"]))
    rest = {kind: [q for q in rows if q["state"] == kind] for kind in ("full", "not_applicable", "hidden")}
    name = assessment.edition.agency(role, lang)
    return document(
        "share_agency.html.j2",
        assessment,
        word("share_agency", lang),
        agency=name,
        due=due_texts(due, lang),
        missing=_missing(role, open_rows, assessment),
        sum=join([agency_sum(assessment, role, rows, role), _worth_sum(role, rows, assessment)]),
        proofs=[arithmetic(assessment, code) for code in _behind(rows, assessment)],
        facts=_facts(role, rows, open_rows, assessment),
        open=_open_table(open_rows, role, assessment),
        evidence=_evidence_counts(open_rows, assessment),
        full=_short_table("agency_full", rest["full"], assessment),
        aside=_short_table("agency_aside", rest["not_applicable"], assessment),
        hidden=count_text(len(rest["hidden"]), lang) if rest["hidden"] else "",
    )


def _questions(assessment: Assessment, role: str) -> list[Row]:
    return [row for row in assessment.question_rows() if role in row["agencies"]]


def _missing(role: str, open_rows: Sequence[Row], assessment: Assessment) -> Cell:
    missing = exact_text(sum(int(q["gap_micro"]) for q in open_rows), assessment.lang)
    return see(role, missing) if any(int(q["gap_micro"]) for q in open_rows) else missing


def _behind(rows: Sequence[Row], assessment: Assessment) -> list[str]:
    """The indicators that the agency's questions belong to and that any figure leads to, in the instrument's order."""
    return list(dict.fromkeys(str(row["indicator"]) for row in rows if row["state"] != "hidden"))


def _worth(rows: Sequence[Row], assessment: Assessment) -> str:
    return exact_maximum_text(sum(int(q["max_micro"]) for q in rows), assessment.lang)


def _worth_sum(role: str, rows: Sequence[Row], assessment: Assessment) -> Markup:
    """The maxima of the agency's questions as one sum."""
    parts = [
        Markup("{} <i>({})</i>").format(exact_maximum_text(int(q["max_micro"]), assessment.lang), q["code"])
        for q in rows
    ]
    line = Markup('<p class="calc">{} = {}</p>').format(join(parts, " + "), _worth(rows, assessment))
    return details(word("agency_worth", assessment.lang), line, f"{role}-max")


def _facts(role: str, rows: Sequence[Row], open_rows: Sequence[Row], assessment: Assessment) -> list[tuple[str, Cell]]:
    lang, shared = assessment.lang, sum(len(q["agencies"]) > 1 for q in rows)
    return [
        (word("questions", lang), count_text(len(rows), lang)),
        (word("open_questions", lang), count_text(len(open_rows), lang)),
        (word("agency_shared", lang), count_text(shared, lang)),
        (
            word("agency_worth", lang),
            see(f"{role}-max", _worth(rows, assessment)) if rows else _worth(rows, assessment),
        ),
    ]


def _open_table(rows: Sequence[Row], role: str, assessment: Assessment) -> Html:
    if not rows:
        return sentence("nothing_missing", assessment)
    keys = ("question", "missing", "agency_state", "memo_data_needed", "agency_with")
    columns = [Column(word(key, assessment.lang), numeric=key == "missing") for key in keys]
    body = [_open_row(row, role, assessment) for row in rows]
    return Table(word("agency_open", assessment.lang), columns, body, shape="stack")


def _open_row(row: Row, role: str, assessment: Assessment) -> list[Cell]:
    node, lang = assessment.edition.by_code[str(row["code"])], assessment.lang
    above = assessment.edition.by_code[node.parent]
    under = small(f"{above.code} {above.label(lang)}"), small(_default(node, lang))
    head = Markup("<b>{}</b> {}{}{}").format(node.code, node.label(lang), *under)
    whole = exact_maximum_text(int(row["max_micro"]), lang)
    gap = Markup("<b>{}</b>{}").format(_gap(row, assessment), small(word("of_max", lang, max=whole)))
    return [head, gap, _state(row, assessment), _evidence(row, assessment), _sharing(row, role, assessment)]


def _gap(row: Row, assessment: Assessment) -> Markup:
    return see(str(row["indicator"]), exact_text(int(row["gap_micro"]), assessment.lang))


def _state(row: Row, assessment: Assessment) -> Markup:
    if row["state"] == "partial":
        points = see(str(row["indicator"]), exact_text(int(row["points_micro"]), assessment.lang))
        return state("partial", told("agency_partial", assessment.lang, points=points))
    return state(str(row["state"]), word(f"state_{row['state']}", assessment.lang))


def _evidence(row: Row, assessment: Assessment) -> str:
    names = [word(f"evidence_{kind}", assessment.lang) for kind in row["evidence"]]
    return listed(names, assessment.lang) if names else word("evidence_none", assessment.lang)


def _sharing(row: Row, role: str, assessment: Assessment) -> str:
    """The agencies that answer the same question, in the instrument's order."""
    names = [assessment.edition.agency(other, assessment.lang) for other in row["agencies"] if other != role]
    if len(names) > SHARED_SHOWN + 1:
        others = word("others", assessment.lang, count=count_text(len(names) - SHARED_SHOWN, assessment.lang))
        names = [*names[:SHARED_SHOWN], others]
    return listed(names, assessment.lang) if names else word("agency_alone", assessment.lang)


def _evidence_counts(rows: Sequence[Row], assessment: Assessment) -> list[tuple[str, str]]:
    """How many open questions ask for each kind of document, the commonest first."""
    counts = Counter(kind for row in rows for kind in row["evidence"])
    return [
        (word(f"evidence_{kind}", assessment.lang), count_text(n, assessment.lang)) for kind, n in counts.most_common()
    ]


def _short_table(caption: str, rows: Sequence[Row], assessment: Assessment) -> Html | None:
    if not rows:
        return None
    columns = [Column(word("question", assessment.lang)), Column(word("max", assessment.lang), numeric=True)]
    body = [_short_row(row, assessment) for row in rows]
    said = {"agency_full": word("agency_full", assessment.lang), "agency_aside": word("agency_aside", assessment.lang)}
    return Table(said[caption], columns, body)


def _short_row(row: Row, assessment: Assessment) -> list[Cell]:
    node = assessment.edition.by_code[str(row["code"])]
    maximum = exact_maximum_text(int(row["max_micro"]), assessment.lang)
    head = Markup("{} {}{}").format(node.code, node.label(assessment.lang), small(_default(node, assessment.lang)))
    return [head, see(str(row["indicator"]), maximum)]


def _default(node: Node, lang: Lang) -> str:
    """That our own default addresses the question to its agencies; empty where a source names them."""
    return word("lead_default", lang) if node.lead_source else ""
