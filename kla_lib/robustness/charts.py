"""The base and every scenario on one scale of points, with the starts of the categories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kla_lib.display.canvas import SMALL, WIDTH, Canvas, text_width, wrapped
from kla_lib.display.chart import Chart, finish
from kla_lib.display.html import Html, render
from kla_lib.display.numbers import maximum_text, points_text
from kla_lib.display.words import word
from kla_lib.robustness.model import Outcome
from kla_lib.robustness.tables import category_text, scenario_name

if TYPE_CHECKING:
    from kla_lib.robustness.robustness import Robustness

HEAD, ROW, EDGE, MARGIN = 36, 38, 12, 2_000


def scenario_chart(robustness: Robustness) -> Chart | Html:
    """A dot per scenario and the way to it from the base; a sentence where there is no scenario."""
    lang, found = robustness.lang, robustness.outcomes
    if len(found) == 1:
        return render("sentence.html.j2", lang, text=word("scenario_how", lang))
    canvas = Canvas(HEAD + ROW * len(found))
    low, high = _ends(robustness)
    for distance in robustness.assessment.rating.distances:
        if low < distance.start_hundredths < high:
            x = _across(distance.start_hundredths, low, high)
            canvas.line([(x, 18), (x, canvas.height)], "rule", dashed=True)
            start = f"{distance.category} {maximum_text(distance.start_hundredths, lang)}"
            half = text_width(start, SMALL) / 2
            canvas.text(min(max(x, half), WIDTH - half), 12, start, "muted", size=SMALL, align="center")
    for n, outcome in enumerate(found):
        _row(canvas, robustness, outcome, HEAD + ROW * n, (low, high))
    every = "; ".join(_chart_text(robustness, outcome) for outcome in found)
    return finish(canvas, word("alt_scenarios", lang, every=every), word("scenario_chart_caption", lang), lang)


def _ends(robustness: Robustness) -> tuple[int, int]:
    """The lowest and highest total with some room, so wide that the next steps of the ladder are seen."""
    points = [outcome.points() or 0 for outcome in robustness.outcomes]
    starts = [distance.start_hundredths for distance in robustness.assessment.rating.distances]
    below = max((start for start in starts if start <= min(points)), default=min(points))
    above = min((start for start in starts if start > max(points)), default=max(points))
    return max(below - MARGIN, 0), above + MARGIN


def _across(hundredths: int, low: int, high: int) -> float:
    return EDGE + (WIDTH - 2 * EDGE) * (hundredths - low) / (high - low)


def _row(canvas: Canvas, robustness: Robustness, outcome: Outcome, top: float, ends: tuple[int, int]) -> None:
    base, is_base = robustness.outcomes[0], outcome is robustness.outcomes[0]
    value = points_text(outcome.points() or 0, robustness.lang)
    room = WIDTH - 12 - text_width(value, bold=True)
    name = wrapped(scenario_name(outcome, robustness.lang), room, lines=1)[0]
    canvas.box(0, top, text_width(name) + 2, 15, "paper")
    canvas.text(0, top + 12, name, bold=is_base)
    canvas.box(WIDTH - text_width(value, bold=True) - 2, top, text_width(value, bold=True) + 2, 15, "paper")
    canvas.text(WIDTH, top + 12, value, align="right", bold=True)
    x, start, y = _across(outcome.points() or 0, *ends), _across(base.points() or 0, *ends), top + 24
    canvas.line([(EDGE, y), (WIDTH - EDGE, y)], "track", 5)
    if not is_base:
        canvas.line([(start, y), (x, y)], "TOTAL", 2)
        canvas.dot(start, y, "TOTAL", 4, filled=False)
    canvas.dot(x, y, "TOTAL", 5)


def _chart_text(robustness: Robustness, outcome: Outcome) -> str:
    points, category = (
        points_text(outcome.points() or 0, robustness.lang),
        category_text(outcome.category, robustness.lang),
    )
    return f"{scenario_name(outcome, robustness.lang)} {points} ({category})"
