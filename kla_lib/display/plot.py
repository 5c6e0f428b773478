"""Charts drawn by matplotlib: the look of a page for any figure, and `Plot`, which carries figure, data and words.

A chart function takes ``ax=``. With it, it draws there and returns the Axes, as seaborn's axes-level functions do;
without, it makes a figure as wide as a phone's column and returns a `Plot`. pyplot and its global state are not used.
"""

from __future__ import annotations

import base64
import io
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from os import PathLike
from typing import Any

import matplotlib as mpl
import pandas as pd
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.text import Text
from matplotlib.textpath import TextToPath

from kla_lib.core.problems import Lang
from kla_lib.display.html import has_front_end, paragraph
from kla_lib.display.palette import COLOURS
from kla_lib.display.svg import svg_text
from kla_lib.display.words import word

WIDTH = 340  # a phone's column in CSS pixels; one typographic point of the figure is one pixel
SIZE, SMALL = 12, 11
DPI = 72
TITLE = 24  # pixels above a chart that has one
UNPRINTABLE = re.compile("[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML may not hold
LIGHT = {role: light for role, (light, _) in COLOURS.items()}
SVG, PNG = "image/svg+xml", "image/png"
Bundle = tuple[dict[str, str], dict[str, object]]
STYLE: Any = {
    "figure.dpi": DPI,
    "figure.facecolor": LIGHT["paper"],
    "axes.facecolor": LIGHT["paper"],
    "axes.edgecolor": LIGHT["rule"],
    "axes.labelcolor": LIGHT["muted"],
    "axes.labelsize": SMALL,
    "axes.titlesize": SIZE,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.prop_cycle": cycler(color=[LIGHT[role] for role in ("TOTAL", "K0", "K1", "K2", "K3", "K4", "K5", "KD")]),
    "grid.color": LIGHT["track"],
    "text.color": LIGHT["ink"],
    "text.parse_math": False,
    "xtick.color": LIGHT["muted"],
    "ytick.color": LIGHT["muted"],
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "font.family": "DejaVu Sans",
    "font.size": SIZE,
    "hatch.linewidth": 1.2,
    "lines.solid_capstyle": "butt",
    "legend.frameon": False,
}


@contextmanager
def style() -> Iterator[None]:
    """The look of the reports' charts for figures of one's own: ``with kla.display.style(): ...``."""
    with mpl.rc_context(STYLE):
        yield


@dataclass(frozen=True, slots=True)
class Look:
    """What an analyst may change of a chart.

    ``title`` stands above it, ``size`` is (width, height) in inches, ``colours`` gives roles of the palette other colours:
    ``{"K1": "tab:blue"}``.
    """

    title: str = ""
    size: tuple[float, float] | None = None
    colours: Mapping[str, str] = field(default_factory=dict)


class Drawing:
    """A chart being drawn.

    ``ax`` is to be drawn on: its x axis has the chart's own unit, its y axis runs downwards in CSS pixels of the
    chart's own figure. Texts are measured in pixels, colours are named by their role (see palette.py).
    """

    def __init__(self, ax: Axes | None, height: float, xlim: tuple[float, float], look: Look) -> None:
        """Draw on ``ax``, or on a figure of ``height`` pixels made for it; ``xlim`` are the ends of the x axis."""
        self.look, self.own = look, ax is None
        self.height = height
        above = TITLE if look.title and ax is None else 0
        if ax is None:
            self.figure = Figure(
                figsize=look.size or (WIDTH / DPI, (height + above) / DPI), dpi=DPI, facecolor=LIGHT["paper"]
            )
            ax = self.figure.add_axes((0, 0, 1, height / (height + above)))
        self.ax = ax
        if look.title:
            ax.set_title(
                look.title, loc="left", fontsize=SIZE, fontweight="bold", color=self.colour("ink"), parse_math=False
            )
        ax.set_axis_off()
        ax.set(xlim=xlim, ylim=(height, 0))

    @property
    def width(self) -> float:
        """The width of the axes in points, which are the pixels of the page."""
        return room(self.ax)

    def colour(self, role: str) -> str:
        """The colour of a role, or the one that was given for it."""
        return self.look.colours.get(role, LIGHT[role])

    def x(self, pixels: float) -> float:
        """The place on the x axis so many pixels from its left end."""
        low, high = self.ax.get_xlim()
        return low + (high - low) * pixels / self.width

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
    ) -> Text:
        """One line of text on a baseline; ``align`` left, center or right. Nothing in it is read as mathematics."""
        weight = "bold" if bold else "normal"
        look = {"color": self.colour(role), "fontsize": size, "fontweight": weight, "fontfamily": "DejaVu Sans"}
        line = UNPRINTABLE.sub("", " ".join(text.split()))
        return self.ax.text(x, y, line, ha=align, va="baseline", parse_math=False, clip_on=False, **look)  # type: ignore[arg-type]

    def bar(self, y: float, height: float, start: float, end: float, role: str) -> None:
        """A bar between two places of the x axis, ``y`` its upper edge."""
        self._rectangle(y, height, start, end, facecolor=self.colour(role), edgecolor="none", linewidth=0)

    def hatched(self, y: float, height: float, start: float, end: float, role: str) -> None:
        """A bar of slanted lines: what is possible but not certain."""
        self._rectangle(y, height, start, end, fill=False, edgecolor=self.colour(role), linewidth=1, hatch="//")

    def outline(self, y: float, height: float, start: float, end: float, role: str = "muted") -> None:
        """A dashed outline: what is not known."""
        self._rectangle(y, height, start, end, fill=False, edgecolor=self.colour(role), linewidth=1, linestyle="--")

    def _rectangle(self, y: float, height: float, start: float, end: float, **how: Any) -> None:
        self.ax.add_patch(Rectangle((start, y), end - start, height, clip_on=False, **how))

    def line(self, points: Sequence[tuple[float, float]], role: str, width: float = 1, dashed: bool = False) -> None:
        """A line through points."""
        xs, ys = zip(*points, strict=True)
        line = Line2D(
            xs, ys, color=self.colour(role), linewidth=width, linestyle="--" if dashed else "-", clip_on=False
        )
        line.set_solid_capstyle("butt")
        self.ax.add_line(line)

    def dots(self, points: Sequence[tuple[float, float]], role: str, radius: float = 5, filled: bool = True) -> None:
        """Discs, or rings of the same size."""
        xs, ys = zip(*points, strict=True)
        face, edge = self.colour(role) if filled else self.colour("paper"), self.colour(role)
        self.ax.plot(xs, ys, "o", ms=2 * radius, mfc=face, mec=edge, mew=2, clip_on=False)

    def shape(self, points: Sequence[tuple[float, float]], role: str) -> None:
        """A filled polygon."""
        self.ax.add_patch(Polygon(points, facecolor=self.colour(role), edgecolor="none", linewidth=0, clip_on=False))

    def done(self, data: pd.DataFrame, alt: str, caption: str, lang: Lang, see: str = "") -> Plot | Axes:
        """The axes, if the analyst gave them; else the plot. ``see`` is the code whose arithmetic explains the figures."""
        if not self.own:
            return self.ax
        see_text = word("show_arithmetic", lang) if see else ""
        return Plot(self.figure, self.ax, data, alt, caption, see, see_text)


