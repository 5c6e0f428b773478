"""The base and every scenario on one scale of points, with the starts of the categories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from kla_lib.display.numbers import maximum_text, points_text
from kla_lib.display.plot import SMALL, Drawing, Plot, draw, nothing, room, text_width, wrapped
from kla_lib.display.words import word
from kla_lib.robustness.model import Outcome
from kla_lib.robustness.tables import category_text, scenario_name

if TYPE_CHECKING:
    from kla_lib.robustness.robustness import Robustness

HEAD, ROW, EDGE, MARGIN = 36, 38, 12, 2_000


def scenario_chart(robustness: Robustness, ax: Axes | None = None, **look: Any) -> Plot | Axes:
    """A dot per scenario and the way to it from the base; empty where there is no scenario.

    ``data`` has one row per scenario, the base first: name, points, category. ``look``: title, size, colours.
    """
    lang, found = robustness.lang, robustness.outcomes
    if len(found) == 1:
        return nothing(ax, word("scenario_how", lang))
    low, high = (end / 100 for end in _ends(robustness))
    edge = (high - low) * EDGE / (room(ax) - 2 * EDGE)
    drawing = draw(ax, HEAD + ROW * len(found), (low - edge, high + edge), **look)
    for distance in robustness.assessment.rating.distances:
        if low < (x := distance.start_hundredths / 100) < high:
            drawing.line([(x, 18), (x, drawing.height)], "rule", dashed=True)
            start = f"{distance.category} {maximum_text(distance.start_hundredths, lang)}"
            half = drawing.x(text_width(start, SMALL) / 2) - drawing.x(0)
            at = min(max(x, low - edge + half), high + edge - half)
            drawing.text(at, 12, start, "muted", size=SMALL, align="center")
    for n, outcome in enumerate(found):
        _row(drawing, robustness, outcome, HEAD + ROW * n)
    every = "; ".join(_chart_text(robustness, outcome) for outcome in found)
    data = pd.DataFrame(
        {"scenario": scenario_name(one, lang), "points": (one.points() or 0) / 100, "category": one.category}
        for one in found
    )
    return drawing.done(data, word("alt_scenarios", lang, every=every), word("scenario_chart_caption", lang), lang)


def _ends(robustness: Robustness) -> tuple[int, int]:
    """The lowest and highest total with some room, so wide that the next steps of the ladder are seen."""
    points = [outcome.points() or 0 for outcome in robustness.outcomes]
    starts = [distance.start_hundredths for distance in robustness.assessment.rating.distances]
    below = max((start for start in starts if start <= min(points)), default=min(points))
    above = min((start for start in starts if start > max(points)), default=max(points))
    return max(below - MARGIN, 0), above + MARGIN


def _row(drawing: Drawing, robustness: Robustness, outcome: Outcome, top: float) -> None:
    base, is_base = robustness.outcomes[0], outcome is robustness.outcomes[0]
    value = points_text(outcome.points() or 0, robustness.lang)
    value_width = text_width(value, bold=True)
    name = wrapped(scenario_name(outcome, robustness.lang), drawing.width - 12 - value_width, lines=1)[0]
    left, right = drawing.ax.get_xlim()
    drawing.bar(top, 15, left, drawing.x(text_width(name) + 2), "paper")
    drawing.text(left, top + 12, name, bold=is_base)
    drawing.bar(top, 15, drawing.x(drawing.width - value_width - 2), right, "paper")
    drawing.text(right, top + 12, value, align="right", bold=True)
    x, start, y = (outcome.points() or 0) / 100, (base.points() or 0) / 100, top + 24
    drawing.line([(drawing.x(EDGE), y), (drawing.x(drawing.width - EDGE), y)], "track", 5)
    if not is_base:
        drawing.line([(start, y), (x, y)], "TOTAL", 2)
        drawing.dots([(start, y)], "TOTAL", 4, filled=False)
    drawing.dots([(x, y)], "TOTAL", 5)


def _chart_text(robustness: Robustness, outcome: Outcome) -> str:
    points, category = (
        points_text(outcome.points() or 0, robustness.lang),
        category_text(outcome.category, robustness.lang),
    )
    return f"{scenario_name(outcome, robustness.lang)} {points} ({category})"
