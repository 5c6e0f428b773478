"""Lines of a grey picture that are all of one shade, as programs paint them: bars, grounds, frames.

The bars around a picture that is shown in a gallery: one shade above and below, or beside, with little written on it.

The picture in a chat's bubble on the screenshot of a telephone: between other bubbles, in a frame, with a caption below.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Seen = npt.NDArray[np.uint8]
Box = tuple[int, int, int, int]  # left, top, right, bottom
NEAR = 12  # grey levels: as far from a shade is still of it (compression leaves rings around letters)
BAR = 0.75  # of a line's pixels are of its shade: signs and letters leave more


def share(seen: Seen, level: int, axis: int) -> npt.NDArray[np.float64]:
    """The share of every row (axis 1) or column (axis 0) that is of a shade."""
    return np.asarray(near(seen, level).view(np.uint8).sum(axis=axis, dtype=np.uint32) / seen.shape[axis])


def near(seen: Seen, level: int, within: int = NEAR) -> npt.NDArray[np.bool_]:
    """Which pixels are of a shade, in bytes alone."""
    least, most = max(0, level - within), min(255, level + within)
    return np.asarray(seen - np.uint8(least) <= np.uint8(most - least))  # what is darker wraps to the brightest


def even(edge: Seen, shade: int, least: float = BAR, within: int = NEAR) -> bool:
    """Whether as much of an edge is of a shade."""
    return bool(np.count_nonzero(near(edge, shade, within)) >= least * edge.size)


def median(edge: Seen) -> int:
    """The shade in the middle."""
    return int(np.partition(edge, edge.size // 2, axis=None)[edge.size // 2])


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


SIDES = 0.6  # of both edges of the screen are the chat's ground; above stands its name, below the line to write in
FRAME = 0.97  # of a line in a bubble is frame: letters leave less
WIDEST = 0.96  # of the screen: a bubble leaves a margin, a picture in a gallery none
LEAST_BUBBLE = 0.06  # of the screen is a picture that can be compared
MOST_LONG = 3.0  # times as long as it is wide


def bubble_box(seen: Seen, tall: float) -> Box | None:
    """Where on the screenshot of a chat the largest picture stands, None where there is none; a screen is as ``tall`` for
    its width, at least."""
    height, width = seen.shape
    if height < tall * width:
        return None
    edges = np.concatenate([seen[:, :2], seen[:, -2:]], axis=1)
    level = median(edges)
    if not even(edges, level, SIDES):
        return None
    found = [box for top, bottom in _runs(share(seen, level, 1) < BAR) if (box := _inside(seen, level, top, bottom))]
    return max(found, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]), default=None)


def _inside(seen: Seen, level: int, top: int, bottom: int) -> Box | None:
    """The picture in one bubble between these rows."""
    left, right = _longest(share(seen[top:bottom], level, 0) < BAR)
    if right - left < 8 or right - left > WIDEST * seen.shape[1]:
        return None
    bubble = seen[top:bottom, left:right]
    ring = np.concatenate([bubble[:, 1:3], bubble[:, -3:-1]], axis=1)
    frame = median(ring)
    x0, y0, x1, y1 = _framed(bubble, frame) if even(ring, frame, BAR) else (0, 0, *bubble.shape[::-1])
    wide, high = x1 - x0, y1 - y0
    fits = wide * high >= LEAST_BUBBLE * seen.size and max(wide, high) <= MOST_LONG * min(wide, high)
    flat = np.count_nonzero(near(bubble[y0:y1, x0:x1], frame)) if fits else 0
    return (left + x0, top + y0, left + x1, top + y1) if fits and flat < BAR * wide * high else None


def _framed(bubble: Seen, frame: int) -> Box:
    """What stands inside the frame of a bubble, without the caption."""
    top, bottom = _longest(share(bubble, frame, 1) < FRAME)
    left, right = _longest(share(bubble[top:bottom], frame, 0) < FRAME) if bottom > top else (0, 0)
    return left, top, right, bottom


def _longest(lines: npt.NDArray[np.bool_]) -> tuple[int, int]:
    return max(_runs(lines), key=lambda run: run[1] - run[0], default=(0, 0))


def _runs(lines: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """From where to where lines are of a kind, every time."""
    steps = np.flatnonzero(np.diff(np.concatenate([[False], lines, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in steps.reshape(-1, 2)]
