"""Which pictures are the same: candidates are found by their prints and verified by aligning their sketches.

Every print of each picture is compared with the plain prints of all others, in blocks. A pair with near prints is first
compared at a glance, by the detail of very small squares, as the variants show it. That drops nine in ten pairs that are
near by chance before any two sketches are aligned.

Files and pages that show a picture to the last pixel are one `PictureSightings`, so that it is compared once. A photograph
that was sent on fifty times, each time compressed anew, is fifty pictures and 1,225 pairs; as soon as one of them is surely
another, both count as one (`Clusters`), and only one of them is compared with the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import compress, islice
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from kla_lib.evidence import limits
from kla_lib.evidence.alike.align import (
    LAST_STEPS,
    STEPS,
    Floats,
    Likeness,
    align,
    boxed,
    chosen,
    likeness,
    sampled,
    stretch,
)
from kla_lib.evidence.limits import is_design
from kla_lib.evidence.model import Picture
from kla_lib.evidence.reading.prints import INNER, PAGE_SIDE, SIDE, VARIANTS, WHOLE, affine

T = TypeVar("T")
Prints = npt.NDArray[np.uint64]  # (pictures, variants)
Places = npt.NDArray[np.intp]
Glance = Callable[[Places, Places, Places, Places], npt.NDArray[np.bool_]]  # original, copy, variant, seen -> worth it
BLOCK = 256  # pictures at a time against all: 10 MB for 5,000
NEIGHBOURS = 400  # nearest of a picture that are glanced at
MOST_VERIFIED = 40  # nearest of these that are verified
GLANCE_SIDE, GLANCE_BOX = 16, 5  # of the squares, and of the box whose mean is not detail
SHAPES = 4  # to a fourth of width over height: only tilted variants depend on it
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
    whole = _small_sketches(p.sketch for p in pictures)
    inner = _small_sketches(p.inner or p.sketch for p in pictures)
    seen = _shown(whole, inner, _shapes(sightings))
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


def _small_sketches(sketches: Iterable[bytes]) -> Floats:
    return np.concatenate([_small(_squares(chunk)) for chunk in _chunks(sketches, 256)])


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
    originals = _squares(
        sightings[c.original].picture.inner if c.variant == INNER else sightings[c.original].picture.sketch
        for c in chunk
    )
    shapes = _shapes(sightings[c.original] for c in chunk), _shapes(sightings[c.copy] for c in chunk)
    maps_of = (affine(VARIANTS[c.variant], shape) for c, shape in zip(chunk, shapes[0].tolist(), strict=True))
    given = np.array(list(maps_of), dtype=np.float32)
    rough, close, _ = _better(_small(copies), _small(originals), given, shapes, STEPS)
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


def _squares(sketches: Iterable[bytes]) -> Floats:
    return np.stack([np.frombuffer(s, dtype=np.uint8) for s in sketches]).reshape(-1, SIDE, SIDE).astype(np.float32)


def shows_paper(first: Picture, second: Picture) -> bool:
    """True if either picture shows a page of paper, and not both were laid out by a program: a scan of a pale cover may pass as none."""
    return bool(first.fine or second.fine) and not (is_design(first) and is_design(second))


def has_lines(pictures: Iterable[Picture]) -> bool:
    """True if all of these have the fine sketch of a page."""
    return all(len(picture.fine) == PAGE_SIDE**2 // 4 for picture in pictures)


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """``copy`` (its print number ``seen``) is near the print number ``variant`` of ``original``."""

    distance: int
    original: int
    copy: int
    variant: int
    seen: int


def candidates(prints: Prints, within: int, worth: Glance | None = None) -> list[Candidate]:
    """The nearest way in which two pictures are alike, once for every pair with at most ``within`` different bits.

    ``worth`` says of many pairs at a time which are worth a closer look.
    """
    best: dict[tuple[int, int], Candidate] = {}
    for found in _near(prints, within, worth):
        pair = min(found.original, found.copy), max(found.original, found.copy)
        best[pair] = min(found, best.get(pair, found))
    return sorted(best.values(), key=lambda c: (c.original, c.copy))


def _near(prints: Prints, within: int, worth: Glance | None) -> Iterator[Candidate]:
    inner = np.flatnonzero(prints[:, INNER] != prints[:, WHOLE])
    columns = np.concatenate([np.arange(len(prints)), inner])
    plain = np.concatenate([prints[:, WHOLE], prints[inner, INNER]])
    for start in range(0, len(prints), BLOCK):
        nearest = _nearest(prints[start : start + BLOCK], plain)
        nearest[np.arange(start, start + len(nearest))[:, None] == columns[None, :]] = 255
        rows, hits = np.nonzero(nearest <= _limit(nearest, within)[:, None])
        variants = np.bitwise_count(prints[start + rows] ^ plain[hits][:, None]).argmin(axis=1)
        seen = np.where(hits < len(prints), WHOLE, INNER)
        found = np.stack([nearest[rows, hits], start + rows, columns[hits], variants, seen], axis=1)
        kept = found[worth(*found.T[1:])] if worth else found
        for row in _nearest_few(kept):
            yield Candidate(*row)


def _nearest(rows: Prints, plain: Prints) -> npt.NDArray[np.uint8]:
    """For each row and each plain print the least distance over the row's variants."""
    nearest = np.full((len(rows), len(plain)), 255, dtype=np.uint8)
    for variant in range(len(VARIANTS)):
        np.minimum(nearest, np.bitwise_count(rows[:, variant, None] ^ plain[None, :]), out=nearest)
    return nearest


