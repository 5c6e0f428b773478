"""What the views ask of a case: the attributes of `kla_lib.case.Case` that they read, and nothing else.

`PlaceLike`, `InstrumentLike` and `NamingLike` are what they ask of everything else that is about one place, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from kla_lib.problems import Lang, Problem
from kla_lib.rules.instrument import Edition
from kla_lib.rules.records import Row


class PlaceLike(Protocol):
    """One place and period."""

    @property
    def title(self) -> str:
        """The place as people write it: ``Kab. Ogan Ilir``."""
        ...

    @property
    def period(self) -> str:
        """``2024``."""
        ...

    @property
    def lang(self) -> Lang:
        """The reader's language."""
        ...


class InstrumentLike(Protocol):
    """Something that an edition is asked in."""

    @property
    def edition(self) -> Edition:
        """The instrument."""
        ...


class NamingLike(Protocol):
    """Something that knows what agencies are called here."""

    def name(self, role: str) -> str:
        """What an agency is called here."""
        ...


class DistanceLike(Protocol):
    """A band, where it starts and what is missing to it, in hundredths of a point."""

    @property
    def category(self) -> str:
        """The category's name."""
        ...

    @property
    def start_hundredths(self) -> int:
        """The first hundredth of a point that reaches it."""
        ...

    @property
    def short_hundredths(self) -> int:
        """What is missing to it; 0 when reached."""
        ...


class RatingLike(Protocol):
    """What the points come to: see `kla_lib.scoring.rating.Rating`."""

    @property
    def points_hundredths(self) -> int:
        """The points rated."""
        ...

    @property
    def category(self) -> str | None:
        """The category reached; None below the first."""
        ...

    @property
    def rule(self) -> str:
        """The boundary rule used."""
        ...

    @property
    def award(self) -> bool:
        """Whether the stage decides on an award (VF only)."""
        ...

    @property
    def distances(self) -> Sequence[DistanceLike]:
        """Every category from the lowest."""
        ...

    @property
    def next(self) -> DistanceLike | None:
        """The lowest one not yet reached; None at the top."""
        ...

    @property
    def differs(self) -> bool:
        """Whether the other boundary rule gives another category."""
        ...

    @property
    def other_category(self) -> str | None:
        """What the other boundary rule gives."""
        ...


class RecapLike(Protocol):
    """A recap as it was read: its files with their SHA-256, and rows in = kept + rejected."""

    @property
    def files(self) -> Mapping[str, str]:
        """SHA-256 by file name."""
        ...

    @property
    def rows_in(self) -> int:
        """Rows read."""
        ...

    @property
    def rows_kept(self) -> int:
        """Rows used."""
        ...

    @property
    def rows_rejected(self) -> int:
        """Rows not used."""
        ...


class CaseLike(PlaceLike, InstrumentLike, Protocol):
    """One place, period and stage. Without a recap ``stage`` is empty and ``stages`` is ()."""

    @property
    def place_slug(self) -> str:
        """``kab-ogan-ilir``."""
        ...

    @property
    def stage(self) -> str:
        """The stage looked at, by its code."""
        ...

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages that have a recap, in order."""
        ...

    @property
    def rule(self) -> str:
        """The boundary rule used."""
        ...

    @property
    def recap(self) -> RecapLike | None:
        """The recap looked at; None where there is none."""
        ...

    @property
    def answer_rows(self) -> Mapping[str, Row]:
        """The rows of the recap by code."""
        ...

    @property
    def problems(self) -> Sequence[Problem]:
        """What the checks found."""
        ...

    @property
    def earlier(self) -> CaseLike | None:
        """The stage before this one, or the same place in the period before; None where there is none to compare."""
        ...

    @property
    def score_rows(self) -> Mapping[str, Row]:
        """The rows that `scoring.nodes.score` gives, by code."""
        ...

    @property
    def rating(self) -> RatingLike:
        """What the total comes to."""
        ...

    @property
    def gap_rows(self) -> Sequence[Row]:
        """The rows of `scoring.gaps.indicator_gaps`: indicators, largest gap first."""
        ...

    @property
    def stage_rows(self) -> Mapping[str, Row]:
        """One row per node by code, hundredths per stage: see `scoring.stages.side_by_side`."""
        ...

    @property
    def award_rows(self) -> Sequence[Row]:
        """Published facts of the place, as `rules.published.awards` gives them."""
        ...

    def at(self, stage: str) -> CaseLike:
        """The same place and period, looked at in another stage."""
        ...

    def question_rows(self, code: str = ...) -> list[Row]:
        """One row per question under a node: see `kla_lib.scoring.gaps.question_gaps`."""
        ...

    def agency_rows(self, code: str = ...) -> list[Row]:
        """One row per agency: see `kla_lib.scoring.gaps.agency_gaps`."""
        ...

    def explain_rows(self, code: str = ...) -> list[Row]:
        """The rows behind a figure: see `kla_lib.scoring.arithmetic.explain`."""
        ...
