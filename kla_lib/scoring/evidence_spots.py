"""Where a picture is seen: files and pages that show it to the last pixel are one place, so that it is compared once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kla_lib.rules.evidence import Picture


@dataclass(frozen=True, slots=True)
class Spot:
    """A file (its place in ``Scan.files``), its content and question, and the page that shows the picture."""

    file: int
    sha256: str
    code: str
    page: int


@dataclass(frozen=True, slots=True)
class Place:
    """A picture that can be compared, and everywhere it is seen, in the order of ``Scan.files``.

    ``end`` is the first of all contents and pages that show it: no other place has it.
    """

    picture: Picture
    spots: tuple[Spot, ...]
    end: tuple[str, int]

    @property
    def is_alone(self) -> bool:
        """Whether one content alone shows it."""
        return all(spot.sha256 == self.end[0] for spot in self.spots)


def together(some: Sequence[Place]) -> Place:
    """Places that show one picture, as one; the picture is that of the first."""
    if len(some) == 1:
        return some[0]
    spots = sorted((spot for place in some for spot in place.spots), key=lambda spot: (spot.file, spot.page))
    return Place(some[0].picture, tuple(spots), min(place.end for place in some))


def beside(first: Place, second: Place) -> Iterator[tuple[Spot, Spot]]:
    """Every spot of either place beside one of the other: of another content, and under another question where there is one.

    Not all beside all: a picture handed in a thousand times would be told half a million times.
    """
    turned = ((other, one) for one, other in _partners(second.spots, first.spots))
    for one, other in {*_partners(first.spots, second.spots), *turned}:
        if (one.file, one.page) <= (other.file, other.page):
            yield one, other
        else:
            yield other, one


def _partners(mine: Sequence[Spot], theirs: Sequence[Spot]) -> Iterator[tuple[Spot, Spot]]:
    few = _few(theirs)
    for one in mine:
        apart = [other for other in few if other.sha256 != one.sha256]
        if apart:
            yield one, min(apart, key=lambda other: (other.code == one.code, other.file))


def _few(spots: Sequence[Spot]) -> list[Spot]:
    """The first, and the first of another content, of another question, and of both: enough for all to be beside one."""
    first = spots[0]
    others = (
        (spot for spot in spots if spot.sha256 != first.sha256),
        (spot for spot in spots if spot.code != first.code),
        (spot for spot in spots if spot.sha256 != first.sha256 and spot.code != first.code),
    )
    return [first, *(spot for found in others for spot in [next(found, None)] if spot)]
