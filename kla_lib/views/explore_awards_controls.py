"""The filters of the table of awards. Loaded only where a notebook is open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from kla_lib.problems import Lang
from kla_lib.rules.published import CATEGORIES
from kla_lib.views.explore_awards import AwardChoice, provinces, shown_awards, years
from kla_lib.views.widget_style import in_notebook
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.views.explore import AwardExplorer


class AwardPanel:
    """Year, province, category and a name; the table below follows at once."""

    def __init__(self, explorer: AwardExplorer) -> None:
        """The filters as the explorer's choice stands."""
        self.explorer, choice, lang = explorer, explorer.choice, explorer.case.lang
        self.year = _list(word("year", lang), years(), choice.year, lang)
        self.province = _list(word("explore_province", lang), provinces(), choice.province, lang)
        self.category = _list(word("category", lang), CATEGORIES, choice.category, lang)
        self.text = widgets.Text(value=choice.text, description=word("explore_find", lang),
                                 placeholder=word("explore_place_name", lang))  # fmt: skip
        self.table = widgets.HTML()
        self.table.add_class("kla-awards")
        controls = (self.year, self.province, self.category, self.text)
        row = widgets.Box(controls, layout={"display": "flex", "flex_flow": "row wrap"})
        self.box = widgets.VBox([row, self.table])
        for control in controls:
            control.observe(lambda _: self._redraw(), "value")
        self._redraw()

    def _redraw(self) -> None:
        choice = AwardChoice(self.year.value, self.province.value, self.category.value, self.text.value)
        self.explorer.choice = choice
        self.table.value = in_notebook(shown_awards(choice, self.explorer.case.lang))


def _list(name: str, options: Sequence[str], chosen: str, lang: Lang) -> Any:
    every = (word("explore_all", lang), "")
    pairs = [every, *((option, option) for option in options)]
    return widgets.Dropdown(options=pairs, value=chosen if chosen in options else "", description=name)
