"""What happens to a notebook on its way to a page: translated prose, a masthead, no dead controls, canonical HTML."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from traitlets import Enum

from kla_lib.core.problems import prose

WIDGET = "application/vnd.jupyter.widget-view+json"


class Narrative(Preprocessor):
    """Replaces the text of each Markdown cell by its translation; prose without one stays Indonesian.

    The resources' ``lang`` wins over the trait. Also for nbconvert's own command line: ``--Exporter.preprocessors=kla_lib.run.preprocessors.Narrative
    --Narrative.lang=en``.
    """

    lang = Enum(("id", "en"), default_value="id", help="The reader's language.").tag(config=True)

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """One cell in the reader's language. nbconvert hands over a copy: the notebook itself is left as it is."""
        if cell.cell_type == "markdown":
            cell.source = prose("notebook", cell.source, "en" if resources.get("lang", self.lang) == "en" else "id")
        return cell, resources


class Masthead(Preprocessor):
    """Takes the first heading out of the cells, to stand above the page with the text that follows it.

    Sets ``heading``, ``dek`` and ``silent`` (whether there is code and none of it has an output) in the resources.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """The notebook without its heading. nbconvert hands over a copy."""
        heading, dek = str(resources.get("report") or resources.get("title", "")), ""
        if nb.cells and nb.cells[0].cell_type == "markdown" and nb.cells[0].source.startswith("# "):
            first, _, dek = nb.cells[0].source.partition("\n")
            heading, nb.cells = first.removeprefix("# ").strip(), nb.cells[1:]
        code = [cell for cell in nb.cells if cell.cell_type == "code" and cell.source.strip()]
        silent = bool(code) and not any(cell.outputs for cell in code)
        resources |= {"heading": heading, "dek": dek, "silent": silent}
        return nb, resources


class Still(Preprocessor):
    """Takes controls off a page on which nothing answers them, where something else of the same cell can be shown."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """One cell without widgets. nbconvert hands over a copy: the notebook itself is left as it is."""
        for output in cell.get("outputs", []):
            if WIDGET in (data := output.get("data", {})) and set(data) - {WIDGET, "text/plain"}:
                del data[WIDGET]
        return cell, resources


VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
ATTRIBUTE = re.compile(r'\s+([a-z:-]+)="([^"]*)"')
TAG = r'<(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?:\s+[a-z:-]+="[^"]*")*)\s*/?>'
ESCAPED = r"(?P<escaped>&(?!amp;|lt;|gt;)\#?\w+;)"
IN_PRE = re.compile(f"{TAG}|{ESCAPED}")
PIECE = re.compile(
    rf"(?P<style><style>.*?</style>)|(?P<pre><pre\b.*?</pre>)|{TAG}|{ESCAPED}|(?<=>)(?P<space>\s\s+|[\t\r\f\v])(?=<)",
    re.DOTALL | re.ASCII,
)


def canonical_html(page: str) -> str:
    """A page with attributes by name, void elements closed, and only the characters escaped that must be.

    It is the form in which Beautiful Soup writes a page it has read, made without reading it: for well-formed HTML with
    quoted attributes, as our own templates give it. tests/run/test_markup.py compares the two.
    """
    return PIECE.sub(_piece, page).replace("<!doctype html>", "<!DOCTYPE html>\n", 1)


def _piece(found: re.Match[str]) -> str:
    parts = found.groupdict()
    if parts["name"]:
        return _tag(parts["name"], parts["attributes"])
    if parts["escaped"]:
        return escape(unescape(parts["escaped"]), quote=False)
    if parts["pre"]:
        return IN_PRE.sub(_piece, parts["pre"])
    return parts["style"] or ("\n" if "\n" in parts["space"] else " ")


def _tag(name: str, attributes: str) -> str:
    inside = "".join(f" {key}={_quoted(value)}" for key, value in sorted(ATTRIBUTE.findall(attributes)))
    return f"<{name}{inside}{'/' if name in VOID else ''}>"


def _quoted(value: str) -> str:
    plain = escape(unescape(value), quote=False)
    if '"' not in plain:
        return f'"{plain}"'
    return f"'{plain}'" if "'" not in plain else '"{}"'.format(plain.replace('"', "&quot;"))
