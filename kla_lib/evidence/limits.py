"""When a picture counts as the same as another, or as unclear: the limits, each with the measurement that set it.

benchmarks/evidence/pictures.py measures and prints the figures again. The limits give reasons to look, never verdicts:
nobody has published what verification accepts.
"""

from __future__ import annotations

from functools import lru_cache
from math import isqrt

from kla_lib.evidence.model import Picture

# The same picture: 208 originals with 14 changes each, and pages of paper under one letterhead.
PRINT_BITS = 16  # of 64 that may differ for a pair to be looked at: as many true pairs are found as with 18
GLANCE = 0.35  # likeness of very small squares for a pair to be verified: as many true pairs are found as with 0.25
LOOSE = 0.6  # likeness at a fourth of the size below which a pair is not looked at any closer: true pairs have 0.9
LIKE = 0.8  # least likeness of detail (-1 to 1): true pairs have 0.9, others that are looked at 0.4
ONE = 0.05  # distance (1 less likeness) to which two pictures count as one: recompressed and scaled ones have 0.03
ONE_WAY, ONE_WAY_LIKE = 0.75, 0.97  # where detail runs one way so far, likeness must be more: a horizon is like another
LIKE_ALL_OVER = 0.7  # least share of blocks that are alike: a shared letterhead or banner is a few of them
LEAST_OVERLAP = 0.03  # of the sketch must be comparable: neither cut off at white or black, nor outside
PAGE_LIKE = 0.85  # as LIKE, of two pages of paper to be read closely: others of one office, as long, have up to 0.94
PAGE_CLOSE = 0.87  # least likeness of their lines of words: the same page has 0.92, others of one office 0.82
PAGE_ALONE = 0.9  # as PAGE_LIKE, where one is seen inside its bars and its lines are not known
PAGE_ALL_OVER = 0.85  # as LIKE_ALL_OVER, for these; the same page scanned again has 0.86 to 1.0
MOST_READ = 1_000  # pairs of pages that are read closely, those most alike first: 20 ms each
MOST_LIKE = 4  # pages that one is like: with more it is a form that many filled in
MOST_STRETCH = 1.12  # unevenness of the map of one to the other: true pairs have 1.1, two straight edges 1.2 and more
LEAST_SHOWN, MOST_SHOWN = 0.6, 1.6  # share of the area that the other shows: cut to 90 % of both sides is 0.81
LEAST_DETAIL = 0.25  # grey levels of detail below which there is nothing to compare: bare sky, a dark room
PAGE_DETAIL = 1.0  # the same of a page of paper: a blank one has dust and the grain of the scanner
TALL = 1.6  # height over width of a telephone's screen, at least
LEAST_SIDE = 160  # pixels: smaller pictures are icons and logos
LOGO_INK = 0.6  # in a document a picture with less ink on its ground is a logo or a chart,
LOGO_FLAT = 0.42  # where as much of it is of one very shade: drawn, not taken; even skies have 0.38
DESIGN_INK, DESIGN_BRIGHT = 0.5, 0.75  # a certificate or flyer has less ink on brighter ground than photographs have,
DESIGN_SMOOTH, DESIGN_STEP = 0.45, 3  # and as much of its sketch changes by no more than such a step of grey

# Files that are not decoded: no camera or scanner of an office makes them.
MOST_SIDE = 30_000  # pixels: a page of A3 at 1200 dpi has 19,843
MOST_PIXELS = 120_000_000  # phones make 108 million; a JPEG is decoded at an eighth, some 2 MB
MOST_PIXELS_WHOLE = 72_000_000  # for what can only be decoded whole: A3 at 600 dpi
MOST_SOUND = 600_000_000  # a map of A0 at 600 dpi has 558 million: what says it has more was made to harm
BOMB_RATIO = 1000  # pixels for a byte of file: a file over the limits that is so small was made to harm
MOST_FRAMES = 20  # pages of a TIFF that are looked at

