"""A province or the nation in a period, by published awards and by the recaps of its places.

``open_province`` does not fail for lack of data: what is not published stays open, and a recap that cannot be read is
counted and left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from kla_lib.core.problems import InputFault, Lang, errors
from kla_lib.core.records import Row, records
from kla_lib.core.workspace import Workspace
from kla_lib.forms.load import load
from kla_lib.instrument import rating
from kla_lib.instrument.awards import (
    Award,
    AwardRound,
    Coverage,
    Earlier,
    Group,
    Move,
    Rank,
    Spread,
    awards_of,
    counted,
    earlier_awards,
    round_for,
    years_held,
)
from kla_lib.instrument.instrument import TOTAL, Edition
from kla_lib.instrument.parameters import edition_for, in_language, province_given
from kla_lib.instrument.places import Place, Province, all_places, all_provinces, places_of
from kla_lib.instrument.published import CATEGORIES
from kla_lib.instrument.stages import STAGES
from kla_lib.province import rankings
from kla_lib.recap.find_recaps import find_stages
from kla_lib.recap.model import StageKey
from kla_lib.scoring.nodes import score, span

NEEDED = ["place", "period", "stage", "code", "status", "points_micro"]


@dataclass(frozen=True)
class Rankings:
    """The places of a province or the nation, and what is known of them by slug.

    ``awards`` of the round, and the last ones ``before`` it; ``scored``: the scores of each place that has a recap (rows
    by code; the total and the blocks), ``stages`` the stage of each; ``unread``: the places whose recap cannot be used.
    """

    period: str
    lang: Lang
    province: Province
    places: Mapping[str, Place]
    round: AwardRound
    awards: Mapping[str, Award]
    before: Mapping[str, Earlier]
    edition: Edition | None = None
    rule: str = ""
    scored: Mapping[str, Mapping[str, Row]] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    @cached_property
    def standings(self) -> dict[str, str]:
        """The category of each place in the round, or ``none``, ``uncategorised``, ``silent``."""
        return _standings(self.awards)

    @cached_property
    def coverage(self) -> Coverage:
        """The coverage of these places in the round."""
        return _covered(self.awards)

    @cached_property
    def by_province(self) -> dict[str, Coverage]:
        """The coverage of every province in the round, by its code."""
        return {p.code: _coverage(self.round.year, places_of(p)) for p in all_provinces().values()}

    @cached_property
    def by_round(self) -> dict[str, Coverage]:
        """The coverage of these places in every round, by its year."""
        return {year: _coverage(year, self.places.values()) for year in years_held()}

    @cached_property
    def national(self) -> Coverage:
        """The coverage of all places of the country in the round."""
        return _coverage(self.round.year, all_places().values())

    @cached_property
    def counted(self) -> Mapping[str, tuple[int, ...]]:
        """The national counts of each category that sources state."""
        return counted(self.round.year)

    @cached_property
    def groups(self) -> list[Group]:
        """The places of known status, the highest category first; the top category only if any place holds it."""
        held = [name for name in CATEGORIES if name != CATEGORIES[-1] or self.national.by_category[name]]
        found = rankings.groups(self.standings, held)
        return found if self.province.code else rankings.counted_groups(found, self.counted, held)

    @cached_property
    def moves(self) -> list[Move]:
        """The moves since the last award, the furthest up first."""
        return rankings.moves(self.awards, self.before, CATEGORIES)

    @cached_property
    def points(self) -> dict[str, dict[str, tuple[int, int]]]:
        """The certain and possible hundredths of each scored place, by stage: only the same stage is comparable."""
        by_stage: dict[str, dict[str, tuple[int, int]]] = {stage: {} for stage in STAGES}
        for slug, rows in self.scored.items():
            by_stage[self.stages[slug]][slug] = span(rows[TOTAL])
        return {stage: found for stage, found in by_stage.items() if found}

    @cached_property
    def ranks(self) -> dict[str, Rank]:
        """The rank of each scored place among those of its stage."""
        return {slug: rank for found in self.points.values() for slug, rank in rankings.ranks(found).items()}

    def category(self, hundredths: int) -> str:
        """The category that so many points reach; empty below the first, and without an edition."""
        return (rating.category(hundredths, self.edition.bands, self.rule) or "") if self.edition else ""

    def unfinished(self, stage: str) -> int:
        """How many places scored at a stage have not answered everything."""
        return sum(certain < possible for certain, possible in self.points[stage].values())

    def spread(self, stage: str, code: str) -> Spread | None:
        """The spread of one node's certain points over the places scored at a stage; None where none gives any."""
        rows = [self.scored[slug][code] for slug in self.points[stage]]
        known = [int(row["points_hundredths"]) for row in rows if row["given_at"] != ""]
        return rankings.spread(known) if known else None


