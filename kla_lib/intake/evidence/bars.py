"""The bars around a picture that is shown in a gallery: one shade above and below, or beside, with little written on it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kla_lib.intake.evidence.shades import BAR, NEAR, Box, even, median, near, share

FLAT = 2  # grey levels between bars of two shades: a sky is not as even as what a program paints
SOME = 4  # of as many pixels of a line one is looked at
LEAST, MOST = 0.15, 0.94  # of the area is the picture inside; more is no bar, less is a page or an icon


def inner_box(seen: npt.NDArray[np.uint8]) -> Box | None:
    """Where in a grey picture the one inside its bars stands, None where there are no bars."""
    level = _level(seen)
    if level is None:
        return None
    top, bottom = _run(share(seen[:, ::SOME], level, 1) < BAR)
    left, right = _run(share(seen[top:bottom:SOME], level, 0) < BAR) if bottom > top else (0, 0)
    inside = (bottom - top) * (right - left) / seen.size
    return (left, top, right, bottom) if LEAST <= inside <= MOST else None


def _level(seen: npt.NDArray[np.uint8]) -> int | None:
    """The shade of opposite edges, where each is of one shade; of two, as under a line of status, the more common."""
    for edges in ((seen[:2], seen[-2:]), (seen[:, :2], seen[:, -2:])):
        shades = [median(edge) for edge in edges]
        alike = abs(shades[0] - shades[1]) <= NEAR
        within = NEAR if alike else FLAT
        if all(even(edge, shade, BAR, within) for edge, shade in zip(edges, shades, strict=True)):
            return shades[0] if alike else max(shades, key=lambda shade: np.count_nonzero(near(seen, shade)))
    return None


def _run(lines: npt.NDArray[np.bool_]) -> tuple[int, int]:
    """The longest run of lines that are no bar, over gaps of at most a fiftieth of them all."""
    places = np.flatnonzero(lines)
    if not places.size:
        return 0, 0
    runs = np.split(places, np.flatnonzero(np.diff(places) > max(1, len(lines) // 50)) + 1)
    longest = max(runs, key=len)
    return int(longest[0]), int(longest[-1]) + 1
