"""Recognise an emblem, a logo or a stamp: cut out along an outline, or drawn in few shades.

Measured on 298 emblems of Indonesian and Thai municipalities and of football clubs, as PNG and as JPEG, of which 99 % are
called emblems or drawings, and on 125 photographs, of which 6 % are, most of them of things on a white ground.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kla_lib.evidence.model import Art
from kla_lib.evidence.reading.bars import near

Seen = npt.NDArray[np.uint8]
WITHIN = 6  # grey levels from the ground: compression leaves rings around an outline
SHOWN = 0.02  # least share of a row or column that is not ground where something is shown
CORNER = 12  # a corner is one part of so many of a side
LEAST_GROUND = 0.05  # of the box around what is shown: of a circle a fifth is outside, of a shield a tenth
OPEN, NONE = 0.6, (False, False, False, False)  # least share of ground of an open corner
SHADES, FEW = 8, 0.3  # a drawing has as much of its area in so many shades, a photograph half of that
SQUARE, EVEN, PLAIN = (
    4,
    4,
    0.42,
)  # side of a square, its range of grey levels, and the share of such squares of a drawing
DRAWN = 0.42  # as FEW, of what fills its box


def art_of(seen: Seen) -> Art:
    """Classify a grey picture: cut out along an outline ("emblem"), a shield or a person before a wall ("figure"), drawn or
    under a plain sky ("drawing"), or none of these."""
    shades = _few_shades(seen)
    corners = _open_corners(seen)
    if sum(corners) >= 3 or (corners[2] and corners[3] and shades >= FEW):
        return "emblem" if all(corners) or _plain_squares(seen) >= PLAIN else "figure"
    beside = any(corners[at] and corners[(at + 1) % 4] for at in range(4)) and shades >= FEW
    return "drawing" if beside or (shades >= DRAWN and _plain_squares(seen) >= PLAIN) else ""


def _open_corners(seen: Seen) -> tuple[bool, bool, bool, bool]:
    """Which corners of the box around what is shown are ground, clockwise from the upper left.

    A photograph or a collage on white paper fills the corners of its box.
    """
    side = max(2, min(seen.shape) // (2 * CORNER))
    edges = [seen[:side, :side], seen[:side, -side:], seen[-side:, :side], seen[-side:, -side:]]
    levels = [int(np.median(edge)) for edge in edges]
    level = max(set(levels), key=lambda one: sum(abs(one - other) <= WITHIN for other in levels))
    ground = near(seen, level, WITHIN)
    rows = np.flatnonzero((~ground).mean(axis=1) > SHOWN)
    columns = np.flatnonzero((~ground).mean(axis=0) > SHOWN)
    if not rows.size or not columns.size:
        return NONE
    box = ground[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if box.mean() < LEAST_GROUND:
        return NONE
    high, wide = (max(2, length // CORNER) for length in box.shape)
    corners = (box[:high, :wide], box[:high, -wide:], box[-high:, -wide:], box[-high:, :wide])
    first, second, third, fourth = (bool(corner.mean() >= OPEN) for corner in corners)
    return first, second, third, fourth


def _few_shades(seen: Seen) -> float:
    """The share of the picture in its `SHADES` most common shades of grey."""
    counts = np.bincount(seen.ravel(), minlength=256)
    return float(np.sort(counts)[-SHADES:].sum() / seen.size)


def _plain_squares(seen: Seen) -> float:
    """The share of small squares that are of one shade."""
    down, across = (length // SQUARE * SQUARE for length in seen.shape)
    squares = seen[:down, :across].reshape(down // SQUARE, SQUARE, across // SQUARE, SQUARE)
    return float((np.ptp(squares, axis=(1, 3)) <= EVEN).mean()) if squares.size else 0.0