# Unclear: by the graded set of the benchmark (sharp and spoilt photographs and pages).
BLURRED_PHOTO = 0.3  # sharpness below
BLURRED_PAGE = 0.58  # the same of a page of paper: letters are sharper than anything on a photograph
TOO_DARK = 0.12  # brightness below: a tenth of the light
BLANK_INK = 0.002  # ink of a page below: what dust and the edge of a scanner leave
SMALL_TEXT_PX = 9.0  # height of lines of text in pixels below, where any is seen: print of 10 points at 72 dpi has 10
LOW_PIXELS = 300_000  # pixels of a photograph or page below: less than 640 x 480


def unclear(picture: Picture) -> float:
    """How unclear a picture is for its kind: 1 at the limit, more beyond it. Blur, shaking, grain and darkness."""
    sharp = BLURRED_PAGE if picture.scan else BLURRED_PHOTO
    return max(sharp / max(picture.sharpness, 1e-3), TOO_DARK / max(picture.brightness, 1e-3))


def unclear_kinds(picture: Picture) -> tuple[str, ...]:
    """The kinds of findings that a picture alone gives. Inside a document only blur and darkness of what is surely a
    photograph are reported: a small picture may be a logo."""
    if picture.page and not picture.scan:
        return _of_photograph(picture)
    if picture.art == "page":  # drawn by a program: as sharp as it is shown large
        return ("turned",) if picture.scan and picture.turned else ()
    if picture.scan and picture.ink < BLANK_INK:
        return ("blank",)
    found = {
        "low_resolution": picture.width * picture.height < LOW_PIXELS,
        "blur": picture.sharpness < (BLURRED_PAGE if picture.scan else BLURRED_PHOTO),
        "dark": picture.brightness < TOO_DARK,
        "turned": picture.scan and picture.turned != 0,
        "small_text": picture.scan and 0 < picture.text_px < SMALL_TEXT_PX,
    }
    return tuple(kind for kind, holds in found.items() if holds)


def is_drawn(picture: Picture) -> bool:
    """True if a picture in a document is an emblem, or a logo or chart: little ink on a ground of one shade."""
    if picture.art == "emblem":
        return True
    return bool(picture.page) and not picture.scan and _is_plain(picture.ink, picture.sketch)


def is_design(picture: Picture) -> bool:
    """True if a picture was laid out rather than taken: a chart, a program's screen, a certificate, a flyer. Of one design,
    two differ in a few words or numbers, which no sketch shows. What has bars is judged by what stands inside."""
    if picture.art:
        return True
    seen = picture.inner or picture.sketch
    if picture.scan or not seen:
        return False
    return _is_plain(picture.ink, seen) or _is_bright_print(picture.ink, seen)


@lru_cache(maxsize=4096)  # copies have the same sketch
def _is_plain(ink: float, sketch: bytes) -> bool:
    """Little ink on a ground of one shade."""
    if ink >= LOGO_INK:
        return False
    shades = [sketch.count(shade) for shade in range(256)]
    flat = max(map(sum, zip([0, *shades], shades, [*shades[1:], 0], strict=False)))
    return flat >= LOGO_FLAT * len(sketch)


@lru_cache(maxsize=4096)
def _is_bright_print(ink: float, sketch: bytes) -> bool:
    """Less ink on a bright ground whose shade may change slowly."""
    if ink >= DESIGN_INK or sum(sketch) < DESIGN_BRIGHT * 255 * len(sketch):
        return False
    side = isqrt(len(sketch))
    steps = [abs(sketch[at] - sketch[at - 1]) for at in range(len(sketch)) if at % side]
    return sum(step <= DESIGN_STEP for step in steps) >= DESIGN_SMOOTH * len(steps)


def _of_photograph(picture: Picture) -> tuple[str, ...]:
    if picture.width * picture.height < LOW_PIXELS:
        return ()
    dark = picture.brightness < TOO_DARK
    blurred = picture.sharpness < BLURRED_PHOTO and not is_drawn(picture)
    return tuple(kind for kind, holds in (("blur", blurred), ("dark", dark)) if holds)
