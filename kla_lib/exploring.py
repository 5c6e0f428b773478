"""The door to trying things out: a plan whose target, margin, limits and questions change while somebody looks on.

``open_exploration`` opens a plan as `planning.open_plan` does; `Exploration` answers a changed question quickly enough for
a slider that is being dragged.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

from kla_lib.parameters import in_language
from kla_lib.planning import Planning, open_plan
from kla_lib.rules.plan_shapes import Limits, Plan
from kla_lib.scoring.plan_quick import settled, sketch


@dataclass(frozen=True)
class Exploration(Planning):
    """A plan to play with: ``again`` gives the same with another target, margin, limits or questions to raise."""

    @cached_property
    def sketch(self) -> Plan:
        """Only the figures of ``cheapest``, in half the time: see `plan_quick.sketch`."""
        return sketch(self.steps, self.now_micro, *self._asked)

    @cached_property
    def cheapest(self) -> Plan:
        """The plan without the next-best sets and the furthest total: see `plan_quick.settled`."""
        return settled(self.steps, self.now_micro, *self._asked)

    @property
    def _asked(self) -> tuple[int, Limits, str, int]:
        return self.needed_hundredths, self.limits, self.target, self.margin_hundredths


@in_language
def open_exploration(
    home: object = None, period: object = None, place: object = None, stage: object = None, lang: object = None,
    target: object = None, margin: object = None,
) -> Exploration:  # fmt: skip
    """The plan of a place and period, to be changed by hand. Raises InputFault as `planning.open_plan` does."""
    plan = open_plan(home, period, place, stage, target=target, margin=margin, lang=lang)
    return Exploration(**{part.name: getattr(plan, part.name) for part in fields(plan)})
