"""The filters of the table of awards. Loaded only where a notebook is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import ipywidgets as widgets

from kla_lib.problems import Lang
from kla_lib.views.html import Cell
from kla_lib.views.widget_style import in_notebook
from kla_lib.views.words import word


class AwardPanel:
    """Year, province, category and a name; the table below follows at once."""

    def __init__(
        self, explorer: Any, lang: Lang, lists: Mapping[str, Sequence[str]], draw: Callable[[Any], Cell]
    ) -> None:
        """The filters as the explorer's ``choice`` stands; ``lists`` are the options of each of them."""
        self.explorer, self.draw, choice = explorer, draw, explorer.choice
        self.year = _list(word("year", lang), lists["year"], choice.year, lang)
        self.province = _list(word("explore_province", lang), lists["province"], choice.province, lang)
        self.category = _list(word("category", lang), lists["category"], choice.category, lang)
        self.text = widgets.Text(
            value=choice.text, description=word("explore_find", lang), placeholder=word("explore_place_name", lang)
        )
        self.table = widgets.HTML()
        self.table.add_class("kla-awards")
        controls = (self.year, self.province, self.category, self.text)
        row = widgets.Box(controls, layout={"display": "flex", "flex_flow": "row wrap"})
        self.box = widgets.VBox([row, self.table])
        for control in controls:
            control.observe(lambda _: self._redraw(), "value")
        self._redraw()

    def _redraw(self) -> None:
        said = {"year": self.year.value, "province": self.province.value, "category": self.category.value}
        self.explorer.choice = replace(self.explorer.choice, **said, text=self.text.value)
        self.table.value = in_notebook(self.draw(self.explorer.choice))


def _list(name: str, options: Sequence[str], chosen: str, lang: Lang) -> Any:
    every = (word("explore_all", lang), "")
    pairs = [every, *((option, option) for option in options)]
    return widgets.Dropdown(options=pairs, value=chosen if chosen in options else "", description=name)
