"""A canvas as SVG text: small, the same bytes each time, in the colours of the page it stands on.

Colours become CSS variables (see palette.py) with a dark form, text stays text in the reader's own font, and every
coordinate has one decimal. tests/views/test_svg.py compares each drawing with matplotlib's own SVG writer.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
from markupsafe import escape
from matplotlib.path import Path

from kla_lib.views.canvas import WIDTH, Area, Canvas, Dot, Frame, Hatch, Line, Mark, Point, Text
from kla_lib.views.palette import COLOURS

FONT = "Roboto,'Segoe UI','Noto Sans','Liberation Sans',Arial,sans-serif"
ANCHOR = {"left": "start", "center": "middle", "right": "end"}
DASH = (3.7, 1.6)


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
    """One decimal at most; what lies beyond the sixth is the noise of binary fractions."""
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
