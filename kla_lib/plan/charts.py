"""The frontier as a chart: the least effort for each total, the categories it passes, and the plan on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kla_lib.display.canvas import SMALL, WIDTH, Canvas, text_width
from kla_lib.display.chart import Chart, finish
from kla_lib.display.html import Html, render
from kla_lib.display.numbers import maximum_text, points_text
from kla_lib.display.words import word
from kla_lib.plan.words import effort_text

if TYPE_CHECKING:
    from kla_lib.plan.planning import Planning

TOP, FLOOR, FOOT, LEFT, RIGHT = 22, 232, 34, 4, 8
ROOM = 0.04  # of the range, above and below the line
APART = 13  # pixels between two labels


def frontier_chart(planning: Planning) -> Chart | Html:
    """Effort against points with the plan on it; a sentence where nothing can be raised."""
    lang, points = planning.lang, planning.frontier
    if len(points) < 2:
        return render("sentence.html.j2", lang, text=word("plan_nothing_to_win", lang))
    canvas = Canvas(FLOOR + FOOT)
    canvas.text(0, 11, word("points", lang), "muted", size=SMALL)
    _bands(canvas, planning)
    _needed(canvas, planning)
    canvas.line([_at(planning, p.effort_centi, p.after_hundredths) for p in points], "ink", 2)
    _foot(canvas, planning)
    if planning.plan.status != "impossible":
        x, y = _at(planning, planning.plan.effort_centi, planning.plan.after_hundredths)
        canvas.dot(x, y, "TOTAL", 5)
    return finish(canvas, _alt(planning), word("plan_chart_caption", lang), lang)


def _range(planning: Planning) -> tuple[int, int]:
    totals = [point.after_hundredths for point in planning.frontier]
    low, high = totals[0], max(totals[-1], planning.needed_hundredths)
    room = round((high - low) * ROOM) or 1
    return low - room, high + room


def _at(planning: Planning, effort: int, total: int) -> tuple[float, float]:
    most = planning.frontier[-1].effort_centi
    return LEFT + (WIDTH - LEFT - RIGHT) * effort / most, _y(planning, total)


def _y(planning: Planning, total: int) -> float:
    low, high = _range(planning)
    return FLOOR - (FLOOR - TOP) * (total - low) / (high - low)


def _bands(canvas: Canvas, planning: Planning) -> None:
    """A line where each category starts, with its name at the right, where the frontier has long passed it."""
    low, high = _range(planning)
    for band in planning.edition.bands:
        if low < band.lower_hundredths < high:
            y = _y(planning, band.lower_hundredths)
            canvas.line([(0, y), (WIDTH, y)], "track")
            label = f"{band.category} {maximum_text(band.lower_hundredths, planning.lang)}"
            canvas.text(WIDTH, y + APART - 2, label, "muted", size=SMALL, align="right")


def _needed(canvas: Canvas, planning: Planning) -> None:
    y = _y(planning, planning.needed_hundredths)
    canvas.line([(0, y), (WIDTH, y)], "ink", dashed=True)
    label = word("plan_needed_line", planning.lang, points=points_text(planning.needed_hundredths, planning.lang))
    canvas.text(WIDTH, y - 4, label, size=SMALL, align="right", bold=True)


def _foot(canvas: Canvas, planning: Planning) -> None:
    canvas.line([(LEFT, FLOOR), (WIDTH, FLOOR)], "rule")
    for share in (0, 1, 2):
        effort = planning.frontier[-1].effort_centi * share // 2
        x, label = _at(planning, effort, 0)[0], effort_text(effort, planning)
        half = text_width(label, SMALL) / 2
        canvas.text(min(max(x, half), WIDTH - half), FLOOR + 14, label, "muted", size=SMALL, align="center")
    canvas.text(WIDTH / 2, FLOOR + 29, word("plan_effort", planning.lang), "muted", size=SMALL, align="center")


def _alt(planning: Planning) -> str:
    lang, points = planning.lang, planning.frontier
    some = points[:: max(1, len(points) // 6)]
    every = "; ".join(
        word(
            "plan_frontier_point",
            lang,
            effort=effort_text(p.effort_centi, planning),
            points=points_text(p.after_hundredths, lang),
        )
        for p in (some if some[-1] == points[-1] else [*some, points[-1]])
    )
    return word("alt_frontier", lang, needed=points_text(planning.needed_hundredths, lang), every=every)
