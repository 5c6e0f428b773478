"""The controls of the ladder: sliders, ticks, and what they redraw. Loaded only where a notebook is open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from kla_lib.views.explore_look import Look
from kla_lib.views.html import Cell
from kla_lib.views.numbers import maximum_text
from kla_lib.views.widget_style import in_notebook
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.exploring import Exploration
    from kla_lib.views.explore import Explorer
    from kla_lib.views.explore_ticks import Ticks

MOST_MARGIN, MARGIN_STEP = 150, 5
CENTI = 100
WIDE = {"description_width": "130px"}
RESTING_SECONDS = 0.2
EVERYBODY = ""
UNLIMITED = -1  # a slider knows no None


@dataclass(frozen=True)
class Drawing:
    """What makes the pieces that a change redraws."""

    figure: Callable[[Look], Cell]
    message: Callable[[Look], Cell]
    picks: Callable[[Look], Cell]


class Panel:
    """The controls of one explorer, drawn as ``box``.

    A change draws the figure at once (`sketch`); the table of questions (`cheapest`) follows when the controls rest.
    """

    def __init__(self, explorer: Explorer, ticks: Ticks, draw: Drawing) -> None:
        """The controls as the explorer's plan stands; ``draw`` makes what they redraw."""
        self.draw = draw
        self.explorer, self.start = explorer, explorer.found
        self._waiting: asyncio.TimerHandle | None = None
        self._quiet = False  # while a slider only shows the limit of another agency
        self.capacity: dict[str, str] = {
            role: f"{centi / CENTI:.2f}" for role, centi in self.start.limits.capacity_centi.items()
        }
        lang = self.start.lang
        self.target = widgets.ToggleButtons(
            options=self._targets(), value=self.start.target, description=word("explore_target", lang), style=WIDE
        )
        self.margin = widgets.IntSlider(
            value=min(self.start.margin_hundredths // CENTI, MOST_MARGIN), max=MOST_MARGIN, step=MARGIN_STEP,
            description=word("explore_margin", lang), style=WIDE, layout=_wide(),
        )  # fmt: skip
        self.who = widgets.Dropdown(
            options=self._roles(), description=word("explore_who", lang), style=WIDE, layout=_wide()
        )
        self.most = widgets.SelectionSlider(
            options=self._efforts(), description=word("explore_capacity", lang), style=WIDE, layout=_wide()
        )
        self.most.value = UNLIMITED
        self.ticks = ticks
        self.figure, self.words, self.table = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.box = self._box()
        self._listen()
        self._redraw()
        self._settle(self.explorer.found)

    def _box(self) -> Any:
        limits = widgets.VBox([self.target, self.margin, self.who, self.most])
        for part, name in ((self.figure, "kla-climb"), (self.words, "kla-told"), (self.table, "kla-picks")):
            part.add_class(name)
        seen = widgets.VBox([self.figure, self.words], layout={"flex": "1 1 340px", "min_width": "0"})
        asked = widgets.VBox(
            [limits, self.ticks.box],
            layout={"flex": "1 1 340px", "min_width": "0", "padding": "0 20px 0 0", "overflow": "hidden"},
        )
        both = widgets.Box(
            [asked, seen], layout={"display": "flex", "flex_flow": "row wrap", "align_items": "flex-start"}
        )
        box = widgets.VBox([both, self.table])
        box.add_class("kla-explorer")
        return box

    def _listen(self) -> None:
        for control in (self.target, self.margin):
            control.observe(lambda _: self._redraw(), "value")
        self.ticks.changed = self._redraw
        self.most.observe(lambda _: self._limit(), "value")
        self.who.observe(lambda _: self._choose(), "value")

    def _choose(self) -> None:
        """Another agency: the slider shows its limit."""
        known = self.capacity.get(self.who.value) if self.who.value else None
        wanted = UNLIMITED if known is None else round(float(known))
        self._quiet = True
        self.most.value = wanted if wanted in dict(self._efforts()).values() else UNLIMITED
        self._quiet = False

    def _limit(self) -> None:
        """Another limit, of one agency or of each."""
        if self._quiet:
            return
        roles = [self.who.value] if self.who.value else [role for _, role in self._roles() if role]
        for role in roles:
            self.capacity.pop(role, None)
            if self.most.value != UNLIMITED:
                self.capacity[role] = str(self.most.value)
        self._redraw()

    def _redraw(self) -> None:
        asked = {"target": self.target.value, "margin": str(self.margin.value), "capacity": self.capacity}
        found = self.start.again(**asked, fix=self.ticks.ticked)
        self.explorer.found = found
        self.figure.value = in_notebook(self.draw.figure(Look(found, found.sketch)))
        self._rest(found)

    def _rest(self, found: Exploration) -> None:
        """Settle the plan once the controls rest for a moment, so that nothing stands in the way of the next move."""
        if self._waiting is not None:
            self._waiting.cancel()
        try:
            self._waiting = asyncio.get_running_loop().call_later(RESTING_SECONDS, self._settle, found)
        except RuntimeError:  # no kernel's loop, nobody is dragging
            self._settle(found)

    def _settle(self, found: Exploration) -> None:
        look = Look(found, found.cheapest)
        self.words.value = in_notebook(self.draw.message(look))
        self.table.value = in_notebook(self.draw.picks(look))

    def _targets(self) -> list[str]:
        ahead = [d.category for d in self.start.case.rating.distances if d.short_hundredths]
        return ahead if self.start.target in ahead else [*ahead, self.start.target]

    def _roles(self) -> list[tuple[str, str]]:
        roles = dict.fromkeys(step.agency for step in self.start.steps if step.agency)
        named = sorted((self.start.name(role), role) for role in roles)
        return [(word("explore_everybody", self.start.lang), EVERYBODY), *named]

    def _efforts(self) -> list[tuple[str, int]]:
        """Whole units up to what the busiest agency could do at all; beyond it there is no limit."""
        whole: dict[str, dict[str, int]] = {}
        for step in self.start.steps:
            of_role = whole.setdefault(step.agency, {})
            of_role[step.code] = max(of_role.get(step.code, 0), step.effort_centi)
        busiest = max((sum(of_role.values()) for of_role in whole.values()), default=0)
        units = range(-(-busiest // CENTI) + 1)
        options: list[tuple[str, int]] = [(maximum_text(n * CENTI, self.start.lang), n) for n in units]
        return [*options, (word("explore_unlimited", self.start.lang), UNLIMITED)]


def _wide() -> Any:
    return widgets.Layout(width="97%", max_width="480px")
