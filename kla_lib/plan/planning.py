"""The plan of a place: from its safe points to the cheapest set of questions that reaches a target.

``open_plan`` takes a scored place, subtracts the points that its evidence puts at risk, and reads the limits, the effort and
the action list that a city supplies; for notebooks and ``kla plan``. `Planning.again` changes the target and limits, and
``quick_plan`` and ``cheapest`` answer that quickly enough for a slider.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Self

from kla_lib.core.problems import InputFault, Lang, Problem, errors
from kla_lib.core.records import Row, records
from kla_lib.core.workspace import Workspace
from kla_lib.evidence.audit import risk_at
from kla_lib.instrument import published
from kla_lib.instrument.declared import read_declared
from kla_lib.instrument.instrument import Edition
from kla_lib.instrument.parameters import in_language, place_given
from kla_lib.instrument.rating import starts
from kla_lib.instrument.stages import AWARD, SELF, STAGES
from kla_lib.local.model import Local
from kla_lib.local.reading import read_all
from kla_lib.plan.actions import Rad, RadTables, action_list, read_tables
from kla_lib.plan.asked import Asked, fix_faults, read_asked
from kla_lib.plan.cuts import AfterCut, Cut, after_cut, cuts
from kla_lib.plan.effort import Effort, default_effort, equal_effort, read_effort, steps
from kla_lib.plan.model import EFFORT_EQUAL, FrontierPoint, Limits, Plan, Raise
from kla_lib.plan.solve import frontier, plan_only, quick_plan, solve
from kla_lib.recap.corrections import build_rubric
from kla_lib.scoring.assessment import Assessment, open_assessment
from kla_lib.scoring.rows import certain_micro

NO_TABLES = RadTables()
DRAWN = 24  # totals of the frontier in a report: as many as a phone shows apart, in a third of the time of fifty
CLAIMS = SELF  # what verification cuts is the city's own evaluation


@dataclass(frozen=True)
class Planning:
    """An assessment with what is asked of it: the steps there are, the limits, and (worked out once) the plan.

    ``at_risk`` are claimed micropoints by question that evidence does not support: the plan counts them as not won.
    ``again`` gives the same with another target, margin or limits, without reading anything.
    """

    assessment: Assessment
    local: Local
    effort: Effort
    steps: tuple[Raise, ...]
    at_risk: Mapping[str, int]
    target: str
    margin_hundredths: int
    limits: Limits
    problems: tuple[Problem, ...] = ()
    tables: RadTables = NO_TABLES

    @property
    def case(self) -> Assessment:
        """The assessment, by the name it had in the release before this one."""
        warnings.warn("found.case is now called found.assessment", FutureWarning, stacklevel=2)
        return self.assessment

    @property
    def title(self) -> str:
        """The place as people write it."""
        return self.assessment.title

    @property
    def period(self) -> str:
        """The period."""
        return self.assessment.period

    @property
    def stage(self) -> str:
        """The stage whose points are planned from."""
        return self.assessment.stage

    @property
    def lang(self) -> Lang:
        """The reader's language."""
        return self.assessment.lang

    @property
    def edition(self) -> Edition:
        """The edition asked."""
        return self.assessment.edition

    @cached_property
    def claimed_micro(self) -> int:
        """All certain points of the stage."""
        return certain_micro(self.assessment.answer_rows, self.edition)

    @property
    def now_micro(self) -> int:
        """The points that are safe."""
        return self.claimed_micro - sum(self.at_risk.values())

    @property
    def unknown(self) -> int:
        """How many questions have no points yet."""
        return sum(row["state"] == "unanswered" for row in self.assessment.question_rows())

    @property
    def start_hundredths(self) -> int:
        """Where the target begins."""
        return starts(self.edition.bands, self.assessment.rule)[self.target]

    @property
    def needed_hundredths(self) -> int:
        """The total the plan must come to: the target's start and the margin."""
        return self.start_hundredths + self.margin_hundredths

    @cached_property
    def plan(self) -> Plan:
        """The cheapest set, the next-best ones, or why there is none."""
        return solve(self.steps, self.now_micro, self.needed_hundredths, self.limits)

    @cached_property
    def cheapest(self) -> Plan:
        """The plan without the next-best sets and the furthest total: see `solve.plan_only`."""
        return plan_only(self.steps, self.now_micro, self.needed_hundredths, self.limits)

    @cached_property
    def quick_plan(self) -> Plan:
        """Only the figures of ``cheapest``, in half the time: see `solve.quick_plan`."""
        return quick_plan(self.steps, self.now_micro, self.needed_hundredths, self.limits)

    @cached_property
    def frontier(self) -> tuple[FrontierPoint, ...]:
        """The least effort for totals up to the furthest, with a point at what is needed."""
        return frontier(self.steps, self.now_micro, self.limits, DRAWN, (self.needed_hundredths,))

    @property
    def cuts(self) -> list[Cut]:
        """No cut, the place's own, and the range of all published; none at all once verification has begun."""
        return cuts(records(published.pairs()), self.assessment.place_slug) if self.stage == CLAIMS else []

    @cached_property
    def after_cuts(self) -> list[AfterCut]:
        """The planned total after each cut."""
        total = self.plan.after_hundredths
        return [after_cut(total, self.target, cut, self.edition.bands, self.assessment.rule) for cut in self.cuts]

    @cached_property
    def told_cuts(self) -> list[Row]:
        """Pairs of the place of which a source gives a figure in words only."""
        rows = records(published.unquantified_pairs()) if self.stage == CLAIMS else []
        return [row for row in rows if row["place_slug"] == self.assessment.place_slug]

    @cached_property
    def rad(self) -> Rad:
        """The action list: the place's table, or what the plan and the period before propose."""
        now = {row["code"]: _safe(row, self.at_risk) for row in self.assessment.question_rows()}
        return action_list(self.tables, self.plan.picks, now, self.period, self.limits.by, self.edition, self.lang)

    def name(self, role: str) -> str:
        """The name of an agency in this place."""
        return self._names.get(role) or self.edition.agency(role, self.lang)

    @cached_property
    def _names(self) -> dict[str, str]:
        return self.local.names(self.local.day(self.period))

    def again(
        self,
        target: object = None,
        margin: object = None,
        capacity: Mapping[str, object] | None = None,
        fix: Collection[str] | None = None,
        forbid: Collection[str] | None = None,
    ) -> Self:
        """The same with another target, margin, capacities or questions; what is left out stays.

        Raises InputFault with every fault of what is asked.
        """
        before = self.limits
        asked = Asked(
            target or self.target,
            f"{self.margin_hundredths / 100:.2f}" if margin is None else margin,
            capacity,
            None,
            before.fix if fix is None else fix,
            before.forbid if forbid is None else forbid,
            before.by,
        )
        wanted = read_asked(asked, self.edition)
        faults = fix_faults(wanted.limits.fix - before.fix, {step.code for step in self.steps})
        if problems := [*wanted.problems, *faults]:
            raise InputFault(problems, self.lang)
        kept = before.capacity_centi if capacity is None else wanted.limits.capacity_centi
        limits = replace(wanted.limits, capacity_centi=kept, effort_centi=before.effort_centi)
        return replace(self, target=wanted.target, margin_hundredths=wanted.margin_hundredths, limits=limits)


