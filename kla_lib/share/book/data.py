"""The rows of a workbook: questions, parts of the score, and where each figure was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kla_lib.core.records import Row
from kla_lib.display.numbers import known
from kla_lib.display.words import word
from kla_lib.instrument.instrument import TOTAL, Node
from kla_lib.instrument.remarks import correction_text, note_of, remarks_on
from kla_lib.scoring.views.figures import int_or_none

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Assessment

NO_ROW: Row = {}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a figure was read: file, cell (with its sheet), and any remark on it."""

    file: str = ""
    cell: str = ""
    correction: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``points_micro`` is None unless answered; ``state`` is full, partial, zero, unanswered,
    not_applicable, or hidden where the recap gives a figure further up only."""

    code: str
    label: str
    block: str
    indicator: str
    max_micro: int
    points_micro: int | None
    state: str
    agencies: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Part:
    """A block, an indicator or the total, in hundredths. ``points`` is None where nothing is known of it.

    ``own`` says that the figure printed for the part itself counts (``own_micro``; None where it is no answer);
    ``hidden`` that a figure further up counts.
    """

    code: str
    label: str
    block: str
    maximum: int
    points: int | None
    possible: int | None
    answered: int
    asked: int
    own: bool
    own_micro: int | None
    hidden: bool
    origin: Origin


def questions_of(assessment: Assessment) -> list[Question]:
    """One row per question of the edition, in tree order, answered or not."""
    names = _file_names(assessment)
    return [
        _question(assessment, row, assessment.answer_rows.get(row["code"], NO_ROW), names)
        for row in assessment.question_rows()
    ]


def parts_of(assessment: Assessment, level: str, labels: Mapping[str, str]) -> list[Part]:
    """The blocks, the indicators, or (``total``) the one total of an assessment; ``labels`` by code."""
    answers, scores, names = assessment.answer_rows, assessment.score_rows, _file_names(assessment)
    codes = [code for code, row in scores.items() if row["level"] == level]
    return [_part(assessment, scores[c], answers.get(c, NO_ROW), labels.get(c, c), names) for c in codes]


def _question(assessment: Assessment, row: Row, item: Row, names: Mapping[str, str]) -> Question:
    node = assessment.edition.by_code[row["code"]]
    return Question(
        code=node.code,
        label=node.label(assessment.lang),
        block=assessment.edition.block_of(node.code),
        indicator=node.parent,
        max_micro=row["max_micro"],
        points_micro=int_or_none(row["points_micro"]),
        state=row["state"],
        agencies=_agencies(assessment, node, item),
        origin=_origin(assessment, node, item, names),
    )


def _agencies(assessment: Assessment, node: Node, item: Row) -> str:
    """As the recap names them, else as the edition does."""
    if known(item.get("agencies_found")):
        return "; ".join(name.strip() for name in str(item["agencies_found"]).split(";"))
    return "; ".join(assessment.edition.agency(role, assessment.lang) for role in node.agencies)


def _part(assessment: Assessment, scored: Row, item: Row, label: str, names: Mapping[str, str]) -> Part:
    code = str(scored["code"])
    node = assessment.edition.by_code.get(code)
    own = node is not None and scored["given_at"] == node.level
    micro = int(item["points_micro"]) if own and item["status"] == "answered" else None
    certain, possible = (int_or_none(scored[key]) for key in ("points_hundredths", "possible_hundredths"))
    counts = (int(scored["answered"]), int(scored["asked"]), own, micro, certain is None)
    known_points = certain if scored["given_at"] else None
    block = "" if code == TOTAL else assessment.edition.block_of(code)
    origin = _origin(assessment, node, item, names) if own and node is not None else Origin()
    return Part(code, label, block, int(scored["max_hundredths"]), known_points, possible, *counts, origin)


def _origin(assessment: Assessment, node: Node, item: Row, names: Mapping[str, str]) -> Origin:
    if not item:
        return Origin(remark=_remark(assessment, node, item))
    correction = correction_text(item, assessment.lang) if known(item.get("correction_id")) else ""
    cell = " ".join(str(item[key]) for key in ("sheet", "cell") if known(item.get(key)))
    file = str(item.get("file", ""))
    return Origin(names.get(file, file), cell, correction, _remark(assessment, node, item))


def _remark(assessment: Assessment, node: Node, item: Row) -> str:
    """Remarks on a figure: the option chosen, the remarks of its question, the recap's own note."""
    uncorrected = {key: value for key, value in item.items() if key != "correction_id"}
    said = [word("book_option", assessment.lang, option=item["option"])] if known(item.get("option")) else []
    said += remarks_on(node, uncorrected, assessment.lang) if node.level == "question" else []
    return " ".join(filter(None, [*said, note_of(item, assessment.lang)]))


def _file_names(assessment: Assessment) -> dict[str, str]:
    """Files by their short name where it is unique."""
    files = list(assessment.recap.files) if assessment.recap else []
    count = Counter(PurePosixPath(file).name for file in files)
    return {file: name for file in files if count[name := PurePosixPath(file).name] == 1}