@dataclass(frozen=True, slots=True, repr=False)
class Plot:
    """A chart: ``figure`` and ``ax`` of matplotlib, the ``data`` behind it, ``alt`` which says in words what it shows.

    ``see`` is the code whose arithmetic explains its figures (see `html.see`), ``see_text`` the words that lead there.
    Notebooks show it as SVG; alternative text, caption and size travel in the output's metadata.
    """

    figure: Figure
    ax: Axes
    data: pd.DataFrame
    alt: str
    caption: str
    see: str = ""
    see_text: str = ""
    empty: bool = False

    @property
    def height(self) -> int:
        """The height of the picture in CSS pixels."""
        return round(DPI * float(self.figure.get_size_inches()[1]))

    def __repr__(self) -> str:
        """The message of the chart, for readers of plain text."""
        return self.alt

    def save(self, path: str | PathLike[str], dpi: float = 300, **options: Any) -> None:
        """Write a picture; the name's ending says which kind: ``plot.save("slide.png", dpi=300)``, ``.pdf``, ``.svg``."""
        self.figure.savefig(path, dpi=dpi, **options)

    @property
    def svg(self) -> str:
        """The chart as SVG text; the same chart gives the same text."""
        return svg_text(self.figure)

    @property
    def png(self) -> bytes:
        """The chart as PNG, two pixels to a CSS pixel."""
        written = io.BytesIO()
        self.figure.savefig(written, format="png", dpi=2 * DPI)
        return written.getvalue()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        if self.empty:
            shown, marked = paragraph(self.alt)._repr_mimebundle_()
            return {**shown, "text/plain": self.alt}, marked
        width = round(DPI * self.figure.get_size_inches()[0])
        about: dict[str, object] = {"alt": self.alt, "caption": self.caption, "width": width, "height": self.height}
        about |= {"see": f"a-{self.see}", "see_text": self.see_text} if self.see else {}
        shown = {SVG: self.svg, "text/plain": self.alt}
        if has_front_end():  # for what shows no SVG: LaTeX, Markdown, slides
            shown[PNG] = base64.b64encode(self.png).decode("ascii")
        return shown, {kind: about for kind in shown if kind != "text/plain"}


