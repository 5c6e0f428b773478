"""Pictures that are the same as another: found by their prints, then verified by laying their sketches over each other.

What counts: recompressed, scaled, brighter or darker, cut to 90 %, tilted a little, turned by quarters, mirrored, in the
gallery of a phone. What does not: two photographs of one moment, two pages under one letterhead, blank pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress, islice
from typing import Literal

import numpy as np
import numpy.typing as npt

from kla_lib.rules import evidence_limits as limits
from kla_lib.rules.evidence import Picture, Scan, Twin
from kla_lib.rules.evidence_variants import INNER, SIDE, VARIANTS, affine
from kla_lib.rules.legibility import is_drawn
from kla_lib.scoring.evidence_align import LAST_STEPS, STEPS, Floats, Likeness, laid_over, likeness, stretch
from kla_lib.scoring.evidence_candidates import Candidate, Glance, Places, candidates
from kla_lib.scoring.evidence_glance import shown, small
from kla_lib.scoring.evidence_pages import closeness, has_lines

CHUNK = 64  # pairs at a time: 60 MB


@dataclass(frozen=True, slots=True)
class Place:
    """A picture that can be compared, and the content that it stands in."""

    sha256: str
    picture: Picture


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places that show the same picture, how far apart they are (0 the same), and the map by which they are laid
    over each other; none where one is seen inside its bars."""

    first: Place
    second: Place
    distance: float
    map: tuple[float, ...] = ()

    @property
    def ends(self) -> tuple[tuple[str, int], tuple[str, int]]:
        """Both by content and page."""
        return (self.first.sha256, self.first.picture.page), (self.second.sha256, self.second.picture.page)

    @property
    def lined(self) -> bool:
        """Whether both are pages whose lines can be compared."""
        return self.paper and bool(self.map) and has_lines((self.first.picture, self.second.picture))

    @property
    def paper(self) -> bool:
        """Whether both are pages of paper: so small, two certificates of one print differ in nothing but a name."""
        return self.first.picture.scan and self.second.picture.scan


def picture_twins(scan: Scan) -> list[Twin]:
    """Every two files with different bytes that show the same picture, in the order of ``scan.files``."""
    where: dict[str, list[int]] = defaultdict(list)
    for number, file in enumerate(scan.files):
        where[file.sha256].append(number)
    places = [Place(sha256, p) for sha256 in sorted(where) for p in _comparable(scan, sha256)]
    twins = {twin for found in _told(_close(alike(places))) for twin in _twins(found, where)}
    return sorted(twins, key=lambda t: (t.first, t.second, t.first_page, t.second_page))


def _close(pairs: Sequence[Pair]) -> list[Pair]:
    """All but the pages whose lines differ; of every page those most like it are read, so that forms take no time."""
    whole = [pair for pair in pairs if not pair.lined and (not pair.paper or pair.distance <= 1 - limits.PAGE_ALONE)]
    lined = sorted((pair for pair in pairs if pair.lined), key=lambda pair: pair.distance)
    read = islice(_nearest(lined), limits.MOST_READ)
    same = (p for p in read if closeness(p.first.picture, p.second.picture, p.map) >= limits.PAGE_CLOSE)
    return [*whole, *same]


