"""What a rating depends on: single questions and pairs, the boundary rule, open questions, doubtful evidence.

Exact: a loss drops the rating when the total, rounded once as always, no longer reaches where the band starts. "Lost"
means that a question keeps none of its points, the worst that can become of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kla_lib.core.points import MICRO_PER_HUNDREDTH, to_hundredths
from kla_lib.core.records import Row
from kla_lib.instrument.instrument import BOUNDARY_RULES, TOTAL, Band, Edition
from kla_lib.instrument.rating import category, starts
from kla_lib.robustness.model import Loss, Stability
from kla_lib.scoring.rows import certain_parts, explain_rows

PAIRS = 10  # pairs that are named; all are counted


def stability(
    answers: Mapping[str, Row], edition: Edition, rule: str, at_risk: Mapping[str, int] | None = None
) -> Stability:
    """The stability of one recap; ``at_risk`` are micropoints by question (None: there is no evidence)."""
    rows = explain_rows(answers, edition, TOTAL)
    points = certain_parts(answers, edition)
    missing = sum(row["max_micro"] or 0 for row in rows if row["status"] == "unanswered")
    fall = _Fall(sum(points.values()), edition.bands, rule)
    heavy = sorted(((micro, code) for code, micro in points.items() if micro > 0), key=lambda pair: (-pair[0], pair[1]))
    pairs, count = _pairs(fall, heavy)
    return Stability(
        fall.total_hundredths,
        fall.category,
        fall.start,
        fall.spare,
        singles=tuple(fall.loss((code,), micro) for micro, code in heavy if fall.drops(micro)),
        pairs=pairs,
        pairs_count=count,
        fewest=_fewest(fall, heavy),
        indicators=_indicators(fall, points, edition),
        by_rule={name: category(fall.total_hundredths, edition.bands, name) for name in BOUNDARY_RULES},
        possible_hundredths=to_hundredths(fall.total + missing),
        possible=category(to_hundredths(fall.total + missing), edition.bands, rule),
        open_codes=tuple(row["code"] for row in rows if row["status"] == "unanswered" and row["max_micro"]),
        doubtful=_doubtful(fall, points, at_risk),
    )


@dataclass(frozen=True)
class _Fall:
    """A total in micropoints, and what a loss does to it."""

    total: int
    bands: Sequence[Band]
    rule: str

    @cached_property
    def total_hundredths(self) -> int:
        return to_hundredths(self.total)

    @cached_property
    def category(self) -> str | None:
        return category(self.total_hundredths, self.bands, self.rule)

    @cached_property
    def start(self) -> int:
        return starts(self.bands, self.rule)[self.category] if self.category else 0

    @cached_property
    def spare(self) -> int | None:
        """The total may sink to the last micropoint that still rounds up to the start of the band."""
        if self.category is None:
            return None
        return self.total - (self.start * MICRO_PER_HUNDREDTH - MICRO_PER_HUNDREDTH // 2)

    def drops(self, micro: int) -> bool:
        return self.spare is not None and micro > self.spare

    def loss(self, codes: tuple[str, ...], micro: int) -> Loss:
        after = to_hundredths(max(self.total - micro, 0))
        return Loss(codes, micro, after, category(after, self.bands, self.rule))


def _pairs(fall: _Fall, heavy: Sequence[tuple[int, str]]) -> tuple[tuple[Loss, ...], int]:
    """Pairs that drop the category though neither does alone."""
    alone = [(micro, code) for micro, code in heavy if not fall.drops(micro)]
    found = [(a + b, c, d) for n, (a, c) in enumerate(alone) for b, d in alone[n + 1 :] if fall.drops(a + b)]
    first = sorted(found, key=lambda pair: (-pair[0], pair[1], pair[2]))[:PAIRS]
    return tuple(fall.loss((c, d), micro) for micro, c, d in first), len(found)


def _fewest(fall: _Fall, heavy: Sequence[tuple[int, str]]) -> Loss | None:
    """The heaviest questions first: no smaller set can lose more, so none with fewer drops the category."""
    lost, codes = 0, list[str]()
    for micro, code in heavy:
        lost, codes = lost + micro, [*codes, code]
        if fall.drops(lost):
            return fall.loss(tuple(codes), lost)
    return None


def _indicators(fall: _Fall, points: Mapping[str, int], edition: Edition) -> tuple[Loss, ...]:
    """The indicators whose own or whose questions' points drop the category; figures of whole blocks are singles."""
    sums: dict[str, int] = {}
    for code, micro in points.items():
        node = edition.by_code[code]
        if node.level != "block":
            at = code if node.level == "indicator" else node.parent
            sums[at] = sums.get(at, 0) + micro
    heavy = sorted(((micro, code) for code, micro in sums.items() if fall.drops(micro)), key=lambda p: (-p[0], p[1]))
    return tuple(fall.loss((code,), micro) for micro, code in heavy)


def _doubtful(fall: _Fall, points: Mapping[str, int], at_risk: Mapping[str, int] | None) -> Loss | None:
    """Points at risk, of each question no more than this recap gives it."""
    if at_risk is None:
        return None
    lost = {code: min(micro, points[code]) for code, micro in at_risk.items() if points.get(code, 0) > 0}
    heavy = sorted(lost, key=lambda code: (-lost[code], code))
    return fall.loss(tuple(heavy), sum(lost.values()))
