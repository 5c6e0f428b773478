"""Ticks for hundreds of questions by a dozen checkboxes: search, a cluster and pages choose which ones are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from kla_lib.rules.plan_shapes import Step
from kla_lib.views.numbers import count_text, exact_maximum_text, maximum_text
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.exploring import Exploration

A_PAGE = 8


class Ticks:
    """The questions that can be raised, those worth most first; ``ticked`` are the codes that must be raised."""

    def __init__(self, found: Exploration, blocks: Mapping[str, str]) -> None:
        """``blocks``: the code and the name of every part of the instrument."""
        self.found, self.lang = found, found.lang
        self.changed: Callable[[], None] = lambda: None  # what follows a tick
        self.ticked: frozenset[str] = found.limits.fix
        self.page, self._quiet = 0, False
        self.steps = self._highest()
        self.search = widgets.Text(placeholder=word("explore_search", self.lang), layout={"width": "97%"},
                                   description=word("explore_find", self.lang), continuous_update=True)  # fmt: skip
        self.block = widgets.Dropdown(
            options=[(word("explore_all", self.lang), ""), *((name, code) for code, name in blocks.items())],
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

    def _highest(self) -> list[Step]:
        """Each question's furthest step, those that win most first."""
        furthest: dict[str, Step] = {}
        for step in self.found.steps:
            if step.code not in furthest or step.to_micro > furthest[step.code].to_micro:
                furthest[step.code] = step
        return sorted(furthest.values(), key=lambda step: -step.gain_micro)

    def _matching(self) -> list[Step]:
        wanted, block, edition = self.search.value.casefold().split(), self.block.value, self.found.edition
        return [
            step
            for step in self.steps
            if (not block or edition.block_of(step.code) == block)
            and all(part in self._label(step).casefold() for part in wanted)
        ]

    def _label(self, step: Step) -> str:
        worth = {
            "gain": exact_maximum_text(step.gain_micro, self.lang),
            "effort": maximum_text(step.effort_centi, self.lang),
        }
        who = self.found.name(step.agency) if step.agency else word("plan_no_agency", self.lang)
        return word(
            "explore_tick",
            self.lang,
            question=f"{step.code} {self.found.edition.by_code[step.code].label(self.lang)}",
            agency=who,
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
