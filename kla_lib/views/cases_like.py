"""What the views ask of field reports: the attributes of `kla_lib.cases.Cases` and its sums that they read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from kla_lib.rules.case_shapes import Register, Targets
from kla_lib.views.case_like import NamingLike, PlaceLike

FEW = "*"  # stands for a cell of too few cases, or one from which such a cell could be told


class TimesLike(Protocol):
    """Hours until half and until 90 % had come so far: see `kla_lib.scoring.cases.Times`."""

    @property
    def count(self) -> int:
        """How many cases."""
        ...

    @property
    def ended(self) -> int:
        """How many came so far."""
        ...

    @property
    def half(self) -> float | None:
        """Hours until half of them had."""
        ...

    @property
    def most(self) -> float | None:
        """Hours until 90 % of them had."""
        ...


class ShareLike(Protocol):
    """A row of a table: see `kla_lib.scoring.cases.Share`; None is suppressed."""

    @property
    def key(self) -> str:
        """What it is of."""
        ...

    @property
    def cases(self) -> int | None:
        """Its cases."""
        ...

    @property
    def open(self) -> int | None:
        """Those still open."""
        ...

    @property
    def overdue(self) -> int | None:
        """Those overdue."""
        ...

    @property
    def closing(self) -> TimesLike:
        """Times until closing."""
        ...


class TodoLike(Protocol):
    """What an agency has to do: see `kla_lib.scoring.cases.Todo`."""

    @property
    def agency(self) -> str:
        """The role, empty where nobody is in charge."""
        ...

    @property
    def number(self) -> int:
        """The case."""
        ...

    @property
    def step(self) -> str:
        """action or close."""
        ...

    @property
    def hours(self) -> float:
        """Hours since the report."""
        ...

    @property
    def overdue(self) -> bool:
        """Whether it is late."""
        ...


class StandingLike(Protocol):
    """The sums, as they may be shared: see `kla_lib.scoring.cases.Standing`."""

    @property
    def cases(self) -> int | None:
        """All cases."""
        ...

    @property
    def open(self) -> int | None:
        """Those open."""
        ...

    @property
    def overdue(self) -> int | None:
        """Those overdue."""
        ...

    @property
    def ages(self) -> Sequence[tuple[tuple[int, int | None], int | None]]:
        """Open cases by age in days."""
        ...

    @property
    def action(self) -> TimesLike:
        """Times until the first action."""
        ...

    @property
    def closing(self) -> TimesLike:
        """Times until closing."""
        ...

    @property
    def tables(self) -> Mapping[str, Sequence[ShareLike]]:
        """The tables: agency, kind, district, month."""
        ...

    @property
    def todo(self) -> Sequence[TodoLike]:
        """What each agency has to do."""
        ...


class CasesLike(PlaceLike, NamingLike, Protocol):
    """The field reports of one place and period, on a day."""

    @property
    def day(self) -> date:
        """The day looked at."""
        ...

    @property
    def register(self) -> Register:
        """The cases."""
        ...

    @property
    def targets(self) -> Targets:
        """The time the place allows."""
        ...

    @property
    def standing(self) -> StandingLike:
        """The sums."""
        ...

    @property
    def signed(self) -> StandingLike:
        """The sums of the cases reported in the period's own year."""
        ...


class ReadingLike(Protocol):
    """What came of reading a file: see `kla_lib.cases.Reading`."""

    @property
    def messages(self) -> int:
        """Messages, or rows."""
        ...

    @property
    def tagged(self) -> int:
        """Those with a tag."""
        ...

    @property
    def new(self) -> int:
        """New cases."""
        ...

    @property
    def updated(self) -> int:
        """Changed cases."""
        ...

    @property
    def unclear(self) -> int:
        """What waits for a person."""
        ...
