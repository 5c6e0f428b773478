"""One agency's own page: its questions by missing points, the evidence they ask for, and who shares them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.core.problems import Lang
from kla_lib.core.records import Row
from kla_lib.display.html import Cell, Column, Html, Table, details, join, see, show, small, state, told
from kla_lib.display.numbers import count_text, exact_maximum_text, exact_text
from kla_lib.display.words import listed, word
from kla_lib.instrument.instrument import Node
from kla_lib.scoring.views.arithmetic import agency_sum, arithmetic
from kla_lib.scoring.views.figures import sentence
from kla_lib.share.document import Due, document, due_texts

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Case

OPEN = ("zero", "partial", "unanswered")
SHARED_SHOWN = 3


def agency_page(case: Case, role: str, due: Due = ()) -> str:
    """The page of an agency as a whole document; ``due``: deadlines, the nearest first.

    Raises InputFault for a case without a recap.
    """
    rows, lang = _questions(case, role), case.lang
    open_rows = sorted((q for q in rows if q["state"] in OPEN), key=lambda q: -int(q["gap_micro"]))
    rest = {kind: [q for q in rows if q["state"] == kind] for kind in ("full", "not_applicable", "hidden")}
    name = case.edition.agency(role, lang)
    return document(
        "share_agency.html.j2",
        case,
        word("share_agency", lang),
        agency=name,
        due=due_texts(due, lang),
        missing=_missing(role, open_rows, case),
        sum=join([agency_sum(case, role, rows, role), _worth_sum(role, rows, case)]),
        proofs=[arithmetic(case, code) for code in _behind(rows, case)],
        facts=_facts(role, rows, open_rows, case),
        open=_open_table(open_rows, role, case),
        evidence=_evidence_counts(open_rows, case),
        full=_short_table("agency_full", rest["full"], case),
        aside=_short_table("agency_aside", rest["not_applicable"], case),
        hidden=count_text(len(rest["hidden"]), lang) if rest["hidden"] else "",
    )


def _questions(case: Case, role: str) -> list[Row]:
    return [row for row in case.question_rows() if role in row["agencies"]]


def _missing(role: str, open_rows: Sequence[Row], case: Case) -> Cell:
    missing = exact_text(sum(int(q["gap_micro"]) for q in open_rows), case.lang)
    return see(role, missing) if any(int(q["gap_micro"]) for q in open_rows) else missing


def _behind(rows: Sequence[Row], case: Case) -> list[str]:
    """The indicators that the agency's questions belong to and that any figure leads to, in the instrument's order."""
    return list(dict.fromkeys(str(row["indicator"]) for row in rows if row["state"] != "hidden"))


def _worth(rows: Sequence[Row], case: Case) -> str:
    return exact_maximum_text(sum(int(q["max_micro"]) for q in rows), case.lang)


def _worth_sum(role: str, rows: Sequence[Row], case: Case) -> Markup:
    """The maxima of the agency's questions as one sum."""
    parts = [
        Markup("{} <i>({})</i>").format(exact_maximum_text(int(q["max_micro"]), case.lang), q["code"]) for q in rows
    ]
    line = Markup('<p class="calc">{} = {}</p>').format(join(parts, " + "), _worth(rows, case))
    return details(word("agency_worth", case.lang), line, f"{role}-max")


def _facts(role: str, rows: Sequence[Row], open_rows: Sequence[Row], case: Case) -> list[tuple[str, Cell]]:
    lang, shared = case.lang, sum(len(q["agencies"]) > 1 for q in rows)
    return [
        (word("questions", lang), count_text(len(rows), lang)),
        (word("open_questions", lang), count_text(len(open_rows), lang)),
        (word("agency_shared", lang), count_text(shared, lang)),
        (word("agency_worth", lang), see(f"{role}-max", _worth(rows, case)) if rows else _worth(rows, case)),
    ]


def _open_table(rows: Sequence[Row], role: str, case: Case) -> Html:
    if not rows:
        return sentence("nothing_missing", case)
    keys = ("question", "missing", "agency_state", "memo_data_needed", "agency_with")
    columns = [Column(word(key, case.lang), numeric=key == "missing") for key in keys]
    body = [_open_row(row, role, case) for row in rows]
    return show(Table(word("agency_open", case.lang), columns, body, shape="stack"))


def _open_row(row: Row, role: str, case: Case) -> list[Cell]:
    node, lang = case.edition.by_code[str(row["code"])], case.lang
    above = case.edition.by_code[node.parent]
    under = small(f"{above.code} {above.label(lang)}"), small(_default(node, lang))
    head = Markup("<b>{}</b> {}{}{}").format(node.code, node.label(lang), *under)
    whole = exact_maximum_text(int(row["max_micro"]), lang)
    gap = Markup("<b>{}</b>{}").format(_gap(row, case), small(word("of_max", lang, max=whole)))
    return [head, gap, _state(row, case), _evidence(row, case), _sharing(row, role, case)]


def _gap(row: Row, case: Case) -> Markup:
    return see(str(row["indicator"]), exact_text(int(row["gap_micro"]), case.lang))


def _state(row: Row, case: Case) -> Markup:
    if row["state"] == "partial":
        points = see(str(row["indicator"]), exact_text(int(row["points_micro"]), case.lang))
        return state("partial", told("agency_partial", case.lang, points=points))
    return state(str(row["state"]), word(f"state_{row['state']}", case.lang))


def _evidence(row: Row, case: Case) -> str:
    names = [word(f"evidence_{kind}", case.lang) for kind in row["evidence"]]
    return listed(names, case.lang) if names else word("evidence_none", case.lang)


def _sharing(row: Row, role: str, case: Case) -> str:
    """The agencies that answer the same question, in the instrument's order."""
    names = [case.edition.agency(other, case.lang) for other in row["agencies"] if other != role]
    if len(names) > SHARED_SHOWN + 1:
        others = word("others", case.lang, count=count_text(len(names) - SHARED_SHOWN, case.lang))
        names = [*names[:SHARED_SHOWN], others]
    return listed(names, case.lang) if names else word("agency_alone", case.lang)


def _evidence_counts(rows: Sequence[Row], case: Case) -> list[tuple[str, str]]:
    """How many open questions ask for each kind of document, the commonest first."""
    counts = Counter(kind for row in rows for kind in row["evidence"])
    return [(word(f"evidence_{kind}", case.lang), count_text(n, case.lang)) for kind, n in counts.most_common()]


def _short_table(caption: str, rows: Sequence[Row], case: Case) -> Html | None:
    if not rows:
        return None
    columns = [Column(word("question", case.lang)), Column(word("max", case.lang), numeric=True)]
    body = [_short_row(row, case) for row in rows]
    said = {"agency_full": word("agency_full", case.lang), "agency_aside": word("agency_aside", case.lang)}
    return show(Table(said[caption], columns, body))


def _short_row(row: Row, case: Case) -> list[Cell]:
    node = case.edition.by_code[str(row["code"])]
    maximum = exact_maximum_text(int(row["max_micro"]), case.lang)
    head = Markup("{} {}{}").format(node.code, node.label(case.lang), small(_default(node, case.lang)))
    return [head, see(str(row["indicator"]), maximum)]


def _default(node: Node, lang: Lang) -> str:
    """That our own default addresses the question to its agencies; empty where a source names them."""
    return word("lead_default", lang) if node.lead_source else ""
