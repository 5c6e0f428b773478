"""A canvas as SVG or PNG, whichever is smaller, with a caption and an alternative text; the same bytes each time.

Colours become CSS variables (see palette.py) with a dark form, text stays text in the reader's own font, and every
coordinate has one decimal. tests/display/test_svg.py compares each drawing with matplotlib's own SVG writer. Pixels
are drawn by matplotlib without pyplot and its global state.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from markupsafe import escape
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch, Polygon
from matplotlib.path import Path
from PIL import Image

from kla_lib.core.problems import Lang
from kla_lib.display.canvas import WIDTH, Area, Canvas, Dot, Frame, Hatch, Line, Mark, Point, Shape, Text
from kla_lib.display.palette import COLOURS, light
from kla_lib.display.words import word

FONT = "Roboto,'Segoe UI','Noto Sans','Liberation Sans',Arial,sans-serif"
ANCHOR = {"left": "start", "center": "middle", "right": "end"}
DASH = (3.7, 1.6)
SCALE, MOST_COLOURS = 2, 48
SVG, PNG = "image/svg+xml", "image/png"
NO_PNG_IS_SMALLER = 6_000
Bundle = tuple[dict[str, str], dict[str, object]]


def svg_text(canvas: Canvas) -> str:
    """The drawing as SVG text. The same drawing gives the same text."""
    size = f'width="{WIDTH}" height="{_tenth(canvas.height)}" viewBox="0 0 {WIDTH} {_tenth(canvas.height)}"'
    drawn = "".join(_mark(mark) for mark in canvas.marks)
    return f'<svg {size} xmlns="http://www.w3.org/2000/svg">{_style(drawn)}{drawn}</svg>'


def _mark(mark: Mark) -> str:
    if isinstance(mark, Text):
        return _text(mark)
    if isinstance(mark, Area):
        return _path(f"{_through(mark.points)} z", f"fill:{_colour(mark.role)}")
    if isinstance(mark, Frame):
        return _path(f"{_through([*mark.points, mark.points[0]])} z", _stroke(mark.role, 1, mark.dashed) + ";")
    if isinstance(mark, Hatch):
        return _path(" ".join(map(_through, mark.strokes)), _stroke(mark.role, mark.width) + ";")
    if isinstance(mark, Line):
        return _path(_through(mark.points), _stroke(mark.role, mark.width, mark.dashed))
    return _dot(mark)


def _text(mark: Text) -> str:
    if not mark.text:
        return ""
    weight = "font-weight:700;" if mark.bold else ""
    style = f"{weight}font-size:{_tenth(mark.size)}px;text-anchor:{ANCHOR[mark.align]};fill:{_colour(mark.role)}"
    x, y = (_tenth(place) for place in mark.at)
    return f'<text style="{style}" x="{x}" y="{y}">{_escaped(mark.text)}</text>'


def _dot(mark: Dot) -> str:
    """A circle as the eight curves that matplotlib draws it with."""
    x, y = mark.at
    start, *curve = [(x + mark.radius * dx, y + mark.radius * dy) for dx, dy in _circle()]
    curves = "".join(f" C {_places(curve[n : n + 3])}" for n in range(0, len(curve), 3))
    face = _colour(mark.role if mark.filled else "paper")
    stroke = _stroke(mark.role, mark.width).removeprefix("fill:none;")
    return _path(f"M {_places([start])}{curves} z", f"fill:{face};{stroke};")


@cache
def _circle() -> tuple[Point, ...]:
    """Start and control points of the unit circle, without the point that closes it."""
    return tuple((x, y) for x, y in np.asarray(Path.unit_circle().vertices)[:-1].tolist())


def _path(through: str, style: str) -> str:
    return f'<path d="{through}" style="{style}"/>'


def _stroke(role: str, width: float, dashed: bool = False) -> str:
    dashes = ",".join(_tenth(length * width) for length in DASH)
    dash = f"stroke-dasharray:{dashes};stroke-dashoffset:0;" if dashed else ""
    return f"fill:none;{dash}stroke:{_colour(role)}" + ("" if width == 1 else f";stroke-width:{_tenth(width)}")


def _through(points: Iterable[Point]) -> str:
    return "M " + " L ".join(_places([point]) for point in points)


def _places(points: Iterable[Point]) -> str:
    return " ".join(f"{_tenth(x)} {_tenth(y)}" for x, y in points)


def _colour(role: str) -> str:
    return f"var(--{role})"


def _tenth(value: float) -> str:
    """One decimal at most; digits beyond the sixth are the noise of binary fractions."""
    cut = f"{round(value, 6):.1f}".removesuffix(".0")
    return "0" if cut == "-0" else cut


def _escaped(text: str) -> str:
    return str(escape(text)).replace("&#34;", '"').replace("&#39;", "'")


def _style(drawn: str) -> str:
    """Only the colours this drawing uses, light, and dark where the reader's system is dark."""
    used = [role for role in COLOURS if f"var(--{role})" in drawn]
    light, dark = (";".join(f"--{role}:{COLOURS[role][scheme]}" for role in used) for scheme in (0, 1))
    rules = f"svg{{{light};font-family:{FONT};font-variant-numeric:tabular-nums}}"
    printed = "@media print{svg{--paper:#fff}}" if "paper" in used else ""
    return f"<style>{rules}@media screen and (prefers-color-scheme:dark){{svg{{{dark}}}}}{printed}</style>"


