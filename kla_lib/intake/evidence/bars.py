"""The bars around a picture that is shown in a gallery: one shade above and below, or beside, with little written on it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

Box = tuple[int, int, int, int]
NEAR = 12  # grey levels: as far from the bars' shade is still bar (compression leaves rings around letters)
FLAT = 2  # the same between bars of two shades: a sky is not as even as what a program paints
BAR = 0.75  # of a line's pixels are of that shade in a bar: signs and letters leave more
LEAST, MOST = 0.15, 0.94  # of the area is the picture inside; more is no bar, less is a page or an icon


def inner_box(grey: Image.Image) -> Box | None:
    """Where the picture inside its bars stands, None where there are no bars."""
    seen = np.asarray(grey)
    level = _level(seen)
    if level is None:
        return None
    bar = np.abs(seen.astype(np.int16) - level) <= NEAR
    top, bottom = _run(bar.mean(axis=1) < BAR)
    left, right = _run(bar[top:bottom].mean(axis=0) < BAR) if bottom > top else (0, 0)
    share = (bottom - top) * (right - left) / seen.size
    return (left, top, right, bottom) if LEAST <= share <= MOST else None


def _level(seen: npt.NDArray[np.uint8]) -> int | None:
    """The shade of opposite edges, where each is of one shade; of two, as under a line of status, the more common."""
    wide = seen.astype(np.int16)
    for edges in ((wide[:2], wide[-2:]), (wide[:, :2], wide[:, -2:])):
        shades = sorted({int(np.median(edge)) for edge in edges})
        even = all((np.abs(edge - np.median(edge)) <= NEAR).mean() >= BAR for edge in edges)
        if even and shades[-1] - shades[0] <= NEAR:
            return shades[0]
        if even and all((np.abs(edge - np.median(edge)) <= FLAT).mean() >= BAR for edge in edges):
            return max(shades, key=lambda shade: int((np.abs(wide - shade) <= NEAR).sum()))
    return None


def _run(lines: npt.NDArray[np.bool_]) -> tuple[int, int]:
    """The longest run of lines that are no bar, over gaps of at most a fiftieth of them all."""
    places = np.flatnonzero(lines)
    if not places.size:
        return 0, 0
    runs = np.split(places, np.flatnonzero(np.diff(places) > max(1, len(lines) // 50)) + 1)
    longest = max(runs, key=len)
    return int(longest[0]), int(longest[-1]) + 1
