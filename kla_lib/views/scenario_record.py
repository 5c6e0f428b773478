"""Scenarios and stability as plain values: ``--json``, and a CSV with one row per scenario and node."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from kla_lib.rules.inert import inert
from kla_lib.rules.instrument import TOTAL
from kla_lib.rules.outlook_shapes import Loss, Outcome
from kla_lib.rules.points import MICRO, decimal_points, float_points
from kla_lib.rules.standings import Rank

if TYPE_CHECKING:
    from kla_lib.outlook import Outlook

MARK = "\ufeff"  # by this Excel knows UTF-8
COLUMNS = ("scenario", "edition", "boundary_rule", "category", "code", "level", "points", "max", "change")


def scenario_record(outlook: Outlook) -> dict[str, Any]:
    """place, period, stage, and per scenario (the base's name is empty): what it changes and what it comes to."""
    case = outlook.case
    named = {"place": case.place_slug, "period": case.period, "stage": case.stage}
    return {**named, "scenarios": [_outcome(outlook, outcome) for outcome in outlook.outcomes]}


def _outcome(outlook: Outlook, outcome: Outcome) -> dict[str, Any]:
    scored, published = outlook.standing(outcome)
    base, nodes = outlook.outcomes[0], [n.code for n in outcome.edition.nodes if n.level != "question"]
    return {
        "name": outcome.name,
        "file": outcome.scenario.file if outcome.scenario else "",
        "notes": list(outcome.scenario.notes) if outcome.scenario else [],
        "edition": outcome.edition.id,
        "boundary_rule": outcome.rule,
        "points": _points(outcome.points()),
        "change": _change(base, outcome, TOTAL),
        "category": outcome.category,
        "rules_differ": outcome.differs,
        "next_category": outcome.next_category or None,
        "short": float_points(outcome.short_hundredths),
        "rank_scored": _rank(scored),
        "rank_published": _rank(published),
        "answers": {code: _told(told) for code, told in (outcome.scenario.answers if outcome.scenario else {}).items()},
        "uncorrected": list(outcome.scenario.uncorrected) if outcome.scenario else [],
        "carried": {key: getattr(outcome.carried, key) for key in ("kept", "by_share", "dropped", "new")}
        if outcome.carried
        else None,
        "nodes": {code: _points(outcome.points(code)) for code in nodes},
    }


def _told(told: Any) -> float | str:
    return told.points_micro / MICRO if told.status == "answered" else str(told.status)


def _points(hundredths: int | None) -> float | None:
    return None if hundredths is None else float_points(hundredths)


def _change(base: Outcome, outcome: Outcome, code: str) -> float | None:
    """The change of a node with the same maximum, where both are known."""
    before, after = base.points(code), outcome.points(code)
    if before is None or after is None or base.maximum(code) != outcome.maximum(code):
        return None
    return float_points(after - before)


def _rank(rank: Rank | None) -> dict[str, int] | None:
    return {"best": rank.first, "worst": rank.last, "of": rank.of, "shared_by": rank.tied} if rank else None


def stability_record(outlook: Outlook) -> dict[str, Any]:
    """Points, category, what may be lost, and everything that would move the category."""
    case, found = outlook.case, outlook.stability
    return {
        "place": case.place_slug,
        "period": case.period,
        "stage": case.stage,
        "points": float_points(found.total_hundredths),
        "category": found.category,
        "spare": None if found.spare_micro is None else found.spare_micro / MICRO,
        "singles": [_loss(loss) for loss in found.singles],
        "pairs_count": found.pairs_count,
        "pairs": [_loss(loss) for loss in found.pairs],
        "fewest": _loss(found.fewest) if found.fewest else None,
        "indicators": [_loss(loss) for loss in found.indicators],
        "by_rule": dict(found.by_rule),
        "possible": float_points(found.possible_hundredths),
        "possible_category": found.possible,
        "unanswered": list(found.open_codes),
        "doubtful": _loss(found.doubtful) if found.doubtful else None,
    }


def _loss(loss: Loss) -> dict[str, Any]:
    after = {"points_after": float_points(loss.after_hundredths), "category_after": loss.after}
    return {"codes": list(loss.codes), "lost": loss.points_micro / MICRO, **after}


def scenario_csv(outlook: Outlook) -> str:
    """One row per scenario and node (total, blocks, indicators); points with a dot, empty where not known."""
    base, text = outlook.outcomes[0], io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for outcome in outlook.outcomes:
        head = [outcome.name, outcome.edition.id, outcome.rule, outcome.category or ""]
        for code, row in outcome.rows.items():
            if row["level"] != "question":
                change = _change(base, outcome, code)
                figures = [
                    _text(outcome.points(code)),
                    _text(outcome.maximum(code)),
                    "" if change is None else f"{change:.2f}",
                ]
                writer.writerow([*map(inert, head), code, row["level"], *figures])
    return MARK + text.getvalue()


def _text(hundredths: int | None) -> str:
    return "" if hundredths is None else str(decimal_points(hundredths))
