"""What a figure of the explorer shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kla_lib.core.points import to_hundredths
from kla_lib.plan.model import Plan

if TYPE_CHECKING:
    from kla_lib.plan.planning import Exploration


@dataclass(frozen=True)
class Look:
    """What a figure shows: the question asked, its plan (sketched or settled), and the total with the ticked questions."""

    found: Exploration
    plan: Plan

    @property
    def ticked_hundredths(self) -> int:
        """The total once every ticked question is raised as far as it goes."""
        wins: dict[str, int] = {}
        for step in self.found.steps:
            if step.code in self.found.limits.fix:
                wins[step.code] = max(wins.get(step.code, 0), step.gain_micro)
        return to_hundredths(self.found.now_micro + sum(wins.values()))
