"""Drawing in CSS pixels: the few marks that the charts are made of, and how wide a text is.

A canvas is 340 pixels wide, a phone's column; no text is smaller than SMALL. The origin is the upper left corner.
A canvas only remembers its marks: `chart` writes them as SVG or draws them with matplotlib.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

WIDTH = 340
SIZE, SMALL = 12, 11
HATCH_STEP = 5

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text on a baseline; nothing in it is read as mathematics."""

    at: Point
    text: str
    role: str
    size: float
    align: str
    bold: bool


@dataclass(frozen=True, slots=True)
class Area:
    """A filled polygon."""

    points: tuple[Point, ...]
    role: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The outline of a polygon."""

    points: tuple[Point, ...]
    role: str
    dashed: bool


@dataclass(frozen=True, slots=True)
class Hatch:
    """Separate strokes, each from one point to another."""

    strokes: tuple[tuple[Point, Point], ...]
    role: str
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points."""

    points: tuple[Point, ...]
    role: str
    width: float
    dashed: bool


@dataclass(frozen=True, slots=True)
class Dot:
    """A disc, or a ring of the same size on paper."""

    at: Point
    radius: float
    role: str
    filled: bool
    width: float


Shape = Area | Frame | Hatch | Line | Dot
Mark = Text | Shape


class Canvas:
    """Marks in the order they are drawn, measured in CSS pixels: later marks cover earlier ones."""

    def __init__(self, height: float) -> None:
        """An empty canvas of the given height."""
        self.height = height
        self.marks: list[Mark] = []

    def text(
        self,
        x: float,
        y: float,
        text: str,
        role: str = "ink",
        *,
        size: float = SIZE,
        align: str = "left",
        bold: bool = False,
    ) -> None:
        """One line of text on a baseline; ``align`` left, center or right."""
        self.marks.append(Text((x, y), text, role, size, align, bold))

    def box(self, x: float, y: float, width: float, height: float, role: str) -> None:
        """A filled rectangle."""
        self.marks.append(Area(_corners(x, y, width, height), role))

    def frame(self, x: float, y: float, width: float, height: float, role: str, *, dashed: bool = False) -> None:
        """A rectangle's outline."""
        self.marks.append(Frame(_corners(x, y, width, height), role, dashed))

    def hatch(self, x: float, y: float, width: float, height: float, role: str) -> None:
        """Slanted lines in a rectangle, framed: what is possible but not certain."""
        strokes = [_slant(at, width, height) for at in _steps(width + height)]
        placed = tuple(((x + a, y + b), (x + c, y + d)) for (a, b), (c, d) in strokes)
        self.marks.append(Hatch(placed, role, 1.2))
        self.frame(x, y, width, height, role)

    def line(self, points: Sequence[Point], role: str, width: float = 1, dashed: bool = False) -> None:
        """A line through points."""
        self.marks.append(Line(tuple(points), role, width, dashed))

    def dot(self, x: float, y: float, role: str, radius: float = 5, filled: bool = True) -> None:
        """A disc, or a ring of the same size."""
        self.marks.append(Dot((x, y), radius, role, filled, 2))

    def shape(self, points: Sequence[Point], role: str) -> None:
        """A filled polygon."""
        self.marks.append(Area(tuple(points), role))


def _corners(x: float, y: float, width: float, height: float) -> tuple[Point, ...]:
    return (x, y), (x + width, y), (x + width, y + height), (x, y + height)


def _steps(length: float) -> list[float]:
    return [HATCH_STEP * n for n in range(1, int(length // HATCH_STEP) + 1)]


def _slant(at: float, width: float, height: float) -> tuple[Point, Point]:
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
    rows, words = [], text.split()
    while words:
        fitting = _fitting(words, width, size)
        rows.append(" ".join(words[:fitting]))
        words = words[fitting:]
    if len(rows) <= lines:
        return rows or [""]
    return [*rows[: lines - 1], _cut(" ".join(rows[lines - 1 :]), width, size)]


def _fitting(words: Sequence[str], width: float, size: float) -> int:
    """How many of these words fit on one line, one at least; found by halving, as measuring a text is slow."""
    counts = range(2, len(words) + 1)
    return 1 + bisect_right(counts, width, key=lambda count: text_width(" ".join(words[:count]), size))


def _cut(text: str, width: float, size: float) -> str:
    while text and text_width(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"
