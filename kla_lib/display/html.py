"""Pieces of a page as safe HTML: every text is escaped, every table has a caption and headers with their scope.

Also the frame of a page (style sheet, colours, the words around the content) and the sections of a long page.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from html import unescape
from importlib.resources import files
from os import PathLike
from typing import TYPE_CHECKING, Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from kla_lib.core.problems import Lang
from kla_lib.display.palette import PAGE, variables
from kla_lib.display.words import word

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

Cell = str | Markup
Bundle = tuple[dict[str, Any], dict[str, object]]
JSON = "application/json"
MADE_HERE = {"made_by": "kla_lib"}
URL = re.compile(r"https?://[^\s\"'<>]+")
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


class Html:
    """A finished piece of a page, well-formed. Notebooks show it, marked as made here; other pieces may hold it."""

    def __init__(self, text: str) -> None:
        """``text`` is HTML made by our templates, every value in it escaped."""
        self.text = text

    def __html__(self) -> Markup:
        """For Jinja and Markup: already escaped."""
        return Markup(self.text)  # noqa: S704 - made by our templates only

    def __repr__(self) -> str:
        """The text without its markup, for readers of plain text."""
        return plain_text(self.text)

    def to_html(self) -> str:
        """The piece as HTML, without the style of a page."""
        return self.text

    def _repr_html_(self) -> str:
        return in_notebook(self.text) if has_front_end() else self.text

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}, {"text/html": MADE_HERE}


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading; ``numeric`` cells are aligned right, in figures of one width."""

    heading: str
    numeric: bool = False


class Table(Html):
    """A table: the first cell of a row is its header; ``under`` gives full-width cells below the rows.

    ``shape`` says what a narrow screen does: ``plain`` keeps it, ``stack`` turns rows into cards (``stack memo``
    for a wide form), ``scroll`` lets it scroll in a region of its own that the keyboard reaches.
    ``data`` is the frame behind it (points as numbers, codes as text); without one it is the texts that are shown.
    """

    def __init__(
        self,
        caption: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]],
        foot: Sequence[Cell] = (),
        under: Sequence[Cell] = (),
        shape: str = "plain",
        data: pd.DataFrame | None = None,
    ) -> None:
        """The rows as they are shown, and the frame behind them."""
        self.caption, self.columns, self.rows = caption, columns, rows
        self.foot, self.under, self.shape = foot, under, shape
        self._data = data
        super().__init__(render("table.html.j2", "id", table=self).text)

    @classmethod
    def empty(cls, text: str) -> Table:
        """A table without rows, which says in one sentence why there is nothing to show."""
        table = cls("", [], [], data=pd.DataFrame())
        table.text = paragraph(text).text
        return table

    @property
    def data(self) -> pd.DataFrame:
        """The frame behind the table."""
        if self._data is not None:
            return self._data
        shown = [[plain_text(str(escape(cell))) for cell in row] for row in self.rows]
        return pd.DataFrame(shown, columns=[column.heading for column in self.columns])

    @property
    def style(self) -> Styler:
        """The frame as a pandas Styler, texts in it escaped."""
        return self.data.style.format(escape="html").format_index(escape="html", axis=1)

    def to_excel(self, path: str | PathLike[str], **options: Any) -> None:
        """Write the frame to a workbook; ``options`` as of `pandas.DataFrame.to_excel`. No text is taken for a formula."""
        with pd.ExcelWriter(
            path, engine="xlsxwriter", engine_kwargs={"options": {"strings_to_formulas": False}}
        ) as book:
            self.data.to_excel(book, **{"index": False, **options})

    def __repr__(self) -> str:
        """The frame as text; the sentence of an empty table."""
        return plain_text(self.text) if self.data.empty else self.data.to_string(index=False)

    def labels(self) -> str:
        """CSS variables with the headings, which stacked cards show before each cell."""
        return ";".join(f"--c{n}:{_css_text(c.heading)}" for n, c in enumerate(self.columns[1:], start=2))


