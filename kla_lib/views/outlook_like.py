"""What the views ask of an outlook: the attributes of `kla_lib.outlook.Outlook` that they read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from kla_lib.problems import Lang, Problem
from kla_lib.rules.instrument import Edition
from kla_lib.rules.mapping import Pairing
from kla_lib.rules.outlook_shapes import Group, Outcome, Point, Sensitivity, Stability, Step
from kla_lib.rules.standings import Rank
from kla_lib.views.case_like import CaseLike


class OutlookLike(Protocol):
    """One case, its scenarios, and how firmly its rating stands."""

    @property
    def case(self) -> CaseLike:
        """The place, period and stage looked at."""
        ...

    @property
    def lang(self) -> Lang:
        """The reader's language."""
        ...

    @property
    def problems(self) -> Sequence[Problem]:
        """What is wrong with scenarios that are left out for it."""
        ...

    @property
    def outcomes(self) -> Sequence[Outcome]:
        """The base, then every scenario."""
        ...

    @property
    def stability(self) -> Stability:
        """What would drop the rating."""
        ...

    @property
    def uncertainty_problems(self) -> Sequence[Problem]:
        """What is wrong with the table of stated uncertainties."""
        ...

    @property
    def sensitivity(self) -> Sensitivity | None:
        """The shares of what is uncertain; None where nothing is."""
        ...

    @property
    def groups(self) -> Sequence[Group]:
        """The place beside its province and its band."""
        ...

    @property
    def open_nodes(self) -> Sequence[str]:
        """Indicators that are put beside nobody's, as something of them is unanswered."""
        ...

    @property
    def left_out(self) -> Sequence[str]:
        """Places whose recap of this period and stage has errors."""
        ...

    @property
    def history(self) -> Sequence[Point]:
        """Every total and award known, by stage and period."""
        ...

    @property
    def steps(self) -> Sequence[Step]:
        """Each step from one period to the next."""
        ...

    @property
    def node_changes(self) -> tuple[str, Sequence[tuple[str, int]]]:
        """An earlier period that can be compared, and how each indicator moved since."""
        ...

    @property
    def mappings(self) -> Sequence[tuple[Edition, Edition, Sequence[Pairing]]]:
        """Editions in pairs, and what became of their indicators."""
        ...

    def standing(self, outcome: Outcome) -> tuple[Rank | None, Rank | None]:
        """The rank among scored and among published places."""
        ...
