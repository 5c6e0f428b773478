"""A case as the plain rows of a workbook: questions, parts, and where each figure was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kla_lib.core.records import Row
from kla_lib.display.book_shapes import Origin, Part, Question
from kla_lib.display.numbers import known
from kla_lib.display.words import word
from kla_lib.instrument.instrument import TOTAL, Node
from kla_lib.instrument.remarks import correction_text, note_in, remarks_on

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Case

NO_ROW: Row = {}


def questions_of(case: Case) -> list[Question]:
    """One row per question of the edition, in tree order, answered or not."""
    answers, scores, names = case.answer_rows, case.score_rows, _file_names(case)
    return [
        _question(case, node, answers.get(node.code, NO_ROW), scores[node.code], names)
        for node in case.edition.at("question")
    ]


def parts_of(case: Case, level: str, labels: Mapping[str, str]) -> list[Part]:
    """The blocks, the indicators, or (``total``) the one total of a case; ``labels`` by code."""
    answers, scores, names = case.answer_rows, case.score_rows, _file_names(case)
    codes = [code for code, row in scores.items() if row["level"] == level]
    return [_part(case, scores[c], answers.get(c, NO_ROW), labels.get(c, c), names) for c in codes]


def _question(case: Case, node: Node, item: Row, scored: Row, names: Mapping[str, str]) -> Question:
    status = str(item.get("status", "unanswered"))
    points = int(item["points_micro"]) if status == "answered" else None
    hidden = not known(scored["points_hundredths"])
    state = "hidden" if hidden else _state(status, points, node.max_micro or 0)
    where = (case.edition.block_of(node.code), node.parent, node.max_micro or 0)
    label = node.label(case.lang)
    return Question(
        node.code, label, *where, points, state, _agencies(case, node, item), _origin(case, node, item, names)
    )


def _agencies(case: Case, node: Node, item: Row) -> str:
    """As the recap names them, else as the edition does."""
    if known(item.get("agencies_found")):
        return "; ".join(name.strip() for name in str(item["agencies_found"]).split(";"))
    return "; ".join(case.edition.agency(role, case.lang) for role in node.agencies)


def _state(status: str, points: int | None, maximum: int) -> str:
    if points is None:
        return status
    return "full" if points >= maximum else "partial" if points else "zero"


def _part(case: Case, scored: Row, item: Row, label: str, names: Mapping[str, str]) -> Part:
    code = str(scored["code"])
    node = case.edition.by_code.get(code)
    own = node is not None and scored["given_at"] == node.level
    micro = int(item["points_micro"]) if own and item["status"] == "answered" else None
    certain, possible = (_whole(scored[key]) for key in ("points_hundredths", "possible_hundredths"))
    counts = (int(scored["answered"]), int(scored["asked"]), own, micro, certain is None)
    known_points = certain if scored["given_at"] else None
    block = "" if code == TOTAL else case.edition.block_of(code)
    origin = _origin(case, node, item, names) if own and node is not None else Origin()
    return Part(code, label, block, int(scored["max_hundredths"]), known_points, possible, *counts, origin)


def _origin(case: Case, node: Node, item: Row, names: Mapping[str, str]) -> Origin:
    if not item:
        return Origin(remark=_remark(case, node, item))
    correction = correction_text(item, case.lang) if known(item.get("correction_id")) else ""
    cell = " ".join(str(item[key]) for key in ("sheet", "cell") if known(item.get(key)))
    file = str(item.get("file", ""))
    return Origin(names.get(file, file), cell, correction, _remark(case, node, item))


def _remark(case: Case, node: Node, item: Row) -> str:
    """What else is to be known of a figure: the option chosen, the remarks of its question, the recap's own note."""
    uncorrected = {key: value for key, value in item.items() if key != "correction_id"}
    said = [word("book_option", case.lang, option=item["option"])] if known(item.get("option")) else []
    said += remarks_on(node, uncorrected, case.lang) if node.level == "question" else []
    said += [note_in(str(item["note"]), case.lang)] if known(item.get("note")) else []
    return " ".join(said)


def _file_names(case: Case) -> dict[str, str]:
    """Files by their short name where that tells them apart."""
    files = list(case.recap.files) if case.recap else []
    count = Counter(PurePosixPath(file).name for file in files)
    return {file: name for file in files if count[name := PurePosixPath(file).name] == 1}


def _whole(value: object) -> int | None:
    return int(str(value)) if known(value) else None
