"""What a scenario is: what it says of answers, corrections, the boundary rule and the edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Told:
    """What a scenario says of one question (or a figure further up); points in micropoints where it is answered."""

    status: str
    points_micro: int | None


@dataclass(frozen=True)
class Scenario:
    """One what-if. ``rule`` and ``edition`` are empty where the base's hold; ``uncorrected`` counts as printed.

    ``notes`` are what people wrote beside the rows, each once; ``file`` is its address below data/raw.
    """

    name: str
    answers: Mapping[str, Told] = field(default_factory=dict)
    uncorrected: tuple[str, ...] = ()
    rule: str = ""
    edition: str = ""
    notes: tuple[str, ...] = ()
    file: str = ""
