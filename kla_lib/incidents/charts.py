"""The chart of open incidents by age."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kla_lib.core.problems import Lang
from kla_lib.display.canvas import WIDTH, Canvas, text_width
from kla_lib.display.chart import Chart, finish
from kla_lib.display.html import Html, render
from kla_lib.display.numbers import count_text
from kla_lib.display.palette import accent
from kla_lib.display.words import word
from kla_lib.incidents.signed import FEW

if TYPE_CHECKING:
    from kla_lib.incidents.register import Incidents

LABEL, BAR, STEP = 118, 16, 30


def incidents_ages(incidents: Incidents) -> Chart | Html:
    """How many open incidents have waited how long; a sentence where none is open."""
    lang, ages = incidents.lang, incidents.standing.ages
    if not any(count is None or count for _, count in ages):
        return render(
            "sentence.html.j2",
            lang,
            text=word("cases_none_open" if incidents.standing.incidents else "cases_none", lang),
        )
    canvas = Canvas(len(ages) * STEP)
    most = max([count for _, count in ages if count] or [1])
    for row, (days, count) in enumerate(ages):
        _bar(canvas, row * STEP, days_text(days, lang), count, most, lang)
    every = "; ".join(f"{days_text(days, lang)}: {_bar_count(count, lang)}" for days, count in ages)
    return finish(canvas, word("alt_cases_ages", lang, every=every), word("cases_ages_caption", lang), lang)


def days_text(days: tuple[int, int | None], lang: Lang) -> str:
    """``2-7 hari``; the last one has no end."""
    low, high = days
    if high is None:
        return word("cases_days_more", lang, low=low)
    return word("cases_days", lang, low=low, high=high)


def _bar(canvas: Canvas, top: float, label: str, count: int | None, most: int, lang: Lang) -> None:
    """A bar with its count; a suppressed one is hatched and has no length to be read off."""
    text = _bar_count(count, lang)
    room = WIDTH - LABEL - text_width(text, bold=True) - 12
    width = room * (0.12 if count is None else count / most)
    canvas.text(0, top + 16, label)
    if count is None:
        canvas.hatch(LABEL, top + 3, width, BAR, "muted")
    elif count:
        canvas.box(LABEL, top + 3, width, BAR, accent("K5"))
    canvas.text(LABEL + (width + 8 if count != 0 else 0), top + 16, text, bold=True)


def _bar_count(count: int | None, lang: Lang) -> str:
    return FEW if count is None else count_text(count, lang)
