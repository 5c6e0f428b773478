"""The controls of the explorer: target, margin, limits and questions. Loaded only where a notebook is open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from kla_lib.display.html import in_notebook
from kla_lib.display.numbers import count_text, exact_maximum_text, maximum_text
from kla_lib.display.words import word
from kla_lib.plan.explore.figure import Look, climb_figure, picks, plan_message
from kla_lib.plan.model import Raise
from kla_lib.plan.words import office, question
from kla_lib.scoring.views.figures import short_name

if TYPE_CHECKING:
    from kla_lib.plan.explore.page import Explorer
    from kla_lib.plan.planning import Planning

MOST_MARGIN, MARGIN_STEP = 150, 5
CENTI = 100
WIDE = {"description_width": "130px"}
RESTING_SECONDS = 0.2
EVERYBODY = ""
UNLIMITED = -1  # a slider knows no None
A_PAGE = 8


class Panel:
    """The controls of one explorer, drawn as ``box``.

    A change draws the figure at once (`quick_plan`); the table of questions (`cheapest`) follows when the controls rest.
    """

    def __init__(self, explorer: Explorer) -> None:
        """The controls start at the explorer's plan."""
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
            value=min(self.start.margin_hundredths // CENTI, MOST_MARGIN),
            max=MOST_MARGIN,
            step=MARGIN_STEP,
            description=word("explore_margin", lang),
            style=WIDE,
            layout=_wide(),
        )
        self.who = widgets.Dropdown(
            options=self._roles(), description=word("explore_who", lang), style=WIDE, layout=_wide()
        )
        self.most = widgets.SelectionSlider(
            options=self._efforts(), description=word("explore_capacity", lang), style=WIDE, layout=_wide()
        )
        self.most.value = UNLIMITED
        self.ticks = Ticks(self.start)
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
        self.figure.value = in_notebook(climb_figure(Look(found, found.quick_plan)))
        self._rest(found)

    def _rest(self, exploration: Planning) -> None:
        """Work out the plan once the controls rest for a moment, so that the next move is not delayed."""
        if self._waiting is not None:
            self._waiting.cancel()
        try:
            self._waiting = asyncio.get_running_loop().call_later(RESTING_SECONDS, self._settle, exploration)
        except RuntimeError:  # no kernel's loop, so no slider is being dragged
            self._settle(exploration)

    def _settle(self, exploration: Planning) -> None:
        look = Look(exploration, exploration.cheapest)
        self.words.value = in_notebook(plan_message(look))
        self.table.value = in_notebook(picks(look))

    def _targets(self) -> list[str]:
        ahead = [d.category for d in self.start.assessment.rating.distances if d.short_hundredths]
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


class Ticks:
    """The questions that can be raised, those worth most first; ``ticked`` are the codes that must be raised.

    A few checkboxes serve hundreds of questions: search, a cluster and pages choose which ones they show.
    """

    def __init__(self, exploration: Planning) -> None:
        """The questions that ``exploration`` must raise are ticked."""
        self.found, self.lang = exploration, exploration.lang
        self.changed: Callable[[], None] = lambda: None  # what follows a tick
        self.ticked: frozenset[str] = exploration.limits.fix
        self.page, self._quiet = 0, False
        self.steps = self._highest()
        self.search = widgets.Text(
            placeholder=word("explore_search", self.lang),
            layout={"width": "97%"},
            description=word("explore_find", self.lang),
            continuous_update=True,
        )
        blocks = [(short_name(node, self.lang), node.code) for node in exploration.edition.at("block")]
        self.block = widgets.Dropdown(
            options=[(word("explore_all", self.lang), ""), *blocks],
            description=word("block", self.lang),
            layout={"width": "97%"},
        )
        self.boxes = [widgets.Checkbox(indent=False, layout={"width": "97%"}) for _ in range(A_PAGE)]
        self.before, self.after, self.clear = (
            widgets.Button(description=word(key, self.lang), layout={"width": "auto"})
            for key in ("explore_before", "explore_after_these", "explore_clear")
        )
        self.count = widgets.HTML()
        self.box = self._box()
        self._listen()
        self._show()

    def _box(self) -> Any:
        row = widgets.HBox([self.before, self.after, self.clear], layout={"flex_flow": "row wrap"})
        box = widgets.VBox([self.search, self.block, *self.boxes, row, self.count], layout={"max_width": "480px"})
        box.add_class("kla-ticks")
        return box

    def _listen(self) -> None:
        self.search.observe(lambda _: self._turn(0), "value")
        self.block.observe(lambda _: self._turn(0), "value")
        self.before.on_click(lambda _: self._turn(self.page - 1))
        self.after.on_click(lambda _: self._turn(self.page + 1))
        self.clear.on_click(lambda _: self._tick(frozenset()))
        for place, box in enumerate(self.boxes):
            box.observe(lambda change, place=place: self._ticked(place, change["new"]), "value")

    def _highest(self) -> list[Raise]:
        """Each question's furthest step, those that win most first."""
        furthest: dict[str, Raise] = {}
        for step in self.found.steps:
            if step.code not in furthest or step.to_micro > furthest[step.code].to_micro:
                furthest[step.code] = step
        return sorted(furthest.values(), key=lambda step: -step.gain_micro)

    def _matching(self) -> list[Raise]:
        wanted, block, edition = self.search.value.casefold().split(), self.block.value, self.found.edition
        return [
            step
            for step in self.steps
            if (not block or edition.block_of(step.code) == block)
            and all(part in self._label(step).casefold() for part in wanted)
        ]

    def _label(self, step: Raise) -> str:
        worth = {
            "gain": exact_maximum_text(step.gain_micro, self.lang),
            "effort": maximum_text(step.effort_centi, self.lang),
        }
        return word(
            "explore_tick",
            self.lang,
            question=question(self.found, step.code),
            agency=office(self.found, step.agency),
            **worth,
        )

    def _turn(self, page: int) -> None:
        last = max(-(-len(self._matching()) // A_PAGE) - 1, 0)
        self.page = min(max(page, 0), last)
        self._show()

    def _show(self) -> None:
        """The page of questions in the checkboxes, without taking that for ticks."""
        self._quiet, found = True, self._matching()
        shown = found[self.page * A_PAGE : (self.page + 1) * A_PAGE]
        for place, box in enumerate(self.boxes):
            step = shown[place] if place < len(shown) else None
            box.layout.display = "" if step else "none"
            box.description = self._label(step) if step else ""
            box.tooltip = box.description
            box.value = step is not None and step.code in self.ticked
        self.shown, self._quiet = shown, False
        self.before.disabled, self.after.disabled = self.page == 0, (self.page + 1) * A_PAGE >= len(found)
        counts = {"shown": len(shown), "found": len(found), "ticked": len(self.ticked)}
        self.count.value = word(
            "explore_count", self.lang, **{key: count_text(n, self.lang) for key, n in counts.items()}
        )

    def _ticked(self, place: int, on: bool) -> None:
        if not self._quiet:
            code = self.shown[place].code
            self._tick(self.ticked | {code} if on else self.ticked - {code})

    def _tick(self, codes: frozenset[str]) -> None:
        self.ticked = codes
        self._show()
        self.changed()
