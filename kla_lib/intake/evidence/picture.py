"""Placeholder until pictures are measured: size alone."""

from __future__ import annotations

from PIL import Image

from kla_lib.rules.evidence import Picture


def picture_of(image: Image.Image, page: int = 0) -> Picture:
    """What is known of one picture."""
    return Picture(page, image.width, image.height, (), b"", 0.0, 0.0, 0.0)