def _standings(awards: Mapping[str, Award]) -> dict[str, str]:
    return {slug: award.category or award.status for slug, award in awards.items()}


def _coverage(year: str, places: Iterable[Place]) -> Coverage:
    return _covered(awards_of(year, places))


def _covered(awards: Mapping[str, Award]) -> Coverage:
    contested = [slug for slug, award in awards.items() if award.disputed]
    inferred = sum(bool(award.inferred) for award in awards.values())
    return rankings.coverage(_standings(awards), CATEGORIES, contested, inferred)


@in_language
def open_province(home: object = None, period: object = None, province: object = None, lang: object = None) -> Rankings:
    """A province (slug, code or name) in a period, or the whole nation where none is named.

    The awards are those of the period's own round, or of the one used in its place (see `awards.round_for`); the scores
    those of each place's furthest stage in the workspace. Raises InputFault with every fault of the parameters.
    """
    workspace, spoken, period, where = province_given(home, period, province, lang)
    shown = round_for(period)
    places = {place.slug: place for place in places_of(where)}
    known, before = awards_of(shown.year, places.values()), earlier_awards(shown.year, places.values())
    about = (period, spoken, where, places, shown, known, before)
    keys = _furthest(workspace, period, places)
    edition = _edition(workspace, period) if keys else None
    if edition is None:
        return Rankings(*about, unread=tuple(keys))
    scored, unread = _scored(workspace, keys, edition)
    rule = workspace.boundary_rule or edition.default_boundary_rule
    return Rankings(*about, edition, rule, scored, {slug: keys[slug].stage for slug in scored}, unread)


def _furthest(workspace: Workspace, period: str, places: Mapping[str, Place]) -> dict[str, StageKey]:
    """The recap of each place's furthest stage."""
    found, _ = find_stages(workspace.raw, period)
    mine = [key for key in found if key.place in places]
    return {key.place: key for key in sorted(mine, key=lambda key: (key.place, STAGES.index(key.stage)))}


def _edition(workspace: Workspace, period: str) -> Edition | None:
    """The edition of a period, where there is one with weights."""
    try:
        edition = edition_for(workspace, period)
    except InputFault:  # the places' own reports show what is wrong; awards are still shown
        return None
    return edition if edition.has_weights else None


def _scored(
    workspace: Workspace, keys: Mapping[str, StageKey], edition: Edition
) -> tuple[dict[str, dict[str, Row]], tuple[str, ...]]:
    """Every place scored at once: its rows of the total and the blocks by code; and the places that cannot be."""
    recaps = {s: load(workspace.raw, workspace.processed, key, edition) for s, key in keys.items()}
    unread = tuple(slug for slug, recap in recaps.items() if errors(recap.problems))
    sound = [recap.answers[NEEDED] for slug, recap in recaps.items() if slug not in unread]
    if not sound:
        return {}, unread
    scores = score(pd.concat(sound, ignore_index=True), edition)
    found: dict[str, dict[str, Row]] = {}
    for row in records(scores[scores["level"].isin(("total", "block"))]):
        found.setdefault(str(row["place"]), {})[str(row["code"])] = row
    return found, unread
