"""How robust a rating is: what-if scenarios, stability, earlier years, and the place compared with others.

``open_robustness`` opens a place and period as `assessment.open_assessment` does and reads its scenarios; everything
else is worked out where it is first used. For notebooks and ``kla scenario``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from statistics import median_low

from kla_lib.core.problems import InputFault, Lang, Problem, errors
from kla_lib.core.records import Row, records
from kla_lib.core.workspace import Workspace
from kla_lib.evidence.audit import risk_at
from kla_lib.instrument import awards, editions, published
from kla_lib.instrument.awards import Rank
from kla_lib.instrument.editions import all_periods
from kla_lib.instrument.instrument import TOTAL, Edition
from kla_lib.instrument.parameters import in_language, place_given
from kla_lib.instrument.places import all_places
from kla_lib.instrument.rating import category
from kla_lib.province import rankings
from kla_lib.robustness import scenarios, sensitivity, stability, trend
from kla_lib.robustness.mapping import EditionPair, between
from kla_lib.robustness.model import (
    FEWEST,
    Comparison,
    Group,
    Outcome,
    PeriodChange,
    Point,
    Scenario,
    Sensitivity,
    Stability,
)
from kla_lib.robustness.scenario_files import edition_named, read_scenarios
from kla_lib.robustness.sensitivity import Stated, read_uncertainty
from kla_lib.scoring.assessment import Assessment, open_assessment
from kla_lib.scoring.country import period_answers
from kla_lib.scoring.nodes import score, span

Points = Mapping[str, int]  # hundredths by code of node, where nothing of it is open
PEER = ["place", "code", "given_at", "points_hundredths", "possible_hundredths"]


@dataclass(frozen=True)
class Robustness:
    """One assessment with its scenarios and everything that shows how robust its rating is.

    ``problems``: what is wrong with scenarios that are not among the ``chosen`` for it, and what is odd in those that are.
    """

    workspace: Workspace
    assessment: Assessment
    chosen: tuple[tuple[Scenario, Edition], ...]
    problems: tuple[Problem, ...] = ()

    @property
    def lang(self) -> Lang:
        """The reader's language."""
        return self.assessment.lang

    @property
    def folder(self) -> Path:
        """The folder of the place and period below data/raw."""
        return self.workspace.raw / self.assessment.period / self.assessment.place_slug

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """The base, then every scenario."""
        assessment = self.assessment
        return scenarios.outcomes(assessment.answer_rows, assessment.edition, assessment.rule, self.chosen)

    @cached_property
    def at_risk(self) -> Mapping[str, int] | None:
        """Micropoints at risk by question; None where there is no evidence or no points are claimed."""
        assessment = self.assessment
        risk = risk_at(self.workspace, assessment.period, assessment.place_slug, assessment.lang, assessment.stage)
        return None if risk is None or risk.at_risk_micro is None else risk.by_code

    @cached_property
    def stability(self) -> Stability:
        """The losses that would drop the rating."""
        return stability.stability(
            self.assessment.answer_rows, self.assessment.edition, self.assessment.rule, self.at_risk
        )

    @cached_property
    def _stated(self) -> tuple[Mapping[str, Stated], list[Problem]]:
        return read_uncertainty(self.folder, self.assessment.edition)

    @property
    def uncertainty_problems(self) -> Sequence[Problem]:
        """The faults of the table of stated uncertainties; its other rows count."""
        return self._stated[1]

    @cached_property
    def sensitivity(self) -> Sensitivity | None:
        """The shares of what is uncertain; None where nothing is."""
        assessment = self.assessment
        found = sensitivity.uncertainties(assessment.answer_rows, assessment.edition, self.at_risk, self._stated[0])
        return sensitivity.sensitivity(assessment.answer_rows, assessment.edition, assessment.rule, found)

    @cached_property
    def _peers(self) -> tuple[dict[str, Mapping[str, Row]], list[str]]:
        """The scored nodes of all other places by slug and code, and the places that cannot be scored."""
        assessment, where = self.assessment, self.workspace
        answers, left_out = period_answers(
            where.raw, where.processed, assessment.period, assessment.stage, assessment.edition
        )
        others = answers[answers["place"] != assessment.place_slug]
        found: dict[str, dict[str, Row]] = {}
        if not others.empty:
            scores = score(others, assessment.edition)
            known = scores[(scores["given_at"] != "") & (scores["level"] != "question")]
            for row in records(known[PEER].astype({"place": str, "code": str})):
                found.setdefault(row["place"], {})[row["code"]] = row
        return dict(found), [slug for slug in left_out if slug != assessment.place_slug]

    @cached_property
    def others(self) -> Mapping[str, Points]:
        """Every other place with a sound recap of this period and stage: its points by node, where nothing of it is open."""
        return {slug: closed(rows) for slug, rows in self._peers[0].items()}

    @property
    def totals(self) -> Mapping[str, tuple[int, int]]:
        """The certain and the possible total of every other place."""
        return {slug: span(rows[TOTAL]) for slug, rows in self._peers[0].items() if TOTAL in rows}

    @property
    def open_nodes(self) -> list[str]:
        """The indicators of this place with open questions: they are compared with no other place."""
        answered = closed(self.assessment.score_rows)
        nodes = [node.code for node in self.assessment.edition.at("indicator")]
        return [code for code in nodes if code not in answered and self.assessment.score_rows[code]["given_at"]]

    @property
    def left_out(self) -> Sequence[str]:
        """Places whose recap of this period and stage has errors."""
        return self._peers[1]

    @cached_property
    def published_others(self) -> Mapping[str, int]:
        """The published totals of other places of this year and stage, where sources agree."""
        return awards.totals_of(self.assessment.period, self.assessment.stage, self.assessment.place_slug)

    def ranks(self, outcome: Outcome) -> tuple[Rank | None, Rank | None]:
        """The rank among scored and among published places; None where there is none other, or for another edition."""
        if outcome.points() is None or outcome.edition.digest != self.assessment.edition.digest:
            return None, None
        totals = [*self.totals.values()], [(points, points) for points in self.published_others.values()]
        mine = span(outcome.rows[TOTAL])
        scored, told = (rankings.rank(mine, [mine, *them]) if them else None for them in totals)
        return scored, told

    @cached_property
    def groups(self) -> list[Group]:
        """The place compared with its province, and with the places that are surely of its band."""
        assessment, known = self.assessment, all_places()
        mine = closed(assessment.score_rows)
        codes = [node.code for node in assessment.edition.nodes if node.level != "question"]
        province = assessment.place.province if assessment.place else ""
        near = {slug: them for slug, them in self.others.items() if known[slug].province == province}
        band = assessment.rating.category
        surely = {slug for slug, ends in self.totals.items() if {self._band(end) for end in ends} == {band}}
        banded = {slug: them for slug, them in self.others.items() if slug in surely}
        made = partial(compared_with, mine=mine, codes=codes)
        return [made("province", province, others=near), made("band", band or "", others=banded)]

    def _band(self, hundredths: int) -> str | None:
        return category(hundredths, self.assessment.edition.bands, self.assessment.rule)

    @cached_property
    def history(self) -> list[Point]:
        """Every total and award known of the place, by stage and period."""
        slug, of_period = self.assessment.place_slug, {p: row.edition for p, row in all_periods().items()}
        own = [point for assessment in self._earlier for point in _own(assessment)]
        rows = records(published.awards(slug)), records(published.chosen_of(slug))
        return trend.points_of(own, *rows, of_period | dict(self.workspace.periods), published.no_awards_of(slug))

    @cached_property
    def _earlier(self) -> list[Assessment]:
        """This assessment and the place's assessments of other periods that can be read, oldest first."""
        folder = self.workspace.raw
        periods = sorted(path.parent.name for path in folder.glob(f"*/{self.assessment.place_slug}") if path.is_dir())
        assessments = [self._assessment(period) for period in periods]
        return [assessment for assessment in assessments if assessment is not None and assessment.recaps]

    def _assessment(self, period: str) -> Assessment | None:
        if period == self.assessment.period:
            return self.assessment
        try:
            return open_assessment(self.workspace, period, self.assessment.place_slug, lang=self.assessment.lang)
        except InputFault:  # its own reports show what is wrong
            return None

    @property
    def steps(self) -> list[PeriodChange]:
        """Each step from one period to the next, and what may be compared."""
        return trend.steps(self.history)

    @cached_property
    def node_changes(self) -> tuple[str, list[tuple[str, int]]]:
        """The latest earlier period of the same stage and edition, and how each indicator moved since; else empty."""
        mine = [c for c in self._earlier if c.period < self.assessment.period and self.assessment.stage in c.stages]
        same = [c.at(self.assessment.stage) for c in mine if c.edition.digest == self.assessment.edition.digest]
        if not same:
            return "", []
        return same[-1].period, trend.node_changes(same[-1].score_rows, self.assessment.score_rows)

    @property
    def mappings(self) -> list[EditionPair]:
        """The shipped editions in order, each with later ones and the counterparts of its indicators."""
        known = [editions.load(folder) for folder in editions.shipped().values()]
        pairs = [EditionPair(a, b, between(a.id, b.id)) for n, a in enumerate(known) for b in known[n + 1 :]]
        return [pair for pair in pairs if pair.rows]


