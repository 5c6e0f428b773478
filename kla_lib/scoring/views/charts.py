"""Charts of one place and period: the ladder of categories, bars of blocks or indicators, and the blocks over the stages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kla_lib.core.records import Row
from kla_lib.display.canvas import SMALL, WIDTH, Canvas, text_width, wrapped
from kla_lib.display.chart import Chart, finish
from kla_lib.display.html import Html
from kla_lib.display.numbers import change_text, known, maximum_text, points_text, range_text
from kla_lib.display.palette import accent
from kla_lib.display.words import word
from kla_lib.instrument.instrument import TOTAL, Band
from kla_lib.instrument.parameters import node_code
from kla_lib.instrument.words import stage_name
from kla_lib.scoring.views.figures import Figure, figure_of, figures_under, points_of_maximum, sentence, standing
from kla_lib.scoring.views.stages import block_label, place_of, stage_rows, stages_of

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Assessment

LADDER_HEIGHT, FLOOR, STEP = 204, 166, 21
BELOW = 30
BAR, LINE, GAP = 13, 15, 15
ROW, HEAD = 46, 20


def ladder(assessment: Assessment) -> Chart:
    """The steps Pratama .. KLA with "you are here", the certain..possible range and the way to the next step."""
    canvas = Canvas(LADDER_HEIGHT)
    bands, total = assessment.edition.bands, figure_of(assessment)
    canvas.box(0, FLOOR - 6, BELOW, 6, "rule" if assessment.rating.category else "track")
    for n, band in enumerate(bands):
        _step(canvas, assessment, n, band)
    _to_next(canvas, assessment)
    _here(canvas, assessment, total)
    return finish(
        canvas,
        _ladder_alt(assessment, total),
        _with_range("ladder_caption", [total], assessment),
        assessment.lang,
        TOTAL,
    )


def ladder_x(hundredths: int, bands: Sequence[Band]) -> float:
    """From points to pixels: the part below the first step is drawn short, the steps in proportion."""
    first, last = bands[0].lower_hundredths, bands[-1].upper_hundredths
    if hundredths < first:
        return BELOW * hundredths / first
    return BELOW + (WIDTH - BELOW) * (min(hundredths, last) - first) / (last - first)


def _top(n: int) -> float:
    return FLOOR - STEP * (n + 1)


def _step(canvas: Canvas, assessment: Assessment, n: int, band: Band) -> None:
    starts = {d.category: d.start_hundredths for d in assessment.rating.distances}
    left, right = (
        ladder_x(starts[band.category], assessment.edition.bands),
        ladder_x(band.upper_hundredths, assessment.edition.bands),
    )
    mine, top = band.category == assessment.rating.category, _top(n)
    points = assessment.rating.points_hundredths
    canvas.box(left, top, right - left, FLOOR - top, "track")
    if points > starts[band.category]:
        reached = min(ladder_x(points, assessment.edition.bands), right)
        canvas.box(left, top, reached - left, FLOOR - top, "TOTAL" if mine else "rule")
    middle, start = (left + right) / 2, maximum_text(starts[band.category], assessment.lang)
    canvas.text(middle, FLOOR + 16, band.category, align="center", bold=mine)
    canvas.text(
        middle, FLOOR + 30, word("from_points", assessment.lang, points=start), "muted", size=SMALL, align="center"
    )


def _to_next(canvas: Canvas, assessment: Assessment) -> None:
    """The way from here to the next step, with its length in words above that step."""
    found = assessment.rating
    if found.next is None:
        return
    n = [band.category for band in assessment.edition.bands].index(found.next.category)
    x, start, y = (
        ladder_x(found.points_hundredths, assessment.edition.bands),
        ladder_x(found.next.start_hundredths, assessment.edition.bands),
        _top(n) - 5,
    )
    canvas.line([(x, y), (start, y), (start, _top(n))], "ink", dashed=True)
    short = word("more_points", assessment.lang, points=points_text(found.next.short_hundredths, assessment.lang))
    width = text_width(short, 11, True)
    canvas.text(min(start + 3, WIDTH - width), y - 1, short, size=SMALL, bold=True)


def _here(canvas: Canvas, assessment: Assessment, total: Figure) -> None:
    x, until = (ladder_x(points or 0, assessment.edition.bands) for points in (total.points, total.possible))
    if until > x:
        canvas.hatch(x, FLOOR - 14, max(until - x, 4), 14, "ink")
    canvas.line([(x, 34), (x, FLOOR)], "ink", 1.5)
    canvas.shape([(x - 5, 34), (x + 5, 34), (x, 41)], "ink")
    text = points_text(total.points or 0, assessment.lang)
    label = word("you_are_here", assessment.lang)
    half = max(text_width(text, 15, True), text_width(label)) / 2
    middle = min(max(x, half + 2), WIDTH - half - 2)
    canvas.text(middle, 13, label, "muted", size=SMALL, align="center")
    canvas.text(middle, 29, text, size=15, align="center", bold=True)


def _ladder_alt(assessment: Assessment, total: Figure) -> str:
    found, lang = assessment.rating, assessment.lang
    said = [word("alt_ladder", lang, points=points_text(total.points or 0, lang), standing=standing(assessment))]
    if total.possible != total.points:
        said.append(word("alt_possible", lang, possible=points_text(total.possible or 0, lang)))
    if found.next is not None:
        short, start = points_text(found.next.short_hundredths, lang), maximum_text(found.next.start_hundredths, lang)
        said.append(word("alt_next", lang, short=short, category=found.next.category, start=start))
    return " ".join(said)


def bars(assessment: Assessment, code: str | int = TOTAL) -> Chart:
    """The certain points, the possible ones (hatched) and the maximum of everything directly under a node."""
    code = node_code(code, assessment.edition, assessment.lang)
    figures = figures_under(assessment, code) or [figure_of(assessment, code)]
    labels = [
        wrapped(f.label, WIDTH - 16 - text_width(points_of_maximum(f, assessment.lang), bold=True), lines=3)
        for f in figures
    ]
    canvas = Canvas(sum(_height(rows) for rows in labels) - GAP + 4)
    top, scale = 0.0, (WIDTH - 2) / max(f.maximum for f in figures)
    for figure, rows in zip(figures, labels, strict=True):
        _label(canvas, assessment, figure, rows, top)
        _bar(canvas, assessment, figure, top + len(rows) * LINE + 2, scale)
        top += _height(rows)
    key = "bars_caption_blocks" if code == TOTAL else "bars_caption_indicators"
    return finish(canvas, _bars_alt(assessment, figures), _with_range(key, figures, assessment), assessment.lang, code)


def _with_range(key: str, figures: Sequence[Figure], assessment: Assessment) -> str:
    """A caption that explains the slanted lines only where there are any."""
    ranged = any(f.possible != f.points for f in figures)
    return " ".join(word(k, assessment.lang) for k in (key, *(["caption_range"] if ranged else [])))


def _height(rows: Sequence[str]) -> float:
    return len(rows) * LINE + BAR + GAP


def _label(canvas: Canvas, assessment: Assessment, figure: Figure, rows: Sequence[str], top: float) -> None:
    for n, row in enumerate(rows):
        canvas.text(0, top + 11 + n * LINE, row)
    canvas.text(
        WIDTH, top + 11, points_of_maximum(figure, assessment.lang), align="right", bold=figure.points is not None
    )


def _bar(canvas: Canvas, assessment: Assessment, figure: Figure, y: float, scale: float) -> None:
    role, width = accent(assessment.edition.block_of(figure.code)), figure.maximum * scale
    if figure.points is None or figure.possible is None:
        canvas.frame(1, y, width, BAR, "muted", dashed=True)
        return
    canvas.box(1, y, width, BAR, "track")
    canvas.box(1, y, figure.points * scale, BAR, role)
    if figure.possible > figure.points:
        canvas.hatch(1 + figure.points * scale, y, max((figure.possible - figure.points) * scale, 3), BAR, role)


def _bars_alt(assessment: Assessment, figures: Sequence[Figure]) -> str:
    lang, known = assessment.lang, [f for f in figures if f.points is not None]
    every = "; ".join(f"{f.label} {points_of_maximum(f, assessment.lang)}" for f in figures)
    if not known:
        return word("alt_bars_unknown", lang, every=every)
    worst = max(known, key=lambda f: f.missing)
    said = word("alt_bars", lang, label=worst.label, missing=points_text(worst.missing, lang), every=every)
    open_ = [f for f in known if f.possible != f.points]
    more = "; ".join(f"{f.label} {range_text(f.points or 0, f.possible or 0, lang)}" for f in open_)
    return said + (" " + word("alt_bars_range", lang, every=more) if open_ else "")


def stages_chart(assessment: Assessment) -> Chart | Html:
    """Each block's points stage after stage on one line; a sentence where fewer than two stages have a recap."""
    found = stages_of(assessment)
    if len(found) < 2:
        key = "only_one_stage" if found else "chart_needs_two"
        return sentence(key, assessment, stage=stage_name(assessment.stage, assessment.lang, assessment.period))
    rows = [row for row in stage_rows(assessment) if row["code"] != TOTAL]
    longest = max(assessment.edition.by_code[row["code"]].max_micro or 0 for row in rows) // 10_000
    canvas = Canvas(HEAD + ROW * len(rows))
    canvas.text(0, 12, " → ".join(found), "muted", size=SMALL)
    for n, row in enumerate(rows):
        _stage_row(canvas, assessment, row, HEAD + ROW * n, (WIDTH - 16) / longest)
    return finish(
        canvas,
        _alt(assessment, rows, found),
        word("stages_caption_chart", assessment.lang),
        assessment.lang,
        place_of(TOTAL),
    )


