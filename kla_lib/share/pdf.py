"""A page as a PDF: by the Chromium of the machine where there is one, by pure Python otherwise.

Only Chromium keeps the layout; pure Python keeps headings, sentences, lists and tables in order, and pictures as their
alternative text. Neither uses the network, and what differs from run to run (times, random ids) is blanked, so that the same page gives the same bytes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from importlib.resources import as_file, files
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import FontFace

HIDDEN = ("style", "script", "title", "summary")
UNSEEN = {"skip", "back", "proof"}  # classes of what only a screen can follow or open
HEADINGS = {"h1": 18, "h2": 13, "h3": 11, "h4": 9.5}
BODY, SMALL = 9, 8
BREAKS = ("p", "div", "li", "br", "small", "ul", "ol", "section", "header", "footer", "figcaption", "caption")
WIDE, LONG, SHORT = 4, 400, 120  # more columns or longer cells than this are set as lines, one cell under the other
FONTS = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}  # matplotlib brings them: free, and with many letters
INK, MUTED, RULE = 27, 90, 205
ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # `pdf` blanks it; fixed here, because the file's id is made from it
Block = tuple[str, "str | Table"]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
ON_MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
WINDOWS_ROOTS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
ON_WINDOWS = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)
FLAGS = ("--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--no-pdf-header-footer")
SECONDS = 120
CHANGING = re.compile(rb"/(?:CreationDate|ModDate) ?\([^)]*\)|/ID ?\[[^\]]*\]")


@dataclass
class Table:
    """Rows of cells as plain text, headings first."""

    rows: list[list[str]] = field(default_factory=list)

    @property
    def widths(self) -> tuple[int, ...]:
        """The relative width of each column: that of its longest line, within limits."""
        columns = zip(*self.rows, strict=True)
        return tuple(min(60, max(10, *(len(line) for cell in cells for line in cell.split("\n")))) for cells in columns)

    @property
    def fits(self) -> bool:
        """True if it fits on a page as a table."""
        return all(len(row) <= WIDE and max(map(len, row), default=0) <= LONG for row in self.rows)


class _Reader(HTMLParser):
    """Turns a page of ours into blocks: (h1 .. h4, p or li, text) and ("table", Table)."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self.kind, self.text = "p", ""
        self.hidden: list[str] = []
        self.table: Table | None = None
        self.lang = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A new block, row or cell begins."""
        given = {name: value or "" for name, value in attrs}
        self.lang = given.get("lang", "") if tag == "html" else self.lang
        self.hidden += [tag] if tag in HIDDEN or UNSEEN & set(given.get("class", "").split()) else []
        if tag == "table":
            self._end()
            self.table = Table()
        elif tag == "tr" and self.table:
            self.table.rows.append([])
        elif tag == "img":
            self.text += f" {given.get('alt', '')} "
        elif tag in HEADINGS or tag in BREAKS:
            self._end(tag if tag in HEADINGS or tag == "li" else "p")
        elif tag in ("th", "td"):
            self._end()

    def handle_endtag(self, tag: str) -> None:
        """A block, row or cell is complete."""
        if self.hidden and tag == self.hidden[-1]:
            self.hidden.pop()
        elif tag in ("th", "td") and self.table:
            self.table.rows[-1].append(self._taken())
        elif tag == "table" and self.table:
            self.blocks.append(("table", self.table))
            self.table = None
        elif tag == "dt":
            self.text += ": "
        elif tag in HEADINGS or tag in BREAKS:
            self._end()

    def handle_data(self, data: str) -> None:
        """Text, unless it is hidden."""
        self.text += "" if self.hidden else data

    def _end(self, kind: str = "p") -> None:
        if self.table and self.table.rows:
            self.text += "\n"
        elif text := self._taken():
            self.blocks.append((self.kind, text))
        self.kind = kind

    def _taken(self) -> str:
        lines = [" ".join(line.split()) for line in self.text.split("\n")]
        self.text = ""
        return "\n".join(line for line in lines if line)


def plain_pdf(html: str) -> bytes:
    """The PDF of a page of ours, A4, its headings as outline. The same page gives the same bytes."""
    reader = _Reader()
    reader.feed(html)
    pdf = _sheet(reader.lang)
    for kind, content in reader.blocks:
        if isinstance(content, Table):
            _set_table(pdf, content)
        else:
            _set_text(pdf, kind, content)
    return bytes(pdf.output())


class _Sheet(FPDF):
    def footer(self) -> None:
        """The page's number."""
        self.set_y(-14)
        self.set_font("page", size=8)
        self.set_text_color(MUTED)
        self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="R")


