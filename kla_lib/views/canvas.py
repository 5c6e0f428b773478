"""Drawing in CSS pixels on a matplotlib figure: the few marks that the charts are made of.

A canvas is 340 pixels wide, a phone's column; no text is smaller than SMALL. The origin is the upper left
corner. No pyplot, no global state.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.textpath import TextToPath

from kla_lib.views.palette import light

WIDTH = 340
SIZE, SMALL = 12, 11
HATCH_STEP = 5


class Canvas:
    """A figure to draw on, measured in CSS pixels."""

    def __init__(self, height: float) -> None:
        """An empty figure of the given height."""
        self.height = height
        self.figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72)
        FigureCanvasAgg(self.figure)
        self._axes = self.figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(height, 0))
        self._axes.set_axis_off()

    def _add(self, mark: Artist) -> None:
        """What is drawn later lies above, whatever kind of mark it is."""
        mark.set_zorder(len(self._axes.get_children()))
        self._axes.add_artist(mark)

    def text(
        self, x: float, y: float, text: str, role: str = "ink", *, size: float = SIZE, align: str = "left",
        bold: bool = False,
    ) -> None:  # fmt: skip
        """One line of text on a baseline; nothing in it is read as mathematics."""
        weight = "bold" if bold else "normal"
        self._axes.text(x, y, text, color=light(role), fontsize=size, ha=align, va="baseline", fontweight=weight,
                        parse_math=False, zorder=len(self._axes.get_children()))  # fmt: skip

    def box(self, x: float, y: float, width: float, height: float, role: str) -> None:
        """A filled rectangle."""
        self._add(Rectangle((x, y), width, height, facecolor=light(role), edgecolor="none"))

    def frame(self, x: float, y: float, width: float, height: float, role: str, *, dashed: bool = False) -> None:
        """A rectangle's outline."""
        edge = Rectangle((x, y), width, height, fill=False, edgecolor=light(role), linewidth=1)
        edge.set_linestyle("--" if dashed else "-")
        self._add(edge)

    def hatch(self, x: float, y: float, width: float, height: float, role: str) -> None:
        """Slanted lines in a rectangle, framed: what is possible but not certain."""
        ends = [end for at in _steps(width + height) for end in _slant(at, width, height)]
        points = [(x + dx, y + dy) for dx, dy in ends]
        codes = [Path.MOVETO, Path.LINETO] * (len(points) // 2)
        self._add(PathPatch(Path(points, codes), fill=False, edgecolor=light(role), linewidth=1.2))
        self.frame(x, y, width, height, role)

    def line(self, points: Sequence[tuple[float, float]], role: str, width: float = 1, dashed: bool = False) -> None:
        """A line through points."""
        xs, ys = zip(*points, strict=True)
        drawn = Line2D(xs, ys, color=light(role), linewidth=width, linestyle="--" if dashed else "-")
        drawn.set_solid_capstyle("butt")
        self._add(drawn)

    def dot(self, x: float, y: float, role: str, radius: float = 5, filled: bool = True) -> None:
        """A disc, or a ring of the same size."""
        face = light(role) if filled else light("paper")
        self._add(Circle((x, y), radius, facecolor=face, edgecolor=light(role), linewidth=2))

    def shape(self, points: Sequence[tuple[float, float]], role: str) -> None:
        """A filled polygon."""
        self._add(Polygon(points, closed=True, facecolor=light(role), edgecolor="none"))


def _steps(length: float) -> list[float]:
    return [HATCH_STEP * n for n in range(1, int(length // HATCH_STEP) + 1)]


def _slant(at: float, width: float, height: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """One line from the lower left to the upper right, cut to the rectangle."""
    start = (max(at - height, 0), min(at, height))
    end = (min(at, width), max(at - width, 0))
    return start, end


@cache
def text_width(text: str, size: float = SIZE, bold: bool = False) -> float:
    """The width of a text in pixels, in a font wider than those of phones: what fits here fits there."""
    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    width, _, _ = TextToPath().get_text_width_height_descent(text, font, ismath=False)
    return float(width)


def wrapped(text: str, width: float, size: float = SIZE, lines: int = 2) -> list[str]:
    """A text broken at its spaces to fit a width; what does not fit the last line ends in an ellipsis."""
    rows = [""]
    for part in text.split():
        longer = f"{rows[-1]} {part}".strip()
        rows = [*rows[:-1], longer] if text_width(longer, size) <= width or not rows[-1] else [*rows, part]
    if len(rows) <= lines:
        return rows
    return [*rows[: lines - 1], _cut(" ".join(rows[lines - 1 :]), width, size)]


def _cut(text: str, width: float, size: float) -> str:
    while text and text_width(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"