def png_bytes(canvas: Canvas) -> bytes:
    """The drawing as an optimised PNG on paper, two pixels to a CSS pixel. The same drawing gives the same bytes."""
    figure = figure_of(canvas)
    figure.set_dpi(72 * SCALE)
    figure.set_facecolor(light("paper"))
    agg = FigureCanvasAgg(figure)
    agg.draw()  # type: ignore[no-untyped-call]
    pixels = np.asarray(agg.buffer_rgba())  # type: ignore[no-untyped-call]
    picture = Image.fromarray(pixels).convert("RGB").quantize(MOST_COLOURS)
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()


def figure_of(canvas: Canvas) -> Figure:
    """The drawing as a matplotlib figure, one pixel to a CSS pixel."""
    figure = Figure(figsize=(WIDTH / 72, canvas.height / 72), dpi=72)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(canvas.height, 0))
    axes.set_axis_off()
    for order, mark in enumerate(canvas.marks):
        if isinstance(mark, Text):
            _write(axes, mark, order)
        else:
            artist = _artist(mark)
            artist.set_zorder(order)
            axes.add_artist(artist)
    return figure


def _write(axes: Axes, mark: Text, order: int) -> None:
    weight = "bold" if mark.bold else "normal"
    axes.text(
        *mark.at,
        mark.text,
        color=light(mark.role),
        fontsize=mark.size,
        ha=mark.align,
        va="baseline",
        fontweight=weight,
        parse_math=False,
        zorder=order,
    )


def _artist(mark: Shape) -> Artist:
    if isinstance(mark, Area):
        return Polygon(mark.points, closed=True, facecolor=light(mark.role), edgecolor="none")
    if isinstance(mark, Frame):
        style = "--" if mark.dashed else "-"
        return Polygon(mark.points, closed=True, fill=False, edgecolor=light(mark.role), linewidth=1, linestyle=style)
    if isinstance(mark, Hatch):
        return _strokes(mark)
    if isinstance(mark, Line):
        return _line(mark)
    face = light(mark.role) if mark.filled else light("paper")
    return Circle(mark.at, mark.radius, facecolor=face, edgecolor=light(mark.role), linewidth=mark.width)


def _strokes(mark: Hatch) -> Artist:
    points = [point for stroke in mark.strokes for point in stroke]
    codes = [Path.MOVETO, Path.LINETO] * len(mark.strokes)
    return PathPatch(Path(points, codes), fill=False, edgecolor=light(mark.role), linewidth=mark.width)


def _line(mark: Line) -> Artist:
    xs, ys = zip(*mark.points, strict=True)
    drawn = Line2D(xs, ys, color=light(mark.role), linewidth=mark.width, linestyle="--" if mark.dashed else "-")
    drawn.set_solid_capstyle("butt")
    return drawn


@dataclass(frozen=True, slots=True)
class Chart:
    """An image for a page: ``kind`` is its media type, ``alt`` says in words and figures what it shows.

    ``see`` is the code whose arithmetic explains its figures (see `html.see`), ``see_text`` the words that lead there.
    Jupyter shows it by its media type; the alternative text, caption and size travel in the metadata.
    """

    kind: str
    content: bytes
    height: int
    alt: str
    caption: str
    see: str = ""
    see_text: str = ""

    def __repr__(self) -> str:
        """The message of the chart, for readers of plain text."""
        return self.alt

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        about = {"alt": self.alt, "caption": self.caption, "width": WIDTH, "height": self.height}
        about |= {"see": f"a-{self.see}", "see_text": self.see_text} if self.see else {}
        shown = self.content.decode("utf-8") if self.kind == SVG else base64.b64encode(self.content).decode("ascii")
        return {self.kind: shown, "text/plain": self.alt}, {self.kind: about}


def finish(canvas: Canvas, alt: str, caption: str, lang: Lang, see: str = "", sharp: bool = False) -> Chart:
    """The chart of a canvas, as SVG unless a PNG is smaller and it need not stay ``sharp``: a map is there to be zoomed.

    The same drawing gives the same bytes.
    """
    svg = svg_text(canvas).encode("utf-8")
    png = svg if sharp or len(svg) <= NO_PNG_IS_SMALLER else png_bytes(canvas)
    kind, content = (SVG, svg) if len(svg) <= len(png) else (PNG, png)
    return Chart(kind, content, round(canvas.height), alt, caption, see, word("show_arithmetic", lang) if see else "")
