"""The bars around a picture that is shown in a gallery: one shade above and below, or beside, with little written on it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Box = tuple[int, int, int, int]
NEAR = 12  # grey levels: as far from the bars' shade is still bar (compression leaves rings around letters)
FLAT = 2  # the same between bars of two shades: a sky is not as even as what a program paints
FRAMED = 0.6  # of a bubble's left edge is of its shade: below it another may begin further right
BAR = 0.75  # of a line's pixels are of that shade in a bar: signs and letters leave more
SOME = 4  # of as many pixels of a line one is looked at
LEAST, MOST = 0.15, 0.94  # of the area is the picture inside; more is no bar, less is a page or an icon


def inner_box(seen: npt.NDArray[np.uint8]) -> Box | None:
    """Where in a grey picture the one inside its bars stands, None where there are no bars.

    In a chat it stands in a bubble, above what was written: there the bubble is bars once more.
    """
    level = _level(seen)
    found = _inside(seen, level) if level is not None else None
    if found is None:
        return None
    left, top, right, bottom = found
    bubble = seen[top:bottom, left:right]
    level = _median(bubble[:, :2])
    framed = np.count_nonzero(_near(bubble[:, :2], level)) >= FRAMED * 2 * len(bubble)
    inner = _inside(bubble, level) if framed else None
    if inner is None or (inner[2] - inner[0]) * (inner[3] - inner[1]) < LEAST * seen.size:
        return found
    if min(inner[0], inner[1], bubble.shape[1] - inner[2]) == 0:  # the picture's own plain side
        return found
    return left + inner[0], top + inner[1], left + inner[2], top + inner[3]


def _inside(seen: npt.NDArray[np.uint8], level: int) -> Box | None:
    """What stands between bars of a shade."""
    top, bottom = _run(_share(seen[:, ::SOME], level, 1) < BAR)
    left, right = _run(_share(seen[top:bottom:SOME], level, 0) < BAR) if bottom > top else (0, 0)
    share = (bottom - top) * (right - left) / seen.size
    return (left, top, right, bottom) if LEAST <= share <= MOST else None


def _share(seen: npt.NDArray[np.uint8], level: int, axis: int) -> npt.NDArray[np.float64]:
    """The share of every row or column that is of a shade."""
    return np.asarray(_near(seen, level).view(np.uint8).sum(axis=axis, dtype=np.uint32) / seen.shape[axis])


def _near(seen: npt.NDArray[np.uint8], level: int, near: int = NEAR) -> npt.NDArray[np.bool_]:
    """Which pixels are of a shade, in bytes alone."""
    least, most = max(0, level - near), min(255, level + near)
    return np.asarray(seen - np.uint8(least) <= np.uint8(most - least))  # what is darker wraps to the brightest


def _level(seen: npt.NDArray[np.uint8]) -> int | None:
    """The shade of opposite edges, where each is of one shade; of two, as under a line of status, the more common."""
    for edges in ((seen[:2], seen[-2:]), (seen[:, :2], seen[:, -2:])):
        shades = [_median(edge) for edge in edges]
        alike = abs(shades[0] - shades[1]) <= NEAR
        if all(_is_even(edge, shade, NEAR if alike else FLAT) for edge, shade in zip(edges, shades, strict=True)):
            return shades[0] if alike else max(shades, key=lambda shade: np.count_nonzero(_near(seen, shade)))
    return None


def _is_even(edge: npt.NDArray[np.uint8], shade: int, near: int) -> bool:
    return bool(np.count_nonzero(_near(edge, shade, near)) >= BAR * edge.size)


def _median(edge: npt.NDArray[np.uint8]) -> int:
    return int(np.partition(edge, edge.size // 2, axis=None)[edge.size // 2])


def _run(lines: npt.NDArray[np.bool_]) -> tuple[int, int]:
    """The longest run of lines that are no bar, over gaps of at most a fiftieth of them all."""
    places = np.flatnonzero(lines)
    if not places.size:
        return 0, 0
    runs = np.split(places, np.flatnonzero(np.diff(places) > max(1, len(lines) // 50)) + 1)
    longest = max(runs, key=len)
    return int(longest[0]), int(longest[-1]) + 1
