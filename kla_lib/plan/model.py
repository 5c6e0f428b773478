"""The parts of a plan: possible raises, the limits they must keep to, and the chosen set.

Points of single questions are micropoints, totals are hundredths, effort is hundredths of a unit (``*_centi``): whole
numbers throughout, so that a plan can be checked without a tolerance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Action = Literal["raise", "mend"]
Status = Literal["optimal", "reached", "impossible"]
EFFORT_EQUAL = "equal"  # every raised question costs one unit


@dataclass(frozen=True, slots=True)
class Raise:
    """One possible raise of a question, from the points that are safe now.

    ``agency`` is the role that leads it (empty where none is known). ``mend``: the points are claimed, but evidence puts
    them at risk, and mending it wins them back. A question has several raises where a table of options names them.
    """

    code: str
    agency: str
    from_micro: int
    to_micro: int
    effort_centi: int
    action: Action = "raise"
    earliest: date | None = None

    @property
    def gain_micro(self) -> int:
        """The points that this raise wins."""
        return self.to_micro - self.from_micro


@dataclass(frozen=True)
class Limits:
    """The limits of a plan. ``capacity_centi``: the effort each role can give; roles it leaves out have no limit.

    ``fix``: questions that must be raised; ``forbid``: that must not; ``by``: raises that cannot be ready then are left out.
    """

    capacity_centi: Mapping[str, int] = field(default_factory=dict)
    effort_centi: int | None = None
    fix: frozenset[str] = frozenset()
    forbid: frozenset[str] = frozenset()
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A set of picks with its effort and the total it comes to."""

    picks: tuple[Raise, ...]
    effort_centi: int
    after_hundredths: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a target cannot be reached.

    ``kind``: ``points`` (all there is to raise is not enough), ``capacity`` (of these ``roles``), ``effort`` (the limit of
    the whole), ``forbid``, ``dates`` (some cannot be ready in time), ``limits`` (several together), ``fix`` (what must be
    raised is more than the limits allow). ``without_hundredths``: the total that could be reached without this limit.
    """

    kind: str
    roles: tuple[str, ...] = ()
    without_hundredths: int | None = None


@dataclass(frozen=True)
class Plan:
    """The cheapest set that reaches ``needed_hundredths``.

    Of an impossible target, ``picks`` are the set that comes furthest, ``after_hundredths`` is its total, and ``reason``
    says why. ``alternatives`` are the next-best sets; ``slack_hundredths`` is what the set wins beyond what is needed.
    """

    needed_hundredths: int
    now_hundredths: int
    after_hundredths: int
    effort_centi: int
    status: Status
    picks: tuple[Raise, ...] = ()
    reason: Reason | None = None
    alternatives: tuple[Choice, ...] = ()
    reachable_hundredths: int = 0

    @property
    def slack_hundredths(self) -> int:
        """The points won beyond those needed; 0 where the target is not reached."""
        return max(self.after_hundredths - self.needed_hundredths, 0)


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """The least effort for a total of at least ``wanted_hundredths``, and the most points that effort can win."""

    wanted_hundredths: int
    after_hundredths: int
    effort_centi: int
