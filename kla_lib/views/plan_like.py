"""What the views ask of a plan: the attributes of `kla_lib.planning.Planning` that they read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from kla_lib.problems import Problem
from kla_lib.rules.plan_shapes import Cut, FrontierPoint, Limits, Plan, Step
from kla_lib.rules.rad_shapes import RadItem, RadOutcome
from kla_lib.rules.records import Row
from kla_lib.views.case_like import InstrumentLike, NamingLike, PlaceLike


class EffortLike(Protocol):
    """What raising costs: see `kla_lib.rules.effort.Effort`."""

    @property
    def name(self) -> str:
        """Whose figures these are: ``default``, ``equal`` or a file's name."""
        ...

    @property
    def of_kind(self) -> Mapping[str, int]:
        """Hundredths of a unit by kind of question."""
        ...


class AfterCutLike(Protocol):
    """A total under a cut: see `kla_lib.scoring.plan_cuts.AfterCut`."""

    @property
    def cut(self) -> Cut:
        """The cut."""
        ...

    @property
    def low_hundredths(self) -> int:
        """What is left after the deepest of it."""
        ...

    @property
    def high_hundredths(self) -> int:
        """What is left after the lightest of it."""
        ...

    @property
    def low_category(self) -> str | None:
        """The category of the lower figure."""
        ...

    @property
    def high_category(self) -> str | None:
        """The category of the higher figure."""
        ...

    @property
    def must_low_hundredths(self) -> int:
        """The total that reaches the target after the lightest."""
        ...

    @property
    def must_high_hundredths(self) -> int:
        """The total that reaches the target after the deepest."""
        ...


class RadLike(Protocol):
    """The action list: see `kla_lib.planning.Rad`."""

    @property
    def items(self) -> Sequence[RadItem]:
        """The rows of the table people edit, or those proposed where there is none yet."""
        ...

    @property
    def missing(self) -> Sequence[RadItem]:
        """What the plan proposes beyond the table."""
        ...

    @property
    def outcomes(self) -> Sequence[RadOutcome]:
        """What became of each row by the points of this stage."""
        ...

    @property
    def is_proposal(self) -> bool:
        """Whether nobody has made the table yet."""
        ...


class PlanningLike(PlaceLike, InstrumentLike, NamingLike, Protocol):
    """A case with what is asked of it."""

    @property
    def problems(self) -> Sequence[Problem]:
        """What is odd in the recap, the tables and the action list."""
        ...

    @property
    def stage(self) -> str:
        """The stage planned from."""
        ...

    @property
    def effort(self) -> EffortLike:
        """What raising costs, and whose figures these are."""
        ...

    @property
    def steps(self) -> Sequence[Step]:
        """Every raise there is."""
        ...

    @property
    def limits(self) -> Limits:
        """What the plan keeps to."""
        ...

    @property
    def at_risk(self) -> Mapping[str, int]:
        """Claimed micropoints that do not count, by question."""
        ...

    @property
    def unknown(self) -> int:
        """How many questions have no points yet."""
        ...

    @property
    def target(self) -> str:
        """The category to reach."""
        ...

    @property
    def start_hundredths(self) -> int:
        """Where it begins."""
        ...

    @property
    def margin_hundredths(self) -> int:
        """What is wanted beyond it."""
        ...

    @property
    def needed_hundredths(self) -> int:
        """Both together."""
        ...

    @property
    def claimed_micro(self) -> int:
        """All certain points, also those at risk."""
        ...

    @property
    def plan(self) -> Plan:
        """The plan."""
        ...

    @property
    def frontier(self) -> Sequence[FrontierPoint]:
        """The least effort for rising totals."""
        ...

    @property
    def after_cuts(self) -> Sequence[AfterCutLike]:
        """The planned total under each published cut."""
        ...

    @property
    def told_cuts(self) -> Sequence[Row]:
        """Cuts of the place that a source gives in words."""
        ...

    @property
    def rad(self) -> RadLike:
        """The action list."""
        ...
