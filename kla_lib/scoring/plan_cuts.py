"""What published verification cut from self-assessments, and what a total would be after such a cut: never a prediction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kla_lib.rules.instrument import Band
from kla_lib.rules.plan_shapes import Cut
from kla_lib.rules.records import Row
from kla_lib.scoring.rating import category, starts


@dataclass(frozen=True, slots=True)
class AfterCut:
    """A total under a cut: what would be left at the deepest and the lightest of it, with the categories of both.

    ``must_low_hundredths`` is the total that would still reach the target's start after the lightest cut,
    ``must_high_hundredths`` after the deepest.
    """

    cut: Cut
    low_hundredths: int
    high_hundredths: int
    low_category: str | None
    high_category: str | None
    must_low_hundredths: int
    must_high_hundredths: int


def cuts(pairs: Iterable[Row], place: str) -> list[Cut]:
    """No cut, the place's own published pairs (oldest first) and the range of all; ``pairs`` are `published.pairs`."""
    rows = sorted(pairs, key=lambda row: (Fraction(row["va_hundredths"], row["em_hundredths"]), row["place_slug"]))
    own = sorted((row for row in rows if row["place_slug"] == place), key=lambda row: str(row["year"]))
    return [
        Cut("none"),
        *(_cut("own", row, row, 1) for row in own),
        *([_cut("range", rows[0], rows[-1], len(rows))] if rows else []),
    ]


def _cut(kind: str, low: Row, high: Row, pairs: int) -> Cut:
    year, source = (str(low["year"]), str(low["va_source"])) if kind == "own" else ("", "")
    deepest, lightest = ((int(row["em_hundredths"]), int(row["va_hundredths"])) for row in (low, high))
    return Cut(kind, *deepest, *lightest, pairs, year, source)


def after_cut(total: int, target: str, cut: Cut, bands: Sequence[Band], rule: str) -> AfterCut:
    """A total of hundredths under a cut; what is left is rounded down, what would be needed is rounded up."""
    low, high = Fraction(cut.va_low, cut.em_low), Fraction(cut.va_high, cut.em_high)
    start = starts(bands, rule)[target]
    left, most = int(total * low), int(total * high)
    named = (category(left, bands, rule), category(most, bands, rule))
    return AfterCut(cut, left, most, *named, _before(start, high), _before(start, low))


def _before(total: int, share: Fraction) -> int:
    """The least total of which this share is still ``total``."""
    return -(-total * share.denominator // share.numerator)