@in_language
def open_plan(
    home: object = None,
    period: object = None,
    place: object = None,
    stage: object = None,
    target: object = None,
    margin: object = None,
    capacity: Mapping[str, object] | None = None,
    effort: str | Path | None = None,
    fix: Collection[str] | None = None,
    forbid: Collection[str] | None = None,
    by: str | date | None = None,
    lang: object = None,
    most: object = None,
    claimed: bool = False,
) -> Planning:
    """The plan of a place and period, or of an assessment that is open already (then without the tables of its place).

    ``target`` empty takes the next category, ``margin`` empty 25 points; ``capacity`` is effort by role and ``most`` of the
    whole; ``effort`` is ``equal`` or a table; ``claimed`` plans from all points that are claimed, also those at risk.
    Raises InputFault with every fault of the parameters, then of the recap and the place's tables.
    """
    asked = Asked(target, margin, capacity, most, fix or (), forbid or (), by)
    if isinstance(home, Assessment):
        return _planned(home, Local([], {}, {}, [], {}, []), asked, effort, {}, {})
    given = place_given(home, period, place, lang, stage, also=partial(_faults, asked, effort))
    workspace = given.workspace
    assessment = open_assessment(workspace, given.period, given.place, given.stage, given.lang)
    assessment.answers  # noqa: B018 - raises where there is no recap
    folder = workspace.raw / assessment.period / assessment.place_slug
    local, faults = read_all(folder, assessment.edition)
    rubric, more = build_rubric(read_declared(folder)[1], assessment.edition)
    tables, of_tables = read_tables(workspace, assessment.period, assessment.place_slug, assessment.edition)
    if errors(faults := [*faults, *more, *of_tables]):
        raise InputFault(faults)
    at_risk = {} if claimed else _at_risk(workspace, assessment)
    options = {code: [worth.points_micro for worth in known.values()] for code, known in rubric.items()}
    found = _planned(assessment, local, asked, effort, at_risk, options)
    return replace(found, tables=tables, problems=(*assessment.problems, *faults, *found.problems))


