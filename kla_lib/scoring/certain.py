"""The certain points of a recap: the answered rows that its points are the sum of."""

from __future__ import annotations

from collections.abc import Mapping

from kla_lib.rules.instrument import TOTAL, Edition
from kla_lib.rules.records import Row


def certain_micro(answers: Mapping[str, Row], edition: Edition) -> int:
    """The certain points of a recap before the one rounding; ``answers`` are its rows by code (see `nodes.score`)."""
    return sum(certain_parts(answers, edition).values())


def certain_parts(answers: Mapping[str, Row], edition: Edition) -> dict[str, int]:
    """The answered rows that a recap's points are the sum of, in micropoints: questions, and an indicator or block only
    where nothing below it is given. A printed subtotal above given questions is not among them."""
    return _certain(answers, edition, TOTAL)[0]


def _certain(answers: Mapping[str, Row], edition: Edition, code: str) -> tuple[dict[str, int], bool]:
    """The rows of a node that count and whether any are given: the parts where any is, else its own figure."""
    parts = [_certain(answers, edition, node.code) for node in edition.children[code]]
    if any(given for _, given in parts):
        return {one: micro for found, _ in parts for one, micro in found.items()}, True
    row = answers.get(code) if code != TOTAL else None
    status = str(row["status"]) if row else "unanswered"
    return ({code: int(row["points_micro"])} if row and status == "answered" else {}), status != "unanswered"
