"""Pictures that are the same as another, and which of these pairs are told.

What counts: recompressed, scaled, brighter or darker, cut to 90 %, tilted a little, turned by quarters, mirrored, in the
gallery of a phone. What does not: two photographs of one moment, two pages under one letterhead, blank pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Literal

from kla_lib.evidence import limits
from kla_lib.evidence.alike.clusters import Pair, Place, Spot, beside, closeness
from kla_lib.evidence.alike.match import alike
from kla_lib.evidence.limits import is_drawn
from kla_lib.evidence.model import Picture, Scan, Twin
from kla_lib.evidence.variants import SIDE, VARIANTS


def picture_twins(scan: Scan) -> list[Twin]:
    """Two files with different bytes that show the same picture, in the order of ``scan.files``.

    Of files whose pictures hardly differ each is told beside one other, not beside all.
    """
    pairs = alike(_places(scan))
    different = _told(_close([pair for pair in pairs if not pair.equal]))
    twins = {twin for pair in (*(p for p in pairs if p.equal), *different) for twin in _twins(pair)}
    return sorted(twins, key=lambda t: (t.first, t.second, t.first_page, t.second_page))


def _places(scan: Scan) -> list[Place]:
    """Every picture that can be compared, once, in an order that does not depend on that of the files."""
    seen: dict[Picture, list[Spot]] = {}
    for number, file in enumerate(scan.files):
        for picture in _comparable(scan, file.sha256):
            spot = Spot(number, file.sha256, file.code, picture.page)
            seen.setdefault(replace(picture, page=0), []).append(spot)
    found = (Place(picture, tuple(at), min((s.sha256, s.page) for s in at)) for picture, at in seen.items())
    return sorted(found, key=lambda place: place.end)


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


def _told(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """All but the pages that are like many others: they are one form, filled in for many."""
    like: dict[tuple[str, int], set[str]] = defaultdict(set)
    for first, second in (pair.ends for pair in pairs if pair.paper):
        like[first].add(second[0])
        like[second].add(first[0])
    return (pair for pair in pairs if not any(len(like[end]) > limits.MOST_LIKE for end in pair.ends if pair.paper))


def _twins(found: Pair) -> Iterator[Twin]:
    how: Literal["like_page", "same_picture"] = "like_page" if found.paper else "same_picture"
    for one, other in beside(found.first, found.second):
        yield Twin(one.file, other.file, how, one.page, other.page, found.distance)
