"""A canvas as pixels, drawn by matplotlib. No pyplot, no global state."""

from __future__ import annotations

import io

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch, Polygon
from matplotlib.path import Path
from PIL import Image

from kla_lib.views.canvas import WIDTH, Area, Canvas, Frame, Hatch, Line, Shape, Text
from kla_lib.views.palette import light

SCALE, COLOURS = 2, 48


def png_bytes(canvas: Canvas) -> bytes:
    """The drawing as an optimised PNG on paper, two pixels to a CSS pixel. The same drawing gives the same bytes."""
    figure = figure_of(canvas)
    figure.set_dpi(72 * SCALE)
    figure.set_facecolor(light("paper"))
    agg = FigureCanvasAgg(figure)
    agg.draw()  # type: ignore[no-untyped-call]
    pixels = np.asarray(agg.buffer_rgba())  # type: ignore[no-untyped-call]
    picture = Image.fromarray(pixels).convert("RGB").quantize(COLOURS)
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
    axes.text(*mark.at, mark.text, color=light(mark.role), fontsize=mark.size, ha=mark.align, va="baseline",
              fontweight=weight, parse_math=False, zorder=order)  # fmt: skip


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
