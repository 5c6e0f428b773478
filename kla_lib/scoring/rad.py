"""The action list out of a plan: what it proposes, what is carried on from the period before, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from kla_lib.problems import Lang, message
from kla_lib.rules.instrument import Edition
from kla_lib.rules.plan_shapes import Step
from kla_lib.rules.rad_shapes import OPEN, Rad, RadItem, RadOutcome, RadTables, Verdict

Now = Mapping[str, int | None]


def action_list(
    tables: RadTables, picks: Iterable[Step], now: Now, period: str, due: date | None, edition: Edition, lang: Lang
) -> Rad:
    """The place's table beside the plan; where there is none, what the period before left open and then the plan's picks."""
    mine = proposed(picks, period, due, edition, lang)
    first = carried(tables.before, now) if tables.here is None else list(tables.here)
    whole = joined(first, mine)
    items = tuple(whole if tables.here is None else first)
    return Rad(items, tuple(whole[len(items) :]), tuple(outcomes(items, now)), tables.here is None)


def proposed(picks: Iterable[Step], period: str, due: date | None, edition: Edition, lang: Lang) -> list[RadItem]:
    """One action per pick, with our words for what to do and for the evidence it needs."""
    node = edition.by_code
    return [
        RadItem(
            step.code, message("rad_mend" if step.action == "mend" else f"rad_do_{node[step.code].kind}", lang), step.agency,
            step.from_micro, step.gain_micro,
            "; ".join(message(f"evidence_{kind}", lang) for kind in edition.evidence.get(step.code, ())),
            step.earliest or due, since=period,
        )
        for step in picks
    ]  # fmt: skip


def carried(before: Iterable[RadItem], now: Now) -> list[RadItem]:
    """What the period before left open, from the points that stand now; its status and its first period stay.

    The day it was due is over and is left out. What is won, dropped or surely done is not carried on.
    """
    left = [outcome for outcome in outcomes(before, now) if outcome.verdict != "won"]
    return [_again(outcome) for outcome in left if outcome.item.status in OPEN or outcome.is_doubtful]


def _again(outcome: RadOutcome) -> RadItem:
    item, now = outcome.item, outcome.now_micro
    goal = None if item.points_micro is None or item.from_micro is None else item.from_micro + item.points_micro
    start = now or 0
    left = item.points_micro if goal is None else max(goal - start, 0)
    return replace(item, from_micro=start, points_micro=left, due=None)


def joined(first: Sequence[RadItem], then: Iterable[RadItem]) -> list[RadItem]:
    """All of the first, and of the others those whose question it does not have."""
    there = {item.code for item in first}
    return [*first, *(item for item in then if item.code not in there)]


def outcomes(items: Iterable[RadItem], now: Now) -> list[RadOutcome]:
    """Each action beside the micropoints its question has now (None or left out: none are given)."""
    return [RadOutcome(item, now.get(item.code), _verdict(item, now.get(item.code))) for item in items]


def _verdict(item: RadItem, now: int | None) -> Verdict:
    if now is None or item.from_micro is None or item.points_micro is None:
        return "unknown"
    won = now - item.from_micro
    if won >= item.points_micro:
        return "won"
    return "fell" if won < 0 else "part" if won else "not_yet"
