"""What the views ask of a collection: the attributes of `kla_lib.collection.Collection` that they read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from kla_lib.problems import Lang
from kla_lib.rules.instrument import Edition
from kla_lib.rules.records import Row


class StandingLike(Protocol):
    """One agency: see `kla_lib.scoring.collection.Standing`."""

    @property
    def role(self) -> str:
        """Its role in the edition."""
        ...

    @property
    def asked(self) -> int:
        """How many questions it is asked."""
        ...

    @property
    def answered(self) -> int:
        """How many of them it has answered."""
        ...

    @property
    def waiting(self) -> tuple[str, ...]:
        """The questions it leads that nobody has answered."""
        ...

    @property
    def at_stake_micro(self) -> int:
        """What these are worth."""
        ...

    @property
    def last(self) -> date | None:
        """The day of its latest first answer."""
        ...

    @property
    def new(self) -> int:
        """How many it answered for the first time in the last week."""
        ...


class WholeLike(Protocol):
    """The whole place: see `kla_lib.scoring.collection.Whole`."""

    @property
    def asked(self) -> int:
        """All questions."""
        ...

    @property
    def answered(self) -> int:
        """Those that somebody has answered."""
        ...

    @property
    def new(self) -> int:
        """Those answered in the last week."""
        ...

    @property
    def unasked(self) -> tuple[str, ...]:
        """Those that no agency is asked."""
        ...

    @property
    def certain_micro(self) -> int:
        """The points that are known."""
        ...

    @property
    def possible_micro(self) -> int:
        """These and all that may still come."""
        ...

    @property
    def waiting_micro(self) -> int:
        """What waits for an answer."""
        ...


class CollectionLike(Protocol):
    """One place and period while its data is being collected, as it is on a day."""

    @property
    def title(self) -> str:
        """The place as people write it."""
        ...

    @property
    def period(self) -> str:
        """The period collected for."""
        ...

    @property
    def lang(self) -> Lang:
        """The reader's language."""
        ...

    @property
    def edition(self) -> Edition:
        """The edition asked."""
        ...

    @property
    def day(self) -> date:
        """The day looked at."""
        ...

    @property
    def begun(self) -> bool:
        """True if forms were ever made or returned."""
        ...

    @property
    def due(self) -> date | None:
        """When the forms are due back; None where nobody has said."""
        ...

    @property
    def days_left(self) -> int | None:
        """Days to that, negative when it has passed; None where it is not known."""
        ...

    @property
    def contact(self) -> str:
        """Whom to ask, as a label; empty where the tables have none."""
        ...

    @property
    def standings(self) -> Sequence[StandingLike]:
        """Every agency that is asked anything."""
        ...

    @property
    def visits(self) -> Sequence[StandingLike]:
        """Those with questions that wait, the most points first."""
        ...

    @property
    def whole(self) -> WholeLike:
        """The sums."""
        ...

    @property
    def reach(self) -> tuple[str | None, str | None]:
        """The categories that the certain and the possible points are equivalent to."""
        ...

    @property
    def conflicts(self) -> Sequence[Row]:
        """One row per answer that agencies give differently: code, field and, in words, what each gives."""
        ...

    def name(self, role: str) -> str:
        """What an agency is called here on the day looked at."""
        ...
