"""Whether two pictures are the same: found by their prints, then verified by laying their sketches over each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import compress, islice
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from kla_lib.evidence import limits
from kla_lib.evidence.alike.align import LAST_STEPS, STEPS, Floats, Likeness, chosen, laid_over, likeness, stretch
from kla_lib.evidence.alike.candidates import Candidate, Glance, Places, candidates, shown, small
from kla_lib.evidence.alike.clusters import Laid, Pair, Place, Seen, shows_paper
from kla_lib.evidence.model import Picture
from kla_lib.evidence.variants import INNER, SIDE, VARIANTS, WHOLE, affine

T = TypeVar("T")
CHUNK = 16  # pairs at a time: 15 MB; more do not stay in a processor's cache


def alike(places: Sequence[Place]) -> list[Pair]:
    """The pairs among these pictures that show the same; pictures that hardly differ, or that several contents show,
    are one place, and a pair of their own where there is enough on them to be told from others."""
    if not places:
        return []
    prints = np.array([p.picture.prints for p in places], dtype=np.uint64)
    near = candidates(prints, limits.PRINT_BITS, _worth(places)) if len(places) > 1 else []
    equal = [Candidate(0, n, n, WHOLE, WHOLE) for n, place in enumerate(places) if not place.is_alone]
    seen = Seen(places)
    ahead = [_unframed(places, one) for one in (*equal, *near)]
    for chunk in _chunks((c for c in ahead if seen.is_open(c.original, c.copy)), CHUNK):
        for found, laid in _verified(places, chunk):
            seen.add(found.original, found.copy, laid)
    return list(seen.pairs())


def _unframed(places: Sequence[Place], found: Candidate) -> Candidate:
    """Of two screens, what stands inside their bars: screens of one chat are alike around any photograph.

    Of other pictures the whole: what looks like a bar there, a plain sky or wall, is found elsewhere once it is darker.
    """
    screens = all(_is_screen(places[n].picture) for n in (found.original, found.copy))
    whole = INNER not in (found.seen, found.variant)
    return replace(found, variant=INNER, seen=INNER) if screens and whole else found


def _worth(places: Sequence[Place]) -> Glance:
    """Which pairs are worth laying over each other: of two contents, and alike at a glance."""
    pictures, contents = [p.picture for p in places], _contents(places)
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


def _contents(places: Sequence[Place]) -> npt.NDArray[np.intp]:
    """A number for the content of each; one of its own for what several contents show."""
    own = [place.end[0] if place.is_alone else f"{number} of several" for number, place in enumerate(places)]
    return np.unique(own, return_inverse=True)[1]


def _is_screen(picture: Picture) -> bool:
    """Whether it shows a picture on a telephone's screen: of two, what is around that picture is one program's, and alike."""
    return bool(picture.inner) and not picture.scan and limits.TALL * picture.width <= picture.height


def _small(sketches: Iterable[bytes]) -> Floats:
    return np.concatenate([small(_squares(chunk)) for chunk in _chunks(sketches, 256)])


def _chunks(given: Iterable[T], size: int) -> Iterator[list[T]]:
    """So many at a time, each drawn only when it is asked for."""
    ahead = iter(given)
    while chunk := list(islice(ahead, size)):
        yield chunk


def _verified(places: Sequence[Place], chunk: Sequence[Candidate]) -> Iterator[tuple[Candidate, Laid]]:
    """Those of the candidates that show the same, and how they lie over each other."""
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
    papers = np.array([shows_paper(places[c.original].picture, places[c.copy].picture) for c in kept], dtype=bool)
    for n in np.flatnonzero(fits & _same(found, papers)):
        barred = INNER in (kept[n].seen, kept[n].variant)
        map_ = () if barred else tuple(map(float, maps[n]))
        yield kept[n], Laid(round(max(0.0, 1 - float(found.whole[n])), 3), map_, not papers[n])


def _better(
    copies: Floats, originals: Floats, given: Floats, shapes: tuple[Floats, Floats], steps: int
) -> tuple[Floats, Likeness, npt.NDArray[np.bool_]]:
    """The maps, improved where that makes a pair more alike and is what people do to pictures.

    Where much is cut off at white, or there are only straight edges, the given map can be the better one.
    """
    improved = laid_over(copies, originals, given, steps)
    before, after = (likeness(copies, originals, maps) for maps in (given, improved))
    fits = [_is_plausible(maps, *shapes) for maps in (given, improved)]
    better = after.whole + fits[1] >= before.whole + fits[0]
    best = np.where(better[:, None], improved, given)
    return best, chosen(better, after, before), np.where(better, *fits[::-1])


def _is_plausible(maps: Floats, originals: Floats, copies: Floats) -> npt.NDArray[np.bool_]:
    """Whether people do to pictures what each map does."""
    uneven, shown_share = stretch(maps, originals, copies)
    inside = (shown_share >= limits.LEAST_SHOWN) & (shown_share <= limits.MOST_SHOWN)
    return np.asarray(inside & (uneven <= limits.MOST_STRETCH))


def _shapes(places: Iterable[Place]) -> Floats:
    return np.array([p.picture.width / p.picture.height for p in places])


def _same(found: Likeness, paper: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
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
