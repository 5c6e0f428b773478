"""The picture in a chat's bubble on the screenshot of a telephone: between other bubbles, in a frame, with a caption below."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kla_lib.intake.evidence.shades import BAR, Box, even, median, near, share

Seen = npt.NDArray[np.uint8]
SIDES = 0.6  # of both edges of the screen are the chat's ground; above stands its name, below the line to write in
FRAME = 0.97  # of a line in a bubble is frame: letters leave less
WIDEST = 0.96  # of the screen: a bubble leaves a margin, a picture in a gallery none
LEAST = 0.06  # of the screen is a picture that can be compared
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
    fits = wide * high >= LEAST * seen.size and max(wide, high) <= MOST_LONG * min(wide, high)
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
