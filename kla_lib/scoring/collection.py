"""How far the collecting is: who has answered what, the points that wait for them, whom to visit first.

Pure: what was asked and answered goes in, standings come out. Points are whole micropoints; nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: who answers it (the lead first), what it is worth, and what is known of it.

    ``answered``: the day on which each role first answered; ``points_micro`` is None until somebody has given the
    points; ``closed``: it does not apply here, so nothing can be won.
    """

    code: str
    roles: tuple[str, ...]
    max_micro: int
    points_micro: int | None = None
    answered: Mapping[str, date] = field(default_factory=dict)
    closed: bool = False

    @property
    def waits(self) -> bool:
        """Whether nobody has answered it, and nobody has given its points either."""
        return not self.answered and self.points_micro is None

    @property
    def open_micro(self) -> int:
        """What it may still bring: its maximum while its points are not known."""
        return 0 if self.closed or self.points_micro is not None else self.max_micro


@dataclass(frozen=True, slots=True)
class Standing:
    """One agency: questions asked of it and answered by it, those it leads that still wait, and what they are worth.

    ``last`` is the day of its latest first answer, None where it has sent nothing; ``new`` counts the questions it
    answered for the first time in the week before the day looked at.
    """

    role: str
    asked: int
    answered: int
    waiting: tuple[str, ...]
    at_stake_micro: int
    last: date | None
    new: int

    @property
    def silent(self) -> bool:
        """Whether nothing at all has come."""
        return self.answered == 0


@dataclass(frozen=True, slots=True)
class Whole:
    """The whole place: questions, answered ones, those without any agency, and its certain and possible points."""

    asked: int
    answered: int
    new: int
    unasked: tuple[str, ...]
    certain_micro: int
    possible_micro: int
    waiting_micro: int


def standings(asked: Sequence[Asked], day: date) -> list[Standing]:
    """Every agency that is asked anything, in the order in which the questions first name them.

    A question waits for its lead alone, so that no point is counted twice.
    """
    roles = dict.fromkeys(role for question in asked for role in question.roles)
    return [_standing(role, asked, day) for role in roles]


def visits(found: Iterable[Standing]) -> list[Standing]:
    """Whom to visit, the most points first; among equals those who have sent nothing, then by name of role."""
    waiting = (standing for standing in found if standing.waiting)
    return sorted(waiting, key=lambda s: (-s.at_stake_micro, not s.silent, s.role))


def whole(asked: Sequence[Asked], day: date) -> Whole:
    """The sums over all questions; the possible points are the certain ones and every question's that may still come."""
    certain = sum(question.points_micro or 0 for question in asked)
    return Whole(
        asked=len(asked),
        answered=sum(not question.waits for question in asked),
        new=sum(bool(q.answered) and _is_new(min(q.answered.values()), day) for q in asked),
        unasked=tuple(question.code for question in asked if not question.roles),
        certain_micro=certain,
        possible_micro=certain + sum(question.open_micro for question in asked),
        waiting_micro=sum(question.open_micro for question in asked if question.waits),
    )


def days_left(due: date | None, day: date) -> int | None:
    """Days to a deadline, negative when it has passed; None where it is not known."""
    return None if due is None else (due - day).days


def _standing(role: str, asked: Sequence[Asked], day: date) -> Standing:
    mine = [question for question in asked if role in question.roles]
    came = [question.answered[role] for question in mine if role in question.answered]
    waiting = [question for question in mine if question.roles[0] == role and question.waits]
    return Standing(
        role=role,
        asked=len(mine),
        answered=len(came),
        waiting=tuple(question.code for question in waiting),
        at_stake_micro=sum(question.open_micro for question in waiting),
        last=max(came, default=None),
        new=sum(_is_new(first, day) for first in came),
    )


def _is_new(first: date, day: date) -> bool:
    return day - WEEK < first <= day