def _stage_row(canvas: Canvas, assessment: Assessment, row: Row, top: float, scale: float) -> None:
    node, y = assessment.edition.by_code[row["code"]], top + 30
    role, found = accent(node.code), stages_of(assessment)
    canvas.text(0, top + 14, wrapped(block_label(assessment, row), 250, lines=1)[0])
    change = change_text(int(str(row["change_hundredths"])), assessment.lang) if known(row["change_hundredths"]) else ""
    canvas.text(WIDTH, top + 14, change, align="right", bold=True)
    canvas.line([(8, y), (8 + (node.max_micro or 0) / 10_000 * scale, y)], "track", 9)
    spots = [(8 + int(row[s]) * scale, s) for s in found if known(row[s])]
    if len(spots) > 1:
        canvas.line([(x, y) for x, _ in spots], role, 2)
    for x, stage in spots:
        canvas.dot(x, y, role, 4.5, filled=stage == found[-1])


def _alt(assessment: Assessment, rows: list[Row], found: list[str]) -> str:
    lang = assessment.lang
    moves = [" → ".join(_figure_text(assessment, row[stage]) for stage in found) for row in rows]
    every = "; ".join(f"{block_label(assessment, row)} {move}" for row, move in zip(rows, moves, strict=True))
    return word("alt_stages", lang, stages=" → ".join(found), every=every)


def _figure_text(assessment: Assessment, value: object) -> str:
    return word("no_figure", assessment.lang) if not known(value) else points_text(int(str(value)), assessment.lang)