class Head(Html):
    """The first screen of a report; ``data`` is a Series of its figures, as texts unless numbers were given."""

    def __init__(self, text: str, data: pd.Series[Any]) -> None:
        """``text`` is HTML made by our templates."""
        super().__init__(text)
        self.data = data

    def __repr__(self) -> str:
        """The figures as text."""
        return str(self.data.to_string())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        """Also as ``application/json``, which `kla_lib.read_report` finds in an executed notebook."""
        shown, about = super()._repr_mimebundle_()
        return {**shown, JSON: json.loads(self.data.to_json())}, {**about, JSON: MADE_HERE}


def render(template: str, lang: Lang, **values: object) -> Html:
    """A template of display/templates with its values, every text escaped, words in the reader's language."""
    return Html(_environment().get_template(template).render(t=partial(word, lang=lang), lang=lang, **values))


def paragraph(text: str) -> Html:
    """One sentence where a table or chart would be empty."""
    return render("sentence.html.j2", "id", text=text)


def first_screen(
    lang: Lang,
    big: Cell,
    lines: Sequence[Cell],
    facts: Sequence[tuple[str, Cell]],
    *,
    name: str = "",
    maximum: str = "",
    moved: Cell = "",
    working: Cell = "",
    first: Sequence[Mapping[str, Cell]] = (),
    notes: Sequence[str] = (),
    data: pd.Series[Any] | None = None,
) -> Head:
    """The first screen of a report: one big figure (of a ``maximum``, where it has one), two lines of text and a few facts.

    ``moved`` is its change, ``working`` its arithmetic; ``first`` lists what to do first as missing, label and agencies.
    """
    shown = {"name": name, "big": big, "maximum": maximum, "moved": moved, "working": working}
    text = render("headline.html.j2", lang, **shown, lines=lines, facts=facts, first=first, notes=notes).text
    texts = {name or "figure": big, **({"maximum": maximum} if maximum else {}), **dict(facts)}
    figures = pd.Series({key: plain_text(str(escape(value))) for key, value in texts.items()}, dtype=object)
    return Head(text, figures if data is None else data)


def join(parts: Iterable[Cell | Html], by: Cell = "") -> Markup:
    """Several pieces as one, texts among them escaped."""
    return escape(by).join(parts)


def small(text: Cell) -> Markup:
    """A second line under a cell's main text; nothing for no text."""
    return Markup("<small>{}</small>").format(text) if text else Markup("")


def told(key: str, lang: Lang, **values: Cell) -> Markup:
    """The words under a key around pieces of HTML; texts among the values are escaped."""
    return escape(word(key, lang)).format(**values)


def state(kind: str, text: Cell) -> Markup:
    """A text with the sign of an answer's state (full, partial, zero, unanswered, not_applicable, hidden)."""
    return Markup('<span class="s s-{}">{}</span>').format(kind, text)


def details(summary: Cell, body: Cell | Html, code: str = "") -> Markup:
    """A part that opens on demand, without any script: by hand, or by following `see` to the code it explains."""
    inside = Markup('<div id="a-{}">{}</div>').format(code, body) if code else body
    return Markup("<details><summary>{}</summary>{}</details>").format(summary, inside)


def see(code: str, text: Cell, page: str = "") -> Markup:
    """A figure that leads to its arithmetic: browsers open a ``<details>`` when they go to a place inside it.

    ``page`` is the page with the arithmetic, if it is another one.
    """
    return Markup('<a class="f" href="{}#a-{}">{}</a>').format(page, code, text)


def link(source: str, text: str = "") -> Markup:
    """A source as a link that makes no request by itself; a source without a web address stays text."""
    found = URL.search(source)
    if found is None:
        return escape(text or source)
    address = found.group()
    shown = join((text or address.split("/")[2].removeprefix("www.")).split("."), Markup(".<wbr>"))
    return Markup('<a rel="noreferrer" href="{}">{}</a>').format(address, shown)


def _css_text(text: str) -> str:
    plain = re.sub(r"[\\\"'\n<>]", " ", text)
    return f"'{plain}'"


