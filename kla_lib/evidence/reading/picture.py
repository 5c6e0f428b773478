"""What one picture shows (a file, a rendered page, one inside a document): prints, quality, bars around it, emblem or not.

A picture inside a document is an emblem, a logo or a stamp if it is cut out along an outline or drawn in few shades;
measured on 298 emblems of Indonesian and Thai municipalities and of football clubs, as PNG and as JPEG, of which 99 % are
called emblems or drawings, and on 125 photographs, of which 6 % are, most of them of things on a white ground.

A page of paper is also kept squeezed to its lines of words, in four shades of ink: in a sketch of 64 pixels two letters of
one office are as alike as one scanned twice; at 160 words and the gaps between them are seen.

Bars, grounds and frames are lines of one shade, as programs paint them: around a picture in a gallery, or around one in
the bubble of a chat on the screenshot of a telephone.
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
SQUARE = 4  # pixels of a side
EVEN, PLAIN = 4, 0.42  # range of grey levels of a plain square, and the share of such squares of a drawing
DRAWN = 0.42  # as FEW, of what fills its box
INKS = 4  # two bits a pixel
LEAST_INK = 8  # grey levels between paper and ink: of less, a page is taken as blank
Box = tuple[int, int, int, int]  # left, top, right, bottom
NEAR = 12  # grey levels: as far from a shade is still of it (compression leaves rings around letters)
BAR = 0.75  # of a line's pixels are of its shade: signs and letters leave more
FLAT = 2  # grey levels between bars of two shades: a sky is not as even as what a program paints
SAMPLED = 4  # of as many pixels of a line one is looked at
LEAST_INSIDE, MOST_INSIDE = 0.15, 0.94  # of the area is the picture inside; more is no bar, less is a page or an icon
CHAT_SIDES = 0.6  # of both edges of the screen are the chat's ground; above stands its name, below the line to write in
FRAME = 0.97  # of a line in a bubble is frame: letters leave less
WIDEST = 0.96  # of the screen: a bubble leaves a margin, a picture in a gallery none
LEAST_BUBBLE = 0.06  # of the screen is a picture that can be compared
MOST_LONG = 3.0  # times as long as it is wide
DARKEST_SHARE = 0.01  # share of a page that counts as its darkest


def picture_of(image: Image.Image, page: int = 0, again: Callable[[], Image.Image] | None = None) -> Picture:
    """What is known of one picture (a file, a rendered page, one inside a document). Decodes ``image`` where
    needed, a JPEG smaller than it is stored; ``again`` opens it once more, for print too small to be seen so."""
    stored = max(image.size), min(image.size)
    grey = viewed(image)
    upright = grey.height > grey.width
    seen = np.asarray(grey)
    box = _bubble_box(seen) or inner_box(seen)
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
    """True if a picture is large enough to be evidence and small enough to be read."""
    return min(width, height) >= SMALLEST and width * height <= MOST_PIXELS


def as_drawn(found: Picture, small: bool) -> Picture:
    """What a picture is at the size it is drawn: small, an emblem on a cover; large, a drawing or a photograph."""
    art = (SMALL if small else LARGE).get(found.art, found.art)
    is_strip = found.width >= STRIP * found.height
    return replace(found, art="drawing" if is_strip and not art else art)


def _shows_page(grey: Image.Image) -> bool:
    """True if the middle of a photograph is a page of paper, such as one on a table."""
    left, top = (round(side * AROUND) for side in grey.size)
    middle = grey.crop((left, top, grey.width - left, grey.height - top))
    seen = np.asarray(middle)
    return page_ink(middle, seen, float(np.median(seen)) / 255) is not None


def _art(seen: Seen, page: int, found: Quality) -> Art:
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
    ground = _near(seen, level, WITHIN)
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


def _share(seen: Seen, level: int, axis: int) -> npt.NDArray[np.float64]:
    """The share of every row (axis 1) or column (axis 0) that is of a shade."""
    return np.asarray(_near(seen, level).view(np.uint8).sum(axis=axis, dtype=np.uint32) / seen.shape[axis])


def _near(seen: Seen, level: int, within: int = NEAR) -> npt.NDArray[np.bool_]:
    """Which pixels are of a shade, in bytes alone."""
    least, most = max(0, level - within), min(255, level + within)
    return np.asarray(seen - np.uint8(least) <= np.uint8(most - least))  # what is darker wraps to the brightest


def _even(edge: Seen, shade: int, least: float = BAR, within: int = NEAR) -> bool:
    """True if at least this share of an edge is of a shade."""
    return bool(np.count_nonzero(_near(edge, shade, within)) >= least * edge.size)


def _median(edge: Seen) -> int:
    """The shade in the middle."""
    return int(np.partition(edge, edge.size // 2, axis=None)[edge.size // 2])


def inner_box(seen: Seen) -> Box | None:
    """The box of the picture inside its bars, None where there are no bars."""
    level = _level(seen)
    if level is None:
        return None
    top, bottom = _run(_share(seen[:, ::SAMPLED], level, 1) < BAR)
    left, right = _run(_share(seen[top:bottom:SAMPLED], level, 0) < BAR) if bottom > top else (0, 0)
    inside = (bottom - top) * (right - left) / seen.size
    return (left, top, right, bottom) if LEAST_INSIDE <= inside <= MOST_INSIDE else None


def _level(seen: Seen) -> int | None:
    """The shade of opposite edges, where each is of one shade; of two, as under a line of status, the more common."""
    for edges in ((seen[:2], seen[-2:]), (seen[:, :2], seen[:, -2:])):
        shades = [_median(edge) for edge in edges]
        alike = abs(shades[0] - shades[1]) <= NEAR
        within = NEAR if alike else FLAT
        if all(_even(edge, shade, BAR, within) for edge, shade in zip(edges, shades, strict=True)):
            return shades[0] if alike else max(shades, key=lambda shade: np.count_nonzero(_near(seen, shade)))
    return None


def _run(lines: npt.NDArray[np.bool_]) -> tuple[int, int]:
    """The longest run of lines that are no bar, over gaps of at most a fiftieth of them all."""
    places = np.flatnonzero(lines)
    if not places.size:
        return 0, 0
    runs = np.split(places, np.flatnonzero(np.diff(places) > max(1, len(lines) // 50)) + 1)
    longest = max(runs, key=len)
    return int(longest[0]), int(longest[-1]) + 1


def _bubble_box(seen: Seen) -> Box | None:
    """The box of the largest picture on the screenshot of a chat, None where there is none."""
    height, width = seen.shape
    if height < limits.TALL * width:
        return None
    edges = np.concatenate([seen[:, :2], seen[:, -2:]], axis=1)
    level = _median(edges)
    if not _even(edges, level, CHAT_SIDES):
        return None
    found = [box for top, bottom in _runs(_share(seen, level, 1) < BAR) if (box := _inside(seen, level, top, bottom))]
    return max(found, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]), default=None)


def _inside(seen: Seen, level: int, top: int, bottom: int) -> Box | None:
    """The picture in one bubble between these rows."""
    left, right = _longest(_share(seen[top:bottom], level, 0) < BAR)
    if right - left < 8 or right - left > WIDEST * seen.shape[1]:
        return None
    bubble = seen[top:bottom, left:right]
    ring = np.concatenate([bubble[:, 1:3], bubble[:, -3:-1]], axis=1)
    frame = _median(ring)
    x0, y0, x1, y1 = _framed(bubble, frame) if _even(ring, frame, BAR) else (0, 0, *bubble.shape[::-1])
    wide, high = x1 - x0, y1 - y0
    fits = wide * high >= LEAST_BUBBLE * seen.size and max(wide, high) <= MOST_LONG * min(wide, high)
    flat = np.count_nonzero(_near(bubble[y0:y1, x0:x1], frame)) if fits else 0
    return (left + x0, top + y0, left + x1, top + y1) if fits and flat < BAR * wide * high else None


def _framed(bubble: Seen, frame: int) -> Box:
    """What stands inside the frame of a bubble, without the caption."""
    top, bottom = _longest(_share(bubble, frame, 1) < FRAME)
    left, right = _longest(_share(bubble[top:bottom], frame, 0) < FRAME) if bottom > top else (0, 0)
    return left, top, right, bottom


def _longest(lines: npt.NDArray[np.bool_]) -> tuple[int, int]:
    return max(_runs(lines), key=lambda run: run[1] - run[0], default=(0, 0))


def _runs(lines: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """From where to where lines are of a kind, every time."""
    steps = np.flatnonzero(np.diff(np.concatenate([[False], lines, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in steps.reshape(-1, 2)]
