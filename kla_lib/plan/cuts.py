"""Cuts that published verifications made in self-assessments, and a total after such a cut; not a prediction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kla_lib.core.records import Row
from kla_lib.instrument.instrument import Band
from kla_lib.instrument.rating import category, starts
from kla_lib.instrument.stages import STAGES


@dataclass(frozen=True, slots=True)
class Cut:
    """Published self-assessments and what a later stage left of them, in hundredths: a fact, not a prediction.

    ``kind``: ``none``, ``own`` (a published pair of the place) or ``range`` (the lowest and the highest published pair,
    ``pairs`` of them); ``stage`` is the stage of the later result. Of ``own`` there is one per pair, with its ``year`` and
    ``source``; of ``range`` one per stage.
    """

    kind: str
    em_low: int = 1
    after_low: int = 1
    em_high: int = 1
    after_high: int = 1
    pairs: int = 0
    stage: str = ""
    year: str = ""
    source: str = ""


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
    """No cut, the place's own published pairs (oldest first) and the range of each stage; ``pairs`` are `published.pairs`."""
    rows = sorted(pairs, key=lambda row: (_kept(row), row["place_slug"]))
    order = [stage for stage in STAGES if any(row["stage"] == stage for row in rows)]
    own = [row for row in rows if row["place_slug"] == place]
    own.sort(key=lambda row: (str(row["year"]), STAGES.index(row["stage"])))
    ranges = [[row for row in rows if row["stage"] == stage] for stage in order]
    return [
        Cut("none"),
        *(_cut("own", row, row, 1) for row in own),
        *(_cut("range", mine[0], mine[-1], len(mine)) for mine in ranges),
    ]


def _kept(row: Row) -> Fraction:
    return Fraction(row["after_hundredths"], row["em_hundredths"])


def _cut(kind: str, low: Row, high: Row, pairs: int) -> Cut:
    year, source = (str(low["year"]), str(low["after_source"])) if kind == "own" else ("", "")
    deepest, lightest = ((int(row["em_hundredths"]), int(row["after_hundredths"])) for row in (low, high))
    return Cut(kind, *deepest, *lightest, pairs, low["stage"], year, source)


def after_cut(total: int, target: str, cut: Cut, bands: Sequence[Band], rule: str) -> AfterCut:
    """A total of hundredths under a cut; what is left is rounded down, what would be needed is rounded up."""
    low, high = Fraction(cut.after_low, cut.em_low), Fraction(cut.after_high, cut.em_high)
    start = starts(bands, rule)[target]
    left, most = int(total * low), int(total * high)
    named = (category(left, bands, rule), category(most, bands, rule))
    return AfterCut(cut, left, most, *named, _before(start, high), _before(start, low))


def _before(total: int, share: Fraction) -> int:
    """The least total of which this share is still ``total``."""
    return -(-total * share.denominator // share.numerator)
