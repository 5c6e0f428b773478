"""``explorer`` and ``award_explorer``: controls where a notebook is open, a readable page where it is run in batch."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from kla_lib.views.case_like import CaseLike
from kla_lib.views.explore_awards import AwardChoice, still_awards
from kla_lib.views.explore_like import ExplorationLike
from kla_lib.views.explore_tables import still
from kla_lib.views.html import Html

if TYPE_CHECKING:
    import pandas as pd

Bundle = tuple[dict[str, Any], dict[str, Any]]
NOT_KEPT = ("text/html", "text/plain")  # what a widget says of itself is for a page that can run it only


class Explorer:
    """A plan to play with. ``found`` is the plan as the controls stand, for the cells that follow."""

    def __init__(self, found: ExplorationLike) -> None:
        """``found`` is where the controls start."""
        self.found = found

    def __repr__(self) -> str:
        """Short, for readers of plain text."""
        return f"<Explorer, {self.found.target}>"

    def panel(self) -> Any:
        """The controls, each time new, starting from ``found``."""
        from kla_lib.views.explore_controls import Panel

        return Panel(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        return _either(still(self.found), self.panel)


class AwardExplorer:
    """The table of published awards, to be filtered. ``frame`` is what the filters leave, for the cells that follow."""

    def __init__(self, case: CaseLike) -> None:
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

        return AwardPanel(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        return _either(still_awards(self.choice, self.case.lang), self.panel)


def explorer(found: ExplorationLike) -> Explorer:
    """The ladder with its controls: target, margin, capacity, and the questions to tick."""
    return Explorer(found)


def award_explorer(case: CaseLike) -> AwardExplorer:
    """The published awards of the whole country with their filters."""
    return AwardExplorer(case)


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
