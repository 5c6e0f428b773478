"""``explorer`` and ``award_explorer``: controls where a notebook is open, a readable page where it is run in batch.

An analyst's first five minutes: what to type next, and what comes back.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from kla_lib.display.html import Cell, Column, Html, Table, join, show
from kla_lib.display.numbers import count_text
from kla_lib.display.words import word
from kla_lib.instrument.published import CATEGORIES
from kla_lib.plan.explore.figure import climb_figure, climb_text, message_of, others, picks
from kla_lib.plan.explore.look import Look
from kla_lib.province.explore import AwardChoice, provinces, shown_awards, still_awards, years
from kla_lib.scoring.views.figures import short_name

if TYPE_CHECKING:
    import pandas as pd

    from kla_lib.plan.planning import Exploration
    from kla_lib.scoring.assessment import Case

Bundle = tuple[dict[str, Any], dict[str, Any]]
PARAGRAPH = Markup("<p>{}</p>")
NOT_KEPT = ("text/html", "text/plain")  # what a widget says of itself is for a page that can run it only


class Explorer:
    """A plan to play with. ``found`` is the plan as the controls stand, for the cells that follow."""

    def __init__(self, found: Exploration) -> None:
        """``found`` is where the controls start."""
        self.found = found

    def __repr__(self) -> str:
        """Short, for readers of plain text."""
        return f"<Explorer, {self.found.target}>"

    def panel(self) -> Any:
        """The controls, each time new, starting from ``found``."""
        from kla_lib.plan.explore.controls import Drawing, Panel, Ticks

        lang, blocks = self.found.lang, self.found.edition.at("block")
        ticks = Ticks(self.found, {node.code: short_name(node, lang) for node in blocks})
        return Panel(self, ticks, Drawing(figure_of_look, lambda look: PARAGRAPH.format(message_of(look)), picks))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        return _either(still(self.found), self.panel)


class AwardExplorer:
    """The table of published awards, to be filtered. ``frame`` is what the filters leave, for the cells that follow."""

    def __init__(self, case: Case) -> None:
        """The filters start at the province of the case."""
        self.case = case
        self.choice = AwardChoice.of_case(case)

    def __repr__(self) -> str:
        """Short, for readers of plain text."""
        return f"<AwardExplorer, {len(self.frame)}>"

    @property
    def frame(self) -> pd.DataFrame:
        """One row per place and year that the filters leave: see `published.chosen_awards`."""
        return self.choice.frame()

    def panel(self) -> Any:
        """The controls, each time new."""
        from kla_lib.province.explore import AwardPanel

        lang, lists = self.case.lang, {"year": years(), "province": provinces(), "category": CATEGORIES}
        return AwardPanel(self, lang, lists, lambda choice: shown_awards(choice, lang))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        return _either(still_awards(self.choice, self.case.lang), self.panel)


def explorer(found: Exploration) -> Explorer:
    """The ladder with its controls: target, margin, capacity, and the questions to tick."""
    return Explorer(found)


def award_explorer(case: Case) -> AwardExplorer:
    """The published awards of the whole country with their filters."""
    return AwardExplorer(case)


def still(found: Exploration) -> Html:
    """What stays on a page without a kernel: the ladder, the plan, and in a table what the controls would change."""
    look = Look(found, found.cheapest)
    note = PARAGRAPH.format(word("explore_still", found.lang))
    parts = (figure_of_look(look), PARAGRAPH.format(message_of(look)), picks(look), others(found), note)
    return Html(str(join(parts)))


def figure_of_look(look: Look) -> Cell:
    """The ladder with its message for who cannot see it."""
    return climb_figure(look, climb_text(look))


def _either(page: Html, panel: Any) -> Bundle:
    """The page for batch; in a kernel that a front end may listen to, the controls, and the page for what cannot show them."""
    data, about = page._repr_mimebundle_()
    if not has_front_end():
        return dict(data), dict(about)
    controls = panel().box._repr_mimebundle_() or {}
    return {**data, **{kind: shown for kind, shown in controls.items() if kind not in NOT_KEPT}}, dict(about)


def has_front_end() -> bool:
    """Whether this is a kernel that somebody may listen to; the kernels of ``kla run`` say that nobody does."""
    shell = sys.modules.get("IPython")
    running = shell.get_ipython() if shell else None
    kernel = getattr(running, "kernel", None)
    return kernel is not None and not getattr(kernel, "unheard", False)


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
