"""The frontier: for totals between what is safe now and the furthest that can be reached, the least effort that gets there."""

from __future__ import annotations

from collections.abc import Sequence

from kla_lib.rules.plan_shapes import FrontierPoint, Limits, Step
from kla_lib.rules.points import to_hundredths
from kla_lib.scoring.plan import cheapest, choice_of, total_of, wanted
from kla_lib.scoring.plan_model import Model, build, optimum

TARGETS = 50


def frontier(
    steps: Sequence[Step], now: int, limits: Limits = Limits(), n: int = TARGETS, wants: Sequence[int] = ()
) -> tuple[FrontierPoint, ...]:
    """The frontier at ``n`` totals evenly apart up to the furthest, and at ``wants`` (hundredths), lowest first.

    ``now`` in micropoints. A total that an earlier point already passes is left out; so every point needs more effort than
    the one before and wins more. Empty where what is fixed breaks the limits.
    """
    model = build(steps, limits)
    most = optimum(model, -model.gains)
    if most is None:
        return ()
    start, end = to_hundredths(now), total_of(model, most, now)
    totals = {start + (end - start) * at // n for at in range(n + 1)} | {want for want in wants if start < want <= end}
    found: list[FrontierPoint] = []
    for total in sorted(totals):
        if not found or total > found[-1].after_hundredths:
            found.append(_point(model, now, total))
    return tuple(found)


def _point(model: Model, now: int, total: int) -> FrontierPoint:
    chosen = cheapest(model, wanted(model, now, total))
    assert chosen is not None  # noqa: S101 - no total lies beyond the furthest
    choice = choice_of(model, chosen, now)
    return FrontierPoint(total, choice.after_hundredths, choice.effort_centi)
