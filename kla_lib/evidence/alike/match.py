"""Which pictures are the same: candidates are found by their prints and verified by aligning their sketches.

Files and pages that show a picture to the last pixel are one `PictureSightings`, so that it is compared once. A photograph
that was sent on fifty times, each time compressed anew, is fifty pictures and 1,225 pairs; as soon as one of them is surely
another, both count as one (`Clusters`), and only one of them is compared with the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress, islice
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from kla_lib.evidence import limits
from kla_lib.evidence.alike.align import LAST_STEPS, STEPS, Floats, Likeness, align, chosen, likeness, stretch
from kla_lib.evidence.alike.candidates import Candidate, Glance, Places, candidates, shown, small
from kla_lib.evidence.limits import is_design
from kla_lib.evidence.model import Picture
from kla_lib.evidence.reading.prints import INNER, PAGE_SIDE, SIDE, VARIANTS, WHOLE, affine

T = TypeVar("T")
CHUNK = 16  # pairs at a time: 15 MB; more do not stay in a processor's cache


@dataclass(frozen=True, slots=True)
class Spot:
    """A file (its index in ``Scan.files``), its content and question, and the page that shows the picture."""

    file: int
    sha256: str
    code: str
    page: int


@dataclass(frozen=True, slots=True)
class PictureSightings:
    """A picture that can be compared, and everywhere it is seen, in the order of ``Scan.files``.

    ``end`` is the first content and page that show it, by which it is identified.
    """

    picture: Picture
    spots: tuple[Spot, ...]
    end: tuple[str, int]

    @property
    def is_alone(self) -> bool:
        """True if only one content shows it."""
        return all(spot.sha256 == self.end[0] for spot in self.spots)


@dataclass(frozen=True, slots=True)
class Match:
    """How two pictures that show the same match: their ``distance`` (0 the same), the affine ``map`` of one to the other
    (empty where one is seen inside its bars), and whether both are ``photos``, not pages of paper."""

    distance: float
    map: tuple[float, ...]
    photos: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sightings of the same picture, with the distance and map of their `Match`; ``first`` may be ``second``."""

    first: PictureSightings
    second: PictureSightings
    distance: float
    map: tuple[float, ...] = ()

    @property
    def equal(self) -> bool:
        """True if it is one sighting."""
        return self.first is self.second

    @property
    def ends(self) -> tuple[tuple[str, int], tuple[str, int]]:
        """The content and page that identify each."""
        return self.first.end, self.second.end

    @property
    def lined(self) -> bool:
        """True if both are pages whose lines can be compared."""
        return self.paper and bool(self.map) and has_lines((self.first.picture, self.second.picture))

    @property
    def paper(self) -> bool:
        """True if either shows a page of paper: in a sketch, two certificates of one print differ in nothing but a name."""
        return shows_paper(self.first.picture, self.second.picture)


def alike(sightings: Sequence[PictureSightings]) -> list[Pair]:
    """The pairs among these pictures that show the same. Pictures that hardly differ, or that several contents show, are merged
    into one, which is paired with itself if it has enough detail."""
    if not sightings:
        return []
    prints = np.array([p.picture.prints for p in sightings], dtype=np.uint64)
    near = candidates(prints, limits.PRINT_BITS, _worth(sightings)) if len(sightings) > 1 else []
    equal = [Candidate(0, n, n, WHOLE, WHOLE) for n, sighting in enumerate(sightings) if not sighting.is_alone]
    seen = Clusters(sightings)
    ahead = [_unframed(sightings, one) for one in (*equal, *near)]
    for chunk in _chunks((c for c in ahead if seen.is_open(c.original, c.copy)), CHUNK):
        for found, match in _verified(sightings, chunk):
            seen.add(found.original, found.copy, match)
    return list(seen.pairs())


def _unframed(sightings: Sequence[PictureSightings], found: Candidate) -> Candidate:
    """Of two screens, what stands inside their bars: screens of one chat are alike around any photograph.

    Of other pictures the whole: what looks like a bar there, a plain sky or wall, is found elsewhere once it is darker.
    """
    screens = all(_is_screen(sightings[n].picture) for n in (found.original, found.copy))
    whole = INNER not in (found.seen, found.variant)
    return replace(found, variant=INNER, seen=INNER) if screens and whole else found


