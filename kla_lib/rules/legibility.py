"""What is hard to see in a picture, by the limits of `evidence_limits`.

They are reasons to look, never verdicts: nobody has published what verification accepts.
"""

from __future__ import annotations

from kla_lib.rules.evidence import Picture
from kla_lib.rules.evidence_limits import (
    BLANK_INK,
    BLURRED_PAGE,
    BLURRED_PHOTO,
    LOW_PIXELS,
    SMALL_TEXT_PX,
    TOO_DARK,
)


def unclear_kinds(picture: Picture) -> tuple[str, ...]:
    """The kinds of findings that a picture alone gives. A small picture inside a document may be a logo, and is left be."""
    if picture.page and not picture.scan:
        return ()
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