def _nearest(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Of pairs in order of their distance those that are among the first few of either page."""
    before: dict[tuple[str, int], int] = defaultdict(int)
    for pair in pairs:
        if min(before[end] for end in pair.ends) <= limits.MOST_LIKE:
            for end in pair.ends:
                before[end] += 1
            yield pair


def _told(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """All but the pages that are like many others: they are one form, filled in for many."""
    like: dict[tuple[str, int], set[str]] = defaultdict(set)
    for pair in (pair for pair in pairs if pair.paper):
        like[pair.ends[0]].add(pair.second.sha256)
        like[pair.ends[1]].add(pair.first.sha256)
    return (pair for pair in pairs if not any(len(like[end]) > limits.MOST_LIKE for end in pair.ends if pair.paper))


def alike(places: Sequence[Place]) -> list[Pair]:
    """The pairs among these pictures that show the same."""
    if len(places) < 2:
        return []
    prints = np.array([p.picture.prints for p in places], dtype=np.uint64)
    near = candidates(prints, limits.PRINT_BITS, _worth(places))
    near = [_unframed(places, one) for one in near]
    chunks = (near[n : n + CHUNK] for n in range(0, len(near), CHUNK))
    return [found for chunk in chunks for found in _verified(places, chunk)]


def _unframed(places: Sequence[Place], found: Candidate) -> Candidate:
    """Of two pictures with bars, what stands inside: screens of one chat are alike around any photograph."""
    pictures = (places[found.original].picture, places[found.copy].picture)
    barred = all(picture.inner and not picture.scan for picture in pictures)
    whole = INNER not in (found.seen, found.variant)
    return replace(found, variant=INNER, seen=INNER) if barred and whole else found


def _worth(places: Sequence[Place]) -> Glance:
    """Which pairs are worth laying over each other: of two contents, and alike at a glance."""
    pictures, contents = [p.picture for p in places], np.unique([p.sha256 for p in places], return_inverse=True)[1]
    whole = _small(p.sketch for p in pictures)
    inner = _small(p.inner or p.sketch for p in pictures)
    seen = shown(whole, inner, _shapes(places))
    tall, screens = np.array([(limits.TALL * p.width <= p.height, _is_screen(p)) for p in pictures]).T

    def worth(original: Places, copy: Places, variant: Places, plain: Places) -> npt.NDArray[np.bool_]:
        alike = np.einsum("ij,ij->i", seen[original, variant], seen[copy, plain])
        around = (variant != INNER) & (plain != INNER) & tall[original] & tall[copy]
        around &= screens[original] | screens[copy]
        return np.asarray((alike >= limits.GLANCE) & (contents[original] != contents[copy]) & ~around)

    return worth


def _is_screen(picture: Picture) -> bool:
    """Whether it shows a picture on a telephone's screen: of two, what is around that picture is one program's, and alike."""
    return bool(picture.inner) and not picture.scan and limits.TALL * picture.width <= picture.height


def _small(sketches: Iterable[bytes]) -> Floats:
    return np.concatenate([small(_squares(chunk)) for chunk in _chunks(sketches)])


def _chunks(sketches: Iterable[bytes]) -> Iterator[list[bytes]]:
    given = iter(sketches)
    while chunk := list(islice(given, 256)):
        yield chunk


def _comparable(scan: Scan, sha256: str) -> Iterator[Picture]:
    measured = scan.measured.get(sha256)
    for picture in measured.pictures if measured else ():
        whole = len(picture.prints) == len(VARIANTS) and len(picture.sketch) == SIDE**2
        if whole and min(picture.width, picture.height) >= limits.LEAST_SIDE and not is_drawn(picture):
            yield picture


def _verified(places: Sequence[Place], chunk: Sequence[Candidate]) -> Iterator[Pair]:
    copies = _squares(places[c.copy].picture.inner if c.seen == INNER else places[c.copy].picture.sketch for c in chunk)
    originals = _squares(_original(places[c.original].picture, c) for c in chunk)
    shapes = _shapes(places[c.original] for c in chunk), _shapes(places[c.copy] for c in chunk)
    given = np.array([_map(places, c) for c in chunk], dtype=np.float32)
    rough, close, _ = _better(small(copies), small(originals), given, shapes, STEPS)
    framed = [VARIANTS[c.variant].framed for c in chunk]  # of so small a square their corners spoil too much
    worth = (close.whole >= limits.LOOSE) | framed
    shapes = shapes[0][worth], shapes[1][worth]
    maps, found, fits = _better(copies[worth], originals[worth], rough[worth], shapes, LAST_STEPS)
    kept = list(compress(chunk, worth))
    pairs = [(places[c.original], places[c.copy]) for c in kept]
    paper = [a.picture.scan and b.picture.scan for a, b in pairs]
    for n in np.flatnonzero(fits & _same(found, paper)):
        barred = kept[n].seen == INNER or kept[n].variant == INNER
        yield Pair(
            *pairs[n], round(max(0.0, 1 - float(found.whole[n])), 3), () if barred else tuple(map(float, maps[n]))
        )


def _better(
    copies: Floats, originals: Floats, given: Floats, shapes: tuple[Floats, Floats], steps: int
) -> tuple[Floats, Likeness, npt.NDArray[np.bool_]]:
    """The maps, improved where that makes a pair more alike and is what people do to pictures.

    Where much is cut off at white, or there are only straight edges, the given map can be the better one.
    """
    improved = laid_over(copies, originals, given, steps)
    before, after = (
        likeness(copies, originals, maps).whole + _is_plausible(maps, *shapes) for maps in (given, improved)
    )
    best = np.where((after >= before)[:, None], improved, given)
    return best, likeness(copies, originals, best), _is_plausible(best, *shapes)


def _is_plausible(maps: Floats, originals: Floats, copies: Floats) -> npt.NDArray[np.bool_]:
    """Whether people do to pictures what each map does."""
    uneven, shown_share = stretch(maps, originals, copies)
    inside = (shown_share >= limits.LEAST_SHOWN) & (shown_share <= limits.MOST_SHOWN)
    return np.asarray(inside & (uneven <= limits.MOST_STRETCH))


def _shapes(places: Iterable[Place]) -> Floats:
    return np.array([p.picture.width / p.picture.height for p in places])


def _same(found: Likeness, paper: Sequence[bool]) -> npt.NDArray[np.bool_]:
    """Which that lie over each other are the same: pages of paper are alike anyway, so more is asked of them."""
    whole = np.where(
        paper, limits.PAGE_LIKE, np.where(found.one_way > limits.ONE_WAY, limits.ONE_WAY_LIKE, limits.LIKE)
    )
    all_over = np.where(paper, limits.PAGE_ALL_OVER, limits.LIKE_ALL_OVER)
    strength = np.where(paper, limits.PAGE_DETAIL, limits.LEAST_DETAIL)
    enough = (found.strength >= strength) & (found.overlap >= limits.LEAST_OVERLAP)
    return np.asarray(enough & (found.whole >= whole) & (found.all_over >= all_over))


def _original(picture: Picture, found: Candidate) -> bytes:
    return picture.inner if found.variant == INNER else picture.sketch


def _map(places: Sequence[Place], found: Candidate) -> tuple[float, ...]:
    picture = places[found.original].picture
    return affine(VARIANTS[found.variant], picture.width / picture.height)


def _squares(sketches: Iterable[bytes]) -> Floats:
    return np.stack([np.frombuffer(s, dtype=np.uint8) for s in sketches]).reshape(-1, SIDE, SIDE).astype(np.float32)


def _twins(found: Pair, where: dict[str, list[int]]) -> Iterator[Twin]:
    """Every file of either content beside the first of the other, not all beside all."""
    mine, theirs = where[found.first.sha256], where[found.second.sha256]
    pages = found.first.picture.page, found.second.picture.page
    how: Literal["like_page", "same_picture"] = "like_page" if found.paper else "same_picture"
    for one, other in sorted({*((m, theirs[0]) for m in mine), *((mine[0], t) for t in theirs)}):
        if one < other:
            yield Twin(one, other, how, pages[0], pages[1], found.distance)
        else:
            yield Twin(other, one, how, pages[1], pages[0], found.distance)
