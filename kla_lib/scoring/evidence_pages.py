"""Two scanned pages that are alike at a glance, read line by line: the words of another letter stand elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from kla_lib.rules.evidence import Picture
from kla_lib.rules.evidence_variants import PAGE_SIDE
from kla_lib.rules.legibility import is_design
from kla_lib.scoring.evidence_align import Floats, boxed, laid_over, sampled

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
