"""The same drawing by matplotlib's own SVG writer, brought into our form: an independent oracle for display/chart.py.

Brought into form, and nothing else: head, comments, groups, ids and clip paths go; colours become variables; the
font family and what only says a default goes; every coordinate has one decimal.
"""

import io
import re

from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG

from kla_lib.display.chart import figure_of
from kla_lib.display.palette import COLOURS

SETTINGS = {"svg.hashsalt": "kla", "svg.fonttype": "none", "path.simplify": True}
CUTS = (
    r"<\?xml.*?\?>",
    r"<!DOCTYPE.*?>",
    r"<!--.*?-->",
    r"<metadata>.*?</metadata>",
    r"<defs>\s*<style.*?</style>\s*</defs>",
    r"<defs>\s*<clipPath.*?</defs>",
    r'<g id="patch_1">.*?</g>',
    r' (id|clip-path|xmlns:xlink|version)="[^"]*"',
    r' transform="rotate\(-0 [^"]*\)"',
    r"(font-family|stroke-linejoin): [^;\"]*;? ?",
    r"\s*(?=/>)",
)


def drawn_by_matplotlib(canvas):
    """Everything between the style and the end of the picture."""
    raw = io.StringIO()
    with rc_context(SETTINGS):
        FigureCanvasSVG(figure_of(canvas)).print_svg(raw)
    text = raw.getvalue()
    for pattern in CUTS:
        text = re.sub(pattern, "", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", lambda m: re.sub(r"-?\d+\.\d+", tenth, m[0]), text)
    text = re.sub(r"(?<=[ \"])-0(?=[ \"])", "0", text)  # its zero has a sign at times, ours has none
    for role, (colour, _) in COLOURS.items():
        text = text.replace(colour, f"var(--{role})")
    text = re.sub(r">\s+<", "><", re.sub(r"[ \n]*\n[ \n]*", " ", text)).strip()
    text = re.sub(r"</?g>", "", text)
    text = re.sub(r'(style|d)="[^"]*"', lambda m: re.sub(r"(?<=[:;])\s+|\s+(?=\")", "", m[0]), text)
    return re.sub(r"<svg[^>]*>", "", text).removesuffix("</svg>")


def tenth(match):
    cut = f"{float(match.group()):.1f}".removesuffix(".0")
    return "0" if cut == "-0" else cut
