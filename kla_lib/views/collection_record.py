"""``kla form status --json``: the collecting as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kla_lib.rules.points import MICRO

if TYPE_CHECKING:
    from kla_lib.collection import Collection
    from kla_lib.scoring.collection import Standing


def status_record(found: Collection) -> dict[str, Any]:
    """The sums, every agency, the visit list (roles in order) and the conflicts; points as numbers, dates in ISO form."""
    sums = found.whole
    return {
        "place": found.title,
        "period": found.period,
        "date": found.day.isoformat(),
        "due": found.due.isoformat() if found.due else None,
        "days_left": found.days_left,
        "questions": sums.asked,
        "answered": sums.answered,
        "new_in_week": sums.new,
        "without_agency": list(sums.unasked),
        "certain": sums.certain_micro / MICRO,
        "possible": sums.possible_micro / MICRO,
        "waiting": sums.waiting_micro / MICRO,
        "certain_category": found.reach[0],
        "possible_category": found.reach[1],
        "agencies": [_agency(found, standing) for standing in found.standings],
        "visits": [standing.role for standing in found.visits],
        "conflicts": list(found.conflicts),
    }


def _agency(found: Collection, standing: Standing) -> dict[str, Any]:
    return {
        "role": standing.role,
        "name": found.name(standing.role),
        "asked": standing.asked,
        "answered": standing.answered,
        "waiting": list(standing.waiting),
        "at_stake": standing.at_stake_micro / MICRO,
        "last": standing.last.isoformat() if standing.last else None,
        "new_in_week": standing.new,
    }
