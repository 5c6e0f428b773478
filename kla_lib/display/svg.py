"""A matplotlib figure as a small SVG: text stays text, colours are plain attributes, the same figure gives the same bytes.

matplotlib's own writer draws; what it writes is then cut down: no metadata, no ids without a use, one decimal. Each
colour of the palette also gets a class (``f-K1`` fills, ``s-ink`` strokes), by which a page gives it its dark form
(`themed`); a program that knows no CSS shows the light colours.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

import matplotlib as mpl
from matplotlib.figure import Figure

from kla_lib.display.palette import COLOURS

NAMESPACE = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
FONT = "Roboto,'Segoe UI','Noto Sans','Liberation Sans',Arial,sans-serif"
WRITER: Any = {"svg.fonttype": "none", "svg.hashsalt": "kla", "svg.id": None}
ROLES = {light: role for role, (light, _) in COLOURS.items()}
CLASS = {"fill": "f", "stroke": "s"}
PROPERTY = {short: name for name, short in CLASS.items()}
NUMBER = re.compile(r"-?\d+\.\d+")
PLACES = ("d", "x", "y", "width", "height", "transform", "points")
FONT_SHORT = re.compile(r"(?:(?P<weight>\d+|bold) )?(?P<size>[\d.]+)px")
USELESS = {
    *(("stroke-linejoin", "miter"), ("stroke-linecap", "butt"), ("stroke-dashoffset", "0")),
    *(("font-weight", "400"), ("text-anchor", "start")),
}


def svg_text(figure: Figure) -> str:
    """The figure as SVG text, in CSS pixels of one typographic point each."""
    written = io.StringIO()
    with mpl.rc_context(WRITER):
        figure.savefig(written, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    root = ET.fromstring(written.getvalue())  # noqa: S314 - written by matplotlib
    width, height = (round(72 * inches) for inches in figure.get_size_inches())
    used = set(re.findall(r"""(?:url\(|href=")#([\w-]+)""", written.getvalue()))
    children = "".join(part for child in root for part in _parts(child, used))
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    linked = ' xmlns:xlink="http://www.w3.org/1999/xlink"' if "xlink:" in children else ""
    return f'<svg xmlns="http://www.w3.org/2000/svg"{linked} {size} font-family="{FONT}">{children}</svg>'


def themed(svg: str) -> str:
    """The SVG of a chart with the dark form of its colours, for a page that has one itself, and white paper in print."""
    used = sorted(set(re.findall(r"\b([fs])-(\w+)", svg)))
    dark = "".join(f".{kind}-{role}{{{PROPERTY[kind]}:{COLOURS[role][1]}}}" for kind, role in used if role in COLOURS)
    style = (
        f"<style>@media screen and (prefers-color-scheme:dark){{{dark}}}@media print{{.f-paper{{fill:#fff}}}}</style>"
    )
    return svg.replace(">", f">{style}", 1) if dark else svg


def _parts(element: ET.Element, used: set[str]) -> Iterator[str]:
    """An element as text; a group that says nothing is its content."""
    name = element.tag.removeprefix(NAMESPACE)
    if name in ("metadata", "style") or (name == "defs" and not len(element)):
        return
    inside = "".join(part for child in element for part in _parts(child, used))
    if name == "defs" and not inside:
        return
    attributes = dict(_attributes(element, name, used))
    if name == "g" and not attributes:
        yield inside
        return
    inside = _escaped(element.text) + inside if element.text and element.text.strip() else inside
    shown = "".join(f' {key}="{_escaped(value)}"' for key, value in attributes.items())
    yield f"<{name}{shown}>{inside}</{name}>" if inside else f"<{name}{shown}/>"


def _attributes(element: ET.Element, name: str, used: set[str]) -> Iterator[tuple[str, str]]:
    classes = []
    for key, value in element.attrib.items():
        if key == "style":
            for told, given in _declarations(value):
                if told in CLASS and given in ROLES:
                    classes.append(f"{CLASS[told]}-{ROLES[given]}")
                if (told, given) not in USELESS:
                    yield told, given
        elif key == LINK:
            yield "xlink:href", value
        elif key in PLACES:
            if not (key == "transform" and value.startswith("rotate(-0 ")):
                yield key, _short(value)
        elif key != "id" or value in used:
            yield key, value
    if classes:
        yield "class", " ".join(classes)


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    """CSS declarations as attributes; the short form of a font as weight and size, as the font of all is the root's."""
    for declaration in style.split(";"):
        key, _, value = (part.strip() for part in declaration.partition(":"))
        if key == "font":
            found = FONT_SHORT.search(value)
            if found and found["weight"]:
                yield "font-weight", found["weight"]
            if found:
                yield "font-size", _short(found["size"])
        elif key and key != "font-family":
            yield key, _short(value) if key in ("stroke-width", "stroke-dasharray") else value


def _short(text: str) -> str:
    """Numbers with one decimal at most."""
    spaced = " ".join(text.split())
    return NUMBER.sub(lambda found: f"{round(float(found[0]), 1) + 0.0:.1f}".removesuffix(".0"), spaced)


def _escaped(text: str) -> str:
    return escape(text, {'"': "&quot;"})