def draw(ax: Axes | None, height: float, xlim: tuple[float, float] = (0, WIDTH), **look: Any) -> Drawing:
    """A chart to draw: on ``ax``, or on a figure of ``height`` pixels; ``look`` gives title, size and colours (see `Look`)."""
    return Drawing(ax, height, xlim, Look(**look))


def nothing(ax: Axes | None, text: str) -> Plot | Axes:
    """An empty chart that says in words why there is nothing to show."""
    drawing = draw(ax, 40)
    for n, row in enumerate(wrapped(text, drawing.width, lines=3)):
        drawing.text(0, 12 + n * LINE, row, "muted")
    plot = drawing.done(pd.DataFrame(), text, "", "id")
    return replace(plot, empty=True) if isinstance(plot, Plot) else plot


def room(ax: Axes | None) -> float:
    """How wide a chart will be, in pixels: the axes that are given, or a phone's column."""
    return WIDTH if ax is None else float(ax.bbox.width * DPI / ax.figure.dpi)


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


BAR, LINE, GAP = 13, 15, 15


@dataclass(frozen=True, slots=True)
class Bar:
    """A labelled bar: ``value`` is its figure in words, ``whole`` the light bar behind, ``until`` where the hatched part ends.

    ``until`` None is a bar that is not known, drawn as a dashed outline of ``whole``.
    """

    label: str
    value: str
    role: str
    part: float = 0
    until: float | None = 0
    whole: float = 0
    bold: bool = True


def bar_chart(ax: Axes | None, bars: Sequence[Bar], **look: Any) -> Drawing:
    """Bars one under another, each with its label, wrapped to three lines, and its value above it."""
    width = room(ax)
    labels = [wrapped(bar.label, width - 16 - text_width(bar.value, bold=True), lines=3) for bar in bars]
    most = max([1e-9, *(max(bar.whole, bar.part, bar.until or 0) for bar in bars)])
    height = sum(len(rows) * LINE + BAR + GAP for rows in labels) - GAP + 4
    drawing = draw(ax, height, (-most / (width - 2), most * (1 + 1 / (width - 2))), **look)
    low, high = drawing.ax.get_xlim()
    top = 0.0
    for bar, rows in zip(bars, labels, strict=True):
        for n, row in enumerate(rows):
            drawing.text(low, top + 11 + n * LINE, row)
        drawing.text(high, top + 11, bar.value, align="right", bold=bar.bold)
        _draw_bar(drawing, bar, top + len(rows) * LINE + 2, 2 * most / width)
        top += len(rows) * LINE + BAR + GAP
    return drawing


def _draw_bar(drawing: Drawing, bar: Bar, y: float, least: float) -> None:
    """One bar; what is there is ``least`` long, so that it is seen."""
    if bar.until is None:
        drawing.outline(y, BAR, 0, max(bar.whole, least))
        return
    if bar.whole:
        drawing.bar(y, BAR, 0, bar.whole, "track")
    if bar.part:
        drawing.bar(y, BAR, 0, max(bar.part, least), bar.role)
    if bar.until > bar.part:
        drawing.hatched(y, BAR, bar.part, max(bar.until, bar.part + least), bar.role)
