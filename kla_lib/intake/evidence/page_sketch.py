"""A page of paper squeezed to its lines of words: four shades of ink, finer than the sketch that every picture has.

At 64 pixels two letters of one office are as alike as one scanned twice; at 160 words and gaps between them are seen.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from kla_lib.rules.evidence_variants import PAGE_SIDE

SHADES = 4  # two bits a pixel
LEAST_INK = 8  # grey levels between paper and ink: of less, a page is taken as blank
DARKEST = 0.01  # share of a page that counts as its darkest


def page_sketch(grey: Image.Image) -> bytes:
    """The ink of a page, four pixels a byte."""
    whole = grey.resize((PAGE_SIDE, PAGE_SIDE), Image.Resampling.BOX)
    small: npt.NDArray[np.uint8] = np.asarray(whole).ravel()
    upto = np.cumsum(whole.histogram())
    paper, ink = np.searchsorted(upto, [small.size // 2, int(small.size * DARKEST)], side="right").tolist()
    share = (paper - small.astype(np.float32)) * ((SHADES - 1) / max(paper - ink, LEAST_INK))
    shades = np.rint(share.clip(0, SHADES - 1)).astype(np.uint8).reshape(-1, 4)
    return bytes(shades @ np.array([64, 16, 4, 1], dtype=np.uint8))
