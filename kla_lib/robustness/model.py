"""Scenarios and their outcomes, losses, comparisons with other places and periods, shares of variance.

Totals are hundredths of a point, single questions micropoints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from kla_lib.core.records import Row
from kla_lib.instrument.instrument import TOTAL, Edition

FEWEST = 5  # other places that a comparison needs
NO_AWARD = "none"  # in place of a category: a source says that there was no award
REST = "*"  # all uncertain questions without a share of their own
Verdict = Literal["points", "category", "edition_open", "nothing"]
Origin = Literal["recap", "published"]
Why = Literal["stated", "doubtful", "unanswered", "correction"]


@dataclass(frozen=True, slots=True)
class ScenarioAnswer:
    """The answer that a scenario gives to one question (or a figure further up); points in micropoints where it is answered."""

    status: str
    points_micro: int | None


@dataclass(frozen=True)
class Scenario:
    """One what-if. ``rule`` and ``edition`` are empty where the base's hold; ``uncorrected`` counts as printed.

    ``notes`` are the notes on its rows, each once; ``file`` is its address below data/raw.
    """

    name: str
    answers: Mapping[str, ScenarioAnswer] = field(default_factory=dict)
    uncorrected: tuple[str, ...] = ()
    rule: str = ""
    edition: str = ""
    notes: tuple[str, ...] = ()
    file: str = ""


BASE = Scenario("")  # changes nothing


@dataclass(frozen=True, slots=True)
class Carried:
    """How many given codes another edition took over as they are, by their share, and not at all; ``new``: its own."""

    kept: int
    by_share: int
    dropped: int
    new: int


@dataclass(frozen=True)
class Outcome:
    """The result of a scenario: ``rows`` as `nodes.score` gives them, by code. The base's scenario is `BASE`.

    ``differs``: the other boundary rule gives another category. ``short_hundredths`` are missing to ``next_category``
    (empty at the top).
    """

    scenario: Scenario
    edition: Edition
    rule: str
    rows: Mapping[str, Row]
    category: str | None
    differs: bool
    next_category: str
    short_hundredths: int
    carried: Carried | None = None

    @property
    def name(self) -> str:
        """Its name; empty for the base."""
        return self.scenario.name

    def points(self, code: str = TOTAL) -> int | None:
        """The certain hundredths of a node; None where nothing is known of it, or its edition does not have it."""
        row = self.rows.get(code)
        return int(row["points_hundredths"]) if row and row["given_at"] != "" else None

    def maximum(self, code: str = TOTAL) -> int | None:
        """The maximum of a node in hundredths; None where its edition does not have it."""
        row = self.rows.get(code)
        return int(row["max_hundredths"]) if row else None


@dataclass(frozen=True, slots=True)
class Loss:
    """The total and its category when these codes lose all their points."""

    codes: tuple[str, ...]
    points_micro: int
    after_hundredths: int
    after: str | None


@dataclass(frozen=True)
class Stability:
    """How much a total may lose and keep its category. Without a category ``spare_micro`` is None.

    ``spare_micro``: the largest loss that keeps the category. ``singles``: questions (or figures of several together)
    that alone drop it; ``pairs`` of others that do together, the heaviest first, ``pairs_count`` of them; ``fewest``:
    the heaviest ones that together drop it, as few as can. ``indicators``: those that drop it when lost whole.
    ``by_rule``: the category by each boundary rule; ``possible``: when everything unanswered were full.
    ``doubtful``: when all points at risk by their evidence are lost (None where there is no evidence to judge).
    """

    total_hundredths: int
    category: str | None
    start_hundredths: int
    spare_micro: int | None
    singles: tuple[Loss, ...] = ()
    pairs: tuple[Loss, ...] = ()
    pairs_count: int = 0
    fewest: Loss | None = None
    indicators: tuple[Loss, ...] = ()
    by_rule: Mapping[str, str | None] = field(default_factory=dict)
    possible_hundredths: int = 0
    possible: str | None = None
    open_codes: tuple[str, ...] = ()
    doubtful: Loss | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One node compared with others: own points, their median, lowest and highest, in hundredths; ``count`` others."""

    code: str
    points: int
    middle: int
    lowest: int
    highest: int
    count: int

    @property
    def lead(self) -> int:
        """Hundredths above (or below) the middle."""
        return self.points - self.middle


@dataclass(frozen=True)
class Group:
    """Places compared with: ``kind`` province or band, ``name``, and every node that enough of them give.

    ``places`` are all of the group, by slug; with fewer than `FEWEST` there are no ``rows``.
    """

    kind: str
    name: str
    places: tuple[str, ...]
    rows: tuple[Comparison, ...] = ()

    @property
    def few(self) -> bool:
        """True if these are too few for a comparison."""
        return len(self.places) < FEWEST

    @property
    def strengths(self) -> list[Comparison]:
        """The nodes above the middle, the largest lead first."""
        return sorted((row for row in self.rows if row.lead > 0), key=lambda row: (-row.lead, row.code))

    @property
    def weaknesses(self) -> list[Comparison]:
        """The nodes below the middle, the furthest behind first."""
        return sorted((row for row in self.rows if row.lead < 0), key=lambda row: (row.lead, row.code))


@dataclass(frozen=True, slots=True)
class Point:
    """The result of a period at a stage. ``edition`` is empty where sources leave it open.

    ``category`` is `NO_AWARD` where a source says that there was none, and empty where no source says anything.
    ``origin``: the place's own recap, or what others published (``confidence`` and ``disputed`` are of that).
    """

    period: str
    stage: str
    edition: str
    points_hundredths: int | None
    category: str
    origin: Origin
    confidence: str = ""
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class PeriodChange:
    """From one period to the next at one stage, and what may be compared: points, the category, or nothing.

    ``edition_open``: points of both are known, but not whether they are of one edition. ``change_hundredths`` only where
    points may be compared.
    """

    before: Point
    after: Point
    verdict: Verdict
    change_hundredths: int | None = None


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A question whose points may lie anywhere from ``low_micro`` to ``high_micro``, and why."""

    code: str
    low_micro: int
    high_micro: int
    why: Why
    source: str = ""

    @property
    def width(self) -> int:
        """How far its points may differ."""
        return self.high_micro - self.low_micro


@dataclass(frozen=True, slots=True)
class Share:
    """A question's share of the variance of the total: exact, and estimated (± ``margin``, 95 percent).

    The code `REST` means all others together, without reasons.
    """

    code: str
    exact: Fraction
    estimate: float
    margin: float
    uncertain: Uncertain | None = None


@dataclass(frozen=True)
class Sensitivity:
    """The shares, largest first; the lowest and highest total; in how many sampled cases the category holds."""

    shares: tuple[Share, ...]
    lowest_hundredths: int
    highest_hundredths: int
    cases: int
    holding: int
    category: str | None

    @property
    def furthest(self) -> float:
        """The largest difference between an exact share and its estimate."""
        return max((abs(float(share.exact) - share.estimate) for share in self.shares), default=0.0)
