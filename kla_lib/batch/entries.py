"""The places of a period as its index shows them: names, figures, problems."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from kla_lib.batch.shapes import Plan
from kla_lib.intake.shapes import Recap, StageKey
from kla_lib.rules.places import all_places

Record = dict[str, Any]
OriginOf = Callable[..., str]
Load = Callable[[StageKey], Recap]
Totals = Callable[..., dict[str, Record]]
NO_FIGURES: dict[str, Any] = {"stage": "", "points": None, "points_possible": None, "category": None}
SCORED = ["place", "period", "stage", "code", "status", "points_micro"]


def entries(
    plan: Plan, period: str, places: Collection[str], origin_of: OriginOf, load: Load, totals: Totals
) -> list[Record]:
    """One entry per place; what stands in the record of an earlier run and would come out the same is taken from it.

    ``origin_of`` is `origin.origin_of_place`; ``load`` gives the recap of a key, ``totals`` is `summary.totals`.
    """
    earlier = {entry["slug"]: entry for entry in plan.earlier[period]["places"]}
    origins = {place: origin_of(period, place, plan.gathered, plan.workspace, plan.lang) for place in places}
    new = [place for place in places if earlier.get(place, {}).get("made_from") != origins[place]]
    figures = _figures(plan, period, new, load, totals)
    made = {place: _entry(plan, period, place, figures.get(place, NO_FIGURES), origins[place]) for place in new}
    return [made.get(place) or earlier[place] for place in sorted(places)]


def _entry(plan: Plan, period: str, place: str, figures: Mapping[str, Any], made_from: str) -> Record:
    known = all_places()[place]
    heads = plan.gathered.of_place(period, place).values()
    problems = [p.as_dict(plan.lang) for head in heads for p in head.problems]
    names = {"slug": place, "place": known.title, "province": known.province}
    return {**names, **figures, "problems": problems, "made_from": made_from}


def _figures(plan: Plan, period: str, places: Sequence[str], load: Load, totals: Totals) -> dict[str, Record]:
    """The total of each place's furthest stage; places without a sound recap have none."""
    faulty = set(plan.gathered.faulty(period))
    keys = [plan.gathered.furthest(period, place) for place in places if place not in faulty]
    known = [load(key).answers[SCORED] for key in keys if key is not None]
    edition = plan.gathered.editions[period]
    rule = plan.workspace.boundary_rule or edition.default_boundary_rule
    return totals(pd.concat(known, ignore_index=True), edition, rule) if known else {}
