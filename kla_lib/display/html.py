"""Pieces of a page as safe HTML: every text is escaped, every table has a caption and headers with their scope.

Also the frame of a page (style sheet, colours, the words around the content) and the sections of a long page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from kla_lib.core.problems import Lang
from kla_lib.display.palette import PAGE, variables
from kla_lib.display.words import word

Cell = str | Markup
Bundle = tuple[dict[str, str], dict[str, object]]
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


@dataclass(frozen=True, slots=True)
class Html:
    """A finished piece of a page, well-formed. Notebooks show it, marked as made here; other pieces may hold it."""

    text: str

    def __html__(self) -> Markup:
        """For Jinja and Markup: already escaped."""
        return Markup(self.text)  # noqa: S704 - made by our templates only

    def __repr__(self) -> str:
        """Short, so that an executed notebook does not hold every page twice."""
        return f"<Html, {len(self.text)} characters>"

    def _repr_html_(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        return {"text/html": self.text, "text/plain": repr(self)}, {"text/html": MADE_HERE}


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading; ``numeric`` cells are aligned right, in figures of one width."""

    heading: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table to show. The first cell of a row is its header; ``under`` gives full-width cells below the rows.

    ``shape`` says what a narrow screen does: ``plain`` keeps it, ``stack`` turns rows into cards (``stack memo``
    for a wide form), ``scroll`` lets it scroll in a region of its own that the keyboard reaches.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    foot: Sequence[Cell] = field(default=())
    under: Sequence[Cell] = field(default=())
    shape: str = "plain"

    def labels(self) -> str:
        """CSS variables with the headings, which stacked cards show before each cell."""
        return ";".join(f"--c{n}:{_css_text(c.heading)}" for n, c in enumerate(self.columns[1:], start=2))


def show(table: Table) -> Html:
    """A table as HTML."""
    return render("table.html.j2", "id", table=table)


def render(template: str, lang: Lang, **values: object) -> Html:
    """A template of display/templates with its values, every text escaped, words in the reader's language."""
    return Html(_environment().get_template(template).render(t=partial(word, lang=lang), lang=lang, **values))


def sentence(text: str) -> Html:
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
) -> Html:
    """The first screen of a report: one big figure (of a ``maximum``, where it has one), two lines of text and a few facts.

    ``moved`` is its change, ``working`` its arithmetic; ``first`` lists what to do first as missing, label and agencies.
    """
    shown = {"name": name, "big": big, "maximum": maximum, "moved": moved, "working": working}
    return render("headline.html.j2", lang, **shown, lines=lines, facts=facts, first=first, notes=notes)


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
    return _squeezed(files("kla_lib.display").joinpath("templates", name).read_text(encoding="utf-8"))


def chrome(lang: Lang, accent: str = "", stage: str = "") -> dict[str, str]:
    """The values that the report template prints around the cells: ``css``, the name of the stage, and its words by key."""
    words = {key: word(key, lang) for key in CHROME}
    return {**words, "css": stylesheet(accent), "stage": stage}


def _squeezed(css: str) -> str:
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", bare)).replace(";}", "}").strip()


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