def _sheet(lang: str) -> FPDF:
    pdf = _Sheet(format="A4")
    pdf.set_creation_date(ANY_TIME)
    pdf.set_lang(lang)
    pdf.set_margins(18, 15)
    pdf.set_auto_page_break(True, 18)
    with as_file(files("matplotlib").joinpath("mpl-data", "fonts", "ttf")) as folder:
        for style, name in FONTS.items():
            pdf.add_font("page", style, folder / name)
    pdf.add_page()
    return pdf


def _set_text(pdf: FPDF, kind: str, text: str) -> None:
    size = HEADINGS.get(kind, BODY)
    pdf.set_text_color(INK)
    pdf.set_font("page", "B" if kind in HEADINGS else "", size)
    if kind in HEADINGS:
        pdf.ln(size / 5)
        if pdf.will_page_break(size + 12):
            pdf.add_page()
        pdf.start_section(" ".join(text.split()), level=int(kind[1]) - 1, strict=False)
    pdf.multi_cell(0, size * 0.46, f"• {text}" if kind == "li" else text, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(1.2)


def _set_table(pdf: FPDF, table: Table) -> None:
    pdf.set_text_color(INK)
    pdf.set_font("page", "", SMALL)
    head, body = table.rows[0], table.rows[1:]
    if not table.fits or len({len(row) for row in table.rows}) > 1:
        for row in body:
            _set_lines(pdf, head, row)
        return
    face = FontFace(emphasis="BOLD")
    pdf.set_draw_color(RULE)
    with pdf.table(
        _on_one_line(table.rows),
        col_widths=table.widths,
        line_height=4,
        borders_layout="HORIZONTAL_LINES",
        headings_style=face,
        text_align="LEFT",
        padding=0.6,
    ):
        pass
    pdf.ln(3)


def _on_one_line(rows: list[list[str]]) -> list[list[str]]:
    """A second line of a short cell follows on the same line."""
    return [[cell if len(cell) > SHORT // 3 else cell.replace("\n", ", ") for cell in row] for row in rows]


def _set_lines(pdf: FPDF, head: list[str], row: list[str]) -> None:
    """A row as lines: its first cell in bold, then each cell with its heading."""
    for n, cell in enumerate(row):
        pdf.set_font("page", "" if n or len(row) == 1 else "B", SMALL)
        named = len(row) == len(head) and n and head[n]
        told = cell if len(cell) > SHORT or not n else cell.replace("\n", " · ")
        text = told if not named else f"{head[n]}:\n{told}" if "\n" in told else f"{head[n]}: {told}"
        pdf.multi_cell(0, 4.2, text, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(2)


def find_chromium() -> Path | None:
    """The Chromium, Chrome or Edge of this machine; None where there is none."""
    return next((path for path in _candidates() if path.is_file()), None)


def pdf_of(page: Path, chromium: Path | None) -> tuple[bytes, str]:
    """The PDF of an HTML file and how: ``chromium``; ``plain`` where there is none; ``fallback`` where it failed."""
    printed = _printed(page, chromium) if chromium else b""
    if printed.startswith(b"%PDF-"):
        return _blanked(printed), "chromium"
    return _blanked(plain_pdf(page.read_text(encoding="utf-8"))), "fallback" if chromium else "plain"


def _candidates() -> Iterator[Path]:
    yield from (Path(found) for name in NAMES if (found := shutil.which(name)))
    yield from map(Path, ON_MACOS)
    roots = [os.environ[root] for root in WINDOWS_ROOTS if os.environ.get(root)]
    yield from (Path(root, below) for root in roots for below in ON_WINDOWS)


def _printed(page: Path, chromium: Path) -> bytes:
    """The PDF that Chromium prints of the page with all folded parts open, in a temporary profile; empty where it fails."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        opened, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        opened.write_text(page.read_text(encoding="utf-8").replace("<details>", "<details open>"), encoding="utf-8")
        command = [
            str(chromium),
            *FLAGS,
            *_unboxed(),
            f"--user-data-dir={Path(folder, 'profile')}",
            f"--print-to-pdf={target}",
            opened.as_uri(),
        ]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603 - the user's browser
        except (OSError, subprocess.SubprocessError):
            return b""
        return target.read_bytes() if target.is_file() else b""


def _unboxed() -> tuple[str, ...]:
    """Chromium's sandbox refuses root, as which containers run; other users keep it."""
    return ("--no-sandbox",) if getattr(os, "geteuid", lambda: 1)() == 0 else ()


def _blanked(pdf: bytes) -> bytes:
    """Times and ids as spaces of the same length, so that every offset in the file still holds."""
    return CHANGING.sub(lambda found: b" " * len(found.group()), pdf)
