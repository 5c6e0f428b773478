"""The stages of one place and period side by side: total and blocks, down to every question and its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.core.records import Row
from kla_lib.display.html import Cell, Column, Html, Table, details, join, see, small, state
from kla_lib.display.numbers import count_text, exact_maximum_text, maximum_text, points_text
from kla_lib.display.words import listed, word
from kla_lib.instrument.instrument import TOTAL
from kla_lib.instrument.stages import STAGES
from kla_lib.instrument.words import stage_name
from kla_lib.scoring.views.arithmetic import (
    act,
    address,
    arrow,
    certain_micro,
    change_line,
    points_cell,
    question_head,
    rounded,
    sum_line,
)
from kla_lib.scoring.views.figures import boundary_note, sentence, short_name

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Assessment

ByStage = Mapping[str, Mapping[str, Row]]


def stages_of(assessment: Assessment) -> list[str]:
    """The stages that have a recap, in order."""
    return [stage for stage in STAGES if stage in assessment.stages]


def stage_rows(assessment: Assessment) -> list[Row]:
    """The rows of `rows.side_by_side_rows` of the total, then of each block."""
    rows = assessment.stage_rows
    wanted = [TOTAL, *(node.code for node in assessment.edition.at("block"))]
    return [{**rows[code], "code": code} for code in wanted]


def block_label(assessment: Assessment, row: Row) -> str:
    """A block's name as people know it."""
    return short_name(assessment.edition.by_code[row["code"]], assessment.lang)


def place_of(code: str) -> str:
    """The anchor of a node's stages (see `html.see`), other than that of its arithmetic at one stage."""
    return f"stages-{code}"


def stages_table(assessment: Assessment) -> Html:
    """Total and blocks, one column of points per stage that has a recap, and the change from the first to the last."""
    if not assessment.stages:
        return sentence("no_recap_here", assessment)
    lang, rows = assessment.lang, stage_rows(assessment)
    found = stages_of(assessment)
    columns = [Column(word("block", lang)), *(Column(stage, numeric=True) for stage in found)]
    if len(found) > 1:
        columns.append(Column(word("change", lang), numeric=True))
    caption = word("stages_caption", lang, stages=listed([stage_name(s, lang, assessment.period) for s in found], lang))
    body = [_line(assessment, row, found) for row in rows if row["code"] != TOTAL]
    total = next(row for row in rows if row["code"] == TOTAL)
    under = [_block_working(assessment, row["code"], found) for row in rows if row["code"] != TOTAL]
    shape = "stack" if len(found) > 2 else "plain"
    table = Table(caption, columns, body, _line(assessment, total, found), under=under, shape=shape)
    note = Markup("<p>{}</p>").format(text) if (text := boundary_note(assessment)) else ""
    return Html(f"{table.text}{_total_working(assessment, found)}{note}")


def _line(assessment: Assessment, row: Row, found: list[str]) -> list[Cell]:
    label = word("sum", assessment.lang) if row["code"] == TOTAL else block_label(assessment, row)
    points = [_points(assessment, row["code"], stage) for stage in found]
    cells = [_figure(assessment, row["code"], figure) for figure in points]
    return [label, *cells, *([_moved(assessment, points[0], points[-1])] if len(found) > 1 else [])]


def _figure(assessment: Assessment, code: str, points: int | None) -> Cell:
    """A figure that leads to its arithmetic; words where nothing is known, which is not zero."""
    if points is None:
        return state("hidden", word("no_figure", assessment.lang))
    return see(place_of(code), points_text(points, assessment.lang))


def _moved(assessment: Assessment, first: int | None, last: int | None) -> Markup:
    """The change with its arrow and its word, where both figures are known."""
    return Markup("") if first is None or last is None else arrow(last - first, assessment.lang)


def _block_working(assessment: Assessment, code: str, found: Sequence[str]) -> Markup:
    """The folded part below a block: its rows, one column of points per stage, their exact sums, and the change."""
    rows = {stage: {str(r["code"]): r for r in assessment.at(stage).explain_rows(code)} for stage in found}
    codes = list(dict.fromkeys(key for by_code in rows.values() for key in by_code))
    if not codes:
        return Markup("")
    lang = assessment.lang
    columns = [Column(word("question", lang)), Column(word("max", lang), True), *(Column(s, True) for s in found)]
    body = [_row(assessment, rows, key) for key in codes]
    foot = [
        word("sum", lang),
        maximum_text(_maximum(assessment, code), lang),
        *(_sum(assessment, code, s) for s in found),
    ]
    shape = "plain" if len(found) < 3 else "scroll"
    table = Table(word("stages_rows_caption", lang), columns, body, foot, shape=shape)
    summary = act(assessment, word("row_count", lang, count=count_text(len(codes), lang)))
    return details(summary, Markup("{}{}").format(table, _change(assessment, code, found)), place_of(code))


def _maximum(assessment: Assessment, code: str) -> int:
    return int(assessment.score_rows[code]["max_hundredths"])


def _row(assessment: Assessment, rows: ByStage, code: str) -> list[Cell]:
    node = assessment.edition.by_code[code]
    every = [by_code.get(code) for by_code in rows.values()]
    head = question_head(assessment, node, *filter(None, every))
    return [
        head,
        exact_maximum_text(node.max_micro or 0, assessment.lang),
        *(_cell(assessment, code, row) for row in every),
    ]


def _cell(assessment: Assessment, code: str, row: Row | None) -> Cell:
    if row is None:
        return ""
    return Markup("{}{}").format(
        points_cell(assessment, assessment.edition.by_code[code], row), small(address(row, False))
    )


def _sum(assessment: Assessment, code: str, stage: str) -> Cell:
    points = _points(assessment, code, stage)
    if points is None:
        return state("hidden", word("no_figure", assessment.lang))
    return rounded(assessment, certain_micro(assessment.at(stage), code), points)


def _points(assessment: Assessment, code: str, stage: str) -> int | None:
    row = assessment.at(stage).score_rows[code]
    return int(row["points_hundredths"]) if row["given_at"] != "" else None


def _change(assessment: Assessment, code: str, found: Sequence[str]) -> Markup:
    """The change from the first stage to the last, as a sum."""
    first, last = (_points(assessment, code, stage) for stage in (found[0], found[-1]))
    if len(found) < 2 or first is None or last is None:
        return Markup("")
    return Markup('<p class="calc">{}</p>').format(
        change_line(last, first, found[0], assessment.period, assessment.lang)
    )


def _total_working(assessment: Assessment, found: Sequence[str]) -> Markup:
    """The folded part below the table: for each stage the sum of the blocks, and the change."""
    lines = [sum_line(assessment.at(stage), TOTAL, stage) for stage in found]
    body = Markup("{}{}").format(join(lines), _change(assessment, TOTAL, found))
    return details(word("show_sum_total", assessment.lang), body, place_of(TOTAL))
