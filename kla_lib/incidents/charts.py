"""The chart of open incidents by age."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from kla_lib.core.problems import Lang
from kla_lib.display.numbers import count_text
from kla_lib.display.palette import accent
from kla_lib.display.plot import Drawing, Plot, draw, nothing, room
from kla_lib.display.words import word
from kla_lib.incidents.signed import FEW

if TYPE_CHECKING:
    from kla_lib.incidents.register import Incidents

LABEL, BAR, STEP = 118, 16, 30


def incidents_ages(incidents: Incidents, ax: Axes | None = None, **look: Any) -> Plot | Axes:
    """How many open incidents have waited how long; empty where none is open.

    ``data`` has one row per age: least and most days (missing for no end), incidents (missing for too few to tell).
    ``look``: title, size, colours.
    """
    lang, ages = incidents.lang, incidents.standing.ages
    if not any(count is None or count for _, count in ages):
        return nothing(ax, word("cases_none_open" if incidents.standing.incidents else "cases_none", lang))
    most = max([count for _, count in ages if count] or [1])
    width = room(ax)
    drawing = draw(
        ax, len(ages) * STEP, (-most * LABEL / (width - LABEL - 40), most * (1 + 40 / (width - LABEL - 40))), **look
    )
    for row, (days, count) in enumerate(ages):
        _bar(drawing, row * STEP, days_text(days, lang), count, most, lang)
    every = "; ".join(f"{days_text(days, lang)}: {_bar_count(count, lang)}" for days, count in ages)
    data = pd.DataFrame([(*days, count) for days, count in ages], columns=["from_days", "to_days", "incidents"]).astype(
        "Int64"
    )
    return drawing.done(data, word("alt_cases_ages", lang, every=every), word("cases_ages_caption", lang), lang)


def days_text(days: tuple[int, int | None], lang: Lang) -> str:
    """``2-7 hari``; the last one has no end."""
    low, high = days
    if high is None:
        return word("cases_days_more", lang, low=low)
    return word("cases_days", lang, low=low, high=high)


def _bar(drawing: Drawing, top: float, label: str, count: int | None, most: int, lang: Lang) -> None:
    """A bar with its count; a suppressed one is hatched and has no length to be read off."""
    end = most * 0.12 if count is None else count
    drawing.text(drawing.x(0), top + 16, label)
    if count is None:
        drawing.hatched(top + 3, BAR, 0, end, "muted")
    elif count:
        drawing.bar(top + 3, BAR, 0, end, accent("K5"))
    gap = drawing.x(8) - drawing.x(0) if count != 0 else 0
    drawing.text(end + gap, top + 16, _bar_count(count, lang), bold=True)


def _bar_count(count: int | None, lang: Lang) -> str:
    return FEW if count is None else count_text(count, lang)
