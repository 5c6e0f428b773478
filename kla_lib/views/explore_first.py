"""An analyst's first five minutes: what to type next, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from kla_lib.views.html import Cell, Column, Html, Table, show
from kla_lib.views.numbers import count_text
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.exploring import Exploration

STEPS: tuple[tuple[str, str, Callable[[Any], object]], ...] = (
    ("found.case.scores", "scores", lambda found: found.case.scores),
    ("found.case.question_gaps()", "questions", lambda found: found.case.question_gaps()),
    ("found.case.agency_gaps()", "agencies", lambda found: found.case.agency_gaps()),
    ("found.case.explain()", "explain", lambda found: found.case.explain()),
    ("found.case.awards", "awards", lambda found: found.case.awards),
    ("looked.found.cheapest.picks", "picks", lambda found: found.cheapest.picks),
    ("listed.frame", "frame", lambda found: None),
    ("help(kla.open_exploration)", "help", lambda found: None),
)


def first_steps(found: Exploration) -> Html:
    """Expressions to type in the next cell, what each gives, and how large it is here."""
    columns = [
        Column(word(key, found.lang), numeric=key == "explore_size")
        for key in ("explore_type", "explore_gives", "explore_size")
    ]
    return show(
        Table(word("explore_first", found.lang), columns, [_row(found, *step) for step in STEPS], shape="stack")
    )


def _row(found: Exploration, expression: str, key: str, value: Callable[[Any], object]) -> list[Cell]:
    return [
        Markup("<code>{}</code>").format(expression),
        word(f"explore_step_{key}", found.lang),
        _size(value(found), found),
    ]


def _size(value: Any, found: Exploration) -> str:
    if value is None:
        return "–"
    rows, columns = getattr(value, "shape", (len(value) if hasattr(value, "__len__") else 0, 0))
    shown = {"rows": count_text(rows, found.lang), "columns": count_text(columns, found.lang)}
    return word("explore_table" if columns else "explore_rows", found.lang, **shown)
