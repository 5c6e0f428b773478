"""Pages of paper that look alike and are not the same: letters under one letterhead, one form filled in by many."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.evidence.changes import WORDS, font, page


def letter(rng: np.random.Generator) -> Image.Image:
    """A letter under the letterhead that all letters of an office have."""
    return page(rng, 22)


def form(rng: np.random.Generator) -> Image.Image:
    """A list of who was there: the same heading and grid, other names."""
    paper = Image.new("L", (1240, 1754), 250)
    draw = ImageDraw.Draw(paper)
    draw.text((620, 110), "DAFTAR HADIR KEGIATAN BUATAN", fill=20, font=font(34, "DejaVuSans-Bold"), anchor="ma")
    edges, rows = (110, 180, 560, 860, 1130), range(220, 1621, 56)
    for x in edges:
        draw.line((x, rows[0], x, rows[-1]), fill=20, width=3)
    for y in rows:
        draw.line((edges[0], y, edges[-1], y), fill=20, width=3)
    for number, y in enumerate(rows[:-1]):
        draw.text((edges[0] + 16, y + 14), str(number or "No"), fill=30, font=font(24))
        for left in edges[1:-1]:
            words = " ".join(str(w).title() for w in rng.choice(WORDS, int(rng.integers(1, 3))))
            draw.text((left + 14, y + 14), words, fill=30, font=font(24, "DejaVuSans-Oblique"))
    return paper
