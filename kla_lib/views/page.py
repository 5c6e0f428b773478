"""What every page is dressed in: the style sheet with its colours, and the words around the content."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from kla_lib.problems import Lang
from kla_lib.views.palette import variables
from kla_lib.views.words import word

CHROME = (
    "skip",
    "period",
    "not_run",
    "fault_title",
    "fault_help",
    "footer_made",
    "footer_award",
    "footer_licence",
    "brand",
)


@cache
def stylesheet(accent: str = "") -> str:
    """The style of a page, light and dark, with the accent of a block (or the page's own)."""
    light, dark = variables(0, accent), variables(1, accent)
    colours = f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    return colours + sheet("page.css")


@cache
def sheet(name: str) -> str:
    """A style sheet of templates/, without its comments and needless space."""
    return _squeezed(files("kla_lib.views").joinpath("templates", name).read_text(encoding="utf-8"))


def chrome(lang: Lang, accent: str = "", stage: str = "") -> dict[str, str]:
    """What the report template prints around the cells: ``css``, the name of the stage, and its words by key."""
    words = {key: word(key, lang) for key in CHROME}
    return {**words, "css": stylesheet(accent), "stage": stage}


def _squeezed(css: str) -> str:
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", bare)).replace(";}", "}").strip()
