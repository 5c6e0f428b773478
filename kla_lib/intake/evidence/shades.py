"""Lines of a grey picture that are all of one shade, as programs paint them: bars, grounds, frames."""

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
