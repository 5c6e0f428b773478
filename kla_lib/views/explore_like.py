"""What the exploring views ask of a plan: the attributes of `kla_lib.exploring.Exploration` that they read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from kla_lib.problems import Lang
from kla_lib.rules.instrument import Edition
from kla_lib.rules.plan_shapes import Limits, Plan, Step
from kla_lib.views.case_like import CaseLike


class ExplorationLike(Protocol):
    """A plan whose question can be changed."""

    @property
    def case(self) -> CaseLike:
        """The case planned from."""
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