def _faults(asked: Asked, effort: str | Path | None, edition: Edition) -> list[Problem]:
    """Everything that is wrong with what is asked of a plan."""
    return errors([*read_asked(asked, edition).problems, *_effort(effort, edition)[1]])


def _planned(
    assessment: Assessment,
    local: Local,
    asked: Asked,
    effort: str | Path | None,
    at_risk: Mapping[str, int],
    options: Mapping[str, Collection[int]],
) -> Planning:
    wanted = read_asked(asked, assessment.edition)
    cost, faults = _effort(effort, assessment.edition)
    leads = {node.code: node.agencies[0] for node in assessment.edition.at("question") if node.agencies}
    leads |= {code: roles[0] for code, roles in local.duties.items() if roles}
    found = steps(assessment.question_rows(), assessment.edition, cost, leads, at_risk, options)
    problems = (*wanted.problems, *faults, *fix_faults(wanted.limits.fix, {step.code for step in found}))
    if errors(problems):
        raise InputFault(problems)
    limits = replace(wanted.limits, by=wanted.limits.by or _handed_in(assessment.stage, local.deadlines))
    target, margin = wanted.target or _next(assessment), wanted.margin_hundredths
    return Planning(assessment, local, cost, tuple(found), at_risk, target, margin, limits, problems)


def _effort(effort: str | Path | None, edition: Edition) -> tuple[Effort, list[Problem]]:
    if not effort:
        return default_effort(), []
    return (equal_effort(), []) if effort == EFFORT_EQUAL else read_effort(Path(effort), edition)


def _next(assessment: Assessment) -> str:
    """The next category, the last one where all are reached."""
    return assessment.rating.next.category if assessment.rating.next else assessment.edition.bands[-1].category


def _safe(row: Row, at_risk: Mapping[str, int]) -> int | None:
    """The micropoints of a question that evidence does not put at risk; None where none are given."""
    answered = row["state"] in ("full", "partial", "zero")
    return int(row["points_micro"]) - at_risk.get(row["code"], 0) if answered else None


def _handed_in(stage: str, deadlines: Mapping[str, date]) -> date | None:
    """The day that ends the work on this stage's points: of EM and VF their own, else of the next stage that has one."""
    ends = (stage,) if stage in (SELF, AWARD) else STAGES[STAGES.index(stage) + 1 :]
    return next((deadlines[step] for step in ends if step in deadlines), None)


def _at_risk(workspace: Workspace, assessment: Assessment) -> dict[str, int]:
    """Claimed micropoints that the evidence does not support; none where there is no evidence."""
    found = risk_at(workspace, assessment.period, assessment.place_slug, assessment.lang, assessment.stage)
    return dict(found.by_code) if found else {}


Exploration = Planning  # the name of a plan with ``again`` in the release before this one


@in_language
def open_exploration(
    home: object = None,
    period: object = None,
    place: object = None,
    stage: object = None,
    lang: object = None,
    target: object = None,
    margin: object = None,
) -> Planning:
    """The plan of a place and period, to be changed by hand. Raises InputFault as `planning.open_plan` does."""
    return open_plan(home, period, place, stage, target=target, margin=margin, lang=lang)
