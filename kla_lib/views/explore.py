"""``explorer`` and ``award_explorer``: controls where a notebook is open, a readable page where it is run in batch."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from kla_lib.rules.published import CATEGORIES
from kla_lib.views.explore_awards import AwardChoice, provinces, shown_awards, still_awards, years
from kla_lib.views.explore_chart import climb_figure
from kla_lib.views.explore_look import Look
from kla_lib.views.explore_tables import others, picks
from kla_lib.views.explore_words import climb_text, message_of
from kla_lib.views.figures import short_name
from kla_lib.views.html import Cell, Html, join
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.case import Case
    from kla_lib.exploring import Exploration

if TYPE_CHECKING:
    import pandas as pd

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
        from kla_lib.views.explore_controls import Drawing, Panel
        from kla_lib.views.explore_ticks import Ticks

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
        from kla_lib.views.explore_awards_controls import AwardPanel

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
