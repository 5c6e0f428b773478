"""Which pieces of evidence say the same: the same text in another file or format, or a page that stands in two.

Pure: from fingerprints alone. Two filled copies of one form are not the same text: beside most words, every number and
every word with a capital must agree, so what is found beyond equal texts differs in small words or in reading alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from kla_lib.evidence.model import WORD_SLOTS, Measured, Scan, Twin

SAME_WORDS = 0.85  # the share of runs of words, as measured: tests/evidence/alike/test_same_text.py
BANDS = 16  # of 4 slots each: what is as alike as that meets in one of them, all but 7 times in a million
MOST_SHARING = 8  # contents that hold one page: with more it is a law or a cover that everybody attaches
MOST_COPIES = 20  # of one content, or of one text, that are paired with another's
MOST_TOGETHER = 50  # of one text in which everybody is paired with everybody
Pair = tuple[str, str]
T = TypeVar("T")


def text_twins(scan: Scan) -> list[Twin]:
    """The pairs of files of different contents with the same text or a page in common, each pair once, in their order.

    ``distance`` is 1 minus how much of their words is shared. Pages that more than `MOST_SHARING` contents hold are none.
    """
    places = _places(scan)
    texts = _same_texts({sha: scan.measured[sha] for sha in places})
    pages = _same_pages({sha: scan.measured[sha] for sha in places}, texts)
    twins = [*_twins(places, texts, "same_text"), *_twins(places, pages, "same_page")]
    return sorted(twins, key=lambda twin: (twin.first, twin.second))


def common_pages(measured: Mapping[str, Measured]) -> frozenset[str]:
    """Digests of pages that more than `MOST_SHARING` contents hold: covers, attached laws, empty forms."""
    held = Counter(digest for one in measured.values() for digest in {digest for _, digest in one.page_prints})
    return frozenset(digest for digest, count in held.items() if count > MOST_SHARING)


def _places(scan: Scan) -> dict[str, list[int]]:
    """Where each content with a text stands, in order."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, file in enumerate(scan.files):
        found = scan.measured.get(file.sha256)
        if found is not None and (found.text_print or found.page_prints) and len(places[file.sha256]) < MOST_COPIES:
            places[file.sha256].append(at)
    return {sha: found for sha, found in places.items() if found}


def _same_texts(measured: Mapping[str, Measured]) -> dict[Pair, tuple[int, int, float]]:
    """Pairs of contents with one text: (page 0, page 0, distance)."""
    alike: dict[str, list[str]] = defaultdict(list)
    for sha, one in measured.items():
        if one.text_print:
            alike[one.text_print].append(sha)
    found = {pair: (0, 0, 0.0) for group in alike.values() for pair in _paired(group)}
    sketched = [group for group in alike.values() if len(measured[group[0]].text_sketch) == WORD_SLOTS + 1]
    for (left, right), distance in _near([measured[group[0]].text_sketch for group in sketched]):
        for first in sketched[left][:MOST_COPIES]:
            found |= {(first, second): (0, 0, distance) for second in sketched[right][:MOST_COPIES]}
    return found


def _paired(group: Sequence[T]) -> Iterator[tuple[T, T]]:
    """Every pair of a group; of a very large one, each with the first alone."""
    if len(group) <= MOST_TOGETHER:
        return combinations(group, 2)
    return ((group[0], other) for other in group[1:])


def _near(sketches: Sequence[Sequence[int]]) -> Iterator[tuple[tuple[int, int], float]]:
    """Pairs that share as many words as `SAME_WORDS` asks, of those that meet in a band."""
    if len(sketches) < 2:
        return
    table = np.array(sketches, dtype=np.uint32)
    pairs = np.array(sorted(_candidates(table)), dtype=np.int64).reshape(-1, 2)
    for part in np.array_split(pairs, max(1, len(pairs) // 20_000)):
        same = (table[part[:, 0], :WORD_SLOTS] == table[part[:, 1], :WORD_SLOTS]).mean(axis=1)
        alike = same >= SAME_WORDS
        for (one, other), share in zip(part[alike].tolist(), same[alike].tolist(), strict=True):
            yield (one, other), 1.0 - share


def _candidates(table: NDArray[np.uint32]) -> set[tuple[int, int]]:
    """Pairs of rows that agree in the last number and in all the slots of a band."""
    slots = WORD_SLOTS // BANDS
    found: set[tuple[int, int]] = set()
    for start in range(0, WORD_SLOTS, slots):
        groups: dict[bytes, list[int]] = defaultdict(list)
        for at, row in enumerate(np.hstack([table[:, start : start + slots], table[:, -1:]])):
            groups[row.tobytes()].append(at)
        for group in groups.values():
            found.update(_paired(group))
    return found


def _same_pages(measured: Mapping[str, Measured], texts: Mapping[Pair, object]) -> dict[Pair, tuple[int, int, float]]:
    """Pairs of contents with a page in common and not the whole text: the first page they share."""
    common = common_pages(measured)
    pages = {sha: _first_pages(one, common) for sha, one in measured.items()}
    holding: dict[str, list[str]] = defaultdict(list)
    for sha, held in pages.items():
        for digest in held:
            holding[digest].append(sha)
    found: dict[Pair, tuple[int, int, float]] = {}
    for group in holding.values():
        for one, other in combinations(group, 2):
            if not any(pair in known for pair in ((one, other), (other, one)) for known in (texts, found)):
                shared = [digest for digest in pages[one] if digest in pages[other]]
                share = len(shared) / min(len(pages[one]), len(pages[other]))
                found[one, other] = (pages[one][shared[0]], pages[other][shared[0]], 1.0 - share)
    return found


def _first_pages(one: Measured, common: frozenset[str]) -> dict[str, int]:
    """Each page's digest and where it stands first."""
    found: dict[str, int] = {}
    for page, digest in one.page_prints:
        if digest not in common:
            found.setdefault(digest, page)
    return found


def _twins(
    places: Mapping[str, list[int]],
    pairs: Mapping[Pair, tuple[int, int, float]],
    how: Literal["same_text", "same_page"],
) -> Iterator[Twin]:
    """The files of each pair of contents, the earlier one first."""
    for (one, other), (page, other_page, distance) in pairs.items():
        for first in places[one]:
            for second in places[other]:
                (a, a_page), (b, b_page) = sorted([(first, page), (second, other_page)])
                yield Twin(a, b, how, a_page, b_page, distance)
