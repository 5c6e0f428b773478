"""What is hard to see in a picture, by the limits of `evidence_limits`.

They are reasons to look, never verdicts: nobody has published what verification accepts.
"""

from __future__ import annotations

from functools import lru_cache
from math import isqrt

from kla_lib.rules.evidence import Picture
from kla_lib.rules.evidence_limits import (
    BLANK_INK,
    BLURRED_PAGE,
    BLURRED_PHOTO,
    DESIGN_BRIGHT,
    DESIGN_INK,
    DESIGN_SMOOTH,
    DESIGN_STEP,
    LOGO_FLAT,
    LOGO_INK,
    LOW_PIXELS,
    SMALL_TEXT_PX,
    TOO_DARK,
)


def unclear_kinds(picture: Picture) -> tuple[str, ...]:
    """The kinds of findings that a picture alone gives. Inside a document only blur and darkness of what is surely a
    photograph are told: a small picture may be a logo, and is left be."""
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
    """Whether a picture was laid out rather than taken: a chart, a program's screen, a certificate, a flyer. Of one design,
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