def _limit(nearest: npt.NDArray[np.uint8], within: int) -> npt.NDArray[np.uint8]:
    """How near counts for each row: ``within``, or less where it has many neighbours."""
    if nearest.shape[1] <= NEIGHBOURS:
        return np.full(len(nearest), within, dtype=np.uint8)
    return np.minimum(np.partition(nearest, NEIGHBOURS, axis=1)[:, NEIGHBOURS], within)


def _nearest_few(found: Places) -> Iterator[list[int]]:
    """Of every original the `MOST_VERIFIED` nearest."""
    if len(found):
        ordered = found[np.lexsort((found[:, 2], found[:, 0], found[:, 1]))]
        firsts = np.flatnonzero(np.diff(ordered[:, 1], prepend=-1))
        ranks = np.arange(len(ordered)) - np.repeat(firsts, np.diff(firsts, append=len(ordered)))
        yield from ordered[ranks < MOST_VERIFIED].tolist()


def _small(squares: Floats) -> Floats:
    """Sketches as very small squares."""
    step = squares.shape[1] // GLANCE_SIDE
    return np.asarray(squares.reshape(-1, GLANCE_SIDE, step, GLANCE_SIDE, step).mean(axis=(2, 4)))


def _shown(whole: Floats, inner: Floats, shapes: Floats) -> Floats:
    """The detail of every picture in every variant, each of length 1: (pictures, variants, pixels)."""
    found = np.empty((len(whole), len(VARIANTS), GLANCE_SIDE**2), dtype=np.float32)
    classes = np.clip(np.round(shapes * SHAPES), 1, 4 * SHAPES).astype(int)
    for shape in np.unique(classes):
        mine = classes == shape
        for variant in range(len(VARIANTS)):
            squares = _burnt(inner[mine] if variant == INNER else whole[mine], VARIANTS[variant].burnt)
            matrix, around = _variant_detail(variant, int(shape))
            detail = squares.reshape(len(squares), -1) @ matrix + around
            found[mine, variant] = detail / (np.linalg.norm(detail, axis=1, keepdims=True) + 1e-6)
    return found


def _burnt(squares: Floats, share: float) -> Floats:
    """Each square with its brightest share cut off."""
    if not share:
        return squares
    flat = squares.reshape(len(squares), -1)
    cut = int(flat.shape[1] * (1 - share))
    return np.asarray(np.minimum(squares, np.partition(flat, cut, axis=1)[:, cut, None, None]))


def _glance_detail(flat: Floats) -> Floats:
    squares = flat.reshape(-1, GLANCE_SIDE, GLANCE_SIDE)
    return np.asarray((squares - boxed(squares, GLANCE_BOX)).reshape(len(squares), -1))


@cache
def _variant_detail(variant: int, shape: int) -> tuple[Floats, Floats]:
    """The detail that a variant shows of a square, as a matrix (that of every pixel alone), and of the white around it."""
    each = np.eye(GLANCE_SIDE**2, dtype=np.float32).reshape(-1, GLANCE_SIDE, GLANCE_SIDE)
    maps = np.tile(np.array(affine(VARIANTS[variant], shape / SHAPES), dtype=np.float32), (len(each), 1))
    values, inside, _ = sampled(each, maps)
    seen = inside if VARIANTS[variant].framed else np.ones_like(inside)
    return _glance_detail(values * seen), _glance_detail(255 * (1 - seen[0]))[0]


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
