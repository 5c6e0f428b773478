"""What is known of pictures while they are compared: which show the same, and which so surely that they count as one.

A photograph that was sent on fifty times, each time compressed anew, is fifty pictures and 1,225 pairs; as soon as one
of them is surely another, nobody needs to compare both with the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kla_lib.rules import evidence_limits as limits
from kla_lib.scoring.evidence_pages import has_lines, shows_paper
from kla_lib.scoring.evidence_spots import Place, together


@dataclass(frozen=True, slots=True)
class Laid:
    """How two pictures that show the same lie over each other: how far apart they are (0 the same), the map of one to the
    other (none where one is seen inside its bars), and whether neither is a page of paper."""

    distance: float
    map: tuple[float, ...]
    photos: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places that show the same picture, and `Laid`. One place twice: all that it holds is one picture."""

    first: Place
    second: Place
    distance: float
    map: tuple[float, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether it is one place."""
        return self.first is self.second

    @property
    def ends(self) -> tuple[tuple[str, int], tuple[str, int]]:
        """Both by content and page."""
        return self.first.end, self.second.end

    @property
    def lined(self) -> bool:
        """Whether both are pages whose lines can be compared."""
        return self.paper and bool(self.map) and has_lines((self.first.picture, self.second.picture))

    @property
    def paper(self) -> bool:
        """Whether either shows a page of paper: so small, two certificates of one print differ in nothing but a name."""
        return shows_paper(self.first.picture, self.second.picture)


class Seen:
    """Pairs of places by their numbers, as they are found."""

    def __init__(self, places: Sequence[Place]) -> None:
        """Nothing is known yet."""
        self._places = places
        self._leaders = list(range(len(places)))
        self._found: dict[tuple[int, int], Laid] = {}

    def is_open(self, first: int, second: int) -> bool:
        """Whether it is not known yet that these show the same."""
        pair = self._pair(first, second)
        return pair not in self._found and (first == second or pair[0] != pair[1])

    def add(self, first: int, second: int, laid: Laid) -> None:
        """These show the same; from now on they are one where they hardly differ."""
        pair = self._pair(first, second)
        self._found[pair] = min(laid, self._found.get(pair, laid), key=lambda one: one.distance)
        if laid.photos and laid.distance <= limits.ONE:
            self._leaders[pair[1]] = pair[0]

    def pairs(self) -> Iterator[Pair]:
        """Each place that is a pair of its own, and each two of which nothing surer is known, by number."""
        members: dict[int, list[Place]] = {}
        for number, place in enumerate(self._places):
            members.setdefault(self._leader(number), []).append(place)
        whole = {leader: together(some) for leader, some in members.items()}
        found: dict[tuple[int, int], Laid] = {}
        for pair, laid in sorted(self._found.items()):
            found.setdefault(self._pair(*pair), laid)
        for (first, second), laid in sorted(found.items()):
            yield Pair(whole[first], whole[second], laid.distance, laid.map)

    def _pair(self, first: int, second: int) -> tuple[int, int]:
        one, other = self._leader(first), self._leader(second)
        return min(one, other), max(one, other)

    def _leader(self, number: int) -> int:
        while self._leaders[number] != number:
            number = self._leaders[number]
        return number
