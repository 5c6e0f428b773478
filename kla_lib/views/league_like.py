"""What the views ask of many places: the attributes of `kla_lib.province.League` that they read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from kla_lib.problems import Lang
from kla_lib.rules.instrument import Edition
from kla_lib.rules.places import Place
from kla_lib.rules.records import Row
from kla_lib.rules.standings import Award, AwardRound, Coverage, Earlier, Group, Move, Province, Rank, Spread


class LeagueLike(Protocol):
    """A province or the nation in a period."""

    @property
    def period(self) -> str:
        """The period."""
        ...

    @property
    def lang(self) -> Lang:
        """The reader's language."""
        ...

    @property
    def province(self) -> Province:
        """The province, or the nation."""
        ...

    @property
    def places(self) -> Mapping[str, Place]:
        """Its places by slug."""
        ...

    @property
    def round(self) -> AwardRound:
        """The round shown."""
        ...

    @property
    def awards(self) -> Mapping[str, Award]:
        """What is known of each place in it."""
        ...

    @property
    def before(self) -> Mapping[str, Earlier]:
        """The last award before it."""
        ...

    @property
    def coverage(self) -> Coverage:
        """How much is known."""
        ...

    @property
    def national(self) -> Coverage:
        """How much is known of the whole country."""
        ...

    @property
    def by_province(self) -> Mapping[str, Coverage]:
        """How much is known of every province."""
        ...

    @property
    def by_round(self) -> Mapping[str, Coverage]:
        """How much is known of these places in every round."""
        ...

    @property
    def counted(self) -> Mapping[str, tuple[int, ...]]:
        """What was announced for the whole country."""
        ...

    @property
    def groups(self) -> Sequence[Group]:
        """Places of one standing."""
        ...

    @property
    def moves(self) -> Sequence[Move]:
        """Who moved."""
        ...

    @property
    def edition(self) -> Edition | None:
        """The edition of the scores."""
        ...

    @property
    def scored(self) -> Mapping[str, Mapping[str, Row]]:
        """Scores of places with a recap."""
        ...

    @property
    def stages(self) -> Mapping[str, str]:
        """The stage of each."""
        ...

    @property
    def unread(self) -> Sequence[str]:
        """Places whose recap cannot be used."""
        ...

    @property
    def points(self) -> Mapping[str, Mapping[str, tuple[int, int]]]:
        """Certain and possible points by stage and place."""
        ...

    @property
    def ranks(self) -> Mapping[str, Rank]:
        """The rank of each scored place."""
        ...

    def category(self, hundredths: int) -> str:
        """The category that so many points reach."""
        ...

    def unfinished(self, stage: str) -> int:
        """How many places scored at a stage have not answered everything."""
        ...

    def spread(self, stage: str, code: str) -> Spread | None:
        """The spread of one node's points at a stage."""
        ...
