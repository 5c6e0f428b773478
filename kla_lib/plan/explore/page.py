"""``explorer`` and ``first_steps``: the plan with controls where a notebook is open, as a page where it is run in batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from kla_lib.display.html import Cell, Html, Table, join
from kla_lib.display.numbers import count_text
from kla_lib.display.widgets import Bundle, page_or_controls
from kla_lib.display.words import word
from kla_lib.plan.explore.figure import Look, climb_figure, others, picks, plan_message
from kla_lib.scoring.views.figures import columns_of

if TYPE_CHECKING:
    from kla_lib.plan.explore.controls import Panel
    from kla_lib.plan.planning import Planning

STEPS: tuple[tuple[str, str, Callable[[Any], object]], ...] = (
    ("found.assessment.scores", "scores", lambda found: found.assessment.scores),
    ("found.assessment.question_gaps()", "questions", lambda found: found.assessment.question_gaps()),
    ("found.assessment.agency_gaps()", "agencies", lambda found: found.assessment.agency_gaps()),
    ("found.assessment.explain()", "explain", lambda found: found.assessment.explain()),
    ("found.assessment.awards", "awards", lambda found: found.assessment.awards),
    ("looked.found.cheapest.picks", "picks", lambda found: found.cheapest.picks),
    ("listed.frame", "frame", lambda found: None),
    ("help(kla.open_exploration)", "help", lambda found: None),
)


class Explorer:
    """A plan with controls. ``found`` is the plan as the controls are set, for the cells that follow."""

    def __init__(self, exploration: Planning) -> None:
        """``exploration`` is where the controls start."""
        self.found = exploration

    def __repr__(self) -> str:
        """Short, for readers of plain text."""
        return f"<Explorer, {self.found.target}>"

    def panel(self) -> Panel:
        """New controls that start from ``found``."""
        from kla_lib.plan.explore.controls import Panel

        return Panel(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        return page_or_controls(still(self.found), self.panel)


def explorer(exploration: Planning) -> Explorer:
    """The ladder with its controls: target, margin, capacity, and the questions to tick."""
    return Explorer(exploration)


def still(exploration: Planning) -> Html:
    """The page without a kernel: the ladder, the plan, and in a table what the controls would change."""
    look = Look(exploration, exploration.cheapest)
    note = Markup("<p>{}</p>").format(word("explore_still", exploration.lang))
    parts = (climb_figure(look), plan_message(look), picks(look), others(exploration), note)
    return Html(str(join(parts)))


def first_steps(exploration: Planning) -> Html:
    """Expressions to type in the next cell, what each gives, and how large it is here."""
    columns = columns_of(("explore_type", "explore_gives", "explore_size"), exploration.lang, ("explore_size",))
    rows = [_row(exploration, *step) for step in STEPS]
    return Table(word("explore_first", exploration.lang), columns, rows, shape="stack")


def _row(exploration: Planning, expression: str, key: str, value: Callable[[Any], object]) -> list[Cell]:
    return [
        Markup("<code>{}</code>").format(expression),
        word(f"explore_step_{key}", exploration.lang),
        _size(value(exploration), exploration),
    ]


def _size(value: Any, exploration: Planning) -> str:
    if value is None:
        return "–"
    rows, columns = getattr(value, "shape", (len(value) if hasattr(value, "__len__") else 0, 0))
    shown = {"rows": count_text(rows, exploration.lang), "columns": count_text(columns, exploration.lang)}
    return word("explore_table" if columns else "explore_rows", exploration.lang, **shown)
