"""``award_explorer``: the published awards of the whole country as a table to filter, coverage of each year first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, reduce
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from kla_lib.core.problems import Lang
from kla_lib.core.records import Row, records
from kla_lib.display.html import Cell, Column, Html, Table, details, in_notebook, join, small
from kla_lib.display.numbers import count_text, known, points_text
from kla_lib.display.widgets import Bundle, page_or_controls
from kla_lib.display.words import word
from kla_lib.instrument import published
from kla_lib.instrument.citing import certainty_text
from kla_lib.instrument.places import all_places
from kla_lib.instrument.published import CATEGORIES

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Assessment

SHOWN, MOST = 40, 400


@dataclass(frozen=True)
class AwardChoice:
    """The filters; empty means all. ``text`` is searched in the name of the place."""

    year: str = ""
    province: str = ""
    category: str = ""
    text: str = ""

    def frame(self) -> pd.DataFrame:
        """The awards that the filters leave, in order of place and year."""
        frame = _awards()
        for column in ("year", "province", "category"):
            if wanted := getattr(self, column):
                frame = frame[frame[column] == wanted]
        for part in self.text.casefold().split():
            frame = frame[frame["place"].str.casefold().str.contains(part, regex=False)]
        return frame.reset_index(drop=True)


@cache
def _awards() -> pd.DataFrame:
    return published.chosen_awards(published.results())


def shown_awards(choice: AwardChoice, lang: Lang) -> Markup:
    """The coverage, how many awards the filters leave, and the table of the first ones."""
    found = records(choice.frame())
    counts = {name: count_text(n, lang) for name, n in (("found", len(found)), ("shown", min(len(found), MOST)))}
    parts: list[Cell | Html] = [_paragraph(coverage(choice, lang)), _paragraph(word("explore_found", lang, **counts))]
    if found:
        columns = [Column(word(key, lang)) for key in ("explore_place", "year", "category")]
        first, rest = ([_row(row, lang) for row in part] for part in (found[:SHOWN], found[SHOWN:MOST]))
        parts.append(Table(word("explore_awards", lang), columns, first))
        if rest:
            more = word("explore_more_awards", lang, count=count_text(len(rest), lang))
            parts.append(details(more, Table(word("explore_awards_rest", lang), columns, rest)))
    return join(parts)


def coverage(choice: AwardChoice, lang: Lang) -> str:
    """Of how many of the year's awards the place is known, before anything is compared."""
    frame = _awards()
    if not choice.year:
        places = frame["place_slug"].nunique()
        return word(
            "explore_coverage_all", lang, places=count_text(places, lang), all=count_text(len(all_places()), lang)
        )
    named = count_text(int((frame["year"] == choice.year).sum()), lang)
    stated = _stated(choice.year)
    if not stated:
        return word("explore_coverage_unknown", lang, named=named, year=choice.year)
    first, *others = (count_text(count, lang) for count in stated)
    told = reduce(lambda one, other: word("explore_either", lang, first=one, last=other), others, first)
    return word("explore_coverage", lang, named=named, year=choice.year, stated=told)


def _stated(year: str) -> Sequence[int]:
    """The national number of awards of a year; several figures where sources disagree."""
    counts = published.national_counts()
    rows = counts[(counts["year"] == year) & (counts["category"] == "all") & counts["status"].isin(["ok", "conflict"])]
    return sorted({int(count) for count in rows["count"] if known(count)})


def _row(row: Row, lang: Lang) -> list[Cell]:
    doubt = certainty_text(row, lang) if row["disputed"] else ""
    points = (
        word("explore_points", lang, points=points_text(int(row["points_hundredths"]), lang))
        if known(row["points_hundredths"])
        else ""
    )
    head = Markup("{}{}").format(row["place"], small(row["province"]))
    return [head, str(row["year"]), Markup("{}{}{}").format(row["category"], small(points), small(doubt))]


def _paragraph(text: str) -> Markup:
    return Markup("<p>{}</p>").format(text)


def award_explorer(assessment: Assessment) -> AwardExplorer:
    """The published awards of the whole country with their filters."""
    return AwardExplorer(assessment)


class AwardExplorer:
    """The table of published awards, to be filtered. ``frame`` is the rows that the filters leave, for the cells that follow."""

    def __init__(self, assessment: Assessment) -> None:
        """The filters start at the province of the assessment."""
        self.assessment = assessment
        self.choice = AwardChoice(province=assessment.place.province if assessment.place else "")

    def __repr__(self) -> str:
        """Short, for readers of plain text."""
        return f"<AwardExplorer, {len(self.frame)}>"

    @property
    def frame(self) -> pd.DataFrame:
        """One row per place and year that the filters leave: see `published.chosen_awards`."""
        return self.choice.frame()

    def panel(self) -> AwardPanel:
        """New controls that start from ``choice``."""
        return AwardPanel(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        lang = self.assessment.lang
        page = join([shown_awards(self.choice, lang), _paragraph(word("explore_still_awards", lang))])
        return page_or_controls(Html(str(page)), self.panel)


class AwardPanel:
    """Year, province, category and a name; the table below follows at once."""

    def __init__(self, explorer: AwardExplorer) -> None:
        """The filters start at the explorer's ``choice``."""
        import ipywidgets as widgets  # only where a notebook is open

        self.explorer, lang, choice = explorer, explorer.assessment.lang, explorer.choice
        self.year = _list(word("year", lang), sorted(set(_awards()["year"]), reverse=True), choice.year, lang)
        self.province = _list(word("explore_province", lang), sorted(set(_awards()["province"])), choice.province, lang)
        self.category = _list(word("category", lang), CATEGORIES, choice.category, lang)
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
        self.table.value = in_notebook(shown_awards(self.explorer.choice, self.explorer.assessment.lang))


def _list(name: str, options: Sequence[str], chosen: str, lang: Lang) -> Any:
    import ipywidgets as widgets

    every = (word("explore_all", lang), "")
    pairs = [every, *((option, option) for option in options)]
    return widgets.Dropdown(options=pairs, value=chosen if chosen in options else "", description=name)