def closed(rows: Mapping[str, Row]) -> dict[str, int]:
    """The points of the nodes of which something is given and nothing is open."""
    spans = {code: span(row) for code, row in rows.items() if row["given_at"]}
    return {code: certain for code, (certain, possible) in spans.items() if certain == possible}


def compared_with(kind: str, name: str, mine: Points, others: Mapping[str, Points], codes: Sequence[str]) -> Group:
    """A comparison with ``others`` by slug (without the place itself), at the nodes ``codes``.

    It needs at least `FEWEST` other places that answered all of a node: an open question is not zero. The middle is the
    lower median, the points of a real place.
    """
    places = tuple(sorted(others))
    if len(places) < FEWEST:
        return Group(kind, name, places)
    rows = [_comparison(code, mine, others) for code in codes if code != TOTAL]
    return Group(kind, name, places, tuple(row for row in rows if row))


def _comparison(code: str, mine: Points, others: Mapping[str, Points]) -> Comparison | None:
    theirs = [points[code] for points in others.values() if code in points]
    if code not in mine or len(theirs) < FEWEST:
        return None
    return Comparison(code, mine[code], median_low(theirs), min(theirs), max(theirs), len(theirs))


def _own(assessment: Assessment) -> list[Point]:
    """The totals of an assessment, one per stage."""
    rated = [(stage, assessment.at(stage).rating) for stage in assessment.stages]
    return [
        Point(assessment.period, stage, assessment.edition.id, r.points_hundredths, r.category or "", "recap")
        for stage, r in rated
    ]


@in_language
def open_robustness(
    home: object = None,
    period: object = None,
    place: object = None,
    stage: object = None,
    lang: object = None,
    scenario: str | Sequence[str] | None = None,
) -> Robustness:
    """The robustness of a place and period; ``scenario`` names those to compare (none named: all that are sound).

    Raises InputFault with every fault of the parameters, the recap or the scenarios named.
    """
    given = place_given(home, period, place, lang, stage)
    workspace = given.workspace
    assessment = open_assessment(workspace, given.period, given.place, given.stage, given.lang)
    answers = assessment.answer_rows
    names = (scenario,) if isinstance(scenario, str) and scenario else tuple(scenario or ())
    found, faults = read_scenarios(given.folder, assessment.edition, workspace, names)
    pairs = [(each, edition_named(workspace, each.edition) if each.edition else assessment.edition) for each in found]
    idle = [scenarios.faults(answers, each, assessment.edition, target) for each, target in pairs]
    faults += [fault for its in idle for fault in its]
    if names and errors(faults):
        raise InputFault(faults)
    return Robustness(
        workspace, assessment, tuple(pair for pair, its in zip(pairs, idle, strict=True) if not its), tuple(faults)
    )