@cache
def _environment() -> Environment:
    loader = PackageLoader("kla_lib.display")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@cache
def stylesheet(accent: str = "") -> str:
    """The style of a page, light and dark, with the accent of a block (or the page's own)."""
    light, dark = variables(0, accent), variables(1, accent)
    colours = f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    return colours + sheet("page.css")


@cache
def sheet(name: str) -> str:
    """A style sheet of templates/, without its comments and needless space."""
    return _squeezed(_source(name))


def _source(name: str) -> str:
    return files("kla_lib.display").joinpath("templates", name).read_text(encoding="utf-8")


def chrome(lang: Lang, accent: str = "", stage: str = "") -> dict[str, str]:
    """The values that the report template prints around the cells: ``css``, the name of the stage, and its words by key."""
    words = {key: word(key, lang) for key in CHROME}
    return {**words, "css": stylesheet(accent), "stage": stage}


def _squeezed(css: str) -> str:
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", bare)).replace(";}", "}").strip()


TAG = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL)
BLOCK = re.compile(r"<(?:/?(?:p|div|li|tr|dd|dt|h\d|table|caption|small|summary|figcaption)|br)\b[^>]*>")


def plain_text(text: str) -> str:
    """HTML without its markup: one line for each block, blanks run together."""
    lines = TAG.sub("", BLOCK.sub("\n", text)).splitlines()
    return "\n".join(line for line in (" ".join(unescape(one).split()) for one in lines) if line)


NOTEBOOK = '<div class="kla">{}</div>'


def in_notebook(piece: Cell) -> str:
    """A piece with the style of the pages, for a front end: JupyterLab, the plain notebook, VS Code, stock HTML."""
    return notebook_style() + NOTEBOOK.format(piece)


def from_notebook(text: str) -> str:
    """The piece of an output that `in_notebook` has styled, as a page of ours needs it; other HTML as it is."""
    before, after = notebook_style() + NOTEBOOK.split("{}", maxsplit=1)[0], NOTEBOOK.split("{}")[1]
    return text.removeprefix(before).removesuffix(after) if text.startswith(before) else text


@cache
def notebook_style() -> str:
    """The style of a piece outside our pages: dark only where the front end says that its theme is."""
    light, dark = variables(0, ""), variables(1, "")
    themes = ",".join(f"{theme} .kla.kla" for theme in ('[data-jp-theme-light="false"]', ".vscode-dark"))
    pieces = _source("page.css").partition("/* pieces")[2].partition("/* the page again */")[0].partition("*/")[2]
    return f"<style>.kla.kla{{{light}}}{themes}{{{dark}}}.kla.kla{{{_squeezed(pieces)}}}{sheet('notebook.css')}</style>"


def has_front_end() -> bool:
    """True in a kernel that a front end may be connected to; the kernels of ``kla run`` are marked ``unheard``."""
    shell = sys.modules.get("IPython")
    running = shell.get_ipython() if shell else None
    kernel = getattr(running, "kernel", None)
    return kernel is not None and not getattr(kernel, "unheard", False)


Piece = Markup | Html


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a long page: its id, title, pieces with headings, and a note for the contents list.

    ``own`` sections begin with a piece that brings the section's heading itself; ``accent`` names a colour. ``open`` is
    how many pieces are shown open; the others are folded, so that a phone lays them out later. None is all.
    """

    id: str
    title: str
    pieces: Sequence[tuple[str, Piece]]
    aside: str = ""
    own: bool = False
    accent: str = PAGE
    open: int | None = None

    @property
    def shown(self) -> Sequence[tuple[str, Piece]]:
        """The pieces that are shown open."""
        return self.pieces[: self.open]

    @property
    def folded(self) -> Sequence[tuple[str, Piece]]:
        """The pieces that a reader opens."""
        return () if self.open is None else self.pieces[self.open :]

    @property
    def inside(self) -> str:
        """The headings of the folded pieces, as a summary of them."""
        return " · ".join(heading for heading, _ in self.folded if heading)