def _worth(sightings: Sequence[PictureSightings]) -> Glance:
    """Return the filter for pairs that are worth aligning: of two contents, and alike at a glance."""
    pictures, contents = [p.picture for p in sightings], _contents(sightings)
    whole = _small(p.sketch for p in pictures)
    inner = _small(p.inner or p.sketch for p in pictures)
    seen = shown(whole, inner, _shapes(sightings))
    tall, screens = np.array([(limits.TALL * p.width <= p.height, _is_screen(p)) for p in pictures]).T

    def worth(original: Places, copy: Places, variant: Places, plain: Places) -> npt.NDArray[np.bool_]:
        alike = np.einsum("ij,ij->i", seen[original, variant], seen[copy, plain])
        around = (variant != INNER) & (plain != INNER) & tall[original] & tall[copy]
        around &= screens[original] | screens[copy]
        return np.asarray((alike >= limits.GLANCE) & (contents[original] != contents[copy]) & ~around)

    return worth


def _contents(sightings: Sequence[PictureSightings]) -> npt.NDArray[np.intp]:
    """A number for the content of each; one of its own for what several contents show."""
    own = [
        sighting.end[0] if sighting.is_alone else f"{number} of several" for number, sighting in enumerate(sightings)
    ]
    return np.unique(own, return_inverse=True)[1]


def _is_screen(picture: Picture) -> bool:
    """True if it shows a picture on a telephone's screen: of two, what is around that picture is one program's, and alike."""
    return bool(picture.inner) and not picture.scan and limits.TALL * picture.width <= picture.height


def _small(sketches: Iterable[bytes]) -> Floats:
    return np.concatenate([small(_squares(chunk)) for chunk in _chunks(sketches, 256)])


def _chunks(given: Iterable[T], size: int) -> Iterator[list[T]]:
    """Chunks of at most ``size``, each drawn only when it is needed."""
    ahead = iter(given)
    while chunk := list(islice(ahead, size)):
        yield chunk


def _verified(sightings: Sequence[PictureSightings], chunk: Sequence[Candidate]) -> Iterator[tuple[Candidate, Match]]:
    """The candidates that show the same, each with its match."""
    copies = _squares(
        sightings[c.copy].picture.inner if c.seen == INNER else sightings[c.copy].picture.sketch for c in chunk
    )
    originals = _squares(_original(sightings[c.original].picture, c) for c in chunk)
    shapes = _shapes(sightings[c.original] for c in chunk), _shapes(sightings[c.copy] for c in chunk)
    given = np.array([_map(sightings, c) for c in chunk], dtype=np.float32)
    rough, close, _ = _better(small(copies), small(originals), given, shapes, STEPS)
    framed = [VARIANTS[c.variant].framed for c in chunk]  # of so small a square their corners spoil too much
    worth = (close.whole >= limits.LOOSE) | framed
    shapes = shapes[0][worth], shapes[1][worth]
    maps, found, fits = _better(copies[worth], originals[worth], rough[worth], shapes, LAST_STEPS)
    kept = list(compress(chunk, worth))
    papers = np.array([shows_paper(sightings[c.original].picture, sightings[c.copy].picture) for c in kept], dtype=bool)
    for n in np.flatnonzero(fits & _same(found, papers)):
        barred = INNER in (kept[n].seen, kept[n].variant)
        map_ = () if barred else tuple(map(float, maps[n]))
        yield kept[n], Match(round(max(0.0, 1 - float(found.whole[n])), 3), map_, not papers[n])


def _better(
    copies: Floats, originals: Floats, given: Floats, shapes: tuple[Floats, Floats], steps: int
) -> tuple[Floats, Likeness, npt.NDArray[np.bool_]]:
    """The maps, improved where that makes a pair more alike and is what people do to pictures.

    Where much is cut off at white, or there are only straight edges, the given map can be the better one.
    """
    improved = align(copies, originals, given, steps)
    before, after = (likeness(copies, originals, maps) for maps in (given, improved))
    fits = [_is_plausible(maps, *shapes) for maps in (given, improved)]
    better = after.whole + fits[1] >= before.whole + fits[0]
    best = np.where(better[:, None], improved, given)
    return best, chosen(better, after, before), np.where(better, *fits[::-1])


