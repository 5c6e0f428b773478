"""The stages of one place and period side by side: total and blocks, down to every question and its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.core.records import Row
from kla_lib.display.html import Cell, Column, Html, Table, details, join, see, show, small, state
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
    from kla_lib.scoring.assessment import Case

ByStage = Mapping[str, Mapping[str, Row]]


def stages_of(case: Case) -> list[str]:
    """The stages that have a recap, in order."""
    return [stage for stage in STAGES if stage in case.stages]


def stage_rows(case: Case) -> list[Row]:
    """The rows of `summary.side_by_side` of the total, then of each block."""
    rows = case.stage_rows
    wanted = [TOTAL, *(node.code for node in case.edition.at("block"))]
    return [{**rows[code], "code": code} for code in wanted]


def block_label(case: Case, row: Row) -> str:
    """A block's name as people know it."""
    return short_name(case.edition.by_code[row["code"]], case.lang)


def place_of(code: str) -> str:
    """The anchor of a node's stages (see `html.see`), other than that of its arithmetic at one stage."""
    return f"stages-{code}"


def stages_table(case: Case) -> Html:
    """Total and blocks, one column of points per stage that has a recap, and the change from the first to the last."""
    if not case.stages:
        return sentence("no_recap_here", case)
    lang, rows = case.lang, stage_rows(case)
    found = stages_of(case)
    columns = [Column(word("block", lang)), *(Column(stage, numeric=True) for stage in found)]
    if len(found) > 1:
        columns.append(Column(word("change", lang), numeric=True))
    caption = word("stages_caption", lang, stages=listed([stage_name(s, lang, case.period) for s in found], lang))
    body = [_line(case, row, found) for row in rows if row["code"] != TOTAL]
    total = next(row for row in rows if row["code"] == TOTAL)
    under = [_block_working(case, row["code"], found) for row in rows if row["code"] != TOTAL]
    shape = "stack" if len(found) > 2 else "plain"
    table = show(Table(caption, columns, body, _line(case, total, found), under=under, shape=shape))
    note = Markup("<p>{}</p>").format(text) if (text := boundary_note(case)) else ""
    return Html(f"{table.text}{_total_working(case, found)}{note}")


def _line(case: Case, row: Row, found: list[str]) -> list[Cell]:
    label = word("sum", case.lang) if row["code"] == TOTAL else block_label(case, row)
    points = [_points(case, row["code"], stage) for stage in found]
    cells = [_figure(case, row["code"], figure) for figure in points]
    return [label, *cells, *([_moved(case, points[0], points[-1])] if len(found) > 1 else [])]


def _figure(case: Case, code: str, points: int | None) -> Cell:
    """A figure that leads to its arithmetic; words where nothing is known, which is not zero."""
    if points is None:
        return state("hidden", word("no_figure", case.lang))
    return see(place_of(code), points_text(points, case.lang))


def _moved(case: Case, first: int | None, last: int | None) -> Markup:
    """The change with its arrow and its word, where both figures are known."""
    return Markup("") if first is None or last is None else arrow(last - first, case.lang)


def _block_working(case: Case, code: str, found: Sequence[str]) -> Markup:
    """The folded part below a block: its rows, one column of points per stage, their exact sums, and the change."""
    rows = {stage: {str(r["code"]): r for r in case.at(stage).explain_rows(code)} for stage in found}
    codes = list(dict.fromkeys(key for by_code in rows.values() for key in by_code))
    if not codes:
        return Markup("")
    lang = case.lang
    columns = [Column(word("question", lang)), Column(word("max", lang), True), *(Column(s, True) for s in found)]
    body = [_row(case, rows, key) for key in codes]
    foot = [word("sum", lang), maximum_text(_maximum(case, code), lang), *(_sum(case, code, s) for s in found)]
    shape = "plain" if len(found) < 3 else "scroll"
    table = show(Table(word("stages_rows_caption", lang), columns, body, foot, shape=shape))
    summary = act(case, word("row_count", lang, count=count_text(len(codes), lang)))
    return details(summary, Markup("{}{}").format(table, _change(case, code, found)), place_of(code))


def _maximum(case: Case, code: str) -> int:
    return int(case.score_rows[code]["max_hundredths"])


def _row(case: Case, rows: ByStage, code: str) -> list[Cell]:
    node = case.edition.by_code[code]
    every = [by_code.get(code) for by_code in rows.values()]
    head = question_head(case, node, *filter(None, every))
    return [head, exact_maximum_text(node.max_micro or 0, case.lang), *(_cell(case, code, row) for row in every)]


def _cell(case: Case, code: str, row: Row | None) -> Cell:
    if row is None:
        return ""
    return Markup("{}{}").format(points_cell(case, case.edition.by_code[code], row), small(address(row, False)))


def _sum(case: Case, code: str, stage: str) -> Cell:
    points = _points(case, code, stage)
    if points is None:
        return state("hidden", word("no_figure", case.lang))
    return rounded(case, certain_micro(case.at(stage), code), points)


def _points(case: Case, code: str, stage: str) -> int | None:
    row = case.at(stage).score_rows[code]
    return int(row["points_hundredths"]) if row["given_at"] != "" else None


def _change(case: Case, code: str, found: Sequence[str]) -> Markup:
    """The change from the first stage to the last, as a sum."""
    first, last = (_points(case, code, stage) for stage in (found[0], found[-1]))
    if len(found) < 2 or first is None or last is None:
        return Markup("")
    return Markup('<p class="calc">{}</p>').format(change_line(last, first, found[0], case.period, case.lang))


def _total_working(case: Case, found: Sequence[str]) -> Markup:
    """The folded part below the table: for each stage the sum of the blocks, and the change."""
    lines = [sum_line(case.at(stage), TOTAL, stage) for stage in found]
    body = Markup("{}{}").format(join(lines), _change(case, TOTAL, found))
    return details(word("show_sum_total", case.lang), body, place_of(TOTAL))
