"""Many places beside each other: the shapes that pass between what is known, what is summed and what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["awarded", "uncategorised", "none", "silent"]


@dataclass(frozen=True, slots=True)
class Province:
    """A province with its two-digit Kemendagri code; the nation has no code."""

    code: str
    name: str
    slug: str


NATION = Province("", "Indonesia", "indonesia")


@dataclass(frozen=True, slots=True)
class AwardRound:
    """The round whose awards stand for a period: ``own`` that of its year, ``next`` the first after it, ``last`` the
    latest there is before it; ``note`` is what the table of rounds says of the period's own year."""

    year: str
    how: Literal["own", "next", "last"]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Award:
    """The award status of a place in a round; ``category`` is empty unless ``awarded``.

    ``inferred``: the rule by which a ``silent`` place must hold an award that no source states (see
    `published.inferred_awards`), with ``sources`` of that rule; it is shown, never counted.
    """

    status: Status
    category: str = ""
    confidence: str = ""
    disputed: bool = False
    sources: tuple[str, ...] = ()
    inferred: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The latest award of a known category before a round."""

    year: str
    category: str
    disputed: bool


@dataclass(frozen=True, slots=True)
class Rank:
    """The best and the worst position of a place among ``of``, and how many share it, itself among them.

    Places with the same figures share one rank, and the next rank is left out: 800, 800, 700 have the ranks 1, 1, 3.
    ``first`` and ``last`` differ only while something is unanswered. ``tied`` and ``of`` are 0
    where they are not known.
    """

    first: int
    last: int
    tied: int
    of: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """The places of one standing, and their rank; without a category they have no award."""

    category: str
    places: tuple[str, ...]
    rank: Rank


@dataclass(frozen=True, slots=True)
class Move:
    """An award beside the one before it; ``steps`` above zero is up, ``doubt`` where sources of either disagree."""

    place: str
    before: str
    now: str
    since: str
    steps: int
    doubt: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many places there are and of how many what is known; ``by_category`` holds the categories named.

    A contested award counts once, in the category that was chosen; ``contested`` is how many of each category are.
    ``inferred`` of the ``silent`` places must hold an award by a rule, though no source states it: they stay silent.
    """

    places: int
    by_category: Mapping[str, int]
    uncategorised: int
    none: int
    silent: int
    contested: Mapping[str, int] = field(default_factory=dict)
    inferred: int = 0

    @property
    def named(self) -> int:
        """Places with an award of a known category."""
        return sum(self.by_category.values())

    @property
    def known(self) -> int:
        """Places whose standing is known: their category, or that there was no award."""
        return self.named + self.none

    @property
    def complete(self) -> bool:
        """Whether nothing is open, so that shares and ranks hold for all places."""
        return self.known == self.places


@dataclass(frozen=True, slots=True)
class Spread:
    """The lowest, middle and highest of some figures, and how many they are."""

    low: int
    middle: int
    high: int
    count: int
