"""From points to a rating: the category, the distance to each band, and the boundary rule as a named option.

Bands are published in whole points (500-600, 601-700 ...) while scores carry decimals, so 600.50 lies in a
gap. ``reach``: a band starts at its printed lower figure (600.50 and 600.99 are still Pratama).
``contiguous``: a band starts just above the printed end of the band below (600.50 is Madya). No source
decides between them; reports say so whenever the choice matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kla_lib.core.problems import InputFault, Where, problem
from kla_lib.instrument.instrument import BOUNDARY_RULES, Band
from kla_lib.instrument.stages import AWARD


@dataclass(frozen=True, slots=True)
class Distance:
    """A band, the first hundredth that reaches it, and how many hundredths are missing (0 when reached)."""

    category: str
    start_hundredths: int
    short_hundredths: int


@dataclass(frozen=True, slots=True)
class Rating:
    """What so many points come to at a stage: the category (None below the first band) and what is missing.

    ``other_category`` is what the other boundary rule gives, where that differs; ``award`` is true at VF only.
    """

    points_hundredths: int
    category: str | None
    rule: str
    award: bool
    distances: tuple[Distance, ...]
    next: Distance | None
    differs: bool
    other_category: str | None


def starts(bands: Sequence[Band], rule: str) -> dict[str, int]:
    """The first hundredth of a point of each category under a boundary rule.

    Raises InputFault for a rule nobody has named.
    """
    if rule not in BOUNDARY_RULES:
        raise InputFault([problem("value", Where("kla.toml"), rule, known=", ".join(BOUNDARY_RULES))])
    below = [None, *bands[:-1]]
    return {band.category: _start(band, before, rule) for band, before in zip(bands, below, strict=True)}


def _start(band: Band, before: Band | None, rule: str) -> int:
    if before is None or rule == "reach":
        return band.lower_hundredths
    return before.upper_hundredths + 1


def category(hundredths: int, bands: Sequence[Band], rule: str) -> str | None:
    """The category that so many hundredths of a point reach; None below the first band."""
    reached = [name for name, start in starts(bands, rule).items() if hundredths >= start]
    return reached[-1] if reached else None


def distances(hundredths: int, bands: Sequence[Band], rule: str) -> list[Distance]:
    """Every band from the lowest, with what is missing to it."""
    return [Distance(name, start, max(start - hundredths, 0)) for name, start in starts(bands, rule).items()]


def next_band(hundredths: int, bands: Sequence[Band], rule: str) -> Distance | None:
    """The lowest band not yet reached; None when the highest is."""
    return next((d for d in distances(hundredths, bands, rule) if d.short_hundredths), None)


def rules_differ(hundredths: int, bands: Sequence[Band]) -> bool:
    """Whether the boundary rules give different categories for these points."""
    return len({category(hundredths, bands, rule) for rule in BOUNDARY_RULES}) > 1


def rate(hundredths: int, bands: Sequence[Band], rule: str, stage: str) -> Rating:
    """Everything that is said of one total. Raises InputFault for a rule nobody has named."""
    other = next(name for name in BOUNDARY_RULES if name != rule)
    return Rating(
        points_hundredths=hundredths,
        category=category(hundredths, bands, rule),
        rule=rule,
        award=is_award(stage),
        distances=tuple(distances(hundredths, bands, rule)),
        next=next_band(hundredths, bands, rule),
        differs=rules_differ(hundredths, bands),
        other_category=category(hundredths, bands, other),
    )


def is_award(stage: str) -> bool:
    """True for the last stage: its result is an award, that of any other is "setara", equivalent to a category."""
    return stage == AWARD
