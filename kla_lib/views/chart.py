"""A finished chart: SVG or PNG, whichever is smaller, with a caption and a text that tells its message."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from kla_lib.problems import Lang
from kla_lib.views.canvas import WIDTH, Canvas
from kla_lib.views.raster import png_bytes
from kla_lib.views.svg import svg_text
from kla_lib.views.words import word

SVG, PNG = "image/svg+xml", "image/png"
NO_PNG_IS_SMALLER = 6_000
Bundle = tuple[dict[str, str], dict[str, object]]


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
