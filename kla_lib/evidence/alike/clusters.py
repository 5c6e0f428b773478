"""Where a picture is seen: files and pages that show it to the last pixel are one place, so that it is compared once.

Two scanned pages that are alike at a glance, read line by line: the words of another letter stand elsewhere.

What is known of pictures while they are compared: which show the same, and which so surely that they count as one.

A photograph that was sent on fifty times, each time compressed anew, is fifty pictures and 1,225 pairs; as soon as one
of them is surely another, nobody needs to compare both with the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kla_lib.evidence import limits
from kla_lib.evidence.alike.align import Floats, boxed, laid_over, sampled
from kla_lib.evidence.limits import is_design
from kla_lib.evidence.model import Picture
from kla_lib.evidence.variants import PAGE_SIDE


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


STEPS = 3  # of laying one page over the other
WORD, LINES = 3, 17  # sides of the boxes whose difference is compared: strokes within some lines of text
PAPER, SHADE = 245, 60  # grey of the paper, and of a step of its ink


def closeness(first: Picture, second: Picture, map_: tuple[float, ...]) -> float:
    """How alike the ink of two pages is (-1 to 1), the first laid over the second from a map that nearly does so."""
    original, copy = (_page(picture.fine) for picture in (first, second))
    given = np.array([map_], dtype=np.float32)
    return _alike(copy, original, laid_over(copy, original, given, STEPS))


def _alike(copy: Floats, original: Floats, maps: Floats) -> float:
    values, inside, _ = sampled(original, maps)
    mine, theirs = (_detail(square) * inside.reshape(copy.shape) for square in (copy, values.reshape(copy.shape)))
    return float((mine * theirs).sum() / np.sqrt((mine**2).sum() * (theirs**2).sum() + 1e-9))


def _detail(square: Floats) -> Floats:
    return np.asarray(boxed(square, WORD) - boxed(square, LINES))


def _page(fine: bytes) -> Floats:
    """The four pixels of every byte, as grey."""
    packed = np.frombuffer(fine, dtype=np.uint8)[:, None]
    shades = (packed >> np.array([6, 4, 2, 0], dtype=np.uint8)) & 3
    return (PAPER - SHADE * shades.astype(np.float32)).reshape(1, PAGE_SIDE, PAGE_SIDE)


def shows_paper(first: Picture, second: Picture) -> bool:
    """Whether either picture shows a page of paper, and not both were laid out: a scan of a pale cover may pass as none."""
    return bool(first.fine or second.fine) and not (is_design(first) and is_design(second))


def has_lines(pictures: Iterable[Picture]) -> bool:
    """Whether all of these were looked at so closely."""
    return all(len(picture.fine) == PAGE_SIDE**2 // 4 for picture in pictures)


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
