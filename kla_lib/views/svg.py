"""A matplotlib figure as a small, self-contained SVG that follows the reader's light or dark page.

matplotlib writes every number in full and every colour in place. Here numbers are cut to a tenth of a pixel,
colours become CSS variables (see palette.py) with a dark form, text stays text in the reader's own font, and
what differs from run to run (dates, ids) is left out.
"""

from __future__ import annotations

import io
import re
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from kla_lib.views.palette import COLOURS

SETTINGS: dict[Any, Any] = {"svg.hashsalt": "kla", "svg.fonttype": "none", "path.simplify": True}
NOTHING: dict[str, None] = {"Date": None, "Creator": None, "Format": None, "Type": None}
FONT = "Roboto,'Segoe UI','Noto Sans','Liberation Sans',Arial,sans-serif"
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


def svg_text(figure: Figure) -> str:
    """The figure as SVG text. The same figure gives the same text."""
    raw = io.StringIO()
    with rc_context(SETTINGS):
        FigureCanvasSVG(figure).print_svg(raw, metadata=NOTHING)  # type: ignore[no-untyped-call]
    return _tidy(raw.getvalue())


def _tidy(text: str) -> str:
    for pattern in CUTS:
        text = re.sub(pattern, "", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", lambda m: re.sub(r"-?\d+\.\d+", _tenth, m[0]), text)
    for role, (colour, _) in COLOURS.items():
        text = text.replace(colour, f"var(--{role})")
    text = re.sub(r"<g>\s*</g>", "", text)
    text = re.sub(r">\s+<", "><", re.sub(r"[ \n]*\n[ \n]*", " ", text)).strip()
    text = re.sub(r"</?g>", "", text)
    text = re.sub(r'(style|d)="[^"]*"', lambda m: re.sub(r"(?<=[:;])\s+|\s+(?=\")", "", m[0]), text)
    return re.sub(r"(<svg[^>]*>)", lambda m: re.sub(r"(\d)pt\"", r'\1"', m[1]) + _style(text), text, count=1)


def _tenth(match: re.Match[str]) -> str:
    cut = f"{float(match.group()):.1f}".removesuffix(".0")
    return "0" if cut == "-0" else cut


def _style(text: str) -> str:
    """Only the colours this figure uses, light, and dark where the reader's system is dark."""
    used = [role for role in COLOURS if f"var(--{role})" in text]
    light, dark = (";".join(f"--{role}:{COLOURS[role][scheme]}" for role in used) for scheme in (0, 1))
    rules = f"svg{{{light};font-family:{FONT};font-variant-numeric:tabular-nums}}"
    printed = "@media print{svg{--paper:#fff}}" if "paper" in used else ""
    return f"<style>{rules}@media screen and (prefers-color-scheme:dark){{svg{{{dark}}}}}{printed}</style>"
