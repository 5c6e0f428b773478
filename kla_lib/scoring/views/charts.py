"""Charts of one place and period: the ladder of categories, bars of blocks or indicators, and the blocks over the stages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from kla_lib.core.records import Row
from kla_lib.display.numbers import change_text, known, maximum_text, points_text, range_text
from kla_lib.display.palette import accent
from kla_lib.display.plot import SMALL, WIDTH, Bar, Drawing, Plot, bar_chart, draw, nothing, text_width, wrapped
from kla_lib.display.words import word
from kla_lib.instrument.instrument import TOTAL, Band
from kla_lib.instrument.parameters import node_code
from kla_lib.instrument.words import stage_name
from kla_lib.scoring.views.figures import Figure, figure_of, figures_frame, figures_under, points_of_maximum, standing
from kla_lib.scoring.views.stages import block_label, place_of, stage_rows, stages_of

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Assessment

LADDER_HEIGHT, FLOOR, STEP = 204, 166, 21
BELOW = 30
ROW, HEAD = 46, 20


def ladder(assessment: Assessment, ax: Axes | None = None, **look: Any) -> Plot | Axes:
    """The steps Pratama .. KLA with "you are here", the certain..possible range and the way to the next step.

    ``data`` has one row per category with the points where it starts and ends. ``look``: title, size, colours.
    """
    bands, total = assessment.edition.bands, figure_of(assessment)
    drawing = draw(ax, LADDER_HEIGHT, **look)
    drawing.bar(FLOOR - 6, 6, 0, BELOW, "rule" if assessment.rating.category else "track")
    for n, band in enumerate(bands):
        _step(drawing, assessment, n, band)
    _to_next(drawing, assessment)
    _here(drawing, assessment, total)
    starts = {d.category: d.start_hundredths / 100 for d in assessment.rating.distances}
    data = pd.DataFrame(
        {"category": band.category, "start": starts[band.category], "end": band.upper_hundredths / 100}
        for band in bands
    )
    caption = _with_range("ladder_caption", [total], assessment)
    return drawing.done(data, _ladder_alt(assessment, total), caption, assessment.lang, TOTAL)


def ladder_x(hundredths: int, bands: Sequence[Band]) -> float:
    """From points to pixels: the part below the first step is drawn short, the steps in proportion."""
    first, last = bands[0].lower_hundredths, bands[-1].upper_hundredths
    if hundredths < first:
        return BELOW * hundredths / first
    return BELOW + (WIDTH - BELOW) * (min(hundredths, last) - first) / (last - first)


def _top(n: int) -> float:
    return FLOOR - STEP * (n + 1)


def _step(drawing: Drawing, assessment: Assessment, n: int, band: Band) -> None:
    starts = {d.category: d.start_hundredths for d in assessment.rating.distances}
    start, points = starts[band.category], assessment.rating.points_hundredths
    left, right = (ladder_x(place, assessment.edition.bands) for place in (start, band.upper_hundredths))
    mine, top = band.category == assessment.rating.category, _top(n)
    drawing.bar(top, FLOOR - top, left, right, "track")
    if points > start:
        reached = min(ladder_x(points, assessment.edition.bands), right)
        drawing.bar(top, FLOOR - top, left, reached, "TOTAL" if mine else "rule")
    middle, lang = (left + right) / 2, assessment.lang
    drawing.text(middle, FLOOR + 16, band.category, align="center", bold=mine)
    begins = word("from_points", lang, points=maximum_text(start, lang))
    drawing.text(middle, FLOOR + 30, begins, "muted", size=SMALL, align="center")


def _to_next(drawing: Drawing, assessment: Assessment) -> None:
    """The way from here to the next step, with its length in words above that step."""
    found, bands = assessment.rating, assessment.edition.bands
    if found.next is None:
        return
    n = [band.category for band in bands].index(found.next.category)
    x, start = (ladder_x(place, bands) for place in (found.points_hundredths, found.next.start_hundredths))
    y = _top(n) - 5
    drawing.line([(x, y), (start, y), (start, _top(n))], "ink", dashed=True)
    short = word("more_points", assessment.lang, points=points_text(found.next.short_hundredths, assessment.lang))
    drawing.text(min(start + 3, WIDTH - text_width(short, 11, True)), y - 1, short, size=SMALL, bold=True)


def _here(drawing: Drawing, assessment: Assessment, total: Figure) -> None:
    x, until = (ladder_x(points or 0, assessment.edition.bands) for points in (total.points, total.possible))
    if until > x:
        drawing.hatched(FLOOR - 14, 14, x, max(until, x + 4), "ink")
    drawing.line([(x, 34), (x, FLOOR)], "ink", 1.5)
    drawing.shape([(x - 5, 34), (x + 5, 34), (x, 41)], "ink")
    text = points_text(total.points or 0, assessment.lang)
    label = word("you_are_here", assessment.lang)
    half = max(text_width(text, 15, True), text_width(label)) / 2
    middle = min(max(x, half + 2), WIDTH - half - 2)
    drawing.text(middle, 13, label, "muted", size=SMALL, align="center")
    drawing.text(middle, 29, text, size=15, align="center", bold=True)


def _ladder_alt(assessment: Assessment, total: Figure) -> str:
    found, lang = assessment.rating, assessment.lang
    said = [word("alt_ladder", lang, points=points_text(total.points or 0, lang), standing=standing(assessment))]
    if total.possible != total.points:
        said.append(word("alt_possible", lang, possible=points_text(total.possible or 0, lang)))
    if found.next is not None:
        short, start = points_text(found.next.short_hundredths, lang), maximum_text(found.next.start_hundredths, lang)
        said.append(word("alt_next", lang, short=short, category=found.next.category, start=start))
    return " ".join(said)


def bars(assessment: Assessment, code: str | int = TOTAL, ax: Axes | None = None, **look: Any) -> Plot | Axes:
    """The certain points, the possible ones (hatched) and the maximum of everything directly under a node.

    ``data`` has one row per node: code, label, points, possible, maximum in points. ``look``: title, size, colours.
    """
    code = node_code(code, assessment.edition, assessment.lang)
    figures = figures_under(assessment, code) or [figure_of(assessment, code)]
    drawing = bar_chart(ax, [_bar(assessment, figure) for figure in figures], **look)
    key = "bars_caption_blocks" if code == TOTAL else "bars_caption_indicators"
    caption = _with_range(key, figures, assessment)
    return drawing.done(figures_frame(figures), _bars_alt(assessment, figures), caption, assessment.lang, code)


def _bar(assessment: Assessment, figure: Figure) -> Bar:
    known_part, until = figure.points, figure.possible
    return Bar(
        figure.label,
        points_of_maximum(figure, assessment.lang),
        accent(assessment.edition.block_of(figure.code)),
        (known_part or 0) / 100,
        None if known_part is None or until is None else until / 100,
        figure.maximum / 100,
        known_part is not None,
    )


def _with_range(key: str, figures: Sequence[Figure], assessment: Assessment) -> str:
    """A caption that explains the slanted lines only where there are any."""
    ranged = any(f.possible != f.points for f in figures)
    return " ".join(word(k, assessment.lang) for k in (key, *(["caption_range"] if ranged else [])))


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


def stages_chart(assessment: Assessment, ax: Axes | None = None, **look: Any) -> Plot | Axes:
    """Each block's points stage after stage on one line; empty where fewer than two stages have a recap.

    ``data`` has one row per block with a column of points per stage. ``look``: title, size, colours.
    """
    found, lang = stages_of(assessment), assessment.lang
    if len(found) < 2:
        key = "only_one_stage" if found else "chart_needs_two"
        return nothing(ax, word(key, lang, stage=stage_name(assessment.stage, lang, assessment.period)))
    rows = [row for row in stage_rows(assessment) if row["code"] != TOTAL]
    longest = max(assessment.edition.by_code[row["code"]].max_micro or 0 for row in rows) / 1_000_000
    edge = longest * 8 / (WIDTH - 16)
    drawing = draw(ax, HEAD + ROW * len(rows), (-edge, longest + edge), **look)
    drawing.text(-edge, 12, " → ".join(found), "muted", size=SMALL)
    for n, row in enumerate(rows):
        _stage_row(drawing, assessment, row, HEAD + ROW * n)
    data = pd.DataFrame(
        {"code": row["code"], **{s: row[s] / 100 if known(row[s]) else None for s in found}} for row in rows
    )
    caption = word("stages_caption_chart", lang)
    return drawing.done(data, _alt(assessment, rows, found), caption, lang, place_of(TOTAL))


def _stage_row(drawing: Drawing, assessment: Assessment, row: Row, top: float) -> None:
    node, y = assessment.edition.by_code[row["code"]], top + 30
    (left, right), role, found = drawing.ax.get_xlim(), accent(node.code), stages_of(assessment)
    drawing.text(left, top + 14, wrapped(block_label(assessment, row), drawing.width - 90, lines=1)[0])
    change = change_text(int(str(row["change_hundredths"])), assessment.lang) if known(row["change_hundredths"]) else ""
    drawing.text(right, top + 14, change, align="right", bold=True)
    drawing.line([(0, y), ((node.max_micro or 0) / 1_000_000, y)], "track", 9)
    spots = [(int(row[stage]) / 100, stage) for stage in found if known(row[stage])]
    if len(spots) > 1:
        drawing.line([(x, y) for x, _ in spots], role, 2)
    for x, stage in spots:
        drawing.dots([(x, y)], role, 4.5, filled=stage == found[-1])


def _alt(assessment: Assessment, rows: list[Row], found: list[str]) -> str:
    lang = assessment.lang
    moves = [" → ".join(_figure_text(assessment, row[stage]) for stage in found) for row in rows]
    every = "; ".join(f"{block_label(assessment, row)} {move}" for row, move in zip(rows, moves, strict=True))
    return word("alt_stages", lang, stages=" → ".join(found), every=every)


def _figure_text(assessment: Assessment, value: object) -> str:
    return word("no_figure", assessment.lang) if not known(value) else points_text(int(str(value)), assessment.lang)
