"""What one picture shows (a file, a rendered page, one inside a document): its prints, its quality, and whether it is an emblem.

A picture inside a document is an emblem, a logo or a stamp if it is cut out along an outline or drawn in few shades;
measured on 298 emblems of Indonesian and Thai municipalities and of football clubs, as PNG and as JPEG, of which 99 % are
called emblems or drawings, and on 125 photographs, of which 6 % are, most of them of things on a white ground.

A page of paper is also kept squeezed to its lines of words, in four shades of ink: in a sketch of 64 pixels two letters of
one office are as alike as one scanned twice; at 160 words and the gaps between them are seen.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from PIL import Image

from kla_lib.evidence import limits
from kla_lib.evidence.model import Art, Picture
from kla_lib.evidence.reading.bars import bubble_box, inner_box, near
from kla_lib.evidence.reading.prints import FORMATS, PAGE_SIDE, VIEW, prints, sketch, viewed
from kla_lib.evidence.reading.quality import Quality, line_height, page_ink, quality

MOST_PICTURES = 40  # of one document; the others are said to be left out
SMALLEST = 200  # pixels, either side: what is smaller is an icon or a bullet
EMBLEM_DRAWN = 200  # points, the shorter side: drawings that are drawn smaller are emblems on a cover
SMALLEST_DRAWN = 100  # points, either side: what is drawn smaller is a logo, a stamp or a signature
STRIP = 3  # width over height of a letterhead or banner
MOST_PIXELS = 60_000_000
READ_AT = 1_200  # pixels of the longer side that a page is drawn at: as `viewed` sees it, without making it smaller
MOST_BYTES = 60_000_000
EMBEDDED = tuple(FORMATS.values())  # named, so that it does not matter what else was loaded before
LARGE: dict[Art, Art] = {"emblem": "drawing", "figure": ""}
SMALL: dict[Art, Art] = {"drawing": "emblem", "figure": "drawing"}
SEEN = 5.0  # pixels of a line as it is viewed, below which it may be none
PAGE_PIXELS = 500  # of the shorter side of a page, as it is viewed
AROUND = 0.2  # of a side may be what a photographed page lies on
PRINTED = 0.03  # ink of a page on which there is surely text
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
INKS = 4  # two bits a pixel
LEAST_INK = 8  # grey levels between paper and ink: of less, a page is taken as blank
DARKEST_SHARE = 0.01  # share of a page that counts as its darkest


def picture_of(image: Image.Image, page: int = 0, again: Callable[[], Image.Image] | None = None) -> Picture:
    """What is known of one picture (a file, a rendered page, one inside a document). Decodes ``image`` where
    needed, a JPEG smaller than it is stored; ``again`` opens it once more, for print too small to be seen so."""
    stored = max(image.size), min(image.size)
    grey = viewed(image)
    upright = grey.height > grey.width
    seen = np.asarray(grey)
    box = bubble_box(seen, limits.TALL) or inner_box(seen)
    whole, inner = sketch(grey), sketch(grey.crop(box)) if box else None
    scale = max(grey.size) / stored[0]
    found = quality(grey, seen, scale)
    hidden = found.scan and found.text_px * scale < SEEN and found.ink >= PRINTED and scale < 1
    return Picture(
        page=page,
        width=stored[1] if upright else stored[0],
        height=stored[0] if upright else stored[1],
        prints=prints(whole, inner, grey.width / grey.height),
        sketch=whole.tobytes(),
        inner=inner.tobytes() if inner else b"",
        fine=_page_sketch(grey) if found.scan or _shows_page(grey) else b"",
        art=_art(seen, page, found),
        sharpness=found.sharpness,
        brightness=found.brightness,
        ink=found.ink,
        turned=0 if hidden else found.turned,
        text_px=_closer(image, again) if hidden else found.text_px,
        scan=found.scan,
    )


def of_bytes(data: bytes, page: int) -> Picture | None:
    """A picture as its own format stores it; None where it is not worth it or cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=EMBEDDED) as image:
                if not is_worth(*image.size):
                    return None
                return picture_of(
                    image, page, lambda: Image.open(io.BytesIO(data), formats=EMBEDDED)
                )  # which decodes it no larger than it needs
    except Exception:  # whatever a hostile picture makes of a decoder
        return None


def of_image(image: Image.Image, page: int, stored: tuple[int, int]) -> Picture:
    """A picture that was read smaller than it is ``stored``: sizes are told as stored."""
    found = picture_of(image, page)
    scale = max(stored) / max(image.size)
    return replace(found, width=stored[0], height=stored[1], text_px=found.text_px * scale)


def is_worth(width: int, height: int) -> bool:
    """Whether a picture is large enough to be evidence and small enough to be read."""
    return min(width, height) >= SMALLEST and width * height <= MOST_PIXELS


def as_drawn(found: Picture, small: bool) -> Picture:
    """What a picture is at the size it is drawn: small, an emblem on a cover; large, a drawing or a photograph."""
    art = (SMALL if small else LARGE).get(found.art, found.art)
    is_strip = found.width >= STRIP * found.height
    return replace(found, art="drawing" if is_strip and not art else art)


def _shows_page(grey: Image.Image) -> bool:
    """Whether the middle of a photograph is a page of paper, such as one on a table."""
    left, top = (round(side * AROUND) for side in grey.size)
    middle = grey.crop((left, top, grey.width - left, grey.height - top))
    seen = np.asarray(middle)
    return page_ink(middle, seen, float(np.median(seen)) / 255) is not None


def _art(seen: npt.NDArray[np.uint8], page: int, found: Quality) -> Art:
    """Classify a picture inside a document; scanned pages have lines of text and are larger than emblems."""
    if not page or (found.scan and min(seen.shape) >= PAGE_PIXELS):
        return ""
    return _art_of(seen)


def _closer(image: Image.Image, again: Callable[[], Image.Image] | None) -> float:
    """The height of the text in the middle of a page, at its stored size."""
    with again() if again else nullcontext(image) as whole:
        left, top = (max(0, (side - VIEW) // 2) for side in whole.size)
        return line_height(whole.crop((left, top, min(whole.width, left + VIEW), min(whole.height, top + VIEW))))


def _page_sketch(grey: Image.Image) -> bytes:
    """The ink of a page, four pixels a byte."""
    whole = grey.resize((PAGE_SIDE, PAGE_SIDE), Image.Resampling.BOX)
    small: npt.NDArray[np.uint8] = np.asarray(whole).ravel()
    upto = np.cumsum(whole.histogram())
    paper, ink = np.searchsorted(upto, [small.size // 2, int(small.size * DARKEST_SHARE)], side="right").tolist()
    share = (paper - small.astype(np.float32)) * ((INKS - 1) / max(paper - ink, LEAST_INK))
    shades = np.rint(share.clip(0, INKS - 1)).astype(np.uint8).reshape(-1, 4)
    return bytes(shades @ np.array([64, 16, 4, 1], dtype=np.uint8))


def _art_of(seen: Seen) -> Art:
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
