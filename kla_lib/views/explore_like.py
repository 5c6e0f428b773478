"""What the exploring views ask of a plan: the attributes of `kla_lib.exploring.Exploration` that they read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from kla_lib.problems import Lang
from kla_lib.rules.instrument import Edition
from kla_lib.rules.plan_shapes import Limits, Plan, Step
from kla_lib.rules.points import to_hundredths


class ExplorationLike(Protocol):
    """A plan whose question can be changed."""

    @property
    def case(self) -> Any:
        """The case planned from: see `case_like.CaseLike`."""
        ...

    @property
    def lang(self) -> Lang:
        """The reader's language."""
        ...

    @property
    def edition(self) -> Edition:
        """The edition asked."""
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
    def now_micro(self) -> int:
        """The points that are safe."""
        ...

    @property
    def sketch(self) -> Plan:
        """The figures of the plan, at once."""
        ...

    @property
    def cheapest(self) -> Plan:
        """The plan."""
        ...

    def name(self, role: str) -> str:
        """What an agency is called here."""
        ...

    def again(self, target: str = "", margin: object = None, capacity: Mapping[str, object] | None = None,
              fix: Collection[str] | None = None) -> Any:  # fmt: skip
        """The same with another question."""
        ...


class ExplorerLike(Protocol):
    """What the controls keep up to date."""

    found: ExplorationLike


@dataclass(frozen=True)
class Look:
    """What a figure shows: the question asked, its plan (sketched or settled), and the total with the ticked questions."""

    found: ExplorationLike
    plan: Plan

    @property
    def ticked_hundredths(self) -> int:
        """The total once every ticked question is raised as far as it goes."""
        wins: dict[str, int] = {}
        for step in self.found.steps:
            if step.code in self.found.limits.fix:
                wins[step.code] = max(wins.get(step.code, 0), step.gain_micro)
        return to_hundredths(self.found.now_micro + sum(wins.values()))
