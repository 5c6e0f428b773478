"""The arithmetic of a figure: which rows it is the sum of, and where each came from."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kla_lib.core.records import Row, by_code
from kla_lib.instrument.instrument import TOTAL, Edition, Node

GIVEN = ("answered", "not_applicable")
SHOWN = ["points_micro", "status", "file", "sheet", "cell", "found", "correction_id", "correction_en"]
SHOWN += ["correction_confidence", "rubric"]


def explain(answers: pd.DataFrame, edition: Edition, code: str) -> pd.DataFrame:
    """The rows whose points make up one node's figure, for one place, period and stage.

    ``answers`` holds one (place, period, stage). Returns one row per counted item in tree order: code, level,
    max_micro, status and, where the recap has the row, points_micro, its address (file, sheet, cell), the
    text found there and the declared correction. An item without a row is ``unanswered``. The sum of
    points_micro over the rows is the node's certain figure. A node whose figure hides in an ancestor's own
    figure has no rows.
    """
    shown = [column for column in SHOWN if column in answers.columns]
    table = pd.DataFrame(explain_rows(by_code(answers), edition, code), columns=["code", "level", "max_micro", *shown])
    return table.astype({column: answers[column].dtype for column in shown if column != "status"})


def explain_rows(answers: Mapping[str, Row], edition: Edition, code: str) -> list[Row]:
    """The rows of `explain` as plain values; ``answers`` are the rows of one recap by code."""
    given = _given(answers)
    nodes = [] if _hidden(edition, given, code) else _items(edition, given, code)
    return [_explained(node, answers.get(node.code, {"status": "unanswered"})) for node in nodes]


def certain_parts(answers: Mapping[str, Row], edition: Edition) -> dict[str, int]:
    """The answered rows that a recap's points are the sum of, in micropoints by code.

    These are questions, and indicators or blocks of which nothing below is given. A printed subtotal above given questions
    is not among them.
    """
    parts = ((node.code, answers.get(node.code)) for node in _items(edition, _given(answers), TOTAL))
    return {code: int(row["points_micro"]) for code, row in parts if row and row["status"] == "answered"}


def certain_micro(answers: Mapping[str, Row], edition: Edition) -> int:
    """The certain points of a recap before rounding, in micropoints; ``answers`` are its rows by code."""
    return sum(certain_parts(answers, edition).values())


def _given(answers: Mapping[str, Row]) -> set[str]:
    """The codes that have points or do not apply; a printed total is left out."""
    return {code for code, row in answers.items() if row["status"] in GIVEN} - {TOTAL}


def _explained(node: Node, row: Row) -> Row:
    named = {"code": node.code, "level": node.level, "max_micro": node.max_micro}
    return named | {column: row.get(column, pd.NA) for column in SHOWN}


def _items(edition: Edition, given: set[str], code: str) -> list[Node]:
    children = edition.children[code]
    if not children or (code in given and not _any_below(edition, given, code)):
        return [edition.by_code[code]]
    return [item for child in children for item in _items(edition, given, child.code)]


def _any_below(edition: Edition, given: set[str], code: str) -> bool:
    return any(child.code in given or _any_below(edition, given, child.code) for child in edition.children[code])


def _hidden(edition: Edition, given: set[str], code: str) -> bool:
    if code == TOTAL:
        return False
    parent = edition.by_code[code].parent
    if not parent:
        return False
    own_figure = parent in given and not _any_below(edition, given, parent)
    return own_figure or _hidden(edition, given, parent)
