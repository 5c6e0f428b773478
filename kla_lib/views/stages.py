"""The stages EM, VA, VL and VF of one place and period side by side."""

from __future__ import annotations

from markupsafe import Markup

from kla_lib.rules.instrument import STAGES, TOTAL
from kla_lib.rules.records import Row
from kla_lib.views.canvas import SMALL, WIDTH, Canvas, wrapped
from kla_lib.views.case_like import CaseLike
from kla_lib.views.chart import Chart, finish
from kla_lib.views.figures import short_name
from kla_lib.views.html import Cell, Column, Html, Table, show, state
from kla_lib.views.numbers import change_text, known, points_text
from kla_lib.views.palette import accent
from kla_lib.views.phrases import boundary_note, sentence
from kla_lib.views.words import listed, stage_name, word

ROW, HEAD = 46, 20


def stages_table(case: CaseLike) -> Html:
    """Total and blocks, one column of points per stage that has a recap, and the change from the first to the last."""
    if not case.stages:
        return sentence("no_recap_here", case)
    lang, rows = case.lang, _rows(case)
    found = _stages(case)
    columns = [Column(word("block", lang)), *(Column(stage, numeric=True) for stage in found)]
    if len(found) > 1:
        columns.append(Column(word("change", lang), numeric=True))
    caption = word("stages_caption", lang, stages=listed([stage_name(s, lang) for s in found], lang))
    body = [_line(case, row, found) for row in rows if row["code"] != TOTAL]
    total = next(row for row in rows if row["code"] == TOTAL)
    shape = "stack" if len(found) > 2 else "plain"
    table = show(Table(caption, columns, body, _line(case, total, found), shape=shape))
    note = boundary_note(case)
    return Html(f"{table.text}{Markup('<p>{}</p>').format(note)}") if note else table


def _stages(case: CaseLike) -> list[str]:
    return [stage for stage in STAGES if stage in case.stages]


def _rows(case: CaseLike) -> list[Row]:
    rows = case.stage_rows
    return [rows[code] for code in (TOTAL, *(node.code for node in case.edition.at("block")))]


def _line(case: CaseLike, row: Row, found: list[str]) -> list[Cell]:
    label = word("sum", case.lang) if row["code"] == TOTAL else _label(case, row)
    cells = [_figure(case, row[stage]) for stage in found]
    return [label, *cells, *([_change(case, row["change_hundredths"])] if len(found) > 1 else [])]


def _label(case: CaseLike, row: Row) -> str:
    return short_name(case.edition.by_code[row["code"]], case.lang)


def _figure(case: CaseLike, value: object) -> Cell:
    return points_text(int(str(value)), case.lang) if known(value) else state("hidden", word("no_figure", case.lang))


def _change(case: CaseLike, value: object) -> str:
    return "" if not known(value) else change_text(int(str(value)), case.lang)


def stages_chart(case: CaseLike) -> Chart | Html:
    """Each block's points stage after stage on one line; a sentence where fewer than two stages have a recap."""
    found = _stages(case)
    if len(found) < 2:
        key = "only_one_stage" if found else "chart_needs_two"
        return sentence(key, case, stage=stage_name(case.stage, case.lang))
    rows = [row for row in _rows(case) if row["code"] != TOTAL]
    longest = max(case.edition.by_code[row["code"]].max_micro or 0 for row in rows) // 10_000
    canvas = Canvas(HEAD + ROW * len(rows))
    canvas.text(0, 12, " → ".join(found), "muted", size=SMALL)
    for n, row in enumerate(rows):
        _stage_row(canvas, case, row, HEAD + ROW * n, (WIDTH - 16) / longest)
    return finish(canvas, _alt(case, rows, found), word("stages_caption_chart", case.lang))


def _stage_row(canvas: Canvas, case: CaseLike, row: Row, top: float, scale: float) -> None:
    node, y = case.edition.by_code[row["code"]], top + 30
    role, found = accent(node.code), _stages(case)
    canvas.text(0, top + 14, wrapped(_label(case, row), 250, lines=1)[0])
    canvas.text(WIDTH, top + 14, _change(case, row["change_hundredths"]), align="right", bold=True)
    canvas.line([(8, y), (8 + (node.max_micro or 0) / 10_000 * scale, y)], "track", 9)
    spots = [(8 + int(row[s]) * scale, s) for s in found if known(row[s])]
    if len(spots) > 1:
        canvas.line([(x, y) for x, _ in spots], role, 2)
    for x, stage in spots:
        canvas.dot(x, y, role, 4.5, filled=stage == found[-1])


def _alt(case: CaseLike, rows: list[Row], found: list[str]) -> str:
    lang = case.lang
    moves = [" → ".join(_figure_text(case, row[stage]) for stage in found) for row in rows]
    every = "; ".join(f"{_label(case, row)} {move}" for row, move in zip(rows, moves, strict=True))
    return word("alt_stages", lang, stages=" → ".join(found), every=every)


def _figure_text(case: CaseLike, value: object) -> str:
    return word("no_figure", case.lang) if not known(value) else points_text(int(str(value)), case.lang)
