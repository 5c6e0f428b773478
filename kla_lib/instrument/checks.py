"""Checks of an edition: unique codes, parents, sums of maxima, bands, and the tables that shape the forms.

Of the form tables, choices.csv names the choices of the drop-downs, answers.csv states for a kind of question or for one
question which choices it offers and which number columns it opens, and quantities.csv lists numbers asked beside the
questions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from kla_lib.core.points import MICRO, read_number, to_micro
from kla_lib.core.problems import Problem, Where, problem
from kla_lib.core.tables import Row
from kla_lib.instrument.instrument import BOUNDARY_RULES, LEVELS, TOTAL, Band, Choice, Edition, Node, Quantity, code_key
from kla_lib.instrument.stages import STAGES, stage_code

Tables = Mapping[str, list[Row]]

RECAP_FIELDS = ("code", "label", "points", "max", "option", "agencies", "note", "ignored")
MARK_MEANINGS = ("unanswered", "not_applicable")
PARENT_LEVEL = {"block": "", "indicator": "block", "question": "indicator"}
PARTS = ("male", "female", "total", "whole", "percent")
MEANINGS = ("yes", "part", "no", "not_applicable")
QUANTITIES = ("id", "label_id", "label_en", "unit", "agencies", "total_id", "whole_id", "questions", "source")
FORM_TABLES: dict[str, tuple[str, ...]] = {
    "choices.csv": ("choice", "label_id", "label_en", "means", "source"),
    "answers.csv": ("asked", "choices", "parts", "source"),
    "quantities.csv": QUANTITIES,
}


def check_rows(rows: list[Row], facts: dict[str, Any], tables: Tables) -> list[Problem]:
    """Faults of single rows: what must be known before the tree can be built."""
    sources = facts["sources"]
    problems = _doubles(rows, "code", code_key) + _parents(rows)
    problems += [p for row in rows for p in _row_words(row, sources, tables)]
    problems += _doubles(tables["aliases.csv"], "alias", str.casefold) + _doubles(tables["agencies.csv"], "role")
    problems += _unknown(tables["aliases.csv"], "role", _column(tables["agencies.csv"], "role"))
    problems += _unknown(tables["columns/recap.csv"], "field", RECAP_FIELDS)
    problems += _unknown(tables["columns/marks.csv"], "meaning", MARK_MEANINGS)
    for name in ("corrections.csv", "options.csv", "leads.csv"):
        problems += _unknown(tables[name], "code", _column(rows, "code"))
    problems += _roles(tables["leads.csv"], tables)
    unknown = [row for row in tables["corrections.csv"] if not stage_code(row["stage"])]
    problems += _unknown(unknown, "stage", STAGES)
    return problems + [
        p
        for row in tables["options.csv"] + tables["corrections.csv"] + tables["leads.csv"]
        for p in _sourced(row, sources)
    ]


def check_edition(edition: Edition, rows: list[Row], facts: dict[str, Any]) -> list[Problem]:
    """Faults of the whole: sums and bands. An edition without any maximum has no sums to check."""
    at = {row["code"]: row.where("max") for row in rows}
    without = [node for node in edition.nodes if node.max_micro is None]
    problems = _top(edition)
    if edition.default_boundary_rule not in BOUNDARY_RULES:
        known = ", ".join(BOUNDARY_RULES)
        problems.append(problem("value", Where("edition.toml"), edition.default_boundary_rule, known=known))
    if len(without) == len(edition.nodes):
        return problems
    if without:
        return problems + [problem("max_missing", at[node.code], node.code) for node in without]
    return problems + _sums(edition, at) + _total(edition, facts["total"])


def _doubles(rows: list[Row], column: str, key: Callable[[str], object] = str) -> list[Problem]:
    counts = Counter(key(row[column]) for row in rows)
    return [problem("double_row", row.where(column), row[column]) for row in rows if counts[key(row[column])] > 1]


def _unknown(rows: list[Row], column: str, known: Iterable[str], several: bool = False) -> list[Problem]:
    """A problem for each cell whose value, or one of whose ``several`` values joined by ``;``, is not known."""
    listed = list(known)
    shown = ", ".join(listed[:12]) + (" ..." if len(listed) > 12 else "")
    found = [(row, part) for row in rows for part in (_listed(row[column]) if several else (row[column],))]
    return [problem("value", row.where(column), part, known=shown) for row, part in found if part not in listed]


def _parents(rows: list[Row]) -> list[Problem]:
    levels = {row["code"]: row["level"] for row in rows}
    problems = _unknown(rows, "level", LEVELS)
    for row in rows:
        wanted = PARENT_LEVEL.get(row["level"], "")
        if levels.get(row["parent"], "") != wanted or (row["parent"] and not wanted):
            problems.append(
                problem("parent", row.where("parent"), row["parent"], code=row["code"], level=wanted or "-")
            )
    return problems


def _row_words(row: Row, sources: Mapping[str, Any], tables: Tables) -> list[Problem]:
    problems = _sourced(row, sources)
    problems += [problem("blank", row.where(c), row["code"]) for c in ("label_id", "label_en") if not row[c].strip()]
    if row["confidence"] not in ("H", "M", "L"):
        problems.append(problem("value", row.where("confidence"), row["confidence"], known="H, M, L"))
    if row["direction"] not in ("", "higher", "lower"):
        problems.append(problem("value", row.where("direction"), row["direction"], known="higher, lower"))
    if row["kind"]:
        problems += _unknown([row], "kind", _column(tables["kinds.csv"], "kind"))
    return problems + _roles([row], tables)


def _roles(rows: list[Row], tables: Tables) -> list[Problem]:
    known = _column(tables["agencies.csv"], "role")
    named = [(row, role) for row in rows for role in row["agencies"].split(";")]
    return [problem("role_unknown", row.where("agencies"), role) for row, role in named if role and role not in known]


def _sourced(row: Row, sources: Mapping[str, Any]) -> list[Problem]:
    return [] if row["source"] in sources else [problem("source", row.where("source"), row["source"])]


def _column(rows: list[Row], column: str) -> list[str]:
    return [row[column] for row in rows]


def _sums(edition: Edition, at: dict[str, Where]) -> list[Problem]:
    found = ((node, _child_sum(edition, node)) for node in edition.nodes if edition.children[node.code])
    return [_sum_problem(node, total, at) for node, total in found if total != node.max_micro]


def _child_sum(edition: Edition, node: Node) -> int:
    return sum(child.max_micro or 0 for child in edition.children[node.code])


def _sum_problem(node: Node, total: int, at: dict[str, Where]) -> Problem:
    return problem("max_sum", at[node.code], _plain(node.max_micro or 0), code=node.code, total=_plain(total))


def _total(edition: Edition, total: str) -> list[Problem]:
    blocks = sum(node.max_micro or 0 for node in edition.children[TOTAL])
    if blocks == to_micro(read_number(total)):
        return []
    return [problem("max_sum", Where("edition.toml"), total, code=TOTAL, total=_plain(blocks))]


def _plain(micro: int) -> str:
    return f"{micro / MICRO:g}"


def check_bands(bands: Sequence[Band]) -> list[Problem]:
    """Bands that run backwards, overlap or leave more than a point between them."""
    problems = []
    for line, band in enumerate(bands, start=2):
        if band.lower_hundredths >= band.upper_hundredths:
            problems.append(problem("band_order", Where("bands.csv", "", f"B{line}"), band.category))
    for line, (before, after) in enumerate(pairwise(bands), start=3):
        gap = after.lower_hundredths - before.upper_hundredths
        if not 0 <= gap <= 100:
            where = Where("bands.csv", "", f"B{line}")
            problems.append(problem("band_gap", where, f"{before.category} / {after.category}", gap=f"{gap / 100:g}"))
    return problems


def negative(rows: list[Row]) -> list[Problem]:
    """Maxima below zero."""
    return [problem("max_negative", r.where("max"), r["max"], code=r["code"]) for r in rows if r["max"].startswith("-")]


def _top(edition: Edition) -> list[Problem]:
    if not edition.has_weights or not edition.bands:
        return []
    if edition.bands[-1].upper_hundredths * 10_000 == edition.total_micro:
        return []
    total = _plain(edition.total_micro)
    return [problem("band_top", Where("bands.csv"), edition.bands[-1].category, total=total)]


def form_fields(tables: Tables) -> dict[str, Any]:
    """What the tables say, by the fields of an Edition."""
    return {
        "choices": {r["choice"]: _choice(r) for r in tables["choices.csv"]},
        "answers": {r["asked"]: (_listed(r["choices"]), _listed(r["parts"])) for r in tables["answers.csv"]},
        "quantities": tuple(_quantity(row) for row in tables["quantities.csv"]),
    }


def check_form_tables(nodes: list[Row], sources: Mapping[str, Any], tables: Tables) -> list[Problem]:
    """Names that no other table knows, doubles, and rows without a source."""
    choices, answers, quantities = (tables[name] for name in FORM_TABLES)
    codes = [row["code"] for row in nodes if row["level"] == "question"]
    kinds, roles = _column(tables["kinds.csv"], "kind"), _column(tables["agencies.csv"], "role")
    ids = _column(quantities, "id")
    problems = _doubles(choices, "choice") + _doubles(answers, "asked") + _doubles(quantities, "id")
    for rows, column, known in (
        (choices, "means", MEANINGS),
        (answers, "asked", [*kinds, *codes]),
        (answers, "choices", _column(choices, "choice")),
        (answers, "parts", PARTS),
        (quantities, "agencies", roles),
        (quantities, "questions", codes),
        (quantities, "total_id", ids),
        (quantities, "whole_id", ids),
    ):
        problems += _unknown(rows, column, known, several=True)
    return problems + [p for row in (*choices, *answers, *quantities) for p in _sourced(row, sources)]


def _choice(row: Row) -> Choice:
    return Choice(row["choice"], row["label_id"], row["label_en"], row["means"])


def _quantity(row: Row) -> Quantity:
    cells: dict[str, Any] = {column: row[column] for column in QUANTITIES}
    return Quantity(**cells | {column: _listed(row[column]) for column in ("agencies", "questions")})


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)