def _is_plausible(maps: Floats, originals: Floats, copies: Floats) -> npt.NDArray[np.bool_]:
    """True for each map that people plausibly apply to a picture."""
    uneven, shown_share = stretch(maps, originals, copies)
    inside = (shown_share >= limits.LEAST_SHOWN) & (shown_share <= limits.MOST_SHOWN)
    return np.asarray(inside & (uneven <= limits.MOST_STRETCH))


def _shapes(sightings: Iterable[PictureSightings]) -> Floats:
    return np.array([p.picture.width / p.picture.height for p in sightings])


def _same(found: Likeness, paper: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """True for each aligned pair that is the same: pages of paper are alike anyway, so more is asked of them."""
    whole = np.where(
        paper, limits.PAGE_LIKE, np.where(found.one_way > limits.ONE_WAY, limits.ONE_WAY_LIKE, limits.LIKE)
    )
    all_over = np.where(paper, limits.PAGE_ALL_OVER, limits.LIKE_ALL_OVER)
    strength = np.where(paper, limits.PAGE_DETAIL, limits.LEAST_DETAIL)
    enough = (found.strength >= strength) & (found.overlap >= limits.LEAST_OVERLAP)
    return np.asarray(enough & (found.whole >= whole) & (found.all_over >= all_over))


def _original(picture: Picture, found: Candidate) -> bytes:
    return picture.inner if found.variant == INNER else picture.sketch


def _map(sightings: Sequence[PictureSightings], found: Candidate) -> tuple[float, ...]:
    picture = sightings[found.original].picture
    return affine(VARIANTS[found.variant], picture.width / picture.height)


def _squares(sketches: Iterable[bytes]) -> Floats:
    return np.stack([np.frombuffer(s, dtype=np.uint8) for s in sketches]).reshape(-1, SIDE, SIDE).astype(np.float32)


def shows_paper(first: Picture, second: Picture) -> bool:
    """True if either picture shows a page of paper, and not both were laid out by a program: a scan of a pale cover may pass as none."""
    return bool(first.fine or second.fine) and not (is_design(first) and is_design(second))


def has_lines(pictures: Iterable[Picture]) -> bool:
    """True if all of these have the fine sketch of a page."""
    return all(len(picture.fine) == PAGE_SIDE**2 // 4 for picture in pictures)


class Clusters:
    """The matches found so far among sightings, which are named by their index."""

    def __init__(self, sightings: Sequence[PictureSightings]) -> None:
        """Start without any match."""
        self._sightings = sightings
        self._leaders = list(range(len(sightings)))
        self._found: dict[tuple[int, int], Match] = {}

    def is_open(self, first: int, second: int) -> bool:
        """True if these are not yet known to show the same."""
        pair = self._pair(first, second)
        return pair not in self._found and (first == second or pair[0] != pair[1])

    def add(self, first: int, second: int, match: Match) -> None:
        """Note a match; photographs that hardly differ are merged."""
        pair = self._pair(first, second)
        self._found[pair] = min(match, self._found.get(pair, match), key=lambda one: one.distance)
        if match.photos and match.distance <= limits.ONE:
            self._leaders[pair[1]] = pair[0]

    def pairs(self) -> Iterator[Pair]:
        """The matched pairs after merging, in order of index."""
        members: dict[int, list[PictureSightings]] = {}
        for number, sighting in enumerate(self._sightings):
            members.setdefault(self._leader(number), []).append(sighting)
        whole = {leader: merged(some) for leader, some in members.items()}
        found: dict[tuple[int, int], Match] = {}
        for pair, match in sorted(self._found.items()):
            found.setdefault(self._pair(*pair), match)
        for (first, second), match in sorted(found.items()):
            yield Pair(whole[first], whole[second], match.distance, match.map)

    def _pair(self, first: int, second: int) -> tuple[int, int]:
        one, other = self._leader(first), self._leader(second)
        return min(one, other), max(one, other)

    def _leader(self, number: int) -> int:
        while self._leaders[number] != number:
            number = self._leaders[number]
        return number


def merged(some: Sequence[PictureSightings]) -> PictureSightings:
    """Merge sightings of one picture; the picture is that of the first."""
    if len(some) == 1:
        return some[0]
    spots = sorted((spot for sighting in some for spot in sighting.spots), key=lambda spot: (spot.file, spot.page))
    return PictureSightings(some[0].picture, tuple(spots), min(sighting.end for sighting in some))
