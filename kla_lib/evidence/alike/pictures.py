"""Pictures that are the same as another, and which of these pairs are reported.

What counts: recompressed, scaled, brighter or darker, cut to 90 %, tilted a little, turned by quarters, mirrored, in the
gallery of a phone. What does not: two photographs of one moment, two pages under one letterhead, blank pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Literal

import numpy as np

from kla_lib.evidence import limits
from kla_lib.evidence.alike.align import Floats, align, boxed, sampled
from kla_lib.evidence.alike.match import Pair, PictureSightings, Spot, alike
from kla_lib.evidence.limits import is_drawn
from kla_lib.evidence.model import Picture, Scan, Twin
from kla_lib.evidence.reading.prints import PAGE_SIDE, SIDE, VARIANTS

STEPS = 3  # of aligning one page with the other
WORD, LINES = 3, 17  # sides of the boxes whose difference is compared: strokes within some lines of text
PAPER, SHADE = 245, 60  # grey of the paper, and of a step of its ink


def picture_twins(scan: Scan) -> list[Twin]:
    """Two files with different bytes that show the same picture, in the order of ``scan.files``.

    Of files whose pictures hardly differ each is paired with one other, not with all.
    """
    pairs = alike(_sightings(scan))
    different = _without_forms(_close([pair for pair in pairs if not pair.equal]))
    twins = {twin for pair in (*(p for p in pairs if p.equal), *different) for twin in _twins(pair)}
    return sorted(twins, key=lambda t: (t.first, t.second, t.first_page, t.second_page))


def _sightings(scan: Scan) -> list[PictureSightings]:
    """Every picture that can be compared, once, in an order that does not depend on that of the files."""
    seen: dict[Picture, list[Spot]] = {}
    for number, file in enumerate(scan.files):
        for picture in _comparable(scan, file.sha256):
            spot = Spot(number, file.sha256, file.code, picture.page)
            seen.setdefault(replace(picture, page=0), []).append(spot)
    found = (PictureSightings(picture, tuple(at), min((s.sha256, s.page) for s in at)) for picture, at in seen.items())
    return sorted(found, key=lambda sighting: sighting.end)


def _comparable(scan: Scan, sha256: str) -> Iterator[Picture]:
    measured = scan.measured.get(sha256)
    for picture in measured.pictures if measured else ():
        whole = len(picture.prints) == len(VARIANTS) and len(picture.sketch) == SIDE**2
        if whole and min(picture.width, picture.height) >= limits.LEAST_SIDE and not is_drawn(picture):
            yield picture


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


def _without_forms(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """All but the pages that are like many others: they are one form, filled in for many."""
    like: dict[tuple[str, int], set[str]] = defaultdict(set)
    for first, second in (pair.ends for pair in pairs if pair.paper):
        like[first].add(second[0])
        like[second].add(first[0])
    return (pair for pair in pairs if not any(len(like[end]) > limits.MOST_LIKE for end in pair.ends if pair.paper))


def _twins(found: Pair) -> Iterator[Twin]:
    how: Literal["like_page", "same_picture"] = "like_page" if found.paper else "same_picture"
    for one, other in pairs_of(found.first, found.second):
        yield Twin(one.file, other.file, how, one.page, other.page, found.distance)


def pairs_of(first: PictureSightings, second: PictureSightings) -> Iterator[tuple[Spot, Spot]]:
    """Pair every spot of either sighting with one of the other: of another content, and of another question where there is one.

    Not all with all: a picture handed in a thousand times would be reported half a million times.
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
    """The first, and the first of another content, of another question, and of both: enough for every spot to have a partner."""
    first = spots[0]
    others = (
        (spot for spot in spots if spot.sha256 != first.sha256),
        (spot for spot in spots if spot.code != first.code),
        (spot for spot in spots if spot.sha256 != first.sha256 and spot.code != first.code),
    )
    return [first, *(spot for found in others for spot in [next(found, None)] if spot)]


def closeness(first: Picture, second: Picture, map_: tuple[float, ...]) -> float:
    """How alike the ink of two pages is (-1 to 1), the first aligned with the second from a map that nearly does so."""
    original, copy = (_page(picture.fine) for picture in (first, second))
    given = np.array([map_], dtype=np.float32)
    return _alike(copy, original, align(copy, original, given, STEPS))


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
