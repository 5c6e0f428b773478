"""Each block's points stage after stage, drawn on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kla_lib.rules.instrument import TOTAL
from kla_lib.rules.records import Row
from kla_lib.views.canvas import SMALL, WIDTH, Canvas, wrapped
from kla_lib.views.chart import Chart, finish
from kla_lib.views.html import Html
from kla_lib.views.instrument_words import stage_name
from kla_lib.views.numbers import change_text, known, points_text
from kla_lib.views.palette import accent
from kla_lib.views.phrases import sentence
from kla_lib.views.stage_rows import block_label, place_of, stage_rows, stages_of
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.case import Case

ROW, HEAD = 46, 20


def stages_chart(case: Case) -> Chart | Html:
    """Each block's points stage after stage on one line; a sentence where fewer than two stages have a recap."""
    found = stages_of(case)
    if len(found) < 2:
        key = "only_one_stage" if found else "chart_needs_two"
        return sentence(key, case, stage=stage_name(case.stage, case.lang, case.period))
    rows = [row for row in stage_rows(case) if row["code"] != TOTAL]
    longest = max(case.edition.by_code[row["code"]].max_micro or 0 for row in rows) // 10_000
    canvas = Canvas(HEAD + ROW * len(rows))
    canvas.text(0, 12, " → ".join(found), "muted", size=SMALL)
    for n, row in enumerate(rows):
        _stage_row(canvas, case, row, HEAD + ROW * n, (WIDTH - 16) / longest)
    return finish(canvas, _alt(case, rows, found), word("stages_caption_chart", case.lang), case.lang, place_of(TOTAL))


def _stage_row(canvas: Canvas, case: Case, row: Row, top: float, scale: float) -> None:
    node, y = case.edition.by_code[row["code"]], top + 30
    role, found = accent(node.code), stages_of(case)
    canvas.text(0, top + 14, wrapped(block_label(case, row), 250, lines=1)[0])
    change = change_text(int(str(row["change_hundredths"])), case.lang) if known(row["change_hundredths"]) else ""
    canvas.text(WIDTH, top + 14, change, align="right", bold=True)
    canvas.line([(8, y), (8 + (node.max_micro or 0) / 10_000 * scale, y)], "track", 9)
    spots = [(8 + int(row[s]) * scale, s) for s in found if known(row[s])]
    if len(spots) > 1:
        canvas.line([(x, y) for x, _ in spots], role, 2)
    for x, stage in spots:
        canvas.dot(x, y, role, 4.5, filled=stage == found[-1])


def _alt(case: Case, rows: list[Row], found: list[str]) -> str:
    lang = case.lang
    moves = [" → ".join(_figure_text(case, row[stage]) for stage in found) for row in rows]
    every = "; ".join(f"{block_label(case, row)} {move}" for row, move in zip(rows, moves, strict=True))
    return word("alt_stages", lang, stages=" → ".join(found), every=every)


def _figure_text(case: Case, value: object) -> str:
    return word("no_figure", case.lang) if not known(value) else points_text(int(str(value)), case.lang)
