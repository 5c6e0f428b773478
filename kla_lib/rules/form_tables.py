"""The tables that shape the forms for agencies: choices.csv, answers.csv and quantities.csv of an edition.

choices.csv names the choices of the drop-downs, answers.csv says for a kind of question or for one question which of
them it offers and which number columns it opens, quantities.csv lists numbers asked beside the questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kla_lib.problems import Problem, problem
from kla_lib.rules.instrument import Choice, Quantity
from kla_lib.rules.tables import Row

Tables = Mapping[str, list[Row]]

PARTS = ("male", "female", "total", "whole", "percent")
MEANINGS = ("yes", "part", "no", "not_applicable")
QUANTITIES = ("id", "label_id", "label_en", "unit", "agencies", "total_id", "whole_id", "questions", "source")
FORM_TABLES: dict[str, tuple[str, ...]] = {
    "choices.csv": ("choice", "label_id", "label_en", "means", "source"),
    "answers.csv": ("asked", "choices", "parts", "source"),
    "quantities.csv": QUANTITIES,
}


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
    problems += _strangers(choices, "means", MEANINGS) + _strangers(answers, "asked", [*kinds, *codes])
    problems += _strangers(answers, "choices", _column(choices, "choice")) + _strangers(answers, "parts", PARTS)
    problems += _strangers(quantities, "agencies", roles) + _strangers(quantities, "questions", codes)
    problems += _strangers(quantities, "total_id", ids) + _strangers(quantities, "whole_id", ids)
    rows = [*choices, *answers, *quantities]
    return problems + [problem("source", r.where("source"), r["source"]) for r in rows if r["source"] not in sources]


def _choice(row: Row) -> Choice:
    return Choice(row["choice"], row["label_id"], row["label_en"], row["means"])


def _quantity(row: Row) -> Quantity:
    cells: dict[str, Any] = {column: row[column] for column in QUANTITIES}
    return Quantity(**cells | {column: _listed(row[column]) for column in ("agencies", "questions")})


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)


def _column(rows: list[Row], column: str) -> list[str]:
    return [row[column] for row in rows]


def _doubles(rows: list[Row], column: str) -> list[Problem]:
    names = _column(rows, column)
    return [problem("double_row", row.where(column), row[column]) for row in rows if names.count(row[column]) > 1]


def _strangers(rows: list[Row], column: str, known: Iterable[str]) -> list[Problem]:
    listed = list(known)
    shown = ", ".join(listed[:12]) + (" ..." if len(listed) > 12 else "")
    found = [(row, part) for row in rows for part in _listed(row[column]) if part not in listed]
    return [problem("value", row.where(column), part, known=shown) for row, part in found]
