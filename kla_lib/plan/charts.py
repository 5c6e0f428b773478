"""The frontier as a chart: the least effort for each total, the categories it passes, and the plan on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from kla_lib.display.numbers import maximum_text, points_text
from kla_lib.display.plot import SMALL, Drawing, Plot, draw, nothing, room, text_width
from kla_lib.display.words import word
from kla_lib.plan.words import effort_text

if TYPE_CHECKING:
    from kla_lib.plan.planning import Planning

TOP, FLOOR, FOOT, LEFT, RIGHT = 22, 232, 34, 4, 8
ROOM = 0.04  # of the range, above and below the line
APART = 13  # pixels between two labels


def frontier_chart(planning: Planning, ax: Axes | None = None, **look: Any) -> Plot | Axes:
    """Effort against points with the plan on it; empty where nothing can be raised.

    ``data`` has one row per point of the frontier: effort and total points. ``look``: title, size, colours.
    """
    lang, points = planning.lang, planning.frontier
    if len(points) < 2:
        return nothing(ax, word("plan_nothing_to_win", lang))
    most, width = points[-1].effort_centi / 100, room(ax) - LEFT - RIGHT
    drawing = draw(ax, FLOOR + FOOT, (-most * LEFT / width, most * (1 + RIGHT / width)), **look)
    drawing.text(drawing.x(0), 11, word("points", lang), "muted", size=SMALL)
    _bands(drawing, planning)
    _needed(drawing, planning)
    drawing.line([(p.effort_centi / 100, _y(planning, p.after_hundredths)) for p in points], "ink", 2)
    _foot(drawing, planning)
    if planning.plan.status != "impossible":
        drawing.dots([(planning.plan.effort_centi / 100, _y(planning, planning.plan.after_hundredths))], "TOTAL", 5)
    data = pd.DataFrame({"effort": p.effort_centi / 100, "points": p.after_hundredths / 100} for p in points)
    return drawing.done(data, _alt(planning), word("plan_chart_caption", lang), lang)


def _range(planning: Planning) -> tuple[int, int]:
    totals = [point.after_hundredths for point in planning.frontier]
    low, high = totals[0], max(totals[-1], planning.needed_hundredths)
    room_around = round((high - low) * ROOM) or 1
    return low - room_around, high + room_around


def _y(planning: Planning, total: int) -> float:
    low, high = _range(planning)
    return FLOOR - (FLOOR - TOP) * (total - low) / (high - low)


def _bands(drawing: Drawing, planning: Planning) -> None:
    """A line where each category starts, with its name at the right, where the frontier has long passed it."""
    low, high = _range(planning)
    left, right = drawing.ax.get_xlim()
    for band in planning.edition.bands:
        if low < band.lower_hundredths < high:
            y = _y(planning, band.lower_hundredths)
            drawing.line([(left, y), (right, y)], "track")
            label = f"{band.category} {maximum_text(band.lower_hundredths, planning.lang)}"
            drawing.text(right, y + APART - 2, label, "muted", size=SMALL, align="right")


def _needed(drawing: Drawing, planning: Planning) -> None:
    y = _y(planning, planning.needed_hundredths)
    left, right = drawing.ax.get_xlim()
    drawing.line([(left, y), (right, y)], "ink", dashed=True)
    label = word("plan_needed_line", planning.lang, points=points_text(planning.needed_hundredths, planning.lang))
    drawing.text(right, y - 4, label, size=SMALL, align="right", bold=True)


def _foot(drawing: Drawing, planning: Planning) -> None:
    left, right = drawing.ax.get_xlim()
    drawing.line([(0, FLOOR), (right, FLOOR)], "rule")
    for share in (0, 1, 2):
        effort = planning.frontier[-1].effort_centi * share // 2
        label = effort_text(effort, planning)
        half = drawing.x(text_width(label, SMALL) / 2) - left
        x = min(max(effort / 100, left + half), right - half)
        drawing.text(x, FLOOR + 14, label, "muted", size=SMALL, align="center")
    middle = (left + right) / 2
    drawing.text(middle, FLOOR + 29, word("plan_effort", planning.lang), "muted", size=SMALL, align="center")


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
