"""From where on a picture is told as unclear: our own limits, chosen on graded pictures (benchmarks/evidence_pictures.py).

They are reasons to look, never verdicts: nobody has published what verification accepts.
"""

from __future__ import annotations

from kla_lib.rules.evidence import Picture

PHOTO_SIDE = 480  # pixels of the shorter side of a photograph
SCAN_SIDE = 1_000  # pixels of the longer side of a scanned page: 85 to the inch on A4
SHARP = 0.15
DARK = 0.2
INK = 0.002
TEXT_PX = 11.0  # height of the lines of a scanned text


def unclear(picture: Picture) -> tuple[str, ...]:
    """The kinds of findings that a picture alone gives. A small picture inside a document may be a logo, and is left be."""
    if picture.page and not picture.scan:
        return ()
    if picture.scan and picture.ink < INK:
        return ("blank",)
    found = {
        "low_resolution": _is_small(picture),
        "blur": picture.sharpness < SHARP,
        "dark": picture.brightness < DARK,
        "turned": picture.scan and picture.turned != 0,
        "small_text": picture.scan and 0 < picture.text_px < TEXT_PX,
    }
    return tuple(kind for kind, holds in found.items() if holds)


def _is_small(picture: Picture) -> bool:
    sides = sorted((picture.width, picture.height))
    return sides[1] < SCAN_SIDE if picture.scan else sides[0] < PHOTO_SIDE
